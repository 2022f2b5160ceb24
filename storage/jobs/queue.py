"""BullMQ: the queue of runs, and the part that runs in workers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import structlog
from bullmq import Job as QueuedJob
from bullmq import Queue
from bullmq import Worker as QueueWorker
from redis.asyncio import Redis as RedisClient
from redis.asyncio import Sentinel
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import RedisError

from sessions.base.job import MOST_ATTEMPTS, JobRef
from storage.redis.client import Redis
from storage.redis.keys import QUEUES

log = structlog.get_logger("jobs")

MOST_STALLS: Final = MOST_ATTEMPTS  # how many workers may die with a run before it counts as failed
FORCED_SECONDS: Final = 2.0  # to close connections without waiting for runs any longer
RETRY_MS: Final = 1_000  # pause of a worker that cannot reach Redis


def run_id(job: JobRef) -> str:
    """The id of a run in BullMQ."""
    return job.name.replace("|", "-")


class RunQueue:
    """The queue of one pool of workers (storage/jobs/jobs.py)."""

    def __init__(self, redis: Redis, name: str, *, backoff_ms: int) -> None:
        self._name = name
        self._queue = Queue(name, {"connection": _connection(redis), "prefix": QUEUES})
        self._backoff_ms = backoff_ms

    async def add(self, job: JobRef, turn: int) -> bool:
        """Queues a run unless it is queued; lower turns come first. False when the queue cannot be reached."""
        options = {
            "jobId": run_id(job),
            "priority": turn,
            "attempts": MOST_ATTEMPTS,
            "backoff": {"type": "exponential", "delay": self._backoff_ms},
            "removeOnComplete": True,
            "removeOnFail": True,  # the job's record stays with the session
        }
        try:
            await self._queue.add(self._name, {"run": job.name}, options)
        except (RedisError, OSError):
            return False
        return True

    async def close(self) -> None:
        await self._queue.close()


class JobWorker:
    """Takes runs from one queue. `perform` raises to have a run tried again after a pause."""

    def __init__(
        self, redis: Redis, name: str, perform: Callable[[JobRef], Awaitable[None]], *, concurrency: int, stall_ms: int
    ) -> None:
        self._in_flight = 0

        async def process(job: QueuedJob, _token: str) -> None:
            self._in_flight += 1
            try:
                await perform(JobRef.parse(job.data["run"]))
            finally:
                self._in_flight -= 1

        options = {
            "connection": _connection(redis),
            "prefix": QUEUES,
            "autorun": False,
            "concurrency": concurrency,
            "drainDelay": 1,  # seconds that an idle worker waits for work at once; closing takes as long
            "lockDuration": stall_ms,
            "stalledInterval": stall_ms,
            "maxStalledCount": MOST_STALLS,
            "runRetryDelay": RETRY_MS,
        }
        self._worker = QueueWorker(name, process, options)
        self._worker.on("error", lambda error, *_: log.warning("queue_error", error=str(error)))

    async def run(self) -> None:
        """Runs until `close`."""
        await self._worker.run()

    async def close(self, seconds: float) -> bool:
        """Waits `seconds` for runs in flight. False when something still hangs: a run, or a connection to Redis.

        A run that was given up counts as hanging even if BullMQ released it: its thread still works.
        """
        # Not `wait_for`: BullMQ's close swallows a cancellation and goes on waiting, at the end of the loop for ever.
        closing = [asyncio.ensure_future(self._worker.close())]
        _, open_ = await asyncio.wait(closing, timeout=seconds)
        if not open_:
            return True
        given_up = self._in_flight
        closing.append(asyncio.ensure_future(self._worker.close(force=True)))
        _, open_ = await asyncio.wait(closing, timeout=FORCED_SECONDS)
        return not open_ and not given_up


def _connection(redis: Redis) -> Any:
    """A connection of BullMQ to our Redis."""
    if redis.is_cluster:
        return RedisCluster.from_url(redis.url, decode_responses=True)
    parts = urlsplit(redis.url)
    if parts.scheme != "redis+sentinel":
        return RedisClient.from_url(redis.url, decode_responses=True)
    credentials, _, hosts = parts.netloc.rpartition("@")
    sentinels = [(host, int(port)) for host, _, port in (each.rpartition(":") for each in hosts.split(","))]
    password = parse_qs(parts.query).get("sentinel_password", [None])[0]
    username, _, secret = credentials.partition(":")
    watch = Sentinel(  # type: ignore[no-untyped-call]
        sentinels, sentinel_kwargs={"password": password} if password else {}
    )
    return watch.master_for(
        parts.path.strip("/"), username=username or None, password=secret or None, decode_responses=True
    )
