"""Things deleted by an owner stay in a bin for 30 days, and can be restored completely (D13)."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from roomtone_client import RoomtoneError

from auth.access import READ_ALL, UPDATE
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis.client import Redis
from storage.voice.bin import VoiceBin
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.handlers.voice.sound import chunks_of
from tests.polling import until
from tests.processes import WorkerProcess


def bin_of(redis: Redis, folder: Path) -> VoiceBin:
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
    return VoiceBin(redis, store, MediaStore.open(f"file://{folder}"), MediaQuota(redis, owner_limit=0, guest_limit=0))


def folder_of(data: Path, session_id: str) -> Path:
    return next(data.rglob(f"voice/{session_id}"))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def deleted(person: Person) -> list[tuple[str, str]]:
    items = (await person.call("GET", "/voicebot/deleted")).body["items"]
    return [(item["kind"], item["item_id"]) for item in items]


async def material(person: Person, session_id: str, text: str = "a note") -> str:
    answer = await person.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": text})
    return str(answer.body["material_id"])


async def test_VO3_SY17_a_deleted_session_is_gone_for_everybody_and_comes_back_whole(
    person: MakePerson, connect: Connect, speech: bytes
) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    session = await ann.create(session_name="Release")
    session_id, path = session["session_id"], f"/voicebot/sessions/{session['session_id']}"
    recording_id = await ann.record(session_id, chunks_of(speech, 3))
    await material(ann, session_id)
    before = await ann.view(session_id)
    watching = await connect(bob).subscribe(session_id)
    assert (await bob.call("DELETE", path)).status == 403
    assert (await ann.call("DELETE", path)).status == 204
    await watching.wait_for(lambda one: one.gone_because)
    for verb, where in (("GET", path), ("PATCH", path), ("DELETE", path)):
        assert (await ann.call(verb, where, {"session_name": "x"})).body["code"] == "session_not_found"
    assert (await ann.put(session_id, recording_id, 0, chunks_of(speech, 3)[0])).body["code"] == "session_not_found"
    with pytest.raises(RoomtoneError) as refused:
        await connect(ann).command("session_done", {"session_id": session_id})
    assert refused.value.code == "session_not_found"
    assert await ann.active() is None
    assert (await ann.call("GET", "/voicebot/sessions")).body["items"] == []
    assert await deleted(ann) == [("session", session_id)]
    assert await deleted(bob) == []
    restore = f"/voicebot/deleted/{session_id}/restore"
    assert (await bob.call("POST", restore)).status == 403
    assert (await ann.call("POST", restore)).body["session_name"] == "Release"
    after = await ann.view(session_id)
    for part in ("materials", "recordings", "tasks"):
        assert after[part] == before[part]
    assert await deleted(ann) == []
    assert len((await ann.call("GET", "/voicebot/sessions")).body["items"]) == 1
    assert (await ann.call("POST", restore)).status == 404


async def test_VO3_what_is_recorded_when_it_is_deleted_is_no_ghost_when_it_comes_back(
    person: MakePerson, connect: Connect
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    await connect(ann).command("report_recording", {"session_id": session_id, "status": "recording"})
    await ann.call("DELETE", f"/voicebot/sessions/{session_id}")
    with pytest.raises(RoomtoneError) as refused:
        await connect(ann).command("keep_recording", {"session_id": session_id, "status": "recording"})
    assert refused.value.code == "session_not_found"
    back = (await ann.call("POST", f"/voicebot/deleted/{session_id}/restore")).body
    assert (back["status"], back["interrupted"], back["is_active"]) == ("ready", False, True)


async def test_VO3_a_recording_and_a_material_go_and_come_back_and_everybody_is_notified(
    person: MakePerson, connect: Connect, speech: bytes, worker: WorkerProcess
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    recording_id = await ann.record(session_id, chunks_of(speech, 3))
    material_id = await material(ann, session_id)

    async def is_assembled() -> bool:
        return (await ann.view(session_id))["recordings"][0]["audio_url"] is not None

    await until(is_assembled)
    before = await ann.view(session_id)
    watching = await connect(ann).subscribe(session_id)
    paths = [f"/voicebot/sessions/{session_id}/recordings/{recording_id}"]
    paths.append(f"/voicebot/sessions/{session_id}/materials/{material_id}")
    for path in paths:
        assert (await ann.call("DELETE", path)).status == 204
        assert (await ann.call("DELETE", path)).status == 404
    gone = await ann.view(session_id)
    assert (gone["recordings"], gone["materials"]) == ([], [])
    assert [job for job in gone["jobs"] if job["recording_id"] == recording_id] == []
    assert (await ann.call("GET", f"{paths[0]}/audio")).status == 404
    late = await ann.put(session_id, recording_id, 0, chunks_of(speech, 3)[0])
    assert (late.status, late.body["code"]) == (404, "not_found")
    row = (await ann.call("GET", "/voicebot/sessions")).body["items"][0]
    assert (row["recordings"], row["materials"], row["duration_ms"]) == (0, 0, 0)
    assert set(await deleted(ann)) == {("recording", recording_id), ("material", material_id)}
    for path in paths:
        assert (await ann.call("POST", f"{path}/restore")).status == 200
    after = await ann.view(session_id)
    assert (after["recordings"], after["materials"]) == (before["recordings"], before["materials"])
    assert (await ann.call("GET", f"{paths[0]}/audio")).status == 200
    await watching.wait_for(lambda one: len(one.events) >= 4)
    types = [event["type"] for event in watching.events]
    assert types == ["recording_deleted", "material_deleted", "recording_restored", "material_restored"]


async def test_VO3_only_its_maker_and_the_owner_delete_and_only_what_is_not_being_recorded(
    person: MakePerson, connect: Connect, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    bob, cyd = (person(uuid4().hex, permissions=[READ_ALL, UPDATE]) for _ in range(2))
    session_id, recording_id = (await ann.create())["session_id"], str(uuid4())
    client = connect(bob)
    word = {"session_id": session_id, "recording_id": recording_id}
    await client.command("report_recording", {**word, "status": "recording"})
    await bob.put(session_id, recording_id, 0, chunks_of(speech, 3)[0])
    path = f"/voicebot/sessions/{session_id}/recordings/{recording_id}"
    assert (await cyd.call("DELETE", path)).body["code"] == "forbidden"
    assert (await ann.call("DELETE", path)).body["code"] == "invalid_transition"
    await client.command("report_recording", {**word, "status": "paused"})
    assert (await bob.call("DELETE", path)).status == 204
    assert await deleted(ann) == [("recording", recording_id)]  # it is the owner's session
    assert (await cyd.call("POST", f"{path}/restore")).body["code"] == "forbidden"
    assert (await ann.call("POST", f"{path}/restore")).status == 200
    unknown = f"/voicebot/sessions/{session_id}/recordings/{uuid4()}"
    assert (await cyd.call("DELETE", unknown)).status == 404
    assert await deleted(ann) == []  # what is not in the bin cannot fill its list


async def test_VO3_the_bin_is_emptied_after_its_time_with_the_files_and_not_before(
    person: MakePerson, redis: Redis, voice_data: Path, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    session_id, kept_id = (await ann.create())["session_id"], (await ann.create())["session_id"]
    recording_id = await ann.record(session_id, chunks_of(speech, 3))
    other_id = await ann.record(kept_id, chunks_of(speech, 3))
    folder = folder_of(voice_data, session_id)
    bin_ = bin_of(redis, folder.parents[1])
    await ann.call("DELETE", f"/voicebot/sessions/{session_id}")
    await ann.call("DELETE", f"/voicebot/sessions/{kept_id}/recordings/{other_id}")
    await bin_.empty()
    assert files(folder) != []
    assert len(await deleted(ann)) == 2
    await bin_.empty(keep_ms=0)
    assert files(folder) == []
    assert files(folder.parent / kept_id / other_id) == []
    assert await deleted(ann) == []
    assert (await ann.call("POST", f"/voicebot/deleted/{session_id}/restore")).status == 404
    for left in (f"session:{session_id}*", f"session:{kept_id}:recording*:{other_id}", f"session:*{recording_id}*"):

        async def is_gone(pattern: str = left) -> bool:
            return [key async for key in keys_like(redis, pattern)] == []

        await until(is_gone)  # what a home was told of the session goes with its row there
    number = (await ann.put(kept_id, str(uuid4()), 0, chunks_of(speech, 3)[0])).body["recording"]["number"]
    assert number == 2  # the name of what is gone is not given again


async def test_VO3_an_owner_deletes_for_good_at_once_and_nobody_else_does(person: MakePerson, connect: Connect) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    session_id = (await ann.create())["session_id"]
    material_id = await material(ann, session_id)
    path = f"/voicebot/deleted/{session_id}"
    assert (await ann.call("DELETE", path)).status == 404  # not in the bin
    await ann.call("DELETE", f"/voicebot/sessions/{session_id}/materials/{material_id}")
    assert (await bob.call("DELETE", f"{path}/materials/{material_id}")).status == 403
    assert (await ann.call("DELETE", f"{path}/materials/{material_id}")).status == 204
    restore = f"/voicebot/sessions/{session_id}/materials/{material_id}/restore"
    assert (await ann.call("POST", restore)).status == 404
    await ann.call("DELETE", f"/voicebot/sessions/{session_id}")
    assert (await bob.call("DELETE", path)).status == 403
    assert (await ann.call("DELETE", path)).status == 204
    assert (await ann.call("POST", f"{path}/restore")).status == 404
    assert await deleted(ann) == []


async def keys_like(redis: Redis, pattern: str) -> AsyncIterator[str]:
    """The keys of one Redis whose name matches."""
    cursor = b"0"
    while True:
        cursor, found = await redis.call("any", "SCAN", cursor, "MATCH", f"rt:*{pattern}", "COUNT", 1000)
        for key in found:
            yield key.decode()
        if cursor == b"0":
            return
