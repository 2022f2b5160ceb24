"""The background jobs of all sessions: what waits, what has failed, and trying that again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from handlers.admin.desk import JobCounts
from handlers.admin.listing import cursor_of, place_of
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from handlers.live.kinds import JobKind
from sessions.base.errors import InvalidTransition, NotFound, SessionNotFound
from sessions.base.ids import SessionId
from sessions.base.instant import UnixMs
from storage.admin.desk import Desk
from storage.admin.jobs import JobLists
from storage.admin.take_down import Retry
from storage.session.kind_cache import SessionKinds

JobId = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_.-]+$")]


class AdminJobsWanted(LazyModel):
    """Runs that are not over, the longest waiting first, or those that failed, the last first."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["waiting", "failed"] = "waiting"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=1000)] = ""


class AdminJob(LazyModel):
    """A run of a job of a session; `since` (Unix ms) is when it was asked for, or when it failed. A job of the admins'
    desk (`kind` is `admin`) is a task or a message to the webhook."""

    session_id: SessionId
    kind: JobKind
    job_id: str
    state: Literal["waiting", "running", "failed"]
    attempts: int
    progress: int
    error: str
    since: UnixMs


class AdminJobs(LazyModel):
    """A page; `next_cursor` leads on, null at the end. A page may have fewer rows than asked for."""

    items: list[AdminJob]
    next_cursor: str | None
    counts: JobCounts


class AdminJobDesk:
    """`retry` requests a failed job again, by kind of session; the next sweep of a worker queues it."""

    def __init__(self, lists: JobLists, desk: Desk, retry: Mapping[str, Retry], kinds: SessionKinds) -> None:
        self._lists = lists
        self._desk = desk
        self._retry = retry
        self._kinds = kinds

    @route("GET", "/admin/jobs", access=Access.ADMIN, cost=5)
    async def list(self, call: Call, query: AdminJobsWanted) -> AdminJobs:
        """The background jobs that wait, run, or have failed for good."""
        jobs, after = await self._lists.page(query.state, query.limit, place_of(query.cursor))
        return AdminJobs(
            items=[AdminJob.model_validate(asdict(job)) for job in jobs],
            next_cursor=cursor_of(after),
            counts=JobCounts.model_validate(await self._lists.counts()),
        )

    @route(
        "POST",
        "/admin/jobs/{session_id}/{job_id}/retry",
        status=204,
        access=Access.ADMIN,
        errors=[SessionNotFound, NotFound, InvalidTransition],
    )
    async def retry(self, call: Call, session_id: SessionId, job_id: JobId) -> None:
        """Tries a failed job of a session again."""
        retry = next((self._retry[kind] for kind in await self._kinds.of(session_id) if kind in self._retry), None)
        if retry is None:
            raise SessionNotFound
        await self._desk.note(call.user, "retry", session_id=session_id, job_id=job_id)
        await retry(session_id, job_id)
        await self._lists.tell()
