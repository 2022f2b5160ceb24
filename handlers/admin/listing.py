"""All sessions, for admins: the list, one session, its deletion (K26, K27). Nothing here revives an orphan (K30)."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from auth.caller import Program
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from handlers.live.kinds import DeletableKind, ListedKind
from sessions.admin.figures import ORPHANED_MS, folded
from sessions.base.errors import (
    Conflict,
    InvalidPayload,
    NotFound,
    Refusal,
    SessionNotFound,
)
from sessions.base.ids import SessionId, parse_session_id
from sessions.base.instant import UnixMs
from storage.admin.desk import Desk
from storage.admin.detail import Details
from storage.admin.listing import Condition, Listing, Page, Place, Row, SortedBy, Way
from storage.admin.metrics import SessionFigures
from storage.admin.take_down import BringBack, TakeDown

_SHORT_ID = re.compile(r"[0-9a-f]{4,8}(-[0-9a-f-]{0,27})?", re.ASCII)
INSIDE = "1"  # the score of a place among names that have the text inside; in the order of text all scores are 0
_SCORE = re.compile(r"-?[0-9]{1,20}", re.ASCII)

Ms = Annotated[int, Field(ge=0, le=2**53 - 1)]


class SessionsWanted(LazyModel):
    """Which sessions, in which order. Without `sort` they come by their creation, under a filter by their last access.
    `q` is an id, the beginning of one, or a part of a name; names that begin with it come first. Times are Unix ms.
    `owner` is the id of a user, or their `sub` at the identity provider."""

    model_config = ConfigDict(extra="forbid")

    sort: SortedBy | Literal["status"] | None = None
    order: Literal["asc", "desc"] = "desc"
    filter: Literal["all", "orphaned", "active"] = "all"
    kind: ListedKind | None = None
    owner: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    q: Annotated[str, Field(max_length=200)] = ""
    created_from: Ms | None = None
    created_to: Ms | None = None
    size_from: Ms | None = None
    size_to: Ms | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=1000)] = ""


class AdminSession(LazyModel):
    """A row of the list. `status` is `orphan` when nobody has used it for 90 days; times are Unix ms."""

    id: SessionId
    kind: ListedKind
    name: str
    owners: list[str]
    createdAt: UnixMs  # noqa: N815 - the document's names
    updatedAt: UnixMs  # noqa: N815
    lastAccessedAt: UnixMs  # noqa: N815
    sizeBytes: int  # noqa: N815
    remixCount: int  # noqa: N815
    remixDepth: int  # noqa: N815
    status: Literal["orphan", "active"]

    @classmethod
    def of(cls, row: Row, now: int) -> "AdminSession":
        return cls(
            id=row.id,
            kind=row.kind,
            name=row.name,
            owners=row.owners,
            createdAt=row.created_at,
            updatedAt=row.updated_at,
            lastAccessedAt=row.accessed_at,
            sizeBytes=row.size,
            remixCount=row.remixes,
            remixDepth=row.depth,
            status="orphan" if _is_orphaned(row, now) else "active",
        )


class AdminSessionList(LazyModel):
    """A page. A request looks at a bounded number of sessions (`examined`): a page may have few or no rows and still a
    `next_cursor`, which is null at the end. The counts are of all sessions, or of the kind that was asked for."""

    items: list[AdminSession]
    next_cursor: str | None
    examined: int
    total: int
    orphaned: int
    summary: str


class TreeNode(LazyModel):
    """A jam in a tree of remixes. One that was deleted has no name."""

    id: SessionId
    parent: SessionId | None
    name: str | None
    exists: bool
    remixCount: int  # noqa: N815


class AccessNote(LazyModel):
    """When somebody used the session, and with what: a browser, a program over HTTP (`api`) or over a socket (`sdk`),
    or the Telegram bot; `at` in Unix ms."""

    at: UnixMs
    client: Program


class AdminPerson(LazyModel):
    """Somebody who takes part, with their role."""

    id: str
    role: str


class AdminDetail(LazyModel):
    """One session as it is stored: `content` has its parts by name, as far as they fit into a megabyte (`truncated`
    otherwise). The tree has the jams above and below it, at most 500."""

    session: AdminSession
    header: dict[str, str]
    content: dict[str, dict[str, str] | list[str]]
    truncated: bool
    people: list[AdminPerson]
    tree: list[TreeNode]
    accesses: list[AccessNote]


class DeletedByAdmin(LazyModel):
    """A session in the bin of admins; at `gone_at` it is deleted for good."""

    id: SessionId
    kind: DeletableKind
    title: str
    deleted_at: UnixMs
    gone_at: UnixMs
    by: str


class DeletedQuery(LazyModel):
    """A page of the bin."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=1000)] = ""


class DeletedByAdmins(LazyModel):
    """The newest first; `next_cursor` leads on, null at the end."""

    items: list[DeletedByAdmin]
    next_cursor: str | None


class AdminSessions:
    """`take_down` moves a session of a kind to the bin of admins, `bring_back` brings it back."""

    def __init__(
        self,
        listing: Listing,
        figures: SessionFigures,
        details: Details,
        desk: Desk,
        *,
        take_down: Mapping[str, TakeDown],
        bring_back: Mapping[str, BringBack],
        clock: Callable[[], int],
        named: Callable[[str], str],
    ) -> None:
        self._listing = listing
        self._figures = figures
        self._details = details
        self._desk = desk
        self._take_down = take_down
        self._bring_back = bring_back
        self._clock = clock
        self._named = named

    @route("GET", "/admin/sessions", access=Access.ADMIN, cost=5)
    async def list(self, call: Call, query: SessionsWanted) -> AdminSessionList:
        """A page of all sessions, sorted, filtered and searched (K26)."""
        now = self._clock()
        kinds = (query.kind,) if query.kind else ()
        total, orphaned = await self._figures.counts(kinds)
        owners = await self._listing.owners(self._named(query.owner)) if query.owner is not None else ()
        counts = {"total": total, "orphaned": orphaned, "summary": _summary(total, orphaned)}
        if (one := _as_id(query.q)) is not None:
            row = await self._listing.one(one)
            rows = [row] if row is not None and _fits(query, now, owners)(row) else []
            items = [AdminSession.of(listed, now) for listed in rows]
            return AdminSessionList(items=items, next_cursor=None, examined=1, **counts)
        way, place = await self._way(query, now, owners), place_of(query.cursor)
        conditions = _conditions(query, way, now, owners)
        page = Page([], None, 0)
        if place is None or place.score != INSIDE:
            page = await self._listing.page(way, query.limit, place, conditions, kinds)
            place = None
        rows, after, examined = page.rows, page.next, page.examined
        if way.by == "name" and way.low and after is None and len(rows) < query.limit:
            inside = [*conditions, Condition("names", way.low)]
            page = await self._listing.page(Way("name", way.reverse), query.limit - len(rows), place, inside, kinds)
            after = None if page.next is None else Place(INSIDE, page.next.member)
            rows, examined = rows + page.rows, examined + page.examined
        items = [AdminSession.of(row, now) for row in rows]
        return AdminSessionList(items=items, next_cursor=cursor_of(after), examined=examined, **counts)

    async def _way(self, query: SessionsWanted, now: int, owners: Sequence[str]) -> Way:
        """The index that leads to the rows; what it does not decide is asked of each row."""
        short = query.q.strip().rstrip("…").lower()
        if _SHORT_ID.fullmatch(short):
            way = Way("id", query.order == "desc", low=short)
            if await self._listing.entries(way, 1):
                return way
        return _way(query, now, owners)

    @route("GET", "/admin/sessions/{session_id}", access=Access.ADMIN, errors=[SessionNotFound], cost=5)
    async def detail(self, call: Call, session_id: SessionId) -> AdminDetail:
        """One session with everything that is stored of it (K27)."""
        row = await self._listing.one(session_id)
        if row is None:
            raise SessionNotFound
        await self._desk.note(call.user, "look", session_id=session_id, kind=row.kind)
        detail = await self._details.of(row)
        return AdminDetail(
            session=AdminSession.of(row, self._clock()),
            header=detail.header,
            content=detail.content,
            truncated=detail.truncated,
            people=[AdminPerson(id=id_, role=role) for id_, role in detail.people.items()],
            tree=[TreeNode.model_validate(node) for node in detail.tree],
            accesses=[AccessNote(at=at, client=client) for at, client in detail.accesses],
        )

    @route(
        "DELETE", "/admin/sessions/{session_id}", status=204, access=Access.ADMIN, errors=[SessionNotFound, Conflict]
    )
    async def delete(self, call: Call, session_id: SessionId) -> None:
        """Moves a session to the bin of admins, from which an admin can bring it back for 30 days (D13, K27)."""
        row = await self._listing.one(session_id)
        take_down = self._take_down.get(row.kind) if row is not None else None
        if row is None or take_down is None:
            raise SessionNotFound
        await self._desk.note(call.user, "delete", session_id=session_id, kind=row.kind, name=row.name)
        await take_down(session_id, call.user.id, None)
        await self._desk.tell_of_deletion(session_id)

    @route("GET", "/admin/deleted", access=Access.ADMIN)
    async def deleted(self, call: Call, query: DeletedQuery) -> DeletedByAdmins:
        """What admins have deleted, and can bring back."""
        sessions, after = await self._details.deleted(query.limit, place_of(query.cursor))
        items = [DeletedByAdmin.model_validate(one) for one in sessions]
        return DeletedByAdmins(items=items, next_cursor=cursor_of(after))

    @route(
        "POST", "/admin/sessions/{session_id}/restore", status=204, access=Access.ADMIN,
        errors=[SessionNotFound, NotFound],
    )  # fmt: skip
    async def restore(self, call: Call, session_id: SessionId) -> None:
        """Brings back what an admin has deleted."""
        kind = await self._details.deleted_kind(session_id)
        if kind is None:
            raise NotFound("This is not in the bin of admins")
        await self._desk.note(call.user, "restore", session_id=session_id, kind=kind)
        await self._bring_back[kind](session_id)
        await self._desk.tell_of_deletion(session_id)


def _is_orphaned(row: Row, now: int) -> bool:
    return now - row.accessed_at >= ORPHANED_MS


def _summary(total: int, orphaned: int) -> str:
    share = round(100 * orphaned / total) if total else 0
    return f"Orphaned sessions: {orphaned:,} of {total:,} total ({share}%)"


def _way(query: SessionsWanted, now: int, owners: Sequence[str]) -> Way:
    reverse = query.order == "desc"
    if query.q:
        return Way("name", reverse, low=folded(query.q))
    sort = query.sort or ("created" if query.filter == "all" else "accessed")
    if len(owners) == 1 and sort == "created":
        return Way("owner", reverse, low=f"{owners[0]}\t")
    by = "accessed" if sort == "status" else sort
    low = high = ""
    if by == "accessed":
        low, high = _accessed(query, now)
    if by == "created":
        low, high = _text(query.created_from), _text(query.created_to)
    if by == "size":
        low, high = _text(query.size_from), _text(query.size_to)
    return Way(by, reverse, low, high)


def _accessed(query: SessionsWanted, now: int) -> tuple[str, str]:
    """When the sessions of the filter were used last: from and to, Unix ms, "" without a bound."""
    if query.filter == "all":
        return "", ""
    edge = now - ORPHANED_MS
    return ("", str(edge)) if query.filter == "orphaned" else (str(edge + 1), "")


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _conditions(query: SessionsWanted, way: Way, now: int, owners: Sequence[str]) -> list[Condition]:
    """What the index does not decide."""
    asked = [
        Condition("accessed", *_accessed(query, now)),
        Condition("created", _text(query.created_from), _text(query.created_to)),
        Condition("size", _text(query.size_from), _text(query.size_to)),
    ]
    if owners and way.by != "owner":
        asked.append(Condition("owners", "\t".join(owners)))
    return [one for one in asked if (one.low or one.high) and one.by != way.by]


def _fits(query: SessionsWanted, now: int, owners: Sequence[str]) -> Callable[[Row], bool]:
    def fits(row: Row) -> bool:
        return (
            (query.filter == "all" or (query.filter == "orphaned") is _is_orphaned(row, now))
            and (query.kind is None or row.kind == query.kind)
            and (query.owner is None or not set(owners).isdisjoint(row.owners))
            and (query.created_from or 0) <= row.created_at <= (2**63 if query.created_to is None else query.created_to)
            and (query.size_from or 0) <= row.size <= (2**63 if query.size_to is None else query.size_to)
        )

    return fits


def _as_id(text: str) -> str | None:
    try:
        return parse_session_id(text.strip())
    except Refusal:
        return None


def cursor_of(place: Place | None) -> str | None:
    if place is None:
        return None
    return base64.urlsafe_b64encode(f"{place.score}\n{place.member}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> Place | None:
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error):
        text = ""
    score, _, member = text.partition("\n")
    if not _SCORE.fullmatch(score) or len(member) < 36:
        raise InvalidPayload("cursor: is not valid. Begin with the first page")
    return Place(score, member)
