"""Chunks: in any order, twice, damaged, too large, of others, late (V12)."""

import hashlib
import random
from pathlib import Path
from uuid import uuid4

import pytest

from auth.access import READ_ALL, READ_OWN, UPDATE
from sessions.base.errors import (
    Conflict,
    NotFound,
    StorageFull,
    TooLarge,
)
from storage.media.store import MediaStore
from storage.quota.content import ContentQuota
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.recordings import Recordings
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import digest
from tests.handlers.voice.servers import Connect, MakePerson
from tests.handlers.voice.sound import chunks_of
from tests.users import a_recorder, known_as


async def test_chunks_in_any_order_and_twice_make_one_recording(
    person: MakePerson, connect: Connect, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    recording_id = str(uuid4())
    chunks = chunks_of(speech, 8)
    order = [*range(len(chunks)), *range(len(chunks))]
    random.Random(7).shuffle(order)
    statuses = [(number, (await ann.put(session_id, recording_id, number, chunks[number])).status) for number in order]
    for number in range(len(chunks)):
        assert [status for each, status in statuses if each == number] == [201, 200]
    path = f"/voicebot/sessions/{session_id}/recordings/{recording_id}"
    state = (await ann.call("GET", path)).body
    assert (state["state"], state["chunks"], state["total"]) == ("recording", list(range(len(chunks))), None)
    assert state["bytes"] == len(speech)
    finished = await ann.finish(session_id, recording_id, len(chunks))
    assert (finished.status, finished.body["state"]) == (200, "whole")
    assert (await ann.finish(session_id, recording_id, len(chunks))).body == finished.body
    await watching.wait_for(lambda one: any(event["type"] == "job_changed" for event in one.events))
    added = [event["data"]["chunk"] for event in watching.events if event["type"] == "chunk_added"]
    assert sorted(added) == list(range(len(chunks)))


async def test_chunks_after_the_end_and_after_done_are_taken(
    person: MakePerson, connect: Connect, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    chunks = chunks_of(speech, 3)
    recording_id = str(uuid4())
    assert (await ann.put(session_id, recording_id, 2, chunks[2])).status == 201
    assert (await ann.finish(session_id, recording_id, 3)).body["state"] == "uploading"
    await connect(ann).command("session_done", {"session_id": session_id})
    assert (await ann.put(session_id, recording_id, 0, chunks[0])).status == 201
    last = await ann.put(session_id, recording_id, 1, chunks[1])
    assert (last.status, last.body["recording"]["state"]) == (201, "whole")


async def test_a_damaged_chunk_is_refused_and_nothing_is_stored(person: MakePerson, speech: bytes) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    recording_id = str(uuid4())
    wrong = await ann.put(session_id, recording_id, 0, speech, Content_Digest=digest(b"else"))
    assert (wrong.status, wrong.body["code"]) == (400, "digest_mismatch")
    for header in (
        "",
        "md5=:AAAA:",
        "sha-256=:AAAA:",
        "sha-256=:###:",
        f"sha-256={hashlib.sha256(speech).hexdigest()}",
    ):
        refused = await ann.put(session_id, recording_id, 0, speech, Content_Digest=header)
        assert (refused.status, refused.body["code"]) == (400, "invalid_payload")
    assert (await ann.view(session_id))["recordings"] == []


async def test_another_body_under_the_same_number_is_a_conflict(person: MakePerson, speech: bytes) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    recording_id = str(uuid4())
    first, other, _ = chunks_of(speech, 3)
    await ann.put(session_id, recording_id, 1, other)
    refused = await ann.put(session_id, recording_id, 1, first)
    assert (refused.status, refused.body["code"]) == (409, "conflict")
    assert (await ann.put(session_id, recording_id, 1, other)).status == 200


async def test_a_chunk_that_is_refused_leaves_no_bytes_behind(
    person: MakePerson, redis: Redis, tmp_path: Path, speech: bytes
) -> None:
    owner = a_recorder(known_as(uuid4().hex))
    session_id, recording_id = (await person(owner.id).create())["session_id"], str(uuid4())
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
    first, second, third = chunks_of(speech, 3)
    shares = MediaQuota(redis, owner_limit=0, guest_limit=0)
    recordings = Recordings(store, MediaStore.open(f"file://{tmp_path}"), shares, most_bytes=len(first) + len(second))

    async def put(number: int, body: bytes) -> None:
        chunk = (number, hashlib.sha256(body).hexdigest(), body)
        await recordings.put_chunk(session_id, recording_id, owner, owner.id, *chunk)

    await put(0, first)
    await put(1, second)
    with pytest.raises(TooLarge):  # two chunks are as much as this recording may have
        await put(2, third)
    with pytest.raises(Conflict):
        await put(1, third)
    await put(1, second)  # a repeat of what is there does no harm to it
    await recordings.finish(session_id, recording_id, owner, 2)
    with pytest.raises(Conflict):
        await put(2, third)
    folder = tmp_path / "voice" / session_id / recording_id
    assert [path.read_bytes() for path in sorted(folder.iterdir())] == [first, second]


async def test_OP26_a_chunk_for_a_deleted_recording_or_a_full_session_leaves_no_bytes_behind(
    person: MakePerson, redis: Redis, tmp_path: Path, speech: bytes
) -> None:
    owner = a_recorder(known_as(uuid4().hex))
    session_id, deleted, full = (await person(owner.id).create())["session_id"], str(uuid4()), str(uuid4())
    content = ContentQuota(redis, session_limit=1)
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000, content=content)
    shares = MediaQuota(redis, owner_limit=0, guest_limit=0)
    recordings = Recordings(store, MediaStore.open(f"file://{tmp_path}"), shares, most_bytes=10 * len(speech))
    first, second, third = chunks_of(speech, 3)

    async def put(recording_id: str, number: int, body: bytes) -> None:
        chunk = (number, hashlib.sha256(body).hexdigest(), body)
        await recordings.put_chunk(session_id, recording_id, owner, owner.id, *chunk)

    for recording_id in (deleted, full):
        await put(recording_id, 0, first)
    await store.run("voice/discard", session_id, owner, "recording", deleted)
    header = keys.header(session_id)
    await redis.call(header, "HSET", header, "reserved", 0)
    for body in (first, second, third):  # the first one is stored: it stays
        with pytest.raises(NotFound):
            await put(deleted, 0, body)
        with pytest.raises(StorageFull):
            await put(full, 1, body)
    for recording_id in (deleted, full):
        folder = tmp_path / "voice" / session_id / recording_id
        assert [path.read_bytes() for path in folder.iterdir()] == [first]


async def test_a_recording_ends_once(person: MakePerson, speech: bytes) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    recording_id = str(uuid4())
    chunks = chunks_of(speech, 4)
    assert (await ann.finish(session_id, recording_id, 2)).status == 404
    await ann.put(session_id, recording_id, 0, chunks[0])
    await ann.put(session_id, recording_id, 2, chunks[2])
    assert (await ann.finish(session_id, recording_id, 2)).status == 409  # a chunk beyond it is there
    assert (await ann.finish(session_id, recording_id, 3)).status == 200
    assert (await ann.finish(session_id, recording_id, 4)).status == 409
    assert (await ann.put(session_id, recording_id, 3, chunks[3])).status == 409


async def test_what_is_too_large_is_refused_with_the_limit(person: MakePerson) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    body = b"\x1a\x45\xdf\xa3" + bytes(65_536)
    refused = await ann.put(session_id, str(uuid4()), 0, body)
    assert (refused.status, refused.body["code"], refused.body["limit"]) == (413, "file_too_large", 65_536)


@pytest.mark.parametrize("body", [b"<html>", b"RIFF\0\0\0\0WAVE", b"OggS\0\0", b"\0"])
async def test_a_recording_that_does_not_begin_like_audio_is_refused(person: MakePerson, body: bytes) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    refused = await ann.put(session_id, str(uuid4()), 0, body)
    assert (refused.status, refused.body["code"]) == (415, "unsupported_media")
    typed = await ann.put(session_id, str(uuid4()), 1, body, Content_Type="text/html")
    assert (typed.status, typed.body["code"]) == (415, "unsupported_media")
    assert (await ann.put(session_id, str(uuid4()), 1, b"")).status == 400


async def test_nobody_records_into_a_session_out_of_reach(person: MakePerson, speech: bytes) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    recording_id = str(uuid4())
    await ann.put(session_id, recording_id, 0, speech)
    for stranger in (person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL])):
        refused = await stranger.put(session_id, str(uuid4()), 0, speech)
        assert (refused.status, refused.body["code"]) == (403, "forbidden")
    # Somebody who may record here still cannot write into another person's recording.
    helper = person(uuid4().hex, permissions=[READ_ALL, READ_OWN, UPDATE])
    for refused in (
        await helper.put(session_id, recording_id, 0, speech),
        await helper.finish(session_id, recording_id, 1),
    ):
        assert (refused.status, refused.body["code"]) == (403, "forbidden")
    assert (await helper.put(session_id, str(uuid4()), 0, speech)).status == 201


@pytest.mark.parametrize(("recording_id", "number"), [("nonsense", 0), (str(uuid4()), -1), (str(uuid4()), 100_000)])
async def test_impossible_names_are_refused(person: MakePerson, speech: bytes, recording_id: str, number: int) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    refused = await ann.put(session_id, recording_id, number, speech)
    assert (refused.status, refused.body["code"]) == (400, "invalid_payload")


async def test_audio_that_is_not_assembled_is_not_found(person: MakePerson, speech: bytes) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    recording_id = str(uuid4())
    await ann.put(session_id, recording_id, 0, speech)
    answer = await ann.call("GET", f"/voicebot/sessions/{session_id}/recordings/{recording_id}/audio")
    assert (answer.status, answer.body["code"]) == (404, "not_found")
