"""The job queue on a real Redis."""

import asyncio
import threading

from sessions.base.job import JobRef
from storage.jobs.queue import JobWorker, RunQueue
from storage.redis.client import Redis
from tests.polling import PATIENCE
from tests.processes import RedisProcess

JOB = JobRef("00000000-0000-4000-8000-000000000000", "create_tasks", 1)


async def test_OP4_a_run_that_is_given_up_counts_as_hanging_and_one_that_ends_does_not(own_redis: RedisProcess) -> None:
    begun, gate = asyncio.Event(), threading.Event()

    async def perform(_: JobRef) -> None:
        begun.set()
        await asyncio.to_thread(gate.wait, PATIENCE)

    redis = await Redis.connect(own_redis.url)
    queue = RunQueue(redis, "voice", backoff_ms=1)
    assert await queue.add(JOB, 1)
    worker = JobWorker(redis, "voice", perform, concurrency=1, stall_ms=30_000)
    working = asyncio.create_task(worker.run())
    await begun.wait()
    assert not await worker.close(0.05)
    gate.set()
    assert await worker.close(PATIENCE)
    working.cancel()
    await asyncio.wait([working])
    await queue.close()
    await redis.close()


async def test_OP4_an_idle_worker_ends_well_in_any_time(own_redis: RedisProcess) -> None:
    async def perform(_: JobRef) -> None: ...

    redis = await Redis.connect(own_redis.url)
    worker = JobWorker(redis, "voice", perform, concurrency=1, stall_ms=30_000)
    working = asyncio.create_task(worker.run())
    await asyncio.sleep(0)  # it has begun
    assert await worker.close(0.001)
    working.cancel()
    await asyncio.wait([working])
    await redis.close()
