"""The queue of background jobs, on BullMQ: adding jobs and running them.

Each kind of session with jobs has its own queue. A job's state is its record with the session
(storage/lua/voice_job.lua). BullMQ carries the runs to the workers, locks them, and gives them to another worker when
one dies. A run that never reached BullMQ, or that BullMQ gave up, is still in its bucket's index `<kind>:jobs`, and
`Jobs.sweep` queues it again.
"""

import asyncio
from importlib import import_module
from typing import Any, Final

import structlog

from sessions.job import JobRef
from storage import keys
from storage.redis.client import Redis

log = structlog.get_logger("jobs")

LATE_MS: Final = 5_000  # a run that waits longer may have been lost before it reached BullMQ


class Jobs:
    """Queues runs for one kind of session. Queueing the same run twice has no effect."""

    def __init__(self, redis: Redis, kind: str, *, backoff_ms: int) -> None:
        self._redis = redis
        self._kind = kind
        self._backoff_ms = backoff_ms
        self._opening: asyncio.Task[Any] | None = None

    async def add(self, job: JobRef) -> None:
        """Queues a run. When the queue cannot be reached, a later sweep does it."""
        if self._opening is None:
            self._opening = asyncio.create_task(asyncio.to_thread(self._open))
        queue = await asyncio.shield(self._opening)
        if not await queue.add(job):
            log.warning("job_not_queued", job=job.name)

    def _open(self) -> Any:
        # BullMQ and its Redis client take a quarter of a second to import: not during a server's start, and not in its
        # event loop.
        return import_module("storage.jobs.queue").RunQueue(self._redis, self._kind, backoff_ms=self._backoff_ms)

    async def sweep(self) -> int:
        """Queues every run again that is not over and not new. Answers how many."""
        swept = 0
        for number in keys.ALL_BUCKETS:
            key = keys.index_of(number, self._kind, "jobs")
            seconds, _ = await self._redis.call(key, "TIME")
            late = int(seconds) * 1000 - LATE_MS
            for name in await self._redis.call(key, "ZRANGE", key, "-inf", late, "BYSCORE", "LIMIT", 0, 1000):
                await self.add(JobRef.parse(name.decode()))
                swept += 1
        return swept

    async def close(self) -> None:
        if self._opening is not None:
            await (await self._opening).close()
