"""Carries out a session's steps on real transports, and hands its messages to the application in order."""

from collections.abc import Callable
from math import inf
from typing import Any, Final, Protocol

from server.engine import frame, websocket
from server.engine.client_queue import ClientQueue, ClientQueues, Handled
from server.engine.close_codes import CODES, STAY_AWAY, UNSENT
from server.engine.frame import Frame
from server.engine.outbox import Flusher, Outbox
from server.engine.packets import MESSAGE, Packet
from server.engine.polling import Polling
from server.engine.session import Reason, Session, State, Step, Steps, Timing
from server.engine.settings import Counters, EngineSettings, Environ
from server.engine.socketpacket import SocketPacket
from server.engine.stream import WebSocketTransport
from server.engine.wheel import Wheel

_UNOPENED: Final = Polling(Session(Timing()))  # of every connection whose handshake is not complete: never ready


class Host(Protocol):
    """What a connection needs from its engine."""

    settings: EngineSettings
    counters: Counters
    flusher: Flusher
    client_queues: ClientQueues
    wheel: Wheel

    def now(self) -> float: ...

    def receiver(self, connection: Any, message: Packet) -> Handled:
        """Answers what remains to be awaited. Both may raise."""

    def not_handled(self, connection: Any, error: BaseException) -> None:
        """`receiver` raised, or the part that was awaited."""

    def notify_end(self, connection: Any) -> None: ...

    def forget(self, connection: Any) -> None: ...


class StepExecutor(Outbox):
    """The inner half of a connection; what others call is in connection.py."""

    __slots__ = (
        "_client_queue",
        "_code",
        "_grace_until",
        "_host",
        "_newcomer",
        "_notified",
        "_probe",
        "bucket",
        "client",
        "environ",
        "is_newcomer",
        "partial",
        "posting",
        "session",
        "sid",
    )

    active_transport: WebSocketTransport | Polling

    def __init__(self, host: Host, sid: str, environ: Environ, newcomer: str = "") -> None:
        """`newcomer` as `Newcomers.take` gave it."""
        self.session = Session(host.settings.timing)
        super().__init__(host.flusher, _UNOPENED, host.settings.outbox_limit)
        self.sid = sid
        self.bucket = 0
        self.environ = environ
        self.client: Any = None
        self.partial: SocketPacket | None = None
        self.posting = False
        self._host = host
        self._newcomer = newcomer
        self.is_newcomer = True
        self._client_queue: ClientQueue | None = None
        self._probe: WebSocketTransport | None = None
        self._grace_until = inf
        self._code: int | None = None
        self._notified = False

    def close(self, reason: str = Reason.SERVER) -> None:
        """Sends what is queued and closes; the application is notified after the waiting messages."""
        self._apply(self.session.close(reason, self._host.now(), queued=bool(self._frames)))

    @property
    def transport_name(self) -> str:
        return self.active_transport.name

    # -- called by the outbox

    def overflowed(self) -> None:
        if self.session.open:
            self._host.counters.slow_disconnects += 1
            self.close(Reason.SLOW)

    def broken(self) -> None:
        self._apply(self.session.transport_lost(self._host.now()))

    # -- time

    @property
    def due(self) -> float:
        return min(self.session.due, self._grace_until)

    def tick(self, now: float) -> None:
        if now >= self._grace_until:
            self._grace_until = inf
            if self._client_queue is not None:
                self._client_queue.cut()
        self._apply(self.session.tick(now))

    # -- messages

    def _packet(self, packet: Packet) -> None:
        session = self.session
        queue = self._client_queue
        # Most messages, which need no decision of the session: a queue accepts nothing after its end.
        if packet.__class__ is bytes or packet[:1] == MESSAGE:
            if queue is None:
                if not session.open:
                    return
                queue = self._client_queue = ClientQueue(self, self._host.client_queues)
                if not session.settled:
                    queue.limit = self._host.settings.first_messages
            queue.put(packet[1:] if isinstance(packet, str) else packet)
            return
        steps = session.packet(packet, self._host.now())
        if session.reason == Reason.BAD_PACKET and steps:
            self._host.counters.bad_packets += 1
        if steps:
            self._apply(steps)
        else:  # a pong: with an interval shorter than the wait for it, the next ping is due sooner than that wait's end
            self._host.wheel.place(self)

    @property
    def queue_is_full(self) -> bool:
        return self._client_queue is not None and self._client_queue.full

    def queue_full(self, full: bool) -> None:
        queue = self._client_queue
        if full and queue is not None and queue.limit < self._host.client_queues.limit:  # nobody has connected
            self._host.counters.bad_packets += 1
            self.close(Reason.BAD_PACKET)
            queue.cut()
        elif full:
            self.active_transport.pause_reading()
        else:
            self.active_transport.resume_reading()

    def handle(self, message: Packet) -> Handled:
        host = self._host
        host.counters.messages_in += 1
        return host.receiver(self, message)

    def failed(self, error: BaseException) -> None:
        self._host.not_handled(self, error)

    def notify_end(self) -> None:
        self._host.notify_end(self)
        self._notified = True
        if self._grace_until != inf:
            self._grace_until = inf
            self._host.wheel.place(self)
        if self.session.state is State.CLOSED:
            self._host.forget(self)

    # -- the steps

    def _apply(self, steps: Steps) -> None:
        for step in steps:
            _STEPS[step](self)

    def _send_ping(self) -> None:
        self.write(frame.PING)

    def _send_probe_answer(self) -> None:
        if self._probe is not None and self._probe.ready:
            self._probe.send([frame.PROBE_ANSWER])

    def _release_poll(self) -> None:
        polling = self.active_transport
        if not isinstance(polling, Polling) or not polling.ready:
            return
        if polling.gone:
            polling.abort()  # the NOOP is lost on nobody; what is queued stays for the WebSocket
        else:
            self._send_now(self.take() or [frame.NOOP])

    def _move(self) -> None:
        if self._probe is None:
            return
        counters = self._host.counters
        counters.connections["polling"] -= 1
        counters.connections["websocket"] += 1
        counters.upgraded += 1
        self.active_transport.resume_reading()
        self.active_transport, self._probe = self._probe, None
        # Without a wait in between: frames queued for a poll go first, later writes follow.
        self.flush()
        self._host.wheel.place(self)
        if self.queue_is_full:
            self.active_transport.pause_reading()

    def _send_queued(self) -> None:
        waiting = self.take()
        if waiting and self._probe is not None and self._probe.ready:
            self._probe.send(waiting)

    def _drop_probe(self) -> None:
        probe, self._probe = self._probe, None
        if probe is not None:
            probe.hang_up(websocket.POLICY, "no upgrade")

    def _farewell(self) -> None:
        reason = self.session.reason or Reason.SERVER
        transport = self.active_transport
        self.shut()
        if isinstance(transport, Polling):
            frames = self.take() if transport.ready else []
            if frames:
                self._send_now(frames)
            elif transport.ready and reason in STAY_AWAY:
                self._send_now([frame.NOOP if reason == Reason.CLIENT else frame.CLOSE])
        else:
            waiting = self.take()
            if waiting and reason not in UNSENT:
                self._send_now(waiting)
            transport.goodbye(CODES.get(reason, websocket.GOING_AWAY) if self._code is None else self._code, reason)
        counters = self._host.counters
        counters.connections[self.transport_name] -= 1
        counters.closed[reason] = counters.closed.get(reason, 0) + 1
        queue = self._client_queue
        if queue is None:
            queue = self._client_queue = ClientQueue(self, self._host.client_queues)
        if queue.busy:
            self._grace_until = self._host.now() + self._host.settings.timing.close_timeout
        queue.end()
        self._host.wheel.place(self)

    def _send_now(self, frames: list[Frame]) -> None:
        try:
            self.active_transport.send(frames)
        except (OSError, RuntimeError, AttributeError):
            self.broken()

    def _abort(self) -> None:
        self.take()
        self.hold()
        self.active_transport.abort()
        if self._probe is not None:
            self._probe.abort()
            self._probe = None
        if self._notified:
            self._host.wheel.remove(self)
            self._host.forget(self)


_STEPS: Final[dict[Step, Callable[[StepExecutor], None]]] = {
    Step.SEND_PING: StepExecutor._send_ping,
    Step.SEND_PROBE_ANSWER: StepExecutor._send_probe_answer,
    Step.RELEASE_POLL: StepExecutor._release_poll,
    Step.MOVE: StepExecutor._move,
    Step.SEND_QUEUED: StepExecutor._send_queued,
    Step.DROP_PROBE: StepExecutor._drop_probe,
    Step.FAREWELL: StepExecutor._farewell,
    Step.ABORT: StepExecutor._abort,
}
