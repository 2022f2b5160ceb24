"""The engine's settings, and its metrics."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

from server.engine.handshake import Handshake
from server.engine.session import Timing

RequestHead = web.Request | Handshake
IsOurs = Callable[[str, RequestHead], bool]
Refusal = Callable[[RequestHead], web.StreamResponse | None]
Environ = dict[str, object]


class Newcomers(Protocol):
    """Counts the connections that nobody has connected over yet."""

    def take(self, environ: Environ) -> str | None:
        """What a new connection counts for, "" for nothing, None when there are too many."""
        ...

    def force(self, key: str) -> None:
        """Counts one again, whose client has left."""
        ...

    def give(self, key: str) -> None: ...


class Everybody:
    def take(self, environ: Environ) -> str | None:
        return ""

    def force(self, key: str) -> None:
        return None

    def give(self, key: str) -> None:
        return None


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Sizes are bytes. `first_message` bounds a message, and `first_messages` how many may wait, until a client has
    connected.

    `is_ours` says whether pages of an origin may use the server. `refusal` gets every request before anything else is
    done with it, and answers None or the refusal to send. Both may be asked twice: about a handshake's head, and about
    the request that aiohttp makes of it.
    """

    timing: Timing
    max_message: int
    outbox_limit: int
    is_ours: IsOurs
    refusal: Refusal
    first_message: int
    first_messages: int
    newcomers: Newcomers = field(default_factory=Everybody)


@dataclass(slots=True)
class Counters:
    """For Prometheus. `connections` is a gauge by transport, the others only grow."""

    connections: dict[str, int] = field(default_factory=lambda: {"polling": 0, "websocket": 0})
    opened: int = 0
    upgraded: int = 0
    messages_in: int = 0
    bad_packets: int = 0
    slow_disconnects: int = 0
    refused: int = 0
    closed: dict[str, int] = field(default_factory=dict)  # by reason


# The parts of the request that are needed when a client connects. Everything else (25 headers of a browser, the task,
# the reader: 25 KB) is released after the handshake.
_KEPT = {
    name: "HTTP_" + name.upper().replace("-", "_")
    for name in ("Host", "Origin", "Cookie", "Authorization", "User-Agent", "X-Request-Id")
}


def small_environ(request: RequestHead) -> Environ:
    """The few WSGI names that are needed when a client connects."""
    environ: Environ = {"QUERY_STRING": request.query_string, "REMOTE_ADDR": request.remote or ""}
    headers = request.headers
    get = headers.get
    for name, kept_as in _KEPT.items():
        value = get(name)
        if value is not None:
            environ[kept_as] = value
    if hops := headers.getall("X-Forwarded-For", ()):  # each proxy may write a line of its own
        environ["HTTP_X_FORWARDED_FOR"] = ",".join(hops)
    return environ
