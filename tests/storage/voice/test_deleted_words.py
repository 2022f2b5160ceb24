"""What is deleted for good is nowhere: not in a log, not in what a neighbour said before, not in a deleted task."""

from pathlib import Path
from uuid import uuid4

import orjson
import pytest

from sessions.base.errors import Conflict, Forbidden, NotFound
from sessions.voice.material import NewTask
from sessions.voice.segment import Piece, SegmentChange, SegmentJoin, SegmentSplit
from storage.bus.feeds import Feeds
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.voice.bin import Binned
from storage.voice.files.uploads import Uploads
from storage.voice.jobs import Outcome, VoiceJobs
from storage.voice.materials import Materials
from storage.voice.store import FEED
from storage.voice.tasks.store import TaskStore
from tests.storage.sessions import a_text
from tests.storage.voice.room import ALL, Room, a_bin, an_editor


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def everything(room: Room) -> bytes:
    """All that Redis has of the session."""
    found = []
    for key in await room.redis.call("k", "KEYS", f"*session:{room.id}*"):
        kind = await room.redis.call(key, "TYPE", key)
        command = {b"hash": ("HGETALL",), b"list": ("LRANGE", 0, -1), b"zset": ("ZRANGE", 0, -1)}.get(kind)
        command = command or (("XRANGE", "-", "+") if kind == b"stream" else ("GET",))
        found.append(repr(await room.redis.call(key, command[0], key, *command[1:])).encode())
    return b"\n".join(found)


async def test_VO10_a_deleted_segment_is_gone_from_the_log_and_from_what_a_process_replays(room: Room) -> None:
    await room.hear(await room.run(), (0, 1000, "the secret word"), (1000, 2000, "two"))
    before = (await room.store.read_whole(room.id, room.owner)).position
    await room.edit(room.owner, 0, "a secret word", 1)
    await room.transcripts.forget(room.id, room.owner, room.at(0))
    assert b"secret" not in await everything(room)
    assert await Feeds(room.redis).missed(room.id, FEED, before) is None  # whoever was away reads the session anew
    assert await room.texts() == ["two"]


async def test_VO10_a_recording_and_a_note_that_are_deleted_for_good_are_gone_from_the_log(
    room: Room, tmp_path: Path
) -> None:
    await room.hear(await room.run(), (0, 1000, "the secret word"))
    note, bin_ = str(uuid4()), a_bin(room, tmp_path)
    await room.store.attach(room.id, room.owner, note, a_text(note, "a secret note", room.owner.id))
    for thing in (Binned("recording", room.id, room.source), Binned("material", room.id, note)):
        await bin_.discard(thing, room.owner.id, room.owner)
        await bin_.purge(thing, room.owner)
    assert b"secret" not in await everything(room)


@pytest.mark.parametrize("order", ["split", "join"])
async def test_VO10_the_words_of_a_deleted_segment_are_gone_from_what_its_neighbour_said_before(
    room: Room, order: str
) -> None:
    bob = an_editor()
    await room.hear(await room.run(), (0, 1000, "one secret"), (1000, 2000, "secret two"))
    await room.edit(bob, 0, "One secret", 1)
    await room.edit(bob, 1000, "Secret two", 1)
    if order == "split":
        await room.transcripts.split(room.id, bob, room.at(0), SegmentSplit(revision=2, word=1))
        second = (await room.segments())[1]
        await room.transcripts.forget(room.id, room.owner, str(second["segment_id"]))
        await room.transcripts.forget(room.id, room.owner, room.at(1000))
        assert [one["text"] for one in await room.segments()] == ["One"]
        assert await room.transcripts.history(room.id, bob, room.at(0)) == []
    else:
        both = SegmentJoin(revision=2, next_id=room.at(1000), next_revision=2)
        await room.transcripts.join(room.id, bob, room.at(0), both)
        await room.transcripts.forget(room.id, room.owner, room.at(0))
    assert b"ecret" not in await everything(room)
    with pytest.raises(NotFound):  # what is forgotten is not taken back either
        await room.transcripts.undo(room.id, bob)


async def test_VO10_changes_after_the_split_stay_when_the_other_half_is_deleted(room: Room) -> None:
    await room.hear(await room.run(), (0, 1000, "one secret"))
    await room.transcripts.split(room.id, room.owner, room.at(0), SegmentSplit(revision=1, word=1))
    first, second = await room.segments()
    change = SegmentChange.model_validate({"revision": first["revision"], "text": "eins"})
    await room.transcripts.change(room.id, room.owner, room.at(0), change)
    await room.transcripts.forget(room.id, room.owner, str(second["segment_id"]))
    assert [one.text for one in await room.transcripts.history(room.id, room.owner, room.at(0))] == ["one"]
    await room.transcripts.undo(room.id, room.owner)
    assert await room.texts() == ["one"]


async def test_VO10_a_deleted_task_of_words_that_are_deleted_for_good_does_not_come_back(
    room: Room, tmp_path: Path
) -> None:
    tasks = TaskStore(room.store)
    await room.hear(await room.run(), (0, 1000, "call the secret bank"), (1000, 2000, "buy secret milk"))
    added = []
    for ms, text in ((0, "call the secret bank"), (1000, "buy secret milk")):
        new = NewTask(text=text, task_id=str(uuid4()), source_id=room.source, at_ms=ms)
        added.append(orjson.loads(await tasks.add(room.id, room.owner, str(new.task_id), new))["task_id"])
        await tasks.delete(room.id, room.owner, added[-1])
    await room.transcripts.forget(room.id, room.owner, room.at(0))
    with pytest.raises(NotFound):
        await tasks.restore(room.id, room.owner, added[0])
    thing, bin_ = Binned("recording", room.id, room.source), a_bin(room, tmp_path)
    await bin_.discard(thing, room.owner.id, room.owner)
    await bin_.purge(thing, room.owner)
    with pytest.raises(NotFound):
        await tasks.restore(room.id, room.owner, added[1])
    assert b"secret" not in await everything(room)


async def test_VO3_VO9_nothing_is_undone_in_what_lies_in_the_bin(room: Room, tmp_path: Path) -> None:
    await room.hear(await room.run(), (0, 1000, "the secret word"))
    note, bin_ = str(uuid4()), a_bin(room, tmp_path)
    for one in (note, str(uuid4())):
        await room.store.attach(room.id, room.owner, one, a_text(one, "before", room.owner.id))
        await room.transcripts.change_note(room.id, room.owner, one, "after")
    await room.edit(room.owner, 0, "another word", 1)
    things = Binned("recording", room.id, room.source), Binned("material", room.id, one)
    for thing in things:
        await bin_.discard(thing, room.owner.id, room.owner)
    before = (await room.store.read_whole(room.id, room.owner)).position
    await room.transcripts.undo(room.id, room.owner)  # the last change of what is there
    events = await Feeds(room.redis).missed(room.id, FEED, before)
    assert [orjson.loads(one.json)["type"] for one in events or ()] == ["material_changed"]
    assert [orjson.loads(one)["text"] for one in (await room.store.read_whole(room.id, room.owner)).materials] == [
        "before"
    ]
    with pytest.raises(NotFound):
        await room.transcripts.undo(room.id, room.owner)
    for thing in things:
        await bin_.retrieve(thing, room.owner)
    await room.transcripts.undo(room.id, room.owner)
    assert await room.texts() == ["the secret word"]


async def test_VO10_nobody_takes_the_id_of_a_recording_for_a_file_or_of_a_file_for_a_recording(room: Room) -> None:
    bob = an_editor()
    await room.hear(await room.run(), (0, 1000, "one"))
    with pytest.raises(Conflict):
        await room.store.attach(room.id, bob, room.source, a_text(room.source, "mine", bob.id))
    with pytest.raises(Forbidden):
        await room.transcripts.forget(room.id, bob, room.at(0))
    note = str(uuid4())
    await room.store.attach(room.id, room.owner, note, a_text(note, "text", room.owner.id))
    with pytest.raises(Conflict):
        await room.store.run("voice/chunk", room.id, bob, note, 0, "ab", 5, bob.id, 10**9, 10)


async def test_VO9_what_stands_on_both_sides_of_deleted_words_is_joined(room: Room) -> None:
    await room.hear(await room.run(), (0, 1000, "one"), (1000, 2000, "two"), (2000, 3000, "three"))
    await room.transcripts.forget(room.id, room.owner, room.at(1000))
    both = SegmentJoin(revision=1, next_id=room.at(2000), next_revision=1)
    await room.transcripts.join(room.id, room.owner, room.at(0), both)
    assert await room.texts() == ["one three"]


async def test_VO9_another_text_of_a_message_is_counted_like_any_other(room: Room) -> None:
    header, note = keys.header(room.id), str(uuid4())
    await room.store.attach(room.id, room.owner, note, a_text(note, "x", room.owner.id))
    before = int(await room.redis.call(header, "HGET", header, "bytes"))
    await room.store.change_text(room.id, room.owner, note, "x" * 4001)
    assert int(await room.redis.call(header, "HGET", header, "bytes")) - before >= 4000


@pytest.mark.parametrize("begun", [False, True])
async def test_VO3_what_waits_to_be_heard_is_heard_when_it_comes_back_and_answers_its_message(
    room: Room, tmp_path: Path, begun: bool
) -> None:
    voice, bin_, jobs = str(uuid4()), a_bin(room, tmp_path), VoiceJobs(room.store)
    about = a_text(voice, "a caption", room.owner.id)
    attached = await room.store.attach(room.id, room.owner, voice, about, probe=True, message="7|8")
    (job,) = attached.jobs
    if begun:  # the sound is known, and its transcription runs
        assert await jobs.start(job)
        follow = [(f"transcribe_material.{voice}", "TRANSCRIBE_MATERIAL", "", voice)]
        (job,) = await jobs.done(job, Outcome(follow=follow))
        assert await jobs.start(job)
    thing = Binned("material", room.id, voice)
    await bin_.discard(thing, room.owner.id, room.owner)
    said = [Piece(voice, 0, 1000, "one", "", "")]
    assert not await room.transcripts.put_part(job, voice, ALL, said)
    assert await jobs.done(job, Outcome()) == []
    (again,) = [one for one in (await bin_.retrieve(thing, room.owner))[1] if voice in one.job_id]
    assert again.job_id == job.job_id
    assert await jobs.start(again)
    assert (await room.store.job(room.id, again.job_id))["message"] == "7|8"


async def test_VO10_VU2_what_has_arrived_of_a_file_goes_with_its_session(room: Room, tmp_path: Path) -> None:
    media, shares = MediaStore.open(tmp_path.as_uri()), MediaQuota(room.redis, owner_limit=0, guest_limit=0)
    uploads = Uploads(room.store, media, shares, Materials(room.store, media, shares), most_bytes=10**6)
    await uploads.put(room.id, str(uuid4()), room.owner, room.owner.id, 0, "ab" * 32, b"a secret")
    assert files(tmp_path) == [b"a secret"]
    bin_ = a_bin(room, tmp_path)
    await bin_.delete_session(room.id, room.owner.id, room.owner)
    await bin_.purge(Binned("session", room.id, room.id), room.owner)
    assert files(tmp_path) == []
