"""The Engine.IO v4 server."""

import asyncio
import base64
import logging
import os
from collections.abc import Callable, ValuesView
from typing import Final, Protocol

from aiohttp import web

from server.engine.client_queue import ClientQueues, Handled
from server.engine.connection import EngineConnection
from server.engine.endpoint import EngineEndpoint
from server.engine.handshake import read_handshake
from server.engine.outbox import Flusher
from server.engine.packets import Packet
from server.engine.session import Reason, Timing
from server.engine.settings import (
    Counters,
    EngineSettings,
    Environ,
    Everybody,
    IsOurs,
    Newcomers,
    Refusal,
)
from server.engine.wheel import Wheel

log = logging.getLogger(__name__)

IDS_AT_ONCE: Final = 64
POLL_CHECK_SECONDS: Final = 1.0  # how soon a dropped poll is noticed; aiohttp does not notify us


class Application(Protocol):
    """What the engine serves."""

    def received(self, connection: EngineConnection, message: Packet) -> Handled:
        """Every message, in order for each connection and in a task: answers None when it is done, otherwise what
        remains to be awaited. What it raises is logged; ValueError means that the message is not a packet, and ends the
        connection."""

    def ended(self, connection: EngineConnection) -> None:
        """Called once for each connection, after its last message has been handled."""


Receiver = Callable[[EngineConnection, Packet], Handled]


class EngineServer:
    """Engine.IO v4 over long-polling and WebSocket, on aiohttp.

    Times are seconds, sizes bytes. `max_http_buffer_size` bounds one message and one POST, `outbox_limit` what may wait
    for a slow reader before it is disconnected, `queue_limit` (messages) what may wait for the application before its
    client is not read any further. Before a client has connected, `first_message_size` and `first_messages` are these
    limits of a message and of the queue. `connect_timeout` is for a Socket.IO CONNECT, see `EngineConnection.settle`.
    """

    def __init__(
        self,
        application: Application,
        *,
        ping_interval: float = 25.0,
        ping_timeout: float = 20.0,
        connect_timeout: float = 10.0,
        close_timeout: float = 5.0,
        upgrade_timeout: float = 10.0,
        max_http_buffer_size: int = 64 * 1024,
        outbox_limit: int = 1024 * 1024,
        queue_limit: int = 256,
        first_message_size: int | None = None,
        first_messages: int | None = None,
        newcomers: Newcomers | None = None,
        is_ours: IsOurs = lambda origin, request: True,
        refusal: Refusal = lambda request: None,
    ) -> None:
        self.settings = EngineSettings(
            timing=Timing(ping_interval, ping_timeout, upgrade_timeout, connect_timeout, close_timeout),
            max_message=max_http_buffer_size,
            first_message=first_message_size or max_http_buffer_size,
            first_messages=first_messages or queue_limit,
            outbox_limit=outbox_limit,
            is_ours=is_ours,
            refusal=refusal,
            newcomers=newcomers or Everybody(),
        )
        self.counters = Counters()
        self.receiver: Receiver = application.received
        self._application = application
        self.flusher = Flusher()
        self.client_queues = ClientQueues(queue_limit)
        # Fine enough for sub-second heartbeats, coarse enough that 10,000 idle connections share 4 wake-ups a second.
        self.wheel = Wheel(max(0.005, min(0.25, ping_interval / 8, ping_timeout / 8)))
        self._connections: dict[str, EngineConnection] = {}
        self._pollers: set[EngineConnection] = set()
        self._empty: asyncio.Event | None = None
        self._loop_time: Callable[[], float] | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._endpoint = EngineEndpoint(self)
        self._handshake = b"GET /?"  # how the head of a new WebSocket begins
        self._ids: list[str] = []

    def attach(self, app: web.Application, path: str) -> None:
        """Serves `path` in `app`, and stops with it."""
        self._handshake = f"GET {path}?".encode()
        app.router.add_route("*", path, self.handle_request)
        app.on_shutdown.append(self._stop)

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        return await self._endpoint(request)

    def accept(self, transport: asyncio.Transport, data: bytes) -> bool:
        """Takes a connection whose first bytes are the usual handshake of a WebSocket; see `Front`."""
        peer = transport.get_extra_info("peername")
        handshake = read_handshake(data, self._handshake, peer[0] if isinstance(peer, tuple) else None)
        return handshake is not None and self._endpoint.accept(handshake, transport)

    def generate_id(self) -> str:
        """An id that cannot be guessed: 120 random bits in 20 characters."""
        if not self._ids:
            # 15 bytes are 20 characters without a rest, so many ids are one text, and one call of the kernel.
            text = base64.urlsafe_b64encode(os.urandom(15 * IDS_AT_ONCE)).decode()
            self._ids = [text[start : start + 20] for start in range(0, len(text), 20)]
        return self._ids.pop()

    async def shutdown(self) -> None:
        """Tells all clients that the server stops, and waits for them at most the close timeout.

        It does not wait for a client between two polls: its next poll finds no server.
        """
        self._empty = asyncio.Event()
        for connection in list(self._connections.values()):
            connection.close(Reason.GOING_AWAY)
            if connection.transport_name == "polling":
                connection.broken()
        if self._connections:
            try:
                async with asyncio.timeout(self.settings.timing.close_timeout * 2):
                    await self._empty.wait()
            except TimeoutError:
                log.warning("%d connections did not end in time", len(self._connections))
        self.wheel.stop()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    # -- called by the hub

    def connection(self, sid: str) -> EngineConnection | None:
        """The connection with this Engine.IO id, until the application has been notified of its end."""
        return self._connections.get(sid)

    @property
    def connections(self) -> ValuesView[EngineConnection]:
        return self._connections.values()

    # -- called by connections

    def now(self) -> float:
        if self._loop_time is None:
            # Read once: Python 3.11 asks the kernel for the process's id each time (0.9 µs, ten times a connection).
            self._loop_time = asyncio.get_running_loop().time
        return self._loop_time()

    def admit(self, environ: Environ) -> EngineConnection | None:
        newcomer = self.settings.newcomers.take(environ)
        if newcomer is None:
            return None
        connection = EngineConnection(self, self.generate_id(), environ, newcomer)
        self._connections[connection.sid] = connection
        return connection

    def not_handled(self, connection: EngineConnection, error: BaseException) -> None:
        if not isinstance(error, ValueError):
            log.error("a message of %s was not handled", connection.sid, exc_info=error)
            return
        log.info("bad packet from %s: %s", connection.sid, error)
        self.counters.bad_packets += 1
        connection.close(Reason.BAD_PACKET)

    def notify_end(self, connection: EngineConnection) -> None:
        try:
            self._application.ended(connection)
        except Exception:
            log.exception("the end of %s was not handled", connection.sid)

    def forget(self, connection: EngineConnection) -> None:
        connection.count(newcomer=False)
        self._connections.pop(connection.sid, None)
        if self._empty is not None and not self._connections:
            self._empty.set()

    def watch_poll(self, connection: EngineConnection) -> None:
        """Checks every second whether this client has dropped its poll, while it has one."""
        self._pollers.add(connection)
        if self._watch is None:
            self._watch = asyncio.get_running_loop().call_later(POLL_CHECK_SECONDS, self._check_polls)

    def _check_polls(self) -> None:
        self._watch = None
        pollers, self._pollers = self._pollers, set()
        for connection in pollers:
            if connection.check_poll():
                self.watch_poll(connection)

    async def _stop(self, app: web.Application) -> None:
        await self.shutdown()
