"""A single Redis: restarted, stalled, without our scripts, without memory, too old, a replica."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sessions.base.errors import Unavailable
from sessions.clip.session import Action
from storage.bus.feeds import Feeds
from storage.redis import keys
from storage.redis.client import Redis, RedisTimeouts
from storage.redis.connection import RedisError
from storage.redis.scripts import load
from tests.polling import PATIENCE, until
from tests.processes import RedisProcess
from tests.storage.nodes import Node
from tests.storage.sessions import OWNER, a_clip, a_session, a_store

HASTY = RedisTimeouts(retry=0.01)
STALLED = RedisTimeouts(connect=0.3, stall=0.2, retry=0.01)  # only when it hangs: a busy one is not dead


@asynccontextmanager
async def connected(url: str, timeouts: RedisTimeouts = HASTY) -> AsyncIterator[Redis]:
    redis = await Redis.connect(url, timeouts)
    try:
        yield redis
    finally:
        await redis.close()


async def answers(redis: Redis) -> bool:
    try:
        return bool(await redis.call("k", "PING") == b"PONG")
    except Unavailable:
        return False


async def test_a_redis_that_stands_still_fails_calls_in_time_and_serves_again_when_it_goes_on(
    own_redis: RedisProcess,
) -> None:
    async with connected(own_redis.url, STALLED) as redis:
        own_redis.stall()
        async with asyncio.timeout(PATIENCE):
            refused = await asyncio.gather(*(redis.call("k", "PING") for _ in range(50)), return_exceptions=True)
            assert [type(one) for one in refused] == [Unavailable] * 50
            with pytest.raises(Unavailable):  # a new connection is taken by the system, and never answered
                await redis.call("k", "PING")
        own_redis.resume()
        await until(lambda: answers(redis))


async def test_SY4_SY15_a_restarted_redis_has_another_epoch_and_the_same_sessions(own_redis: RedisProcess) -> None:
    async with connected(own_redis.url) as redis:
        store, feeds = a_store(redis), Feeds(redis)
        session_id = await a_session(store, Action.START)
        clip = await a_clip(store, session_id)
        before = await store.read(session_id, OWNER)
        await own_redis.restart()
        await until(lambda: answers(redis))
        after = await store.read(session_id, OWNER)
        assert after.position.seq == before.position.seq == 2
        assert after.position.epoch != before.position.epoch
        assert [one.id for one in after.parsed()[2]] == [clip["id"]]
        recovered = await feeds.recover(session_id, "control", before.position)
        assert not recovered.complete
        assert await feeds.missed(session_id, "control", before.position) is None


async def test_SY4_a_second_connection_does_not_change_the_epoch(own_redis: RedisProcess) -> None:
    async with connected(own_redis.url) as one:
        session_id = await a_session(a_store(one))
        before = await a_store(one).read(session_id, OWNER)
        async with connected(own_redis.url) as other:
            assert (await a_store(other).read(session_id, OWNER)).position == before.position


async def test_SY4_a_redis_without_our_scripts_gets_its_run_id_into_every_epoch_before_anything_else(
    own_redis: RedisProcess,
) -> None:
    async with connected(own_redis.url) as redis:
        session_id = await a_session(a_store(redis), Action.START)
        # Behind a proxy, the connection would not have broken: a Redis without scripts and with another run id.
        await redis.call("k", "SCRIPT", "FLUSH")
        await redis.call("k", "SET", keys.run(session_id), "stranger")
        await a_clip(a_store(redis), session_id)
        assert "-stranger-" not in (await a_store(redis).read(session_id, OWNER)).position.epoch


async def test_a_crowd_that_meets_a_redis_without_scripts_loads_each_once(own_redis: RedisProcess) -> None:
    async with connected(own_redis.url, RedisTimeouts(stall=PATIENCE)) as redis:
        store = a_store(redis)
        session_id = await a_session(store, Action.START)
        await redis.call("k", "SCRIPT", "FLUSH")
        await redis.call("k", "CONFIG", "RESETSTAT")
        taps = await asyncio.gather(*(a_clip(store, session_id, f"viewer-{n}") for n in range(2000)))
        assert len({tap["id"] for tap in taps}) == 2000
        stats = (await redis.call("k", "INFO", "commandstats")).decode()
        scripts = {
            "clip/submit",
            "quota/read",
            "quota/share",
            "quota/reserve",
        }  # the session needs more space meanwhile
        assert f"cmdstat_script|load:calls={len(scripts)}," in stats
        assert "cmdstat_eval:" not in stats


@pytest.mark.parametrize("limit", ["maxmemory", "disk"])
async def test_SY1_a_redis_that_takes_no_writes_is_unavailable_and_nothing_is_changed(
    limit: str, own_redis: RedisProcess
) -> None:
    async with connected(own_redis.url) as redis:
        store = a_store(redis)
        session_id = await a_session(store, Action.START)
        before = await store.read(session_id, OWNER)
        if limit == "maxmemory":
            await redis.call("k", "CONFIG", "SET", "maxmemory", "1")
        else:
            await redis.call("k", "CONFIG", "SET", "min-replicas-to-write", "1")
        with pytest.raises(Unavailable):
            await a_clip(store, session_id)
        await redis.call("k", "CONFIG", "SET", "maxmemory", "0")
        await redis.call("k", "CONFIG", "SET", "min-replicas-to-write", "0")
        after = await store.read(session_id, OWNER)
        assert (after.position, after.clips, after.session) == (before.position, before.clips, before.session)


async def test_a_master_that_became_a_replica_is_left(tmp_path: Path) -> None:
    async with Node(tmp_path) as node, connected(node.url) as redis:
        await redis.call("k", "SET", "k", "v")
        await node.ask("REPLICAOF", "127.0.0.1", "1")
        with pytest.raises(Unavailable):
            await redis.call("k", "SET", "k", "w")
        with pytest.raises(Unavailable):
            await redis.call("k", "GET", "k")
        await node.ask("REPLICAOF", "NO", "ONE")
        await until(lambda: answers(redis))


async def test_nothing_that_answers_is_unavailable_and_a_stranger_too(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        await Redis.connect(f"unix://{tmp_path}/nobody.sock")
    async with Node(tmp_path, "--requirepass", "s3cret-s3cret") as node:
        with pytest.raises(Unavailable) as refused:
            await Redis.connect(f"redis://:wrong-wrong@127.0.0.1:{node.port}")
        assert "wrong-wrong" not in str(refused.value)


async def test_an_error_of_a_script_is_no_refusal(stores: Redis) -> None:
    key = keys.header("7f3ad1c2-9b0e-4c1d-8a2b-3c4d5e6f7081")
    await stores.call(key, "SET", key, "a string where a hash should be")
    with pytest.raises(RedisError, match="WRONGTYPE"):
        await stores.run(load("bus/recover"), [key, keys.run("x")], "control", "", 0, 10)
    await stores.call(key, "DEL", key)
