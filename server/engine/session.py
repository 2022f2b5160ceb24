"""The state of one Engine.IO session, as a pure object: events and a clock's readings in, steps out.

            open(polling)          probe()            upgraded()
    OPENING ────────────► POLLING ────────► PROBING ────────────► WEBSOCKET
        │                    ▲                 │                      │
        │ open(websocket)    └── probe_lost() ─┘                      │
        └─────────────────────────────────────────────────────────────┤
                              close() from any of them ──► CLOSING ──► CLOSED

It knows neither sockets nor requests: an adapter feeds it and carries out the steps in the order given. Messages do
not pass through it, for they are most of the traffic and change nothing here.
"""

from enum import Enum, auto
from math import inf
from typing import Final, NamedTuple

from server.engine import packets


class State(Enum):
    OPENING = auto()
    POLLING = auto()
    PROBING = auto()  # polling, with a WebSocket that is not active yet
    WEBSOCKET = auto()
    CLOSING = auto()  # closed by us; queued packets may still be fetched
    CLOSED = auto()


class Step(Enum):
    __hash__ = object.__hash__  # Enum's own is a function in Python; a member is equal to itself alone

    REFUSE = auto()  # this request breaks the protocol: 400
    HOLD_POLL = auto()  # keep the poll until there is something to send
    ANSWER_POLL = auto()  # answer this poll with what is queued
    RELEASE_POLL = auto()  # answer the held poll now, with NOOP if nothing is queued
    SEND_PING = auto()
    SEND_PROBE_ANSWER = auto()
    MOVE = auto()  # from now on everything goes over the WebSocket, queued packets first
    SEND_QUEUED = auto()  # what no poll has fetched, over the probe of a client that polls no more
    DROP_PROBE = auto()
    DELIVER = auto()  # a message for the application
    FAREWELL = auto()  # close the active transport, then notify the application
    ABORT = auto()  # whatever is still open is closed at once


Steps = tuple[Step, ...]


class Reason:
    """Why a session ended."""

    CLIENT: Final = "client disconnect"
    SERVER: Final = "server disconnect"
    PING_TIMEOUT: Final = "ping timeout"
    TRANSPORT_CLOSE: Final = "transport close"
    TRANSPORT_ERROR: Final = "transport error"
    BAD_PACKET: Final = "bad packet"
    TOO_BIG: Final = "message too big"
    SLOW: Final = "slow reader"
    NO_CONNECT: Final = "connect timeout"
    GOING_AWAY: Final = "server shutdown"


# After these there is no client to notify; after any other reason, a poller between two polls is notified with its next
# one.
_UNNOTIFIED: Final = frozenset(
    (
        Reason.CLIENT,
        Reason.PING_TIMEOUT,
        Reason.TRANSPORT_CLOSE,
        Reason.TRANSPORT_ERROR,
        Reason.BAD_PACKET,
        Reason.TOO_BIG,
    )
)


# They change nothing here, and Node ignores them too.
_IGNORED: Final = frozenset((packets.NOOP, packets.OPEN, packets.UPGRADE))


class Timing(NamedTuple):
    """Seconds."""

    ping_interval: float = 25.0
    ping_timeout: float = 20.0
    probe_timeout: float = 10.0  # Node's upgradeTimeout
    connect_timeout: float = 10.0  # without a Socket.IO CONNECT; `inf` never
    close_timeout: float = 5.0  # for the peer to answer our close, and for a handler that hangs


class Session:
    """One session. `polled` says that a poll is held; `reason` says why the session ended."""

    __slots__ = (
        "_answered",
        "_awaiting_pong",
        "_beat_at",
        "_limit_at",
        "_settle_at",
        "_timing",
        "polled",
        "reason",
        "settled",
        "state",
    )

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self.state = State.OPENING
        self.polled = False
        self.settled = False  # whether a client ever connected
        self.reason: str | None = None
        self._answered = False  # whether the probe was received: then the client stops polling and upgrades
        self._awaiting_pong = False
        self._beat_at = inf  # the next ping, or the end of the wait for a pong
        self._limit_at = inf  # the end of a probe or of a closing
        self._settle_at = inf

    @property
    def due(self) -> float:
        """The time of the next `tick`; `inf` is never."""
        return min(self._beat_at, self._limit_at, self._settle_at)

    @property
    def open(self) -> bool:
        state = self.state
        return state is State.WEBSOCKET or state is State.POLLING or state is State.PROBING

    def start(self, now: float, *, websocket: bool) -> None:
        """The handshake is complete."""
        self.state = State.WEBSOCKET if websocket else State.POLLING
        self._beat_at = now + self._timing.ping_interval
        self._settle_at = now + self._timing.connect_timeout

    def settle(self) -> None:
        """A Socket.IO CONNECT was accepted: the connect timeout is over."""
        self.settled = True
        self._settle_at = inf

    def unsettle(self, now: float) -> None:
        """No namespace is left or was granted: the client has this long to join one."""
        if self.open:
            self._settle_at = now + self._timing.connect_timeout

    def tick(self, now: float) -> Steps:
        """The steps due by time."""
        if now >= self._limit_at:
            if self.state is State.CLOSING:
                return self._end()
            self._limit_at = inf
            self.state = State.POLLING
            return (Step.DROP_PROBE,)
        if now >= self._settle_at:
            return self.close(Reason.NO_CONNECT, now)
        if now < self._beat_at:
            return ()
        if self._awaiting_pong:
            return self.close(Reason.PING_TIMEOUT, now)
        self._awaiting_pong = True
        # Counted from when the ping was due, so that the wheel's grain does not lengthen the wait; but from now when
        # the loop was blocked, because our pause is not the client's fault.
        late = now - self._beat_at
        self._beat_at = (now if late > self._timing.ping_timeout / 4 else self._beat_at) + self._timing.ping_timeout
        return (Step.SEND_PING,)

    def poll(self, now: float, *, queued: bool) -> Steps:
        """A GET of the polling transport arrived; `queued`: is there something to send?"""
        if self.state is State.CLOSING:
            # The close packet gets a separate answer: socket.io-client handles it before the packets in front of it.
            return (Step.ANSWER_POLL,) if queued else (Step.ANSWER_POLL, *self._end())
        if self.state is not State.POLLING and self.state is not State.PROBING:
            return (Step.REFUSE,)
        if self.polled:
            return (Step.REFUSE, *self.close(Reason.TRANSPORT_ERROR, now))
        if queued or self.state is State.PROBING:
            return (Step.ANSWER_POLL,)
        self.polled = True
        return (Step.HOLD_POLL,)

    def poll_answered(self) -> None:
        self.polled = False

    def poll_lost(self, now: float) -> Steps:
        """The client dropped a poll: its answer may be lost, and so the session is."""
        self.polled = False
        return self.close(Reason.TRANSPORT_ERROR, now)

    def packet(self, packet: packets.Packet, now: float) -> Steps:
        """A packet over the active transport."""
        if not self.open:
            return self._end() if self.state is State.CLOSING and packet == packets.CLOSE else ()
        if isinstance(packet, bytes):
            return (Step.DELIVER,)
        kind = packet[:1]
        if kind == packets.MESSAGE:
            return (Step.DELIVER,)
        if kind == packets.PONG:
            self._awaiting_pong = False
            self._beat_at = now + self._timing.ping_interval
            return ()
        if kind == packets.CLOSE and len(packet) == 1:
            return self.close(Reason.CLIENT, now)
        if kind in _IGNORED:
            return ()
        # A PING, which since v4 only the server sends; a CLOSE with data; or no packet at all.
        return self.close(Reason.BAD_PACKET, now)

    def probe(self, now: float) -> Steps:
        """A WebSocket with this session's id arrived."""
        if self.state is not State.POLLING:
            return (Step.REFUSE,)
        self.state = State.PROBING
        self._answered = False
        self._limit_at = now + self._timing.probe_timeout
        return ()

    def probe_packet(self, packet: packets.Packet) -> Steps:
        """A packet over the WebSocket that is not active yet."""
        if self.state is State.CLOSING and packet == packets.UPGRADE:
            return (Step.SEND_QUEUED, Step.DROP_PROBE, *self._end())
        if self.state is not State.PROBING:
            return (Step.DROP_PROBE,)
        if packet == packets.PING + "probe":
            self._answered = True
            return (Step.SEND_PROBE_ANSWER, Step.RELEASE_POLL)
        if packet == packets.UPGRADE:
            self.state = State.WEBSOCKET
            self._limit_at = inf
            return (Step.RELEASE_POLL, Step.MOVE) if self.polled else (Step.MOVE,)
        return (*self.probe_lost(), Step.DROP_PROBE)

    def probe_lost(self) -> Steps:
        """The second WebSocket was closed: polling continues as before."""
        if self.state is State.PROBING:
            self.state = State.POLLING
            self._limit_at = inf
        return ()

    def transport_lost(self, now: float) -> Steps:
        """The active transport is gone."""
        if self.state is State.CLOSING:
            return self._end()
        return (*self.close(Reason.TRANSPORT_CLOSE, now), *self._end()) if self.state is not State.CLOSED else ()

    def close(self, reason: str, now: float, *, queued: bool = False) -> Steps:
        """Begins the end, once: a second reason is ignored. `queued`: is there something to send before?"""
        if not self.open:
            return ()
        before = self.state
        self.state = State.CLOSING
        self.reason = reason
        self._beat_at = self._settle_at = inf
        self._limit_at = now + self._timing.close_timeout
        waits = before is State.WEBSOCKET or (reason not in _UNNOTIFIED and (queued or not self.polled))
        # socket.io-client polls no more once it has received the probe's answer, and would notice the end only by its
        # ping timeout if the WebSocket went before it has moved there.
        keeps_probe = before is not State.PROBING or (waits and self._answered)
        farewell = (Step.FAREWELL,) if keeps_probe else (Step.DROP_PROBE, Step.FAREWELL)
        return farewell if waits else farewell + self._end()

    def _end(self) -> Steps:
        if self.state is State.CLOSED:
            return ()
        self.state = State.CLOSED
        self._limit_at = inf
        return (Step.ABORT,)
