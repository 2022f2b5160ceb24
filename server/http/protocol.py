"""One HTTP connection: input that is not HTTP, silent clients, clients that do not read, and connections per address.

Input that is not HTTP gets an error in our form, without versions and without an echo. aiohttp's own answer repeats the
input and names Python's version, and it logs a traceback: anyone could fill the log, with parts of a header that may
be a token.

aiohttp closes an idle connection after an hour, even in the middle of a request, and waits for ever for a client
that does not read. The timeouts here are shorter, and run only while something is overdue: a complete request
starts none.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from handlers.api.call import new_request_id
from server.engine.front import Accept, Front, takes_none
from server.http.connection_limits import ConnectionLimits
from server.http.first_heads import FirstHeads
from server.http.headers import HEADERS
from server.http.responses import error_json
from sessions.base.errors import (
    InternalError,
    InvalidPayload,
    RateLimited,
    Refusal,
    Unavailable,
)

log = structlog.get_logger("http")

Handle = Callable[[BaseRequest], Awaitable[web.StreamResponse]]

READ_BYTES: Final = 65_536  # of a body that nobody reads yet; aiohttp keeps twice as much
HEALTH: Final = frozenset({"/healthz", "/readyz", "/metrics"})
RETRY_SECONDS: Final = 5  # sent to an address with too many connections


class Protocol(RequestHandler):
    """One HTTP connection."""

    __slots__ = ("_address", "_limits", "_reader_timer", "_sender_timer", "_unsent", "received", "reserved")

    def __init__(
        self,
        manager: web.Server,
        *,
        limits: ConnectionLimits,
        address: str | None,
        timer: asyncio.TimerHandle | None,
        reserved: asyncio.BaseTransport | None,
        **options: Any,
    ) -> None:
        """`address` as `ConnectionLimits.admit` gave it; `timer` ends in `head_overdue`, and runs until the first head
        is complete."""
        super().__init__(manager, **options)
        self._limits = limits
        self._address = address
        self.reserved = reserved
        self._sender_timer = timer
        self._reader_timer: asyncio.TimerHandle | None = None
        self._unsent = 0
        self.received = 0  # bytes since the last head began, and with it

    # --- silent clients -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._address is None:
            self._turn_away()

    def connection_lost(self, exc: BaseException | None) -> None:
        for timer in (self._sender_timer, self._reader_timer):
            if timer is not None:
                timer.cancel()
        self._sender_timer = self._reader_timer = None
        if self._address:
            self._limits.release(self._address)
            self._address = ""
        if self.reserved is not None:
            self._limits.descriptors.forget(self.reserved)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        heads = self._request_count
        current = self._current_request
        in_body = current is not None and not current.content.is_eof()
        self.received += len(data)
        super().data_received(data)
        if self._request_count != heads:
            self.received = len(data)
            if self._sender_timer is not None:
                self._sender_timer.cancel()
                self._sender_timer = None
        elif data and self._sender_timer is None and not in_body:
            self._await_head()

    def _await_head(self) -> None:
        """The head of a request must be complete within a time that starts at its first byte, or at the connection's
        start."""
        if self._limits.header_seconds:
            self._sender_timer = self._loop.call_later(self._limits.header_seconds, self.head_overdue)

    def head_overdue(self) -> None:
        if self._waiter is None:  # the request before it is still being answered
            self._await_head()
        else:
            self._sender_timer = None
            self.force_close()

    def _turn_away(self) -> None:
        transport = self.transport
        request_id = new_request_id()
        refusal = RateLimited(RETRY_SECONDS, "There are too many connections from this address")
        body = error_json(refusal, request_id)
        head = {
            **HEADERS,
            "Cache-Control": "no-store",
            "Connection": "close",
            "Content-Length": str(len(body)),
            "Content-Type": "application/json",
            "Retry-After": str(RETRY_SECONDS),
            "X-Request-Id": request_id,
        }
        lines = [f"HTTP/1.1 {refusal.status} Too Many Requests", *(f"{name}: {head[name]}" for name in head)]
        if transport is not None:
            transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        self.force_close()

    # --- clients that do not read--------------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        super().pause_writing()
        transport = self.transport
        if transport is not None and self._limits.write_seconds:
            self._watch_reader(transport)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _watch_reader(self, transport: asyncio.Transport) -> None:
        self._unsent = transport.get_write_buffer_size()
        self._reader_timer = self._loop.call_later(self._limits.write_seconds, self._look_at_reader, transport)

    def _look_at_reader(self, transport: asyncio.Transport) -> None:
        """A client may read slowly; one that read nothing in all that time only uses memory."""
        if transport.get_write_buffer_size() < self._unsent:
            self._watch_reader(transport)
        else:
            self._reader_timer = None
            transport.abort()

    # --- input that is not HTTP -------------------------------------------------------------------------------------

    def handle_error(
        self, request: BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        request_id = new_request_id()
        if status >= 500:
            log.error("connection_failed", request_id=request_id, exc_info=exc)
        else:
            log.info("no_http", request_id=request_id, address=request.remote, fault=type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("Half an answer cannot become another one")
        refusal = InternalError() if status >= 500 else InvalidPayload("This is no request that can be read")
        return _closing(refusal, request_id, status)


def _closing(refusal: Refusal, request_id: str, status: int) -> web.Response:
    """An answer after which nothing more of this client is read."""
    response = web.Response(
        body=error_json(refusal, request_id), status=status, content_type="application/json", headers=HEADERS
    )
    response.headers["X-Request-Id"] = request_id
    response.headers["Cache-Control"] = "no-store"
    response.force_close()
    return response


def _checked(handle: Handle) -> Handle:
    """The checks before a request reaches the application."""

    async def checked(request: BaseRequest) -> web.StreamResponse:
        # A client that sends the next request without having read the last answer waits: a connection has at most one
        # unread answer.
        await request.writer.drain()
        # aiohttp checks `Expect` before any of our code, and answers an unknown value by itself: with its name and
        # version, with the client's value, and without our headers.
        expected = request.headers.get("Expect")
        if expected is not None and expected.lower() != "100-continue":
            refusal = InvalidPayload("Only `Expect: 100-continue` is understood")
            return _closing(refusal, new_request_id(), web.HTTPExpectationFailed.status_code)
        if request.protocol.reserved is None:  # type: ignore[attr-defined]  # it is ours
            return await handle(request)
        if request.path not in HEALTH:
            return _closing(Unavailable("This process has no room for more connections"), new_request_id(), 503)
        answer = await handle(request)
        answer.force_close()
        return answer

    return checked


class FirstProtocol(Front):
    """What a connection begins with: the limit of its address, and the time that the first head may take."""

    __slots__ = ("_address", "_reserved", "_server", "_successor")

    def __init__(self, server: "HttpServer") -> None:
        super().__init__(server.accept, self._make_successor)
        self._server = server
        self._reserved: asyncio.BaseTransport | None = None
        self._address: str | None = None
        self._successor: Protocol | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        limits = self._server.limits
        if limits.descriptors.is_from_reserve(transport):
            self._reserved = transport
        peer = transport.get_extra_info("peername")
        self._address = limits.admit(peer[0] if isinstance(peer, tuple) else "")
        if self._address is None:
            self.hand_over()
        else:
            self._server.first_heads.begin(self)

    def data_received(self, data: bytes) -> None:
        if self._reserved is not None:
            self.hand_over().data_received(data)
        else:
            super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._reserved is not None:
            self._server.limits.descriptors.forget(self._reserved)
        super().connection_lost(exc)
        self.release()

    def release(self) -> None:
        """The connection has ended, or is a WebSocket, which has limits of its own."""
        self._server.first_heads.end(self)
        if self._address:
            self._server.limits.release(self._address)
            self._address = ""

    def _make_successor(self) -> Protocol:
        server = self._server
        timer = server.first_heads.take_over(self)
        self._successor = server.aiohttp_protocol(self._address, timer, self._reserved)
        self._address = ""
        return self._successor

    def head_overdue(self) -> None:
        if self._successor is not None:
            self._successor.head_overdue()
        else:
            self.close()


class HttpServer(web.Server):
    limits: ConnectionLimits
    accept: Accept
    first_heads: FirstHeads

    def __call__(self) -> FirstProtocol:  # type: ignore[override]  # it makes aiohttp's when it is needed
        return FirstProtocol(self)

    def aiohttp_protocol(
        self,
        address: str | None = "",
        timer: asyncio.TimerHandle | None = None,
        reserved: asyncio.BaseTransport | None = None,
    ) -> Protocol:
        """`reserved`: the connection, where it has a descriptor of the reserve."""
        ours: dict[str, Any] = {"limits": self.limits, "address": address, "timer": timer, "reserved": reserved}
        return Protocol(self, **ours, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Serves with `Protocol`."""

    def __init__(
        self, app: web.Application, *, limits: ConnectionLimits, accept: Accept = takes_none, **options: Any
    ) -> None:
        """`accept` may take a connection with its first bytes, before aiohttp."""
        super().__init__(app, auto_decompress=False, read_bufsize=READ_BYTES, **options)
        self._limits = limits
        self._accept = accept

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        server = HttpServer(
            _checked(made.request_handler),
            request_factory=made.request_factory,
            handler_cancellation=made.handler_cancellation,
            loop=asyncio.get_running_loop(),
            **made._kwargs,
        )
        server.limits = self._limits
        server.accept = self._accept
        server.first_heads = FirstHeads(self._limits.header_seconds)
        return server


async def trial() -> None:
    """Raises AttributeError when aiohttp's RequestHandler lacks a private name that `Protocol` uses."""
    for name in ("_current_request", "_loop", "_request_count", "_waiter"):
        getattr(RequestHandler, name)
