"""What one user may keep in the media store: refused when full, freed by emptying the bin, counted again by a job."""

import io
import secrets
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from sessions.base.errors import StorageFull
from storage.jam.kind import share_of as of_jam
from storage.quota.media import MediaQuota
from storage.quota.quota import SOON_MS
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.kind import share_of as of_voice
from tests.handlers.voice.people import SECRET, Person, token
from tests.handlers.voice.test_materials import attach
from tests.processes import RedisProcess, ServerProcess

LIMIT = 100_000
FILE = 40_000


@pytest.fixture
async def small(redis_server: RedisProcess, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    settings: dict[str, Any] = {"ROOMTONE_SECRET": SECRET, "ROOMTONE_MEDIA_OWNER_LIMIT": str(LIMIT)}
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    yield server
    await server.stop()


@pytest.fixture
async def redis(redis_server: RedisProcess) -> AsyncIterator[Redis]:
    connection = await Redis.connect(redis_server.url)
    yield connection
    await connection.close()


async def test_OP26_files_of_one_user_are_refused_at_their_limit_and_emptying_the_bin_frees_them(
    small: ServerProcess, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    ann, bob = (Person(http, small.url, token(uuid4().hex)) for _ in range(2))
    first, second = [(await ann.create())["session_id"] for _ in range(2)]
    kept = [(await attach(ann, first, secrets.token_bytes(FILE))).body["material_id"] for _ in range(2)]
    refused = await attach(ann, second, secrets.token_bytes(FILE))
    assert (refused.status, refused.body["code"], refused.body["of"]) == (507, "storage_full", "owner")
    assert (refused.body["used"], refused.body["limit"]) == (2 * FILE, LIMIT)
    assert "80 of 100 kB are used" in refused.body["error"]
    files = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert len(files) == 2  # nothing of what was refused
    recording_id = str(uuid4())
    assert (await ann.put(second, recording_id, 1, secrets.token_bytes(FILE))).status == 507
    chunk = secrets.token_bytes(LIMIT - 2 * FILE)
    assert (await ann.put(second, recording_id, 1, chunk)).status in {200, 201}
    assert (await ann.put(second, recording_id, 1, chunk)).status == 200  # a repeat takes nothing
    assert (await attach(ann, second, b"one more")).status == 507
    theirs = (await bob.create())["session_id"]
    assert (await attach(bob, theirs, secrets.token_bytes(FILE))).status == 201  # nobody else is refused

    material = f"/voicebot/sessions/{first}/materials/{kept[0]}"
    assert (await ann.call("DELETE", material)).status == 204
    assert (await attach(ann, second, b"one more")).status == 507  # what is in the bin counts
    assert (await ann.call("DELETE", f"/voicebot/deleted/{first}/materials/{kept[0]}")).status == 204
    assert (await attach(ann, second, secrets.token_bytes(FILE))).status == 201
    assert (await ann.call("DELETE", f"/voicebot/sessions/{second}")).status == 204
    assert (await ann.call("DELETE", f"/voicebot/deleted/{second}")).status == 204
    assert (await attach(ann, first, secrets.token_bytes(LIMIT - FILE))).status == 201


async def test_OP26_a_job_counts_again_what_a_killed_process_reserved(redis: Redis) -> None:
    shares = MediaQuota(redis, owner_limit=1000, guest_limit=10)
    owner, guest = uuid4().hex, f"guest_{uuid4().hex}"
    voice, jam = of_voice(str(uuid4())), of_jam(str(uuid4()), str(uuid4()))
    for thing in (voice, jam):
        await shares.change(owner, thing, 400)  # and the process is killed
    with pytest.raises(StorageFull) as refused:
        await shares.change(owner, voice, 400)
    assert refused.value.details == {"used": 800, "limit": 1000, "of": "owner"}
    with pytest.raises(StorageFull):
        await shares.change(guest, voice, 11)
    index = keys.user_index(owner, "media", "owners")
    due = float(await redis.call(index, "ZSCORE", index, owner))
    seconds, _ = await redis.call(index, "TIME")
    assert due <= (int(seconds) + 1) * 1000 + SOON_MS
    await redis.call(index, "ZADD", index, 0, owner)
    assert await shares.reconcile() >= 1
    await shares.change(owner, voice, 1000)
    await shares.change(owner, voice, -1000)
    await redis.call(index, "ZADD", index, 0, owner)
    await shares.reconcile()  # finds nothing, and has no more to look at
    assert await redis.call(index, "ZSCORE", index, owner) is None


async def test_OP26_what_changes_while_it_is_counted_keeps_what_it_has(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = MediaQuota(redis, owner_limit=0, guest_limit=0)
    owner, thing = uuid4().hex, of_voice(str(uuid4()))
    await shares.change(owner, thing, 400)
    count = shares._counted

    async def slowly(*arguments: Any) -> int:
        counted = await count(*arguments)
        await shares.change(owner, thing, 100)  # an upload that begins now
        return counted

    monkeypatch.setattr(shares, "_counted", slowly)
    await shares.settle(owner, thing)
    key = keys.user(owner, "media")
    assert await redis.call(key, "HGET", key, "total") == b"500"


async def test_OP26_recordings_of_jams_count_for_who_made_them(
    small: ServerProcess, http: aiohttp.ClientSession
) -> None:
    ann = Person(http, small.url, token(uuid4().hex))
    jam = (await ann.call("POST", "/api/sessions", {})).body["id"]
    samples = f"/api/sessions/{jam}/samples"
    assert (await ann.call("POST", samples, a_wave(FILE), Content_Type="audio/wav")).status == 201
    refused = await ann.call("POST", samples, a_wave(LIMIT - FILE), Content_Type="audio/wav")
    assert (refused.status, refused.body["code"]) == (507, "storage_full")
    assert FILE < refused.body["used"] < LIMIT
    assert (await ann.call("POST", samples, a_wave(FILE), Content_Type="audio/wav")).status == 201


def a_wave(size: int) -> bytes:
    """Silence of `size` bytes behind the header of a WAV file."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(size))
    return written.getvalue()
