"""What is due in the indexes of all buckets: one call for a single Redis, each node's own in a cluster (D19)."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.caller import Server
from sessions.voice import NewVoiceSession, VoiceStatus
from storage import keys, voice
from storage.due import due, groups
from storage.redis.client import Redis
from storage.redis.connection import RedisConnection
from storage.voice import Report, VoiceStore
from tests.storage.nodes import Cluster
from tests.users import a_recorder


async def recording(store: VoiceStore, lease_ms: int) -> str:
    """A session whose recorder is heard for `lease_ms`."""
    session_id, user = str(uuid4()), a_recorder(uuid4().hex)
    await store.create(session_id, user, NewVoiceSession(), place=1)
    await store.report(session_id, user, Report(VoiceStatus.RECORDING, None, lease_ms))
    return session_id


async def are_late(redis: Redis, session_ids: list[str]) -> None:
    """Until the clock of Redis has passed every lease."""
    for session_id in session_ids:
        index = keys.index(session_id, "voice", "leases")
        ends = int(await redis.call(index, "ZSCORE", index, session_id))
        while ends >= await now(redis, index):
            pass


async def now(redis: Redis, key: str) -> int:
    seconds, micros = await redis.call(key, "TIME")
    return int(seconds) * 1000 + int(micros) // 1000


async def test_what_is_due_is_found_in_every_bucket_and_nothing_else(stores: Redis) -> None:
    by = uuid4().hex
    for number in keys.ALL_BUCKETS:
        index = keys.index_of(number, "voice", by)
        await stores.call(index, "ZADD", index, 1, f"past {number}", 9 * 10**14, f"future {number}")
    (indexes,) = groups(stores, "voice", by)
    found = await due(stores, indexes, 1_000)
    assert sorted(found) == sorted(f"past {number}" for number in keys.ALL_BUCKETS)
    assert await due(stores, indexes, 7) == found[:7]
    await stores.call(indexes[0], "UNLINK", *indexes)


async def test_D19_a_look_at_all_leases_asks_a_single_redis_once(
    stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = VoiceStore(stores, public_url="http://127.0.0.1", log_length=10)
    await store.interrupted()  # whatever other tests left, and the script's way to Redis
    received = await recording(store, 60_000)
    asked: list[Any] = []
    ask = RedisConnection.ask

    def counted(self: RedisConnection, command: Any) -> Any:
        asked.append(command)
        return ask(self, command)

    monkeypatch.setattr(RedisConnection, "ask", counted)
    assert await store.interrupted() == 0
    assert len(asked) == 1
    assert orjson.loads((await store.read(received, Server.ITSELF)).session)["status"] == "recording"


async def test_D19_one_sweep_ends_all_that_are_late_however_many_it_takes_at_once(
    stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "MOST_EXPIRED", 2)
    store = VoiceStore(stores, public_url="http://127.0.0.1", log_length=10)
    await store.interrupted()
    late = [await recording(store, 1) for _ in range(5)]
    await are_late(stores, late)
    assert await store.interrupted() == 5
    assert await store.interrupted() == 0
    for session_id in late:
        assert orjson.loads((await store.read(session_id, Server.ITSELF)).session)["interrupted"]


async def test_D19_SY18_leases_end_on_every_node_of_a_cluster(tmp_path: Path) -> None:
    cluster = await Cluster(tmp_path).start()
    redis = await Redis.connect(cluster.nodes[0].url)
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=10)
    late: list[str] = []
    while len({redis.address(keys.header(one)) for one in late}) < 3:
        late.append(await recording(store, 1))
    await are_late(redis, late)
    assert await store.interrupted() == len(late)
    await redis.close()
    await cluster.stop()
