"""Which run is next: owners take turns, and jobs that read media have a separate queue. On a real Redis."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from sessions.base.job import JobRef
from storage.jobs.jobs import LAST_TURN, JobQueue, media_queue
from storage.jobs.queue import JobWorker
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from tests.effort import examples
from tests.polling import PATIENCE
from tests.processes import RedisProcess


@pytest.fixture
async def redis(own_redis: RedisProcess) -> AsyncIterator[Redis]:
    connection = await Redis.connect(own_redis.url)
    yield connection
    await connection.close()


class Pool:
    """A worker of one queue that does one run at a time, each until it is let go. `begun` are the owners' names."""

    def __init__(self, redis: Redis, name: str = "voice") -> None:
        self.begun: list[str] = []
        self.jobs: list[str] = []
        self._redis = redis
        self._sessions: dict[str, str] = {}
        self._steps = asyncio.Semaphore(0)
        self._changed = asyncio.Condition()
        self._worker = JobWorker(redis, name, self._perform, concurrency=1, stall_ms=60_000)
        self._working: asyncio.Task[None] | None = None

    async def session_of(self, owner: str) -> str:
        session_id = str(uuid4())
        await self._redis.call(keys.header(session_id), "HSET", keys.header(session_id), "owner", owner)
        self._sessions[session_id] = owner
        return session_id

    async def _perform(self, job: JobRef) -> None:
        async with self._changed:
            self.begun.append(self._sessions.get(job.session_id, ""))
            self.jobs.append(job.job)
            self._changed.notify_all()
        await self._steps.acquire()

    def start(self) -> None:
        self._working = asyncio.create_task(self._worker.run())

    def let_go(self, runs: int = 1) -> None:
        for _ in range(runs):
            self._steps.release()

    async def has_begun(self, runs: int) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.begun) >= runs)

    async def close(self) -> None:
        self.let_go(1000)
        assert await self._worker.close(PATIENCE)
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait([self._working])


async def test_MD6_a_hundred_runs_of_one_owner_do_not_delay_anothers_by_more_than_one(redis: Redis) -> None:
    jobs, pool = JobQueue(redis, "voice", backoff_ms=1), Pool(redis)
    greedy, ann, bob = [await pool.session_of(owner) for owner in ("greedy", "ann", "bob")]
    for n in range(100):
        await jobs.add(JobRef(greedy, f"create_tasks.{n}", 1))
    await jobs.add(JobRef(ann, "create_tasks", 1))
    pool.start()
    pool.let_go(9)
    await pool.has_begun(10)
    assert pool.begun == ["greedy", "ann", *["greedy"] * 8]
    for n in range(3):
        await jobs.add(JobRef(bob, f"create_tasks.{n}", 1))
    pool.let_go(6)
    await pool.has_begun(16)
    assert pool.begun[10:] == ["greedy", "bob"] * 3
    await pool.close()
    await jobs.close()


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(examples(3)))
async def test_MD6_owners_take_turns_whatever_they_ask_for_and_when(redis: Redis, seed: int) -> None:
    chance, jobs, pool = random.Random(seed), JobQueue(redis, "voice", backoff_ms=1), Pool(redis)
    owners = {name: await pool.session_of(name) for name in ("a", "b", "c", "d")}
    pool.start()
    asked, ended, compared = 0, 0, 0
    waits: list[tuple[str, int, int]] = []  # a run: its owner, their runs that wait before it, and what had begun
    for _ in range(60):
        if chance.random() < 0.6:
            owner = chance.choice("aaaaabcd")
            begun = Counter(pool.begun)
            before = sum(1 for name, *_ in waits if name == owner) - begun[owner]
            waits.append((owner, before, len(pool.begun)))  # an idle worker begins it while it is added
            await jobs.add(JobRef(owners[owner], f"create_tasks.{asked}", 1))
            asked += 1
        elif ended < asked:
            pool.let_go()
            ended += 1
        await pool.has_begun(min(asked, ended + 1))
    pool.let_go(asked - ended)
    await pool.has_begun(asked)
    for owner, before, since in waits:
        began = [place for place, name in enumerate(pool.begun) if name == owner and place >= since][before]
        others = Counter(name for name in pool.begun[since:began] if name != owner)
        assert max(others.values(), default=0) <= before + 2  # one more for the owner who has just had a turn
        compared += bool(others)
    assert compared > 5
    await pool.close()
    await jobs.close()


async def test_MD6_a_run_that_waits_is_asked_for_once_and_keeps_its_turn(redis: Redis) -> None:
    jobs, pool = JobQueue(redis, "voice", backoff_ms=1), Pool(redis)
    ann, bob = await pool.session_of("ann"), await pool.session_of("bob")
    for _ in range(20):  # as a sweep does
        for n in range(3):
            await jobs.add(JobRef(ann, f"create_tasks.{n}", 1))
        await jobs.add(JobRef(bob, "create_tasks", 1))
    pool.start()
    pool.let_go(3)
    await pool.has_begun(4)
    assert pool.begun == ["ann", "bob", "ann", "ann"]
    await pool.close()
    await jobs.close()


async def test_MD6_media_and_other_jobs_do_not_wait_for_each_other(redis: Redis) -> None:
    jobs = JobQueue(redis, "voice", backoff_ms=1, media_jobs={"probe"})
    media, others = Pool(redis, media_queue("voice")), Pool(redis)
    session_id = await media.session_of("ann")
    for n in range(5):
        await jobs.add(JobRef(session_id, f"probe.{n}", 1))
        await jobs.add(JobRef(session_id, f"transcribe.{n}", 1))
    media.start()
    await media.has_begun(1)
    others.start()
    others.let_go(5)
    await others.has_begun(5)  # the one of media still runs
    assert (media.jobs, others.jobs) == (["probe"], ["transcribe"] * 5)
    media.let_go(5)
    await media.has_begun(5)
    await media.close()
    await others.close()
    await jobs.close()


async def test_MD6_turns_end_nowhere_and_are_remembered_for_few(redis: Redis) -> None:
    names = [keys.queue("voice", what) for what in ("a-run", "prioritized", "turns")]
    turns = names[2]

    async def turn(owner: str) -> int:
        return int(await redis.run(load("jobs/turn"), names, owner, LAST_TURN))

    assert [await turn(f"owner {n}") for n in range(50)] == [1] * 50
    assert [await turn("greedy") for _ in range(5)] == [1, 2, 3, 4, 5]
    assert await turn("ann") == 5  # nothing waits: what was asked for has been done
    assert int(await redis.call(turns, "ZCARD", turns)) == 2
    await redis.call(turns, "ZADD", turns, LAST_TURN, "greedy")
    assert await turn("greedy") == 1  # nobody waits: it starts again
    waiting = names[1]
    await redis.call(waiting, "ZADD", waiting, LAST_TURN * 2**32, "another-run")
    assert (await turn("greedy"), await turn("ann")) == (LAST_TURN, LAST_TURN)
