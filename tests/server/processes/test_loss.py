"""Acknowledged changes survive a kill, on a slow disk."""

import asyncio
import os
import random
import signal
from pathlib import Path

import orjson
import pytest

from server.processes.disk_sync import DiskSync
from sessions.base.errors import SessionNotFound, Unavailable
from sessions.clip.session import Action, ClipSubmission, NewClipSession
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from tests.bad_machine import bad_machine
from tests.effort import PROOF, in_proof
from tests.polling import until
from tests.server.processes.test_embedded_redis import Parent
from tests.users import a_user

STREAMER = a_user("streamer")
VIEWERS = 16
KILLS = 5 if PROOF else 2
BETWEEN = 300  # moments acknowledged between two kills, at least


class Crowd:
    """Viewers who mark moments without a pause, and the acknowledged ids."""

    def __init__(self, store: ClipStore, session_id: str) -> None:
        self.acknowledged: set[str] = set()
        self.lost_session = False
        self._store = store
        self._session_id = session_id

    async def mark(self, viewer: str) -> None:
        while True:
            try:
                clip = await self._store.submit(self._session_id, a_user(viewer), ClipSubmission())
            except Unavailable:
                await asyncio.sleep(0.01)  # it is being started again
            except SessionNotFound:
                self.lost_session = True
                return
            else:
                self.acknowledged.add(orjson.loads(clip)["id"])


async def stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def pid_of(redis: Redis) -> int | None:
    try:
        info: bytes = await redis.call("rt:{b0}:run", "INFO", "server")
    except (Unavailable, RedisError):  # stopped, or still reading its file
        return None
    return int(info.partition(b"process_id:")[2].split()[0])


async def kill_under_load(redis: Redis, crowd: Crowd, moments: int) -> None:
    """Kills the Redis after so many more acknowledged moments, and returns when the next one is accepted."""
    pid = await pid_of(redis)
    assert pid is not None
    enough = len(crowd.acknowledged) + moments

    async def is_marked() -> bool:
        assert not crowd.lost_session, "the session itself is lost"
        return len(crowd.acknowledged) >= enough

    await until(is_marked)
    os.kill(pid, signal.SIGKILL)

    async def is_back() -> bool:
        return await pid_of(redis) not in {None, pid}

    await until(is_back)


@pytest.mark.parametrize("ms", [in_proof(200), 3000])
async def test_SY15_a_killed_redis_has_every_acknowledged_moment_however_slow_the_disk(tmp_path: Path, ms: int) -> None:
    seed = random.Random(ms)
    parent = await Parent.start(tmp_path, await bad_machine(tmp_path, ms=ms))
    redis = await Redis.connect(parent.url)
    store = ClipStore(redis, public_url="http://here", log_length=1000, max_tap_age_ms=1000, tap_gap_ms=0)
    session_id = orjson.loads(await store.create(STREAMER, NewClipSession(title="t", game="g")))["id"]
    await store.transition(session_id, STREAMER, Action.START)
    crowd = Crowd(store, session_id)
    marking = [asyncio.create_task(crowd.mark(f"viewer-{number}")) for number in range(VIEWERS)]
    try:
        for _ in range(KILLS):
            await kill_under_load(redis, crowd, BETWEEN + seed.randrange(BETWEEN))
        await stop(marking)
        kept = {orjson.loads(clip)["id"] for clip in (await store.read_whole(session_id, STREAMER)).clips}
        lost = crowd.acknowledged - kept
        assert not lost, f"{len(lost)} of {len(crowd.acknowledged)} acknowledged moments are lost"
    finally:
        await stop(marking)
        await redis.close()
        await parent.kill()


def test_OP5_a_sync_writes_through_what_is_new_and_follows_a_rewrite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr("server.processes.disk_sync._fdatasync", lambda fd: synced.append(os.fstat(fd).st_size))
    first, second = tmp_path / "appendonly.aof.1.incr.aof", tmp_path / "appendonly.aof.2.incr.aof"
    sync = DiskSync(tmp_path)
    sync.sync()
    first.write_bytes(b"1")
    sync.sync()
    sync.sync()
    assert synced == [1]
    first.write_bytes(b"22")
    second.write_bytes(b"333")
    sync.sync()
    assert sorted(synced) == [1, 2, 3]
    first.unlink()
    second.write_bytes(b"4444")
    sync.sync()
    assert sorted(synced) == [1, 2, 3, 4]


async def test_OP5_OP28_what_the_disk_refused_is_synced_again_and_not_called_durable_before_a_rewrite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [OSError(5, "Input/output error"), None]
    synced: list[int] = []

    def fdatasync(descriptor: int) -> None:
        if (error := answers.pop(0)) is not None:
            raise error
        synced.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr("server.processes.disk_sync._fdatasync", fdatasync)
    (tmp_path / "appendonly.aof.1.incr.aof").write_bytes(b"1")
    sync = DiskSync(tmp_path)
    with pytest.raises(OSError, match="Input/output"):
        sync.sync()
    sync.sync()
    assert synced == [1]
    assert not await sync.synced()  # the kernel may have dropped what it could not write
    (tmp_path / "appendonly.aof.1.incr.aof").rename(tmp_path / "gone")
    (tmp_path / "appendonly.aof.2.incr.aof").write_bytes(b"22")
    answers.append(None)
    assert await sync.synced()
