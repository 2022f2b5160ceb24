"""Bytes of Redis: counted in each session, reserved in its owner's budget, refused when spent, freed by deleting."""

import random
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import orjson
import pytest

from sessions.base.errors import StorageFull
from sessions.clip.session import (
    Action,
    ClipChange,
    ClipSubmission,
    MomentRef,
    NewClipSession,
)
from sessions.voice.session import NewVoiceSession
from storage.clip.store import ClipStore
from storage.jam.jam import Origin
from storage.jam.store import SAMPLE_BYTES, JamStore
from storage.media.store import MediaStore
from storage.people.moderation import ModerationStore
from storage.quota.content import EMPTY, LEAST, ContentQuota
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import pairs
from storage.voice.materials import Materials
from storage.voice.store import VoiceStore
from tests.abuse.largest_inputs import full_track
from tests.handlers.voice.people import SECRET, Person, token
from tests.handlers.voice.test_materials import attach
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing, joined
from tests.users import a_recorder, a_user

CLIP_ROW, MATERIAL_ROW = 450, 500  # as in storage/quota/content.lua


@pytest.fixture
async def redis(redis_server: RedisProcess) -> AsyncIterator[Redis]:
    connection = await Redis.connect(redis_server.url)
    yield connection
    await connection.close()


async def field(redis: Redis, session_id: str, name: str) -> int:
    key = keys.header(session_id)
    return int(await redis.call(key, "HGET", key, name) or 0)


async def held(redis: Redis, owner: str) -> dict[str, int]:
    key = keys.user(owner, "content")
    return {thing: int(size) for thing, size in pairs(await redis.call(key, "HGETALL", key)).items()}


def of_texts(redis: Redis, store: VoiceStore, folder: Path) -> Materials:
    media = MediaStore.open(f"file://{folder}", timeout=5)
    return Materials(store, media, MediaQuota(redis, owner_limit=0, guest_limit=0))


def a_clip_store(redis: Redis, content: ContentQuota) -> ClipStore:
    return ClipStore(redis, public_url="", log_length=10, max_tap_age_ms=60_000, tap_gap_ms=0, content=content)


async def test_OP27_a_stream_counts_its_moments_exactly_through_every_change(redis: Redis) -> None:
    rng, owner = random.Random(27), a_user(uuid4().hex)
    content = ContentQuota(redis, session_limit=10**6, owner_limit=10**6)
    store = a_clip_store(redis, content)
    session_id = orjson.loads(await store.create(owner, NewClipSession(title="Stream")))["id"]
    await store.transition(session_id, owner, Action.START)
    assert await field(redis, session_id, "bytes") == EMPTY
    assert await held(redis, owner.id) == {session_id: LEAST, "total": LEAST}
    viewers = [a_user(f"{number}-{'v' * number}") for number in range(5)]
    ids: list[str] = []
    for _ in range(60):
        note = "n" * rng.randint(0, 100)
        tap = await store.submit(session_id, rng.choice(viewers), ClipSubmission(note=note))
        ids.append(orjson.loads(tap)["id"])
    for clip_id in ids[:10]:
        await store.change_clip(
            session_id, owner, clip_id, ClipChange(note="longer " * rng.randint(0, 12), clipped=True)
        )
    await store.mark_moment(session_id, owner, MomentRef(segment_index=1, first_seconds=0, last_seconds=30), True)

    async def of_rows() -> int:
        key = keys.header(session_id)
        clips, authors = [await redis.call(key, "HVALS", f"{key}:{part}") for part in ("clips", "author")]
        assert len(clips) == len(authors)
        return sum(len(row) for row in [*clips, *authors]) + CLIP_ROW * len(clips)

    rows = await of_rows()
    assert await field(redis, session_id, "bytes") == EMPTY + rows
    reserved = await field(redis, session_id, "reserved")
    assert await field(redis, session_id, "bytes") <= reserved
    assert await held(redis, owner.id) == {session_id: reserved, "total": reserved}
    removed = ids[::7]
    for clip_id in removed:
        await store.remove_clip(session_id, owner, clip_id)
    await store.remove_moment(session_id, owner, MomentRef(segment_index=1, first_seconds=0, last_seconds=30))
    assert await of_rows() == 0
    assert await field(redis, session_id, "bytes") == EMPTY + rows  # they can be brought back
    moderation = ModerationStore(redis, public_url="", log_length=10)
    await moderation.undo(session_id, owner, len(removed) + 1)
    assert await field(redis, session_id, "bytes") == EMPTY + rows
    again = [orjson.loads(await store.submit(session_id, owner, ClipSubmission()))["id"] for _ in range(25)]
    rows = await of_rows()
    for clip_id in again:  # and the list forgets what was removed before
        await store.remove_clip(session_id, owner, clip_id)
    assert await field(redis, session_id, "bytes") == EMPTY + rows
    reserved = await field(redis, session_id, "reserved")
    await store.delete(session_id, owner)
    assert (await held(redis, owner.id))["total"] == reserved  # what is in the bin counts
    await store.bin.purge(session_id, owner)
    assert await held(redis, owner.id) == {"total": 0}


async def test_OP27_a_jam_counts_its_state_its_versions_and_its_recordings(redis: Redis) -> None:
    rng, owner = random.Random(3), a_user(uuid4().hex)
    content = ContentQuota(redis, session_limit=10**7, owner_limit=10**7)
    store = JamStore(redis, log_length=10, content=content)
    session_id, _ = await store.create({"tempo": 99}, Origin(owner=owner.id))
    for number in range(70):
        name = "x" * rng.randint(1, 100)
        await store.edit(
            session_id, owner, f"edit {number}", {"name": name, "swing": number}, checkpoint=number % 3 != 1
        )
        if number in (3, 30):  # the first would have left without its name
            await store.name_version(session_id, owner, "", "Before the drop")
    await store.edit(session_id, owner, "back", {"name": None, "swing": 0})
    uuids = [str(uuid4()) for _ in range(3)]
    entry = orjson.dumps({"session": session_id, "by": owner.id})
    for uuid in uuids:
        await store.recordings.add(session_id, owner, uuid, entry)
    await store.recordings.delete(session_id, owner, uuids[0])
    key = keys.header(session_id)
    versions = await redis.call(key, "XRANGE", f"{key}:checkpoints", "-", "+")
    of_versions = sum(len(pairs(version[1])["state"]) for version in versions) + 2 * len("Before the drop")
    of_samples = 3 * (len(entry) + SAMPLE_BYTES)  # what is in the bin counts
    size = await field(redis, session_id, "size")
    assert len(versions) > 40
    assert await field(redis, session_id, "bytes") == EMPTY + size + of_versions + of_samples
    assert (await held(redis, owner.id))[session_id] == await field(redis, session_id, "reserved")


async def test_OP27_a_voice_session_counts_its_texts_and_frees_what_leaves_the_bin(
    redis: Redis, tmp_path: Path
) -> None:
    owner, session_id = a_recorder(uuid4().hex), str(uuid4())
    content = ContentQuota(redis, owner_limit=10**6)
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=10, content=content)
    texts = of_texts(redis, store, tmp_path)
    await store.create(session_id, owner, NewVoiceSession(), place=1)
    ids = [str(uuid4()) for _ in range(8)]
    for material_id in ids:
        await texts.attach_text(session_id, owner, material_id, "t" * 5000, "web")
    key = keys.header(session_id)
    rows = await redis.call(key, "HVALS", f"{key}:materials")
    assert await field(redis, session_id, "bytes") == EMPTY + sum(len(row) + MATERIAL_ROW for row in rows)
    chunk = (str(uuid4()), 0, "ab" * 32, 100, owner.id, 10**6, 10)
    await store.run("voice/chunk", session_id, owner, *chunk)
    await store.run("voice/discard", session_id, owner, "recording", chunk[0])
    for material_id in ids:
        await store.run("voice/discard", session_id, owner, "material", material_id)
    for kind, item in [("recording", chunk[0]), *(("material", one) for one in ids)]:
        for step in ("claim", "erase"):
            await store.run("voice/purge", session_id, owner, kind, item, step, 0)
    assert await field(redis, session_id, "bytes") == EMPTY


async def test_OP27_a_full_session_and_a_full_owner_are_refused_and_nobody_else(redis: Redis, tmp_path: Path) -> None:
    owner, guest = a_recorder(uuid4().hex), a_recorder(f"guest_{uuid4().hex}")
    content = ContentQuota(redis, session_limit=30_000, owner_limit=70_000, guest_limit=2 * LEAST)
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=10, content=content)
    texts = of_texts(redis, store, tmp_path)

    async def fill(session_id: str) -> StorageFull:
        for _ in range(50):
            try:
                await texts.attach_text(session_id, owner, str(uuid4()), "t" * 3000, "web")
            except StorageFull as full:
                return full
        raise AssertionError("nothing was refused")

    found = []
    ids = [str(uuid4()) for _ in range(3)]
    for session_id in ids:
        await store.create(session_id, owner, NewVoiceSession(), place=1)
        found.append(await fill(session_id))
    assert [one.details["of"] for one in found] == ["session", "session", "content"]
    assert found[0].details["limit"] == 30_000
    assert 26_000 < found[0].details["used"] <= 30_000
    assert found[2].details["limit"] == 70_000
    assert "70 kB are used" in str(found[2])
    total = (await held(redis, owner.id))["total"]
    assert total <= 70_000
    reserved = [await field(redis, session_id, "reserved") for session_id in ids]
    assert sum(reserved) == total  # nothing is reserved for what was refused
    for session_id in (str(uuid4()), str(uuid4())):
        await store.create(session_id, guest, NewVoiceSession(), place=1)
    with pytest.raises(StorageFull):
        await store.create(str(uuid4()), guest, NewVoiceSession(), place=1)
    assert (await held(redis, guest.id))["total"] == 2 * LEAST


async def test_OP27_a_session_of_an_earlier_version_is_counted_when_it_grows(redis: Redis) -> None:
    owner = a_user(uuid4().hex)
    content = ContentQuota(redis, session_limit=100_000, owner_limit=200_000)
    store = a_clip_store(redis, content)
    session_id = orjson.loads(await store.create(owner, NewClipSession(title="Stream")))["id"]
    await store.transition(session_id, owner, Action.START)
    for _ in range(20):
        await store.submit(session_id, owner, ClipSubmission(note="n" * 100))
    key = keys.header(session_id)
    counted = await field(redis, session_id, "bytes")
    await redis.call(key, "HDEL", key, "bytes", "reserved", "payer")
    await redis.call(keys.user(owner.id, "content"), "DEL", keys.user(owner.id, "content"))
    await store.submit(session_id, owner, ClipSubmission(note="n" * 100))
    assert counted / 2 < await field(redis, session_id, "bytes") < counted * 2
    assert (await held(redis, owner.id))[session_id] == await field(redis, session_id, "reserved")


async def test_OP27_a_job_counts_again_and_drops_logs_that_nobody_needs(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_user(uuid4().hex)
    content = ContentQuota(redis, owner_limit=10**6)
    store = a_clip_store(redis, content)
    session_id = orjson.loads(await store.create(owner, NewClipSession(title="Stream")))["id"]
    await store.transition(session_id, owner, Action.START)
    for _ in range(100):
        await store.submit(session_id, owner, ClipSubmission(note="n" * 100))
    full = await field(redis, session_id, "reserved")
    await store.remove_moment(session_id, owner, MomentRef(segment_index=1, first_seconds=0, last_seconds=30))
    for _ in range(25):  # after which the list of last steps forgets it
        clip = orjson.loads(await store.submit(session_id, owner, ClipSubmission()))
        await store.remove_clip(session_id, owner, clip["id"])
    await content.change(owner.id, str(uuid4()), 500)  # and the process is killed before the session is made
    index, key = keys.user_index(owner.id, "content", "owners"), keys.header(session_id)
    await redis.call(index, "ZADD", index, 0, owner.id)
    assert await content.reconcile() >= 1
    after = await held(redis, owner.id)
    assert after == {session_id: await field(redis, session_id, "reserved"), "total": after[session_id]}
    assert after[session_id] < full
    assert await redis.call(key, "EXISTS", f"{key}:log:control") == 1  # somebody may come back
    monkeypatch.setattr("storage.quota.content.LOG_MS", -1)
    await content.settle(owner.id, session_id)
    assert await redis.call(key, "EXISTS", f"{key}:log:control", f"{key}:log:public") == 0
    read = await store.read(session_id, owner)
    await store.submit(session_id, owner, ClipSubmission())
    assert (await store.read(session_id, owner)).position.seq == read.position.seq + 1


async def test_OP27_whoever_leaves_a_stream_pays_for_it_no_more(redis: Redis) -> None:
    first, second = a_user(uuid4().hex), a_user(uuid4().hex)
    content = ContentQuota(redis, owner_limit=10**6)
    store = a_clip_store(redis, content)
    session_id = orjson.loads(await store.create(first, NewClipSession(title="Stream")))["id"]
    await store.transition(session_id, first, Action.START)
    key = keys.header(session_id)
    await redis.call(key, "HSET", key, "owners", orjson.dumps([second.id]))
    for _ in range(10):
        await store.submit(session_id, second, ClipSubmission(note="n" * 100))
    assert await held(redis, first.id) == {"total": 0}
    assert (await held(redis, second.id))[session_id] == await field(redis, session_id, "reserved")


async def test_OP27_a_server_refuses_beyond_the_settings_and_deleting_makes_room(
    redis_server: RedisProcess, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    settings: dict[str, Any] = {
        "ROOMTONE_SECRET": SECRET,
        "ROOMTONE_SESSION_LIMIT": "50000",
        "ROOMTONE_OWNER_LIMIT": "58000",
    }
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    ann, bob = (Person(http, server.url, token(uuid4().hex)) for _ in range(2))
    limits = (await ann.call("GET", "/api/limits")).body
    assert (limits["session_bytes"], limits["owner_bytes"], limits["guest_bytes"]) == (50_000, 58_000, 134_217_728)

    async def note(who: Person, session_id: str, size: int) -> Any:
        path = f"/voicebot/sessions/{session_id}/materials"
        return await who.call("POST", path, {"material_id": str(uuid4()), "text": "t" * size})

    first, second = [(await ann.create())["session_id"] for _ in range(2)]
    answers = [await note(ann, first, 8000) for _ in range(6)]
    assert [answer.status for answer in answers] == [201] * 5 + [507]
    assert (answers[-1].body["code"], answers[-1].body["of"], answers[-1].body["limit"]) == (
        "storage_full",
        "session",
        50_000,
    )
    refused = await note(ann, second, 8000)
    assert (refused.status, refused.body["of"], refused.body["limit"]) == (507, "content", 58_000)
    assert (await ann.call("GET", f"/voicebot/sessions/{first}")).status == 200
    assert (await note(bob, (await bob.create())["session_id"], 9000)).status == 201  # nobody else is refused
    assert (await ann.call("DELETE", f"/voicebot/sessions/{first}")).status == 204
    assert (await ann.call("DELETE", f"/voicebot/deleted/{first}")).status == 204
    assert (await note(ann, second, 8000)).status == 201
    await server.stop()


async def test_OP27_live_edits_of_a_jam_are_refused_at_the_limit(redis_server: RedisProcess, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"ROOMTONE_SESSION_LIMIT": "5000"}
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    async with browsing(server) as browser, joined(server) as client:
        jam = (await browser.ask("POST", "/api/sessions", json={}, **browser.signed_in())).json["id"]
        refused = None
        for number in range(16):
            edit = {f"tracks/t{number}": {**full_track(number), "order": "a" * (number + 1)}}
            answer = await client.ask("edit_session", {"session_id": jam, "edit_id": secrets.token_hex(8), "set": edit})
            if not answer["ok"]:
                refused = answer
                break
        assert refused is not None, refused
        assert (refused["error"], refused["of"]) == ("storage_full", "session")
        gone = {"session_id": jam, "edit_id": secrets.token_hex(8), "set": {"tracks/t0": None}}
        assert (await client.ask("edit_session", gone))["ok"]
    await server.stop()


async def test_OP29_everybody_is_told_what_they_use_themselves(
    redis_server: RedisProcess, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    settings: dict[str, Any] = {
        "ROOMTONE_SECRET": SECRET,
        "ROOMTONE_OWNER_LIMIT": "58000",
        "ROOMTONE_MEDIA_OWNER_LIMIT": "100000",
    }
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    ann, bob = (Person(http, server.url, token(uuid4().hex)) for _ in range(2))
    session_id = (await ann.create())["session_id"]
    assert (await attach(ann, session_id, b"f" * 30_000)).status == 201
    usage = (await ann.call("GET", "/api/usage")).body
    assert usage["files"] == {"used_bytes": 30_000, "limit_bytes": 100_000}
    assert usage["content"] == {"used_bytes": LEAST, "limit_bytes": 58_000}
    assert (await bob.call("GET", "/api/usage")).body["files"]["used_bytes"] == 0
    assert (await Person(http, server.url, "").call("GET", "/api/usage")).status == 401
    await server.stop()
