"""The queue of background jobs, on BullMQ: adding jobs and running them.

Each kind of session that has jobs has a queue of its own, and a second one for jobs that read media: a long recording
does not delay the others. In each queue the owners of sessions take turns (storage/jobs/turn.lua).

A job's state is its record with the session (storage/voice/job.lua). BullMQ carries the runs to the workers, locks
them, and gives them to another worker when one dies. A run that never reached BullMQ, or that BullMQ gave up, is still
in its bucket's index `<kind>:jobs`, and `Jobs.sweep` queues it again.
"""

from collections.abc import Collection
from typing import Final

import structlog

from sessions.base.errors import Unavailable
from sessions.base.job import JobRef
from storage.jobs.queue import RunQueue, run_id
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.schedule import Sweep

log = structlog.get_logger("jobs")

LATE_MS: Final = 5_000  # a run that waits longer may have been lost before it reached BullMQ
SWEPT_AT_ONCE: Final = 1_000
LAST_TURN: Final = 2**21  # BullMQ's highest priority


def media_queue(kind: str) -> str:
    """The queue of the jobs of a kind of session that read media."""
    return f"{kind}-media"


class JobQueue:
    """Queues runs for one kind of session. Queueing the same run twice has no effect. `media_jobs` read media."""

    def __init__(self, redis: Redis, kind: str, *, backoff_ms: int, media_jobs: Collection[str] = ()) -> None:
        self._redis = redis
        self._kind = kind
        self._backoff_ms = backoff_ms
        self._media_jobs = media_jobs
        self._queues: dict[str, RunQueue] = {}
        self._sweep = Sweep(redis, kind, "jobs", most=SWEPT_AT_ONCE)

    async def add(self, job: JobRef, owner: str | None = None) -> None:
        """Queues a run. When the queue cannot be reached, a later sweep does it. `owner` of the session, if known."""
        name = media_queue(self._kind) if job.job in self._media_jobs else self._kind
        try:
            turn = await self._turn(name, job, owner)
        except Unavailable:
            log.warning("job_not_queued", job=job.name)
            return
        if not turn:
            return
        if name not in self._queues:
            self._queues[name] = RunQueue(self._redis, name, backoff_ms=self._backoff_ms)
        if not await self._queues[name].add(job, turn):
            log.warning("job_not_queued", job=job.name)

    async def _turn(self, name: str, job: JobRef, owner: str | None) -> int:
        """0 when the run is queued. Runs of deleted sessions, with little to do, count as those of one owner."""
        header = keys.header(job.session_id)
        owner = owner or await self._redis.call(header, "HGET", header, "owner")
        in_queue = [keys.queue(name, what) for what in (run_id(job), "prioritized", "turns")]
        return int(await self._redis.run(load("jobs/turn"), in_queue, owner or b"", LAST_TURN))

    async def sweep(self) -> int:
        """Queues every run again that is not over and not new. Answers how many."""

        async def again(name: str) -> bool:
            await self.add(JobRef.parse(name))
            return True

        return await self._sweep.look(again, late_ms=LATE_MS)

    async def close(self) -> None:
        for queue in self._queues.values():
            await queue.close()
