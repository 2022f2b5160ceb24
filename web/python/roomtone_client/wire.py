"""What travels on the socket, for every kind of session."""

from typing import Any, NotRequired, TypedDict


class Position(TypedDict):
    """Where a subscriber stands. `seq` counts within one `epoch`; another epoch is another history."""

    epoch: str
    seq: int


class SessionEvent(TypedDict):
    """A committed change: numbered, delivered once and in order. `at` is Unix ms by the store's clock."""

    session_id: str
    seq: int
    type: str
    at: int
    by: str | None
    data: dict[str, Any]


class SessionSignal(TypedDict):
    """Presence and the like: neither numbered nor kept."""

    session_id: str
    type: str
    by: str | None
    data: dict[str, Any]


class SubscribeAck(TypedDict):
    """The answer to `subscribe_on_session`: a snapshot, or the events since the position asked for."""

    role: str
    position: Position
    now: NotRequired[int]
    snapshot: NotRequired[Any]
    events: NotRequired[list[SessionEvent]]


class User(TypedDict):
    """Who the token speaks for."""

    id: str
    name: str
    guest: bool
    roles: list[str]
    permissions: list[str]
