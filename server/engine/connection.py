"""One client's connection: what the application, requests and transports call."""

import asyncio

from aiohttp import web

from server.engine import frame, websocket
from server.engine.close_codes import STAY_AWAY
from server.engine.frame import Frame
from server.engine.packets import Packet
from server.engine.polling import Polling
from server.engine.session import Reason, Step
from server.engine.step_executor import StepExecutor
from server.engine.stream import WebSocketTransport


class EngineConnection(StepExecutor):
    """A client's connection, from the handshake until the application has been notified of its end.

    `write(frame)` sends, in the order of the calls, over the active transport. `close_reason` is None while open.
    `environ` is what is kept of the handshake's request. `client` and `partial` belong to Socket.IO: whoever has
    connected, and a packet whose attachments are missing.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<EngineConnection {self.sid} {self.session.state.name} over {self.transport_name}>"

    # -- for the application

    @property
    def close_reason(self) -> str | None:
        return self.session.reason

    @property
    def open(self) -> bool:
        return self.session.open

    def settle(self) -> None:
        """A client has connected: the connect timeout is over."""
        self.session.settle()
        self.count(newcomer=False)
        limit = self._host.settings.max_message
        self.active_transport.bound(limit)
        if self._probe is not None:
            self._probe.bound(limit)
        if self._client_queue is not None:
            self._client_queue.limit = self._host.client_queues.limit

    def unsettle(self) -> None:
        """The client has left or was refused: without another CONNECT in time, the connection is closed."""
        if self.session.open:
            self.session.unsettle(self._host.now())
            self.count(newcomer=True)
            self._host.wheel.place(self)

    def count(self, *, newcomer: bool) -> None:
        """Whether it counts as one that nobody has connected over."""
        if newcomer is not self.is_newcomer:
            self.is_newcomer = newcomer
            newcomers = self._host.settings.newcomers
            (newcomers.force if newcomer else newcomers.give)(self._newcomer)

    @property
    def message_limit(self) -> int:
        settings = self._host.settings
        return settings.max_message if self.session.settled else settings.first_message

    # -- opening and upgrading

    def start(self, transport: WebSocketTransport | None) -> None:
        """The handshake is complete: over this WebSocket, or by polling."""
        self.active_transport = Polling(self.session) if transport is None else transport
        self.session.start(self._host.now(), websocket=transport is not None)
        counters = self._host.counters
        counters.opened += 1
        counters.connections[self.transport_name] += 1
        self._host.wheel.place(self)

    def begin_probe(self, transport: WebSocketTransport) -> bool:
        """A second transport for this session; False if it must not have one now, and should be closed."""
        if self.session.probe(self._host.now()):
            return False
        self._probe = transport
        self._host.wheel.place(self)
        return True

    # -- for polling requests

    async def poll(self, request: web.Request) -> bytes | None:
        """The body of a GET's answer, None for a refusal.

        Raises ConnectionResetError when the session ends meanwhile without an answer.
        """
        steps = self.session.poll(self._host.now(), queued=bool(self._frames))
        polling = self.active_transport
        if steps[0] is Step.HOLD_POLL and isinstance(polling, Polling):
            try:
                return await polling.hold(request)
            except asyncio.CancelledError:
                self._apply(self.session.poll_lost(self._host.now()))
                raise
        body = self._poll_body() if steps[0] is Step.ANSWER_POLL else None
        self._apply(steps[1:])
        return body

    def _poll_body(self) -> bytes | None:
        frames = self.take()
        if not frames and self._shut:
            if self.session.reason not in STAY_AWAY:
                return None
            frames = [frame.CLOSE]
        return frame.payload(frames or [frame.NOOP])

    def check_poll(self) -> bool:
        """Closes the session whose client dropped the held poll; True while one is held."""
        polling = self.active_transport
        if isinstance(polling, Polling) and polling.gone:
            self._apply(self.session.poll_lost(self._host.now()))
        return self.session.polled

    def receive(self, packets: list[Packet]) -> None:
        """The packets of a POST."""
        for packet in packets:
            self._packet(packet)

    async def room(self) -> None:
        """Waits until the application has handled what was posted."""
        if isinstance(self.active_transport, Polling):
            await self.active_transport.room()

    # -- called by a WebSocket

    def received(self, transport: WebSocketTransport, packet: Packet) -> None:
        if transport is self.active_transport:
            self._packet(packet)
        elif transport is self._probe:
            self._apply(self.session.probe_packet(packet))
        else:
            transport.abort()

    def pinged(self, transport: WebSocketTransport, payload: bytes) -> None:
        pong = Frame.pong(payload)
        if transport is self.active_transport:
            self.write(pong)
        elif transport.ready:
            transport.send([pong])

    def violated(self, transport: WebSocketTransport, code: int, reason: str) -> None:
        self._host.counters.bad_packets += 1
        if transport is self.active_transport:
            self._code = code
            self.close(Reason.TOO_BIG if code == websocket.TOO_BIG else Reason.BAD_PACKET)
        else:
            transport.hang_up(code, reason)
            self._lose_probe(transport)

    def left(self, transport: WebSocketTransport) -> None:
        if transport is self.active_transport:
            self._apply(self.session.close(Reason.TRANSPORT_CLOSE, self._host.now()))
        else:
            self._lose_probe(transport)

    def lost(self, transport: WebSocketTransport) -> None:
        if transport is self.active_transport:
            self._apply(self.session.transport_lost(self._host.now()))
        else:
            self._lose_probe(transport)

    def writable(self, transport: WebSocketTransport) -> None:
        if transport is self.active_transport:
            self.flush()

    def blocked(self, transport: WebSocketTransport) -> None:
        if transport is self.active_transport:
            self.hold()

    def _lose_probe(self, transport: WebSocketTransport) -> None:
        if transport is self._probe:
            self._probe = None
            self._apply(self.session.probe_lost())
