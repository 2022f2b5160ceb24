"""What was said, in a real Redis: parts that replace each other, changes by people, undo, deletion for good."""

import asyncio
from pathlib import Path
from uuid import uuid4

import orjson
import pytest

from auth.caller import Server
from handlers.voice.exports import document_of
from sessions.base.errors import Conflict, Forbidden, NotFound, SessionNotFound, TooLarge
from sessions.voice.exports.export import ExportOptions, TextFormat, exported
from sessions.voice.segment import END_OF_TIME, SegmentChange, SegmentJoin, SegmentSpeaker, SegmentSplit
from storage.redis import keys
from storage.voice.bin import Binned
from storage.voice.jobs import VoiceJobs
from tests.storage.sessions import a_text
from tests.storage.voice.room import Room, a_bin, an_editor
from tests.users import a_joined_user, a_recorder


async def test_VO8_a_part_that_is_heard_twice_is_there_once(room: Room) -> None:
    job = await room.run()
    assert await room.hear(job, (0, 900, "one"), (900, 2000, "two"), span=(0, 2000))
    assert await room.hear(job, (2000, 3000, "three"), span=(2000, END_OF_TIME))
    before = await room.store.read_whole(room.id, Server.ITSELF)
    assert await room.hear(job, (0, 900, "one"), (900, 2000, "two"), span=(0, 2000))
    after = await room.store.read_whole(room.id, Server.ITSELF)
    assert (after.segments, after.position) == (before.segments, before.position)  # and nothing was published
    assert await room.hear(job, (0, 800, "one"), (1200, 2000, "2"), span=(0, 2000))
    assert await room.texts() == ["one", "2", "three"]


async def test_VO8_a_run_that_is_over_writes_nothing(room: Room) -> None:
    job = await room.run()
    await VoiceJobs(room.store).failed(job, "no")
    assert not await room.hear(job, (0, 900, "one"))
    again = await room.run()
    assert not await room.hear(job, (0, 900, "one"))
    assert await room.hear(again, (0, 900, "one"))


async def test_VO8_a_second_run_replaces_only_what_nobody_has_touched(room: Room) -> None:
    job = await room.run()
    await room.hear(job, (0, 1000, "one"), (1000, 2000, "two"), (2000, 3000, "three"), (3000, 4000, "four"))
    await room.edit(room.owner, 1000, "zwei", 1)
    both = SegmentJoin(revision=1, next_id=room.at(3000), next_revision=1)
    await room.transcripts.join(room.id, room.owner, room.at(2000), both)
    again = ((0, 1000, "ONE"), (1000, 2000, "TWO"), (2100, 3000, "THREE"), (3000, 3900, "FOUR"), (4000, 5000, "FIVE"))
    await room.hear(job, *again)
    assert await room.texts() == ["ONE", "zwei", "three four", "FIVE"]
    await room.hear(job, (3000, 3900, "FOUR"), (4000, 5000, "FIVE"), span=(3000, END_OF_TIME))
    assert await room.texts() == ["ONE", "zwei", "three four", "FIVE"]  # what was joined reaches into this part


async def test_VO9_two_people_edit_one_segment_and_the_later_one_is_told_who_was_quicker(room: Room) -> None:
    bob = an_editor()
    await room.hear(await room.run(), (0, 1000, "one"))
    answers = await asyncio.gather(
        room.edit(room.owner, 0, "by ann", 1), room.edit(bob, 0, "by bob", 1), return_exceptions=True
    )
    (refused,) = [one for one in answers if one is not None]
    assert isinstance(refused, Conflict)
    (kept,) = await room.segments()
    quicker = room.owner if kept["text"] == "by ann" else bob
    assert (refused.details["reason"], refused.details["name"]) == ("changed", quicker.name)
    assert (kept["edited"], kept["revision"]) == (True, 2)


async def test_VO9_each_undoes_their_own_changes_in_order(room: Room) -> None:
    bob, ann = an_editor(), room.owner
    await room.hear(await room.run(), (0, 1000, "a b c d"), (1000, 2000, "e"))
    await room.edit(ann, 0, "A b c d", 1)
    await room.edit(bob, 1000, "E", 1)
    await room.transcripts.split(room.id, ann, room.at(0), SegmentSplit(revision=2, word=2))
    second = (await room.segments())[1]
    change = SegmentChange.model_validate({"revision": second["revision"], "text": "C d"})
    await room.transcripts.change(room.id, bob, str(second["segment_id"]), change)
    assert await room.texts() == ["A b", "C d", "E"]
    with pytest.raises(Conflict) as refused:  # Bob has changed what the split made
        await room.transcripts.undo(room.id, ann)
    assert refused.value.details["name"] == bob.name
    await room.transcripts.undo(room.id, bob)
    await room.transcripts.undo(room.id, ann)
    assert await room.texts() == ["A b c d", "E"]
    await room.transcripts.undo(room.id, ann)
    await room.transcripts.undo(room.id, bob)
    assert [(one["text"], one["edited"]) for one in await room.segments()] == [("a b c d", False), ("e", False)]
    for one in (ann, bob):
        with pytest.raises(NotFound):
            await room.transcripts.undo(room.id, one)


async def test_VO9_VF4_what_is_taken_away_is_what_stands_there_after_each_has_undone_theirs(room: Room) -> None:
    bob = an_editor()

    async def taken(form: TextFormat) -> list[str]:
        session = document_of(await room.store.read_whole(room.id, bob), "en")
        text = exported(session, form, ExportOptions(times=False, speakers=False)).decode()
        return [line for line in text.split("\n") if line[:1] in "ABab" and line]

    key = keys.header(room.id)
    await room.redis.call(key, "HSET", f"{key}:recording:{room.source}", "duration_ms", 2000)
    await room.hear(await room.run(), (0, 1000, "a one"), (1000, 2000, "b two"))
    await room.edit(room.owner, 0, "A one", 1)
    await room.edit(bob, 1000, "B two", 1)
    await room.edit(bob, 0, "A 1", 2)
    for form in (TextFormat.SRT, TextFormat.VTT):
        assert await taken(form) == ["A 1", "B two"]
    with pytest.raises(Conflict):
        await room.transcripts.undo(room.id, room.owner)
    await room.transcripts.undo(room.id, bob)
    await room.transcripts.undo(room.id, room.owner)
    for form in (TextFormat.SRT, TextFormat.VTT):
        assert await taken(form) == ["a one", "B two"]


async def test_VO9_identities_that_were_joined_undo_for_each_other(room: Room) -> None:
    await room.hear(await room.run(), (0, 1000, "one"))
    await room.edit(room.owner, 0, "1", 1)
    await room.transcripts.undo(room.id, a_joined_user(uuid4().hex, room.owner.id))
    assert await room.texts() == ["one"]


async def test_VO9_speakers_and_notes_are_changed_and_undone_too(room: Room) -> None:
    await room.hear(await room.run(), (0, 1000, "one"), (1000, 2000, "two"))
    note = str(uuid4())
    await room.store.attach(room.id, room.owner, note, a_text(note, "before", room.owner.id))
    await room.transcripts.name_speaker(room.id, room.owner, "r.0.A", "Ann")
    who = SegmentSpeaker(revision=1, speaker_name="Bob")
    await room.transcripts.set_speaker(room.id, room.owner, room.at(1000), who)
    await room.transcripts.change_note(room.id, room.owner, note, "after")
    read = await room.store.read_whole(room.id, room.owner)
    names = {one["speaker_id"]: one["name"] for one in map(orjson.loads, read.speakers)}
    assert [names[str(one["speaker"])] for one in await room.segments()] == ["Ann", "Bob"]
    assert orjson.loads(read.materials[0])["text"] == "after"
    for _ in range(3):
        await room.transcripts.undo(room.id, room.owner)
    read = await room.store.read_whole(room.id, room.owner)
    assert read.speakers == []
    assert {one["speaker"] for one in await room.segments()} == {"r.0.A"}
    assert orjson.loads(read.materials[0])["text"] == "before"


async def test_VO20_rows_of_lists_say_the_first_three_names_of_speakers(room: Room) -> None:
    changed = keys.header(room.id).partition("session:")[0] + "index:home:changed"

    async def names() -> list[str]:
        return list(orjson.loads((await room.store.summary(room.id, room.owner)).speakers))

    assert await names() == []
    await room.redis.call(changed, "ZREM", changed, room.id)
    for source, name in (("r.0.A", "Zoe"), ("r.0.B", "Ann"), ("r.1.A", "Ann"), ("r.1.B", 'Б "Б"'), ("r.2.A", "Bob")):
        await room.transcripts.name_speaker(room.id, room.owner, source, name)
    assert await names() == ["Ann", "Bob", "Zoe"]
    assert await room.redis.call(changed, "ZSCORE", changed, room.id) is not None
    await room.transcripts.undo(room.id, room.owner)
    assert await names() == ["Ann", "Zoe", 'Б "Б"']


async def test_VO9_what_is_no_segment_any_more_is_not_found_and_only_neighbours_are_joined(
    room: Room, tmp_path: Path
) -> None:
    await room.hear(await room.run(), (0, 1000, "one"), (1000, 2000, "two"), (2000, 3000, "three"))
    with pytest.raises(Conflict):
        await room.transcripts.join(
            room.id, room.owner, room.at(0), SegmentJoin(revision=1, next_id=room.at(2000), next_revision=1)
        )
    for ms in (1, 5000):
        with pytest.raises(NotFound):
            await room.edit(room.owner, ms, "x", 1)
    with pytest.raises(Forbidden):
        await room.edit(a_recorder(uuid4().hex), 0, "x", 1)
    await a_bin(room, tmp_path).discard(Binned("recording", room.id, room.source), room.owner.id, room.owner)
    assert await room.segments() == []
    with pytest.raises(NotFound):
        await room.edit(room.owner, 0, "x", 1)


async def test_VO10_what_is_deleted_for_good_leaves_no_word_and_does_not_come_back(room: Room, tmp_path: Path) -> None:
    bob, key = an_editor(), keys.header(room.id)
    job = await room.run()
    await room.hear(job, (0, 1000, "the secret word"), (1000, 2000, "two"))
    await room.edit(room.owner, 0, "my secret word", 1)
    await room.edit(room.owner, 1000, "zwei", 1)
    assert [one.text for one in await room.transcripts.history(room.id, bob, room.at(0))] == ["the secret word"]
    with pytest.raises(Forbidden):
        await room.transcripts.forget(room.id, bob, room.at(0))
    await room.transcripts.forget(room.id, room.owner, room.at(0))
    await room.hear(job, (0, 1000, "the secret word"), (1000, 2000, "two"))
    assert await room.texts() == ["zwei"]
    with pytest.raises(NotFound):
        await room.transcripts.history(room.id, room.owner, room.at(0))
    stored = await room.redis.call(key, "LRANGE", f"{key}:edits", 0, -1)
    stored += await room.redis.call(key, "HVALS", f"{key}:segments")
    assert not [one for one in stored if b"secret" in one]
    await room.transcripts.undo(room.id, room.owner)  # of the other segment
    assert await room.texts() == ["two"]

    await room.edit(room.owner, 1000, "zwei", 3)
    bin_, thing = a_bin(room, tmp_path), Binned("recording", room.id, room.source)
    await bin_.discard(thing, room.owner.id, room.owner)
    await bin_.retrieve(thing, room.owner)
    assert await room.texts() == ["zwei"]
    await bin_.discard(thing, room.owner.id, room.owner)
    await bin_.purge(thing, room.owner)
    for name, command in (("segments", "HLEN"), ("segment_order", "ZCARD"), ("edits", "LLEN")):
        assert await room.redis.call(key, command, f"{key}:{name}") == 0
    assert int(await room.redis.call(key, "HGET", key, "edit_bytes")) == 0


async def test_VO10_a_session_that_is_deleted_for_good_leaves_no_key(room: Room, tmp_path: Path) -> None:
    await room.hear(await room.run(), (0, 1000, "one"))
    await room.edit(room.owner, 0, "1", 1)
    await room.transcripts.name_speaker(room.id, room.owner, "r.0.A", "Ann")
    bin_ = a_bin(room, tmp_path)
    await bin_.delete_session(room.id, room.owner.id, room.owner)
    with pytest.raises(SessionNotFound):
        await room.edit(room.owner, 0, "x", 2)
    await bin_.purge(Binned("session", room.id, room.id), room.owner)
    assert await room.redis.call("k", "KEYS", f"*session:{room.id}*") == []


async def test_VO9_changes_that_can_be_undone_have_a_bound_in_bytes(room: Room) -> None:
    key = keys.header(room.id)
    await room.hear(await room.run(), (0, 1000, "one"))
    for revision in range(1, 12):
        await room.edit(room.owner, 0, "x" * 19_000 + str(revision), revision)
    size = int(await room.redis.call(key, "HGET", key, "edit_bytes"))
    stored = await room.redis.call(key, "LRANGE", f"{key}:edits", 0, -1)
    assert size == sum(map(len, stored)) <= 262_144
    assert len(stored) < 11
    for number in range(500):
        await room.transcripts.name_speaker(room.id, room.owner, f"s{number}", "Ann")
    with pytest.raises(TooLarge):
        await room.transcripts.name_speaker(room.id, room.owner, "one more", "Ann")
