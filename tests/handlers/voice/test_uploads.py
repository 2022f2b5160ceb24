"""Files of hours, which come in chunks (VU1, VU2)."""

import asyncio
import random
from pathlib import Path
from uuid import uuid4

from storage.redis import keys
from storage.redis.client import Redis
from storage.session.kinds import KINDS
from storage.voice.files.uploads import AT_ONCE, LIFE_MS
from tests.handlers.voice.people import Answer, Person, digest
from tests.handlers.voice.servers import Connect, MakePerson, Workers
from tests.handlers.voice.sound import speak
from tests.handlers.voice.test_materials import told

CHUNK = 65_536  # the limit of the server of these tests
FILE_LIMIT = 1024 * CHUNK


def path_of(session_id: str, material_id: str, rest: str) -> str:
    return f"/voicebot/sessions/{session_id}/materials/{material_id}/{rest}"


async def put(who: Person, session_id: str, material_id: str, number: int, body: bytes, **headers: str) -> Answer:
    path = path_of(session_id, material_id, f"chunks/{number}")
    return await who.call("PUT", path, body, **{"Content_Digest": digest(body), **headers})


async def finish(who: Person, session_id: str, material_id: str, chunks: int, **more: str) -> Answer:
    return await who.call("POST", path_of(session_id, material_id, "finish"), {"chunks": chunks, **more})


async def used(who: Person) -> int:
    return int((await who.call("GET", "/api/usage")).body["files"]["used_bytes"])


def on_their_way(data: Path, session_id: str) -> list[Path]:
    return list((data / "media" / "incoming").glob(f"{session_id}.*"))


async def test_VU1_chunks_come_in_any_order_and_again_and_are_one_file(
    person: MakePerson, connect: Connect, voice_data: Path
) -> None:
    ann = person(uuid4().hex)
    session_id, material_id = (await ann.create())["session_id"], str(uuid4())
    watching = await connect(ann).subscribe(session_id)
    file = random.Random(7).randbytes(2 * CHUNK + 100)
    chunks = [file[:CHUNK], file[CHUNK : 2 * CHUNK], file[2 * CHUNK :]]
    assert (await ann.call("GET", path_of(session_id, material_id, "chunks"))).body["code"] == "not_found"
    third = await put(ann, session_id, material_id, 2, chunks[2])
    assert (third.status, third.body) == (201, {"material_id": material_id, "bytes": 100})
    assert (await put(ann, session_id, material_id, 0, chunks[0])).status == 201
    again = await put(ann, session_id, material_id, 0, chunks[0])
    other = await put(ann, session_id, material_id, 0, b"another body")
    damaged = await put(ann, session_id, material_id, 1, chunks[1][:-1], Content_Digest=digest(chunks[1]))
    assert (again.status, other.body["code"], damaged.body["code"]) == (200, "conflict", "digest_mismatch")
    assert (await finish(ann, session_id, material_id, 3)).body["code"] == "conflict"
    arrived = (await ann.call("GET", path_of(session_id, material_id, "chunks"))).body
    assert arrived == {"material_id": material_id, "chunks": [0, 2], "bytes": CHUNK + 100}
    assert (await put(ann, session_id, material_id, 1, chunks[1])).status == 201
    ends = await asyncio.gather(*(finish(ann, session_id, material_id, 3, filename="talk.bin") for _ in range(2)))
    assert sorted({answer.status for answer in ends}) in ([200, 201], [201])
    assert ends[0].body == ends[1].body
    assert (ends[0].body["filename"], ends[0].body["size"]) == ("talk.bin", len(file))
    assert (await ann.call("GET", ends[0].body["file_url"])).body == file
    assert (await finish(ann, session_id, material_id, 3)).status == 200
    assert (await put(ann, session_id, material_id, 0, chunks[0])).body["code"] == "conflict"
    await watching.wait_for(lambda one: one.events)
    assert [event["type"] for event in watching.events] == ["material_added"]
    assert on_their_way(voice_data, session_id) == []
    assert await used(ann) == len(file)


async def test_VU1_sound_that_came_in_chunks_is_a_voice(
    person: MakePerson, connect: Connect, workers: Workers, tmp_path: Path
) -> None:
    await workers()
    ann = person(uuid4().hex)
    session_id, material_id = (await ann.create())["session_id"], str(uuid4())
    watching = await connect(ann).subscribe(session_id)
    body = speak(tmp_path / "talk", 20, [1.0, 15.0], "mp4")
    parts = [body[start : start + 40_000] for start in range(0, len(body), 40_000)]
    for number, part in enumerate(parts):
        assert (await put(ann, session_id, material_id, number, part)).status == 201
    assert (await finish(ann, session_id, material_id, len(parts), filename="talk.m4a")).status == 201
    material = (await told(watching, "material_changed"))["material"]
    assert (material["kind"], material["media_type"]) == ("voice", "audio/mp4")
    assert abs(material["duration_ms"] - 20_000) < 200


async def test_VU2_what_is_on_its_way_is_its_senders_and_counts_for_the_owner(
    person: MakePerson, redis: Redis, voice_data: Path
) -> None:
    ann, bob, stranger = (person(uuid4().hex, projects=["radio"]) for _ in range(3))
    session_id, material_id = (await ann.create(project="radio", access_level="public"))["session_id"], str(uuid4())
    chunk = bytes(CHUNK)
    for number in range(4):
        assert (await put(bob, session_id, material_id, number, chunk[: CHUNK - number])).status == 201
    assert await used(bob) == 0
    sent = 4 * CHUNK - 6
    assert await used(ann) == sent
    assert await KINDS["voice"].held(redis, session_id, 0) == sent
    upload = f"{keys.header(session_id)}:upload:{material_id}"
    await redis.call(upload, "HSET", upload, "bytes", FILE_LIMIT - CHUNK + 1)
    too_much = await put(bob, session_id, material_id, 4, chunk)
    await redis.call(upload, "HSET", upload, "bytes", sent)
    assert (too_much.body["code"], too_much.body["limit"]) == ("too_large", FILE_LIMIT)
    for answer in (
        await put(ann, session_id, material_id, 4, b"x"),
        await ann.call("GET", path_of(session_id, material_id, "chunks")),
        await ann.call("DELETE", path_of(session_id, material_id, "chunks")),
        await finish(ann, session_id, material_id, 4),
    ):
        assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert (await ann.call("PATCH", f"/voicebot/sessions/{session_id}", {"access_level": "private"})).status == 200
    for who in (bob, stranger):
        for answer in (await put(who, session_id, material_id, 5, b"x"), await finish(who, session_id, material_id, 4)):
            assert answer.status in {403, 404}
    assert len(on_their_way(voice_data, session_id)) == 4
    assert (await ann.call("PATCH", f"/voicebot/sessions/{session_id}", {"access_level": "public"})).status == 200
    assert (await bob.call("DELETE", path_of(session_id, material_id, "chunks"))).status == 204
    assert await used(ann) == 0
    assert on_their_way(voice_data, session_id) == []


async def test_VU2_a_session_takes_eight_files_at_once_and_forgets_those_of_yesterday(
    person: MakePerson, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    uploads = f"{keys.header(session_id)}:uploads"
    ids = [str(uuid4()) for _ in range(AT_ONCE)]
    for material_id in ids:
        assert (await put(ann, session_id, material_id, 0, b"a")).status == 201
    oldest = f"{keys.header(session_id)}:upload:{ids[0]}"
    assert 0 < await redis.call(oldest, "PTTL", oldest) <= LIFE_MS
    assert (await put(ann, session_id, str(uuid4()), 0, b"a")).body["code"] == "conflict"
    begun = int(await redis.call(uploads, "ZSCORE", uploads, ids[0]))
    await redis.call(uploads, "ZADD", uploads, begun - LIFE_MS - 60_000, ids[0])
    await redis.call(oldest, "DEL", oldest)  # as it ends by itself
    assert (await put(ann, session_id, str(uuid4()), 0, b"a")).status == 201
    assert (await ann.call("GET", path_of(session_id, ids[0], "chunks"))).body["code"] == "not_found"
    assert await redis.call(uploads, "ZSCORE", uploads, ids[0]) is None
