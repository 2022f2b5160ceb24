"""What is due in the indexes of all buckets: one call for a single Redis, each node's own in a cluster (D19)."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.caller import Server
from sessions.base.errors import NotFound, Unavailable
from sessions.voice.session import NewVoiceSession, VoiceStatus
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.jobs.jobs import JobQueue
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisConnection
from storage.session.schedule import (
    TURNS,
    Sweep,
    due_entries,
    groups,
)
from storage.voice import store as voice
from storage.voice.bin import VoiceBin
from storage.voice.store import Report, VoiceStore
from storage.voice.superseded_audio import SupersededAudio
from tests.storage.nodes import Cluster
from tests.users import a_recorder, a_user


async def recording(store: VoiceStore, lease_ms: int) -> str:
    """A session whose recorder has a lease of `lease_ms`."""
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


def counting(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The commands that Redis gets from now on."""
    asked: list[Any] = []
    ask = RedisConnection.ask

    def counted(self: RedisConnection, command: Any) -> Any:
        asked.append(command)
        return ask(self, command)

    monkeypatch.setattr(RedisConnection, "ask", counted)
    return asked


async def test_what_is_due_is_found_in_every_bucket_and_nothing_else(stores: Redis) -> None:
    by = uuid4().hex
    for number in keys.ALL_BUCKETS:
        index = keys.index_of(number, "voice", by)
        await stores.call(index, "ZADD", index, 1, f"past {number}", 9 * 10**14, f"future {number}")
    (indexes,) = groups(stores, "voice", by)
    found = await due_entries(stores, indexes, 1_000)
    assert sorted(found) == sorted(f"past {number}" for number in keys.ALL_BUCKETS)
    assert await due_entries(stores, indexes, 7) == found[:7]
    await stores.call(indexes[0], "UNLINK", *indexes)


async def test_D19_a_look_at_all_leases_asks_a_single_redis_once(
    stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = VoiceStore(stores, public_url="http://127.0.0.1", log_length=10)
    await store.interrupted()  # whatever other tests left, and the script's way to Redis
    received = await recording(store, 60_000)
    asked = counting(monkeypatch)
    assert await store.interrupted() == 0
    assert len(asked) == 1
    assert orjson.loads((await store.read(received, Server.ITSELF)).session)["status"] == "recording"


async def test_D13_the_sweeps_of_a_worker_ask_a_single_redis_once_each(
    stores: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = MediaStore.open(f"file://{tmp_path}")
    store = VoiceStore(stores, public_url="http://127.0.0.1", log_length=10)
    jams = JamStore(stores, log_length=10)
    shares = MediaQuota(stores, owner_limit=0, guest_limit=0)
    looks: list[Callable[[], Awaitable[int]]] = [
        partial(jams.recordings.sweep, media),
        jams.bin.empty,
        VoiceBin(stores, store, media, shares).empty,
        shares.reconcile,
        SupersededAudio(stores, media).delete,
        JobQueue(stores, uuid4().hex, backoff_ms=1000).sweep,
    ]
    for look in looks:
        await look()  # whatever other tests left, and what is done once
    asked = counting(monkeypatch)
    for look in looks:
        assert await look() == 0
    assert len(asked) == len(looks)


async def test_a_sweep_takes_what_is_late_enough_and_passes_over_what_another_worker_took(stores: Redis) -> None:
    by = uuid4().hex
    names = ["gone", "taken", "refused", "young"]
    for number, name in enumerate(names):
        index = keys.index_of(number, "voice", by)
        at = await now(stores, index)
        await stores.call(index, "ZADD", index, at - (1_000 if name == "young" else 60_000), name)
    looked: list[str] = []

    async def take(name: str) -> bool:
        looked.append(name)
        if name == "gone":
            raise NotFound
        if name == "refused":
            raise Unavailable
        return True

    sweep = Sweep(stores, "voice", by, most=10)
    with pytest.raises(Unavailable):
        await sweep.look(take, late_ms=30_000)
    assert looked == ["gone", "taken", "refused"]
    (indexes,) = groups(stores, "voice", by)
    await stores.call(indexes[0], "UNLINK", *indexes)


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


async def test_D19_D13_SY18_leases_end_and_bins_are_emptied_on_every_node_of_a_cluster(tmp_path: Path) -> None:
    cluster = await Cluster(tmp_path).start()
    redis = await Redis.connect(cluster.nodes[0].url)
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=10)
    late: list[str] = []
    while len({redis.address(keys.header(one)) for one in late}) < 3:
        late.append(await recording(store, 1))
    await are_late(redis, late)
    assert await store.interrupted() == len(late)

    jams = JamStore(redis, log_length=10)
    owner, deleted = a_user("owner"), list[str]()
    while len({redis.address(keys.header(one)) for one in deleted}) < 3:
        deleted.append((await jams.create({}, Origin(owner=owner.id)))[0])
        await jams.delete(deleted[-1], owner)
    assert sum([await jams.bin.empty(keep_ms=0) for _ in range(TURNS)]) == len(deleted)
    assert await jams.bin.of(owner) == []
    await redis.close()
    await cluster.stop()
