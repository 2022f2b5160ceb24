"""Reports: users tell admins of a session, and admins answer them (AB7, AB8)."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from auth.access import AccessRules
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.api.lazy_model import LazyModel
from handlers.live.kinds import DeletableKind
from handlers.people.models import Strict
from sessions.base.errors import (
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    SessionNotFound,
)
from sessions.base.ids import EntityId, SessionId
from sessions.base.instant import UnixMs
from sessions.base.text import Remark
from storage.admin.reports import Outcome, Reports
from storage.bus.feeds import Feeds
from storage.session.rate_limiter import RateLimiter

OF_USER: Final = 10
OF_ADDRESS: Final = 60
"""Reports in an hour; people of one network share the second."""

ReportReason = Literal["spam", "insult", "violence", "private", "copyright", "other"]


class NewReport(Strict):
    """Why, and in the user's words."""

    reason: ReportReason
    text: Remark = ""


class UserReport(LazyModel):
    """A user's report of a session; `closed_at` is 0 while it is open."""

    id: str
    session_id: SessionId
    kind: DeletableKind
    reason: ReportReason
    text: str
    by: str
    by_name: str
    at: UnixMs
    state: Literal["open", "acted", "dismissed"]
    closed_by: str | None
    closed_at: UnixMs


class UserReportChange(LazyModel):
    """A report that is new, or was closed."""

    report: UserReport


class ReportsQuery(Strict):
    """A page; `before` is the id of the last report of the page before."""

    state: Literal["all", "open"] = "open"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    before: EntityId | None = None


class ReportPage(LazyModel):
    """The newest first; `open` of them all are open. `next_before` leads on, null at the end."""

    items: list[UserReport]
    open: int
    next_before: str | None


class ReportClosed(Strict):
    """What came of it."""

    outcome: Outcome


class UserReports:
    def __init__(self, reports: Reports, feeds: Feeds, limits: RateLimiter, access: Mapping[str, AccessRules]) -> None:
        """`access`: the rules of each kind that can be reported."""
        self._reports = reports
        self._feeds = feeds
        self._limits = limits
        self._access = access

    @route("POST", "/api/reports/{session_id}", status=204, access=Access.SIGNED_IN, errors=[RateLimited])
    async def report(self, call: Call, session_id: SessionId, body: NewReport) -> None:
        """Tells admins of a session. The answer is the same when there is no such session, or the user may not open
        it: nobody learns from it whether a session exists (AB7)."""
        await self._limits.consume("report", call.user.id, most=OF_USER, seconds=3600)
        await self._limits.consume("report:address", call.address, most=OF_ADDRESS, seconds=3600)
        kind = await self._kind_for(call, session_id)
        if kind is not None:
            await self._reports.add(call.user, session_id, kind, body.reason, body.text)

    async def _kind_for(self, call: Call, session_id: str) -> str | None:
        try:
            header = await self._feeds.header_for(session_id, call.user)
            kind = header["kind"].decode()
            if kind not in self._access:
                return None
            self._access[kind].require(call.user, header, "read")
        except (SessionNotFound, Forbidden):
            return None
        return kind

    @route("GET", "/admin/reports", access=Access.ADMIN, cost=5)
    async def list(self, call: Call, query: ReportsQuery) -> ReportPage:
        """What users have reported (AB8)."""
        reports = await self._reports.newest()
        rows = [one for one in reports if query.state == "all" or one["state"] == "open"]
        first = next((place for place, one in enumerate(rows, 1) if one["id"] == query.before), 0)
        page = rows[first : first + query.limit]
        return ReportPage(
            items=[UserReport.model_validate(one) for one in page],
            open=sum(one["state"] == "open" for one in reports),
            next_before=page[-1]["id"] if page and page[-1] != rows[-1] else None,
        )

    @route("POST", "/admin/reports/{report_id}/close", access=Access.ADMIN, errors=[NotFound, Conflict])
    async def close(self, call: Call, report_id: EntityId, body: ReportClosed) -> Raw[UserReport]:
        """An admin has acted on a report, or dismisses it; it is in the audit log."""
        return Raw(await self._reports.close(call.user, report_id, body.outcome))
