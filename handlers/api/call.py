"""One call of a client: who calls, from where, and what a handler may do with the connection."""

import random
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from auth.user import User
from handlers.api.entity_tags import EntityTags
from sessions.base.errors import Unauthorized
from storage.bus.feed import FeedEvent, Position


def new_request_id() -> str:
    """Twelve hex digits. It is not a secret; randomness from the operating system would cost a system call per
    event."""
    return f"{random.getrandbits(48):012x}"


class Call:
    """`address` identifies a client for limits: the IP that the nearest trusted proxy saw; for IPv6 its /64.
    `is_by_cookie` says where `token` comes from, `signed_in` is its user. `set_token` and `clear_token` set or remove
    the cookie with the answer, `headers` are added to it, `status` replaces the declared one. `if_match` is the
    request's."""

    # Defaults on the class: an object is made for every event, and few events set any of these.
    token: str | None = None
    set_token: str | None = None
    clear_token = False
    is_by_cookie = False
    signed_in: User | None = None
    if_match: EntityTags | None = None
    status: int | None = None
    headers: Mapping[str, str] = MappingProxyType({})
    _request_id = ""

    def __init__(self, address: str, request_id: str = "") -> None:
        self.address = address
        self._request_id = request_id

    @property
    def request_id(self) -> str:
        """The call's id in the log, in the answer, and in errors that people report."""
        if not self._request_id:
            self._request_id = new_request_id()
        return self._request_id

    @property
    def user(self) -> User:
        """Raises Unauthorized when nobody is signed in."""
        if self.signed_in is None:
            raise Unauthorized
        return self.signed_in


class FeedReader(Protocol):
    """A feed that this process subscribes to."""

    async def since(self, position: Position) -> list[FeedEvent] | None:
        """The events after `position`; None when the log does not reach back to it."""
        ...


class ClientConnection(Protocol):
    """A client's connection."""

    @property
    def id(self) -> str: ...
    @property
    def user(self) -> User: ...
    def renew(self, user: User) -> None:
        """The same user with a new token. With fewer rights, every subscription ends and must be requested again."""
        ...

    async def listen(self, session_id: str, feed: str) -> FeedReader:
        """Opens a feed for the connection; nothing is delivered yet."""
        ...

    def admit(self, session_id: str, position: Position) -> None:
        """From now on the connection gets every event after `position` of the feed."""
        ...

    def leave(self, session_id: str) -> bool:
        """Whether the connection was subscribed."""
        ...

    def signal_on_leave(self, session_id: str, json: bytes) -> None:
        """The signal that the session's other subscribers get when this subscription ends for any reason."""
        ...

    def when_closed(self, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """Something to be done once when the connection has ended in any way; of one name the last counts."""
        ...

    def owe(self, cost: float) -> None:
        """Takes a cost that is known only after the work: the next calls wait for it."""
        ...

    def feed_of(self, session_id: str) -> str | None:
        """The feed of that session that the connection is subscribed to."""
        ...


class SocketCall(Call):
    """Calls `steps` after the ack is sent."""

    steps: tuple[Callable[[], None], ...] = ()

    def __init__(self, address: str, signed_in: User, connection: ClientConnection) -> None:
        # Without `super()`, which takes three times as long; an object is made for every event.
        self.address = address
        self.signed_in = signed_in
        self.connection = connection

    def after_ack(self, step: Callable[[], None]) -> None:
        self.steps += (step,)
