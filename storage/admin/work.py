"""The long work of admins, as jobs of the worker: it goes on where a worker that died has stopped."""

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import structlog

from sessions.base.errors import Conflict, NotFound, SessionNotFound
from sessions.base.job import JobRef
from storage.admin.desk import Desk
from storage.admin.listing import Listing, Way
from storage.admin.take_down import TakeDown, TakeDowns
from storage.admin.verify import StoppedError, Verification
from storage.redis.client import Redis
from storage.session.pace import Pace

log = structlog.get_logger("admin")

REPORT_SECONDS: Final = 0.5  # between two reports of a task's progress
MOST_ATTEMPTS: Final = 20
DELETED: Final = 1 / 8  # of the time: the rows of home pages that follow are as much work again


class AdminWork:
    def __init__(
        self,
        redis: Redis,
        desk: Desk,
        listing: Listing,
        kinds: Sequence[str],
        take_down: Mapping[str, TakeDown],
        abuse: TakeDowns,
        post: Callable[[JobRef], Awaitable[None]],
    ) -> None:
        self._post = post
        self._redis = redis
        self._desk = desk
        self._listing = listing
        self._kinds = tuple(kinds)
        self._take_down = take_down
        self._abuse = abuse

    async def perform(self, job: JobRef) -> None:
        """Does a task, or what is left of it."""
        if job.job == "post_alert":
            await self._post(job)
            return
        try:
            task = await self._desk.task(job.subject)
        except NotFound:
            return
        if task["state"] != "running":
            return
        progress = _Progress(self._desk, job, task)
        attempts = int(task["attempts"]) + 1
        if attempts > MOST_ATTEMPTS:
            await self._desk.end(job, "failed")
            return
        try:
            if not await self._desk.go_on(job, attempts=attempts):
                raise StoppedError
            await self._run(job, task, progress)
        except StoppedError:
            await self._desk.end(job, "stopped", **progress.so_far)
        else:
            await self._desk.end(job, "done", **progress.so_far)

    async def _run(self, job: JobRef, task: Mapping[str, Any], progress: "_Progress") -> None:
        """Raises StoppedError."""
        if job.job == "recalculate":
            await Verification(self._redis, self._kinds).run(progress.verified)
        elif job.job == "take_down":
            await self._abuse.take_down(task, progress.through)
        elif job.job == "bring_back":
            await self._abuse.bring_back(task, progress.through)
        else:
            await self._delete(task, progress)

    async def _delete(self, task: Mapping[str, Any], progress: "_Progress") -> None:
        """Each session's own script asks once more whether somebody has used it since (K20). What is taken is listed:
        one step brings it back."""
        about = task["about"]
        kinds = [kind for kind in str(about["kinds"]).split(",") if kind in self._take_down]
        since = int(about["unused_since"])
        pace = Pace(DELETED)
        async for entries in self._listing.walk(Way("accessed", high=str(since)), kinds):
            await self._abuse.note(task["id"], [entry.id for entry in entries])
            for entry in entries:
                try:
                    async with pace.step():
                        await self._take_down[entry.kind](entry.id, task["by"], since)
                    is_done = True
                except (Conflict, SessionNotFound):
                    is_done = False
                await progress.through(is_done)


class _Progress:
    """How far a task is: written to the desk at most twice a second."""

    def __init__(self, desk: Desk, job: JobRef, task: Mapping[str, Any]) -> None:
        self._desk = desk
        self._job = job
        self._next = 0.0
        self.total = int(task["total"])
        self.done = int(task["done"])
        self.skipped = int(task["skipped"])
        self.found: Counter[str] = Counter()

    @property
    def so_far(self) -> dict[str, Any]:
        through = self.done + self.skipped
        found: dict[str, Any] = {"done": self.done, "skipped": self.skipped, "found": dict(self.found)}
        return {**found, "total": max(self.total, through)}  # a run that goes on may look at one twice

    async def report(self) -> bool:
        """Notes the progress, unless the last note is too new. Answers whether to go on."""
        if time.monotonic() < self._next:
            return True
        self._next = time.monotonic() + REPORT_SECONDS
        return await self._desk.go_on(self._job, **self.so_far)

    async def through(self, is_done: bool) -> None:
        """One more session is through, or was left alone. Raises StoppedError."""
        self.done += is_done
        self.skipped += not is_done
        if not await self.report():
            raise StoppedError

    async def verified(self, done: int, wrong: Counter[str]) -> bool:
        self.done, self.found = done, wrong
        return await self.report()
