"""The background jobs of all sessions, for admins: what is not over, and what has failed for good."""

import asyncio
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final, Literal

import orjson

from auth.caller import Server
from sessions.base.errors import SessionNotFound
from sessions.base.job import JobRef
from storage.admin.desk import DESK_ID, FEED, Desk
from storage.admin.listing import ListedSession, Listing, Place, Way
from storage.admin.metrics import bucket_groups
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.kinds import KINDS, WITH_JOBS

SHOWN: Final = 50
ERROR_LENGTH: Final = 500
INDEXES: Final[dict["JobList", tuple[str, tuple[str, ...]]]] = {
    "waiting": ("jobs", (*WITH_JOBS, "admin")),
    "failed": ("failed", WITH_JOBS),
}
"""The index of each list, and the kinds of sessions that have one."""

JobList = Literal["waiting", "failed"]


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A run of a job. `since` (Unix ms) is when it was asked for, or when it failed."""

    session_id: str
    kind: str
    job_id: str
    state: str
    attempts: int
    progress: int
    error: str
    since: int


class JobLists:
    def __init__(self, redis: Redis, listing: Listing, desk: Desk) -> None:
        self._redis = redis
        self._listing = listing
        self._desk = desk

    async def counts(self) -> dict[str, int]:
        """How many are in each list. Raises Unavailable."""
        waiting = failed = 0
        for group in bucket_groups(self._redis):
            for answer in await asyncio.gather(*map(self._count, group)):
                waiting += int(answer[0])
                failed += int(answer[1])
        return {"waiting": waiting, "failed": failed}

    async def _count(self, buckets: list[int]) -> list[int]:
        runs = [keys.run_of(number) for number in buckets]
        counts: list[int] = await self._redis.run(load("jobs/count"), runs, *WITH_JOBS)
        return counts

    async def page(
        self, which: JobList, count: int, after: Place | None = None
    ) -> tuple[list[ListedJob], Place | None]:
        """The longest waiting first, or what failed last; and where the next page begins. Raises Unavailable."""
        by, kinds = INDEXES[which]
        entries = await self._listing.entries(Way(by, reverse=which == "failed"), count, after, kinds)
        jobs = await asyncio.gather(*(self._job(which, entry) for entry in entries))
        return [one for one in jobs if one is not None], entries[-1].place if len(entries) == count else None

    async def _job(self, which: JobList, entry: ListedSession) -> ListedJob | None:
        """None for one that has ended meanwhile."""
        job = JobRef.parse(entry.place.member)
        home = keys.header(job.session_id)
        kind = KINDS.get(entry.kind)
        key, field = (f"{home}:{kind.job_records}", job.job_id) if kind else (f"{home}:tasks", job.subject)
        stored = await self._redis.call(key, "HGET", key, field)
        # A message to the webhook has no record of its own.
        record: dict[str, Any] = orjson.loads(stored) if stored is not None else {}
        if kind and kind.job_records and record.get("run") != job.run:
            return None
        return ListedJob(
            session_id=job.session_id,
            kind=entry.kind,
            job_id=job.job_id,
            state="failed" if which == "failed" else "running" if record.get("state") == "running" else "waiting",
            attempts=int(record.get("attempts", 0)),
            progress=int(record.get("progress", 0)),
            error=str(record.get("error", ""))[:ERROR_LENGTH],
            since=int(float(entry.place.score)),
        )

    async def tell(self) -> None:
        """Tells the desk, if something has changed. Raises Unavailable."""
        counts = await self.counts()
        rows = [await self.page(which, SHOWN) for which in INDEXES]
        json = orjson.dumps([counts, [[asdict(job) for job in jobs] for jobs, _ in rows]])
        await self._desk.run("admin/jobs", Server.ITSELF, orjson.dumps(counts), sha256(json).hexdigest()[:16])

    async def watch(self) -> None:
        """Called every two seconds by each worker: nothing is read while no admin looks. Raises Unavailable."""
        channel = keys.channel(DESK_ID, FEED)
        _, listeners = await self._redis.call(channel, "PUBSUB", "SHARDNUMSUB", channel)
        if int(listeners) == 0:
            return
        try:
            await self.tell()
        except SessionNotFound:  # Redis was emptied since
            return
