"""The desk of admins as they subscribe to it, their long tasks and the audit log (K28)."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal, NoReturn, Protocol

import orjson
from pydantic import ConfigDict, Field

from auth.user import User
from handlers.admin.access import ADMIN_ACCESS
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.api.lazy_model import LazyModel
from handlers.live.kinds import DeletableKind
from sessions.admin.figures import ORPHAN_THRESHOLD_DAYS, ORPHANED_MS
from sessions.base.errors import Conflict, InvalidPayload, NotFound
from sessions.base.ids import EntityId, SessionId
from sessions.base.instant import DAY_MS, UnixMs
from sessions.base.job import JobRef
from storage.admin.desk import DESK_ID, FEED, Desk, DeskRead
from storage.admin.jobs import JobLists
from storage.admin.listing import Listing, Way
from storage.admin.metrics import KindFigures, SessionFigures
from storage.session.kinds import DELETABLE

LineId = Annotated[str, Field(pattern=r"^(\d{1,16}-\d{1,16})?$")]


class AdminTask(LazyModel):
    """A long piece of work. `done` of `total` sessions are through, `skipped` of them were left alone, as somebody used
    them meanwhile. `found` counts what a recalculation found wrong, and repaired. Times are Unix ms, 0 for not yet."""

    id: str
    name: Literal["recalculate", "delete_orphans", "take_down", "bring_back"]
    state: Literal["running", "done", "stopped", "failed"]
    stopping: bool
    total: int
    done: int
    skipped: int
    attempts: int
    by: str
    started_at: UnixMs
    ended_at: UnixMs
    about: dict[str, str | int]
    found: dict[str, int]


class AuditEntry(LazyModel):
    """What an admin did: who, which action, and about what."""

    by: str
    name: str
    action: str
    about: dict[str, str | int | bool | None]


class AuditLine(LazyModel):
    """A line of the audit log; `at` in Unix ms."""

    id: str
    at: UnixMs
    entry: AuditEntry


class OneTask(LazyModel):
    """A task after a step."""

    task: AdminTask


class Alert(LazyModel):
    """Something that has passed its threshold (K29), and since when (Unix ms). Storage and spending are shares of their
    limits, lags are in ms, `creations` are those of the last minute, `large_sessions` those above 100 KB, and
    `late_jobs` the runs that no worker has finished within ten minutes, `failed_jobs` those that failed for good within
    an hour, and `rejected_input` the requests and events of a minute that were malformed, too large or too frequent."""

    name: Literal[
        "redis_near_limit",
        "media_near_limit",
        "bus_lag",
        "loop_lag",
        "creations",
        "large_sessions",
        "late_jobs",
        "failed_jobs",
        "rejected_input",
        "spending",
    ]
    value: float
    threshold: float
    since: UnixMs


class Alerting(LazyModel):
    """Everything that is alarming now."""

    alerts: list[Alert]


class AlertList(Alerting):
    """The same with the thresholds of all alerts; 0 means never."""

    thresholds: dict[str, float]


class JobCounts(LazyModel):
    """How many runs of jobs are not over, and how many have failed for good."""

    waiting: int
    failed: int


class DeskView(LazyModel):
    """What admins see change: tasks (the newest first), alerts, and the counts of jobs."""

    tasks: list[AdminTask]
    alerts: list[Alert]
    jobs: JobCounts


class BinChanged(LazyModel):
    """A session that went to the bin of admins, or came back."""

    session_id: SessionId


class DeskPlace(LazyModel):
    """The session that admins subscribe to."""

    session_id: SessionId


class TaskList(LazyModel):
    """The newest first; at most 100."""

    items: list[AdminTask]


class AuditQuery(LazyModel):
    """A page of the audit log; `before` is the id of the last line of the page before."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    before: LineId = ""


class AuditPage(LazyModel):
    """The newest lines first; `next_before` leads to older ones, null at the end."""

    items: list[AuditLine]
    next_before: str | None


class OrphansWanted(LazyModel):
    """Orphans that nobody has used for so many days, of one kind or of all."""

    model_config = ConfigDict(extra="forbid")

    older_than_days: Annotated[int, Field(strict=True, ge=ORPHAN_THRESHOLD_DAYS, le=36_500)] = ORPHAN_THRESHOLD_DAYS
    kind: DeletableKind | None = None


class OrphansFound(LazyModel):
    """How many there are, last used at `unused_since` (Unix ms) or before. Nothing is deleted yet."""

    count: int
    unused_since: UnixMs


class DeleteOrphans(OrphansWanted):
    """The same, with what was answered: `confirm` repeats the number."""

    unused_since: Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]
    confirm: Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]


class Jobs(Protocol):
    """Where jobs wait for a worker."""

    async def add(self, job: JobRef) -> None: ...


class AdminDesk:
    """Every method is for admins alone: the server asks for the role where a route is declared with it."""

    has_presence = False
    is_hidden = True

    def __init__(
        self,
        desk: Desk,
        listing: Listing,
        figures: SessionFigures,
        jobs: Jobs,
        clock: Callable[[], int],
        thresholds: Mapping[str, float],
        job_lists: JobLists,
    ) -> None:
        self._job_lists = job_lists
        self._thresholds = thresholds
        self._desk = desk
        self._listing = listing
        self._figures = figures
        self._jobs = jobs
        self._clock = clock

    @route("PUT", "/admin/desk", access=Access.ADMIN)
    async def open(self, call: Call) -> DeskPlace:
        """The session to subscribe to for what admins see live; it is made with the first call."""
        await self._desk.open()
        await self._job_lists.tell()
        return DeskPlace(session_id=DESK_ID)

    # --- deleting many ---------------------------------------------------------------------------------------------

    @route("POST", "/admin/orphans/count", access=Access.ADMIN)
    async def count_orphans(self, call: Call, body: OrphansWanted) -> OrphansFound:
        """How many orphans would be deleted; deletes nothing (K28)."""
        since = self._latest(body)
        return OrphansFound(count=await self._count(body, since), unused_since=since)

    @route("POST", "/admin/orphans/delete", status=202, access=Access.ADMIN, errors=[Conflict])
    async def delete_orphans(self, call: Call, body: DeleteOrphans) -> Raw[AdminTask]:
        """Begins to move them to the bin of admins, where they stay for 30 days. Refused unless the confirmation
        repeats the number; one that is used meanwhile stays (K20, K28)."""
        if body.unused_since > self._latest(body):
            raise InvalidPayload("unused_since: not so many days ago")
        count = await self._count(body, body.unused_since)
        if count != body.confirm:
            raise Conflict(f"There are {count} of them now", count=count)
        about: dict[str, str | int] = {
            "unused_since": body.unused_since,
            "older_than_days": body.older_than_days,
            "kinds": body.kind or ",".join(DELETABLE),
        }
        return await self._begin(call.user, "delete_orphans", count, about)

    def _latest(self, wanted: OrphansWanted) -> int:
        """When they were used for the last time at the latest, Unix ms; there is nothing before 1970."""
        return max(0, self._clock() - max(wanted.older_than_days * DAY_MS, ORPHANED_MS))

    async def _count(self, wanted: OrphansWanted, since: int) -> int:
        kinds = (wanted.kind,) if wanted.kind else DELETABLE
        return await self._listing.count(Way("accessed", high=str(since)), kinds)

    # --- tasks and the log -----------------------------------------------------------------------------------------

    @route("POST", "/admin/recalculate", status=202, access=Access.ADMIN, errors=[Conflict])
    async def recalculate(self, call: Call) -> Raw[AdminTask]:
        """Begins to compare the metrics with every session, and to repair what is wrong, in the background (K28)."""
        total = sum((await self._figures.read()).values(), KindFigures()).total
        return await self._begin(call.user, "recalculate", total, {})

    async def _begin(self, by: User, name: str, total: int, about: Mapping[str, str | int]) -> Raw[AdminTask]:
        json, job = await self._desk.begin(by, name, total=total, about=about)
        await self._jobs.add(job)
        return Raw(json)

    @route("GET", "/admin/tasks", access=Access.ADMIN)
    async def tasks(self, call: Call) -> Raw[TaskList]:
        """The newest tasks and how far they are."""
        await self._desk.open()
        desk = await self._desk.read(call.user)
        return Raw(b'{"items":[%b]}' % b",".join(desk.tasks))

    @route("POST", "/admin/tasks/{task_id}/stop", access=Access.ADMIN, errors=[NotFound])
    async def stop(self, call: Call, task_id: EntityId) -> Raw[AdminTask]:
        """Stops a task; what it has done stays done."""
        return Raw(await self._desk.stop(call.user, task_id))

    @route("GET", "/admin/alerts", access=Access.ADMIN)
    async def alerts(self, call: Call) -> AlertList:
        """What is alarming now (K29)."""
        await self._desk.open()
        desk = await self._desk.read(call.user)
        alerts = [Alert.model_validate(one) for one in orjson.loads(desk.alerts)]
        return AlertList(alerts=alerts, thresholds=dict(self._thresholds))

    @route("GET", "/admin/audit", access=Access.ADMIN)
    async def audit(self, call: Call, query: AuditQuery) -> AuditPage:
        """What admins did, and who they were."""
        entries = await self._desk.lines(query.limit, query.before)
        lines = [
            AuditLine(id=id_, at=int(id_.partition("-")[0]), entry=AuditEntry.model_validate(orjson.loads(json)))
            for id_, json in entries
        ]
        return AuditPage(items=lines, next_before=lines[-1].id if len(lines) == query.limit else None)

    # --- as subscribers see it -------------------------------------------------------------------------------------

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        ADMIN_ACCESS.require(user, header, "read")
        return "admin", FEED

    async def snapshot(self, user: User, session_id: str) -> DeskRead:
        return await self._desk.read(user)

    async def page(self, user: User, session_id: str, cursor: str) -> NoReturn:
        raise InvalidPayload("The desk is one page")
