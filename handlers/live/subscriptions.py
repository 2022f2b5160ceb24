"""Subscribing to a session, and reconnecting to it (SY rules).

Recovery is the start-up path: a client that reconnects does what a new one does, with a `since`.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Protocol

import orjson
from pydantic import BaseModel, Field, RootModel

from auth.script_keys import Scope
from auth.user import User
from handlers.api.call import FeedReader, SocketCall
from handlers.api.contract import (
    Access,
    EmptyPayload,
    Raw,
    SessionRef,
    event,
)
from handlers.api.free_json import free_json
from handlers.api.lazy_model import LazyModel
from sessions.base.errors import (
    Conflict,
    Forbidden,
    InvalidPayload,
    SessionNotFound,
    TooLarge,
)
from sessions.base.ids import SessionId
from sessions.base.instant import UnixMs
from storage.bus.feed import FeedEvent, Position
from storage.bus.feeds import Feeds
from storage.bus.snapshot_cache import SnapshotCache

MAX_PRESENCE_BYTES = 2048
LOG_READ: Final = 10  # what a position costs that has to be searched in Redis's log: 1.5 ms, a subscription 0.15
EVENTS_FOR_ONE: Final = 100  # events after a position for which it costs one more


class Since(LazyModel):
    """The position of the last event that the client has received."""

    epoch: str = Field(max_length=64)
    seq: int = Field(ge=0, le=2**53)


class SubscribeOnSession(LazyModel):
    """Subscribes to a session; with `since`, the answer has only the missing events, if the log still has them."""

    session_id: SessionId
    since: Since | None = None


class UpdatePresence(LazyModel):
    """What others see of this client, of any shape, at most 2 KiB of JSON."""

    session_id: SessionId
    presence: Annotated[dict[str, Any], Field(max_length=MAX_PRESENCE_BYTES // 4)]


class Presence(RootModel[dict[str, Any]]):
    """A client's presence, of any shape; `name` is the name that the server has of the user."""


PRESENCE_SIGNALS: Final[dict[str, type[BaseModel]]] = {"presence": Presence, "presence_left": Presence}
"""The signals of a kind of session whose subscribers see each other."""


class NextPage(LazyModel):
    """A page of a session's snapshot: `next_cursor` of the page before."""

    session_id: SessionId
    cursor: str = Field(min_length=1, max_length=200)


class FeedPosition(LazyModel):
    """A position in a feed. In another epoch, older numbers mean nothing."""

    epoch: str
    seq: int


class SessionEvent(LazyModel):
    """A committed change: every subscriber gets it exactly once and in order. `at` is Redis's clock in Unix ms, `by` a
    user's id."""

    session_id: SessionId
    seq: int
    type: str
    at: UnixMs
    by: str | None
    data: dict[str, Any]


class SessionSignal(LazyModel):
    """A message that needs no order and is not stored, such as presence."""

    session_id: SessionId
    type: str
    by: str | None
    data: dict[str, Any]


class Resync(LazyModel):
    """Nothing more comes until the client subscribes again, without `since`. `log_too_short`: its position is too old.
    `store_restarted`: Redis started again or was replaced, and cannot tell whether it has everything that it had
    published. `access_changed`: access to the session has changed, and the answer may be `forbidden`."""

    session_id: SessionId
    reason: str


class TokenExpired(LazyModel):
    """The token has expired; the connection closes."""


class Subscribed(LazyModel):
    """`snapshot`, or `events` when `since` could be continued. `now` is the server's clock in Unix ms. A snapshot whose
    `next_cursor` is a string is the first page of a large one: `next_page` reads the rest (SY22)."""

    role: str
    position: FeedPosition
    now: UnixMs
    snapshot: dict[str, Any] | None = None
    events: list[SessionEvent] | None = None


class SnapshotPage(LazyModel):
    """More rows of the snapshot's lists; `next_cursor` is null at the end. If `role` or the epoch differs from the
    snapshot's, start again with a new snapshot."""

    role: str
    position: FeedPosition
    rows: dict[str, list[Any]]
    next_cursor: str | None


class Page(Protocol):
    """A page of a session as one user may see it."""

    @property
    def position(self) -> Position: ...
    @property
    def role(self) -> str: ...
    @property
    def rows(self) -> bytes: ...
    @property
    def next_cursor(self) -> str | None: ...


class Snapshot(Protocol):
    """A session as one user may see it, and the position of their feed at which it is true."""

    @property
    def position(self) -> Position: ...
    @property
    def now(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def json(self) -> bytes: ...


class Kind(Protocol):
    """What a product decides about its subscribers."""

    @property
    def has_presence(self) -> bool:
        """Whether subscribers see each other. A stream's viewers do not, so that one viewer cannot reach all others."""
        ...

    @property
    def is_hidden(self) -> bool:
        """Whether a session of this kind is as unknown to whom it is not open as one that does not exist."""
        ...

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        """The user's role and the feed that they may receive. Raises Forbidden."""
        ...

    async def snapshot(self, user: User, session_id: str) -> Snapshot:
        """Raises SessionNotFound, Forbidden."""
        ...

    async def page(self, user: User, session_id: str, cursor: str) -> Page:
        """The rows after the cursor. Raises SessionNotFound, Forbidden, InvalidPayload."""
        ...


class Subscriptions:
    def __init__(self, feeds: Feeds, kept: SnapshotCache, kinds: Mapping[str, Kind], clock: Callable[[], int]) -> None:
        self._feeds = feeds
        self._kept = kept
        self._kinds = kinds
        self._clock = clock

    @event(
        "subscribe_on_session",
        access=Access.READER,
        errors=[SessionNotFound, Forbidden, Conflict, TooLarge],
        scope=Scope.READ,
    )
    async def subscribe(self, call: SocketCall, payload: SubscribeOnSession) -> Raw[Subscribed]:
        """Starts to send a session's events, from a snapshot or from the client's position (V22)."""
        user, session_id = call.user, payload.session_id
        since = None if payload.since is None else Position(payload.since.epoch, payload.since.seq)
        # A user without a role is let in at the feed's position in this process, where a change of access ends it.
        kept = await self._kept.header(session_id, user.ids, since)
        header = kept or await self._feeds.header_for(session_id, user)
        kind = self._kinds[header["kind"].decode()]
        try:
            role, feed = kind.feed_for(user, header)
        except Forbidden:
            if kind.is_hidden:
                raise SessionNotFound from None
            raise
        if since is not None and kept is None and since.seq > int(header.get(f"seq:{feed}", 0)):
            since = None  # access was read before this position, so a change of it could lie between the two
        # Subscribe before reading: events committed in between are in the channel's memory.
        channel = await call.connection.listen(session_id, feed)
        try:
            return await self._begin(call, session_id, since, kind, role, channel)
        except BaseException:
            call.connection.leave(session_id)  # a refused client is not subscribed
            raise

    async def _begin(
        self, call: SocketCall, session_id: str, since: Position | None, kind: Kind, role: str, channel: FeedReader
    ) -> Raw[Subscribed]:
        if since is not None:
            missed = await channel.since(since)
            call.connection.owe(LOG_READ if missed is None else len(missed) // EVENTS_FOR_ONE)
            # Access was checked at `since` or later: if an event after that changes it, the snapshot checks again.
            if missed is not None and not any(event.concerns(call.user.ids) for event in missed):
                reached = Position(since.epoch, since.seq + len(missed))
                call.after_ack(lambda: call.connection.admit(session_id, reached))
                return _answer(role, reached, self._clock(), b"events", _array(missed))
        snapshot = await kind.snapshot(call.user, session_id)
        if snapshot.role != role:
            raise Conflict("Your role has changed, subscribe again")
        call.after_ack(lambda: call.connection.admit(session_id, snapshot.position))
        return _answer(role, snapshot.position, snapshot.now, b"snapshot", snapshot.json)

    @event(
        "next_page",
        access=Access.SUBSCRIBER,
        errors=[SessionNotFound, Forbidden, InvalidPayload, Conflict],
        repeatable=True,
        scope=Scope.READ,
    )
    async def next_page(self, call: SocketCall, payload: NextPage) -> Raw[SnapshotPage]:
        """More of a snapshot that came in pages (SY22). Needs the subscription of the first page."""
        if call.connection.feed_of(payload.session_id) is None:
            raise Forbidden("Subscribe first")
        header = await self._feeds.header_for(payload.session_id, call.user)
        kind = self._kinds[header["kind"].decode()]
        kind.feed_for(call.user, header)  # this process may not know yet that the role was taken back
        page = await kind.page(call.user, payload.session_id, payload.cursor)
        place = orjson.dumps({"epoch": page.position.epoch, "seq": page.position.seq})
        answer = (page.role.encode(), place, page.rows, orjson.dumps(page.next_cursor))
        return Raw(b'{"role":"%b","position":%b,"rows":%b,"next_cursor":%b}' % answer)

    @event("unsubscribe_from_session", access=Access.SUBSCRIBER, repeatable=True, scope=Scope.READ)
    async def unsubscribe(self, call: SocketCall, payload: SessionRef) -> EmptyPayload:
        """Stops sending a session's events; doing so twice is no error."""
        call.connection.leave(payload.session_id)
        return EmptyPayload()

    @event("update_presence", access=Access.SUBSCRIBER, errors=[Forbidden, SessionNotFound, TooLarge])
    async def update_presence(self, call: SocketCall, payload: UpdatePresence) -> EmptyPayload:
        """Sends a client's presence to the other subscribers. Its `name` is always the user's own, whatever the client
        says (AC20). When the subscription or the connection ends, they receive it once more, as `presence_left`, and
        it is forgotten."""
        feed = call.connection.feed_of(payload.session_id)
        if feed is None:
            raise Forbidden("Subscribe first")
        kind = (await self._feeds.header(payload.session_id))["kind"].decode()
        if not self._kinds[kind].has_presence:
            raise Forbidden("This kind of session has no presence")
        free_json(payload.presence, MAX_PRESENCE_BYTES)
        data = orjson.dumps({**payload.presence, "name": call.user.name})
        parts = (payload.session_id.encode(), orjson.dumps(call.user.id), data)
        json = b'{"session_id":"%b","type":"presence","by":%b,"data":%b}' % parts
        await self._feeds.signal_of(call.user, "read", kind, payload.session_id, feed, json)
        left = b'{"session_id":"%b","type":"presence_left","by":%b,"data":%b}' % parts
        if call.connection.feed_of(payload.session_id) is None:  # they left before they were seen
            await self._feeds.signal(payload.session_id, feed, left)
        call.connection.signal_on_leave(payload.session_id, left)
        return EmptyPayload()


def _array(events: list[FeedEvent]) -> bytes:
    return b"[" + b",".join(event.json for event in events) + b"]"


def _answer(role: str, position: Position, now: int, name: bytes, json: bytes) -> Raw[Subscribed]:
    place = orjson.dumps({"epoch": position.epoch, "seq": position.seq})
    return Raw(b'{"role":"%b","position":%b,"now":%d,"%b":%b}' % (role.encode(), place, now, name, json))
