"""One call of a client: who calls, from where, and what a handler may ask of the connection."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from auth.user import User
from sessions.errors import Unauthorized
from storage.feed import Event, Position


@dataclass(slots=True)
class Call:
    """`address` is what limits count as one client: the IP that the nearest trusted proxy saw, of IPv6 its /64.
    `set_token` and `clear_token` ask for the cookie to be set or removed with the answer, `headers` are further headers
    of it, `status` is another one than the declared one. `if_match` is the request's."""

    request_id: str
    address: str
    signed_in: User | None = None
    token: str | None = None
    set_token: str | None = None
    clear_token: bool = False
    if_match: str | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Raises Unauthorized when nobody is signed in."""
        if self.signed_in is None:
            raise Unauthorized
        return self.signed_in


class Channel(Protocol):
    """A feed that this worker listens to."""

    async def since(self, position: Position) -> list[Event] | None:
        """What came after `position`; None when the log does not reach back to it."""
        ...


class Connection(Protocol):
    """A client's socket."""

    @property
    def id(self) -> str: ...
    @property
    def user(self) -> User: ...
    def renew(self, user: User) -> None:
        """The same user with a new token."""
        ...

    async def listen(self, session_id: str, feed: str) -> Channel:
        """Makes this worker listen to a feed on behalf of the connection; nothing is delivered yet."""
        ...

    def admit(self, session_id: str, position: Position) -> None:
        """From now on the connection gets every event after `position` of the feed that it listens to."""
        ...

    def leave(self, session_id: str) -> bool:
        """Whether the connection was subscribed."""
        ...

    def leave_word(self, session_id: str, json: bytes) -> None:
        """What the session's other subscribers are told, as a signal, when this subscription ends in any way."""
        ...

    def feed_of(self, session_id: str) -> str | None:
        """The feed of that session that the connection is subscribed to."""
        ...


@dataclass(slots=True, kw_only=True)
class SocketCall(Call):
    connection: Connection
    after_ack: list[Callable[[], None]] = field(default_factory=list)
