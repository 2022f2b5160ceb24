"""The HTTP side of the engine: checks requests before any transport is involved."""

import asyncio
from collections.abc import Mapping
from typing import Final, Protocol

import orjson
from aiohttp import web

from server.engine import packets, websocket
from server.engine.connection import EngineConnection
from server.engine.frame import Frame
from server.engine.handshake import Handshake
from server.engine.session import Reason, State
from server.engine.settings import Environ, RequestHead, small_environ
from server.engine.step_executor import Host
from server.engine.stream import WebSocketStream
from server.engine.takeover import switching_protocols, take_over

TRANSPORTS: Final = frozenset(("polling", "websocket"))
_ONCE: Final = ("Sec-WebSocket-Key", "Sec-WebSocket-Version", "Origin")
BODY_SECONDS: Final = 20.0  # for a POST's body: as long as a ping may take

# Node's numbers, for clients that check them.
_UNKNOWN_TRANSPORT: Final = (400, 0, "Transport unknown")
_UNKNOWN_SESSION: Final = (400, 1, "Session ID unknown")
_BAD_METHOD: Final = (400, 2, "Bad handshake method")
_BAD_REQUEST: Final = (400, 3, "Bad request")
_FORBIDDEN: Final = (403, 4, "Forbidden")
_BAD_VERSION: Final = (400, 5, "Unsupported protocol version")
_ENCODED: Final = (415, 3, "Send the body without Content-Encoding")
_TOO_MANY: Final = (429, 3, "Too many connections")
_TOO_LARGE: Final = (413, 3, "Payload too large")


class Registry(Host, Protocol):
    """The engine's interface for the endpoint."""

    def connection(self, sid: str) -> EngineConnection | None: ...

    def admit(self, environ: Environ) -> EngineConnection | None:
        """A new connection; None where there are too many new ones."""

    def watch_poll(self, connection: EngineConnection) -> None: ...


class EngineEndpoint:
    """Answers every request to the engine's path."""

    def __init__(self, engine: Registry) -> None:
        self._engine = engine
        self._settings = engine.settings

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        answer = await self._admit(request)
        if answer.status >= 400:
            self._engine.counters.refused += 1
        if not answer.prepared and answer.status != 101:
            self._cors(request, answer)
        return answer

    async def _admit(self, request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin is not None and not self._settings.is_ours(origin, request):
            return _refusal(_FORBIDDEN)
        if request.method == "OPTIONS":
            return web.Response(status=204)
        refusal = self._settings.refusal(request)
        return await self._answer(request) if refusal is None else refusal

    def accept(self, handshake: Handshake, transport: asyncio.Transport) -> bool:
        """Opens a new WebSocket without aiohttp. False leaves the transport as it is: the handshake is refused, or not
        so simple, and a request decides it."""
        settings, query, origin = self._settings, handshake.query, handshake.headers.get("Origin")
        if (
            query.get("EIO") != "4"
            or query.get("transport") != "websocket"
            or "sid" in query
            or (origin is not None and not settings.is_ours(origin, handshake))
            or settings.refusal(handshake) is not None
            or "Host" not in handshake.headers  # what else `_is_clear` asks makes a handshake
            or _misfit(handshake.headers) is not None
        ):
            return False
        connection = self._engine.admit(small_environ(handshake))
        if connection is None:
            return False
        stream = WebSocketStream(connection, settings.first_message)
        opening = self._open_packet(connection, upgrades=False)
        connection.start(stream)
        transport.set_protocol(stream)
        stream.attach(transport)
        stream.begin()
        # At the end of the tick, with the answers to other clients: written one by one, each would wake a reader.
        connection.queue(Frame.raw(switching_protocols(handshake.headers["Sec-WebSocket-Key"]) + opening.encoded))
        return True

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        if query.get("EIO") != "4":
            return _refusal(_BAD_VERSION)
        transport = query.get("transport", "")
        if transport not in TRANSPORTS:
            return _refusal(_UNKNOWN_TRANSPORT)
        sid = query.get("sid")
        if sid is None:
            if request.method != "GET":
                return _refusal(_BAD_METHOD)
            return self._open_websocket(request) if transport == "websocket" else self._open_polling(request)
        connection = self._current(sid)
        if connection is None:
            return _refusal(_UNKNOWN_SESSION)
        return await self._continue(request, connection, transport)

    async def _continue(self, request: web.Request, connection: EngineConnection, transport: str) -> web.StreamResponse:
        if transport == "websocket":
            return self._upgrade(request, connection)
        if request.method == "GET":
            return await self._poll(request, connection)
        return await self._post(request, connection) if request.method == "POST" else _refusal(_BAD_REQUEST)

    def _current(self, sid: str) -> EngineConnection | None:
        connection = self._engine.connection(sid)
        if connection is None:
            return None
        now = self._engine.now()
        if connection.due <= now:
            # The wheel is up to a grain late; a request in between must not revive an expired session.
            connection.tick(now)
            self._engine.wheel.place(connection)
        return None if connection.session.state is State.CLOSED else connection

    # -- polling

    def _open_polling(self, request: web.Request) -> web.StreamResponse:
        connection = self._engine.admit(small_environ(request))
        if connection is None:
            return _refusal(_TOO_MANY)
        connection.start(None)
        return _payload(self._open_packet(connection, upgrades=True).payload)

    async def _poll(self, request: web.Request, connection: EngineConnection) -> web.StreamResponse:
        self._engine.watch_poll(connection)
        try:
            body = await connection.poll(request)
        except ConnectionResetError:
            body = None
        return _refusal(_BAD_REQUEST) if body is None else _payload(body)

    async def _post(self, request: web.Request, connection: EngineConnection) -> web.StreamResponse:
        if connection.session.state is State.WEBSOCKET:
            return _refusal(_BAD_REQUEST)
        if "Content-Encoding" in request.headers:
            return _refusal(_ENCODED)
        if connection.posting:
            connection.close(Reason.TRANSPORT_ERROR)
            return _refusal(_BAD_REQUEST)
        connection.posting = True
        try:
            return await self._take_post(request, connection)
        finally:
            connection.posting = False

    async def _take_post(self, request: web.Request, connection: EngineConnection) -> web.StreamResponse:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request, connection.message_limit)
        except TimeoutError:
            body = b""
        if body is None:
            connection.close(Reason.TOO_BIG)
            return _refusal(_TOO_LARGE)
        try:
            connection.receive(packets.decode_payload(body))
        except packets.BadPacketError:
            self._engine.counters.bad_packets += 1
            connection.close(Reason.BAD_PACKET)
        await connection.room()
        if connection.close_reason == Reason.BAD_PACKET:
            return _refusal(_BAD_REQUEST)
        return web.Response(body=b"ok", headers={"Content-Type": "text/plain; charset=UTF-8"})

    # -- WebSocket

    def _open_websocket(self, request: web.Request) -> web.StreamResponse:
        refusal = _unfit(request)
        if refusal is not None:
            return refusal
        connection = self._engine.admit(small_environ(request))
        if connection is None:
            return _refusal(_TOO_MANY)
        opening = self._open_packet(connection, upgrades=False)
        stream = WebSocketStream(connection, self._settings.first_message)
        connection.start(stream)
        return self._take_over(request, connection, stream, opening.encoded)

    def _upgrade(self, request: web.Request, connection: EngineConnection) -> web.StreamResponse:
        refusal = _unfit(request)
        if refusal is not None:
            return refusal
        stream = WebSocketStream(connection, connection.message_limit)
        if connection.begin_probe(stream):
            return self._take_over(request, connection, stream, b"")
        # Closed after the handshake, like Node: a browser's page gets no reason from a refused handshake.
        unheard = WebSocketStream(None, self._settings.max_message)
        answer = self._take_over(request, connection, unheard, b"")
        unheard.hang_up(websocket.POLICY, "no upgrade")
        return answer

    def _take_over(
        self, request: web.Request, connection: EngineConnection, stream: WebSocketStream, first: bytes
    ) -> web.StreamResponse:
        try:
            return take_over(request, stream, switching_protocols(request.headers["Sec-WebSocket-Key"]) + first)
        except ConnectionResetError:
            connection.lost(stream)
            return _refusal(_BAD_REQUEST)

    def _open_packet(self, connection: EngineConnection, *, upgrades: bool) -> Frame:
        timing = self._settings.timing
        return Frame(
            packets.open_packet(
                connection.sid,
                upgrades=upgrades,
                ping_interval=timing.ping_interval,
                ping_timeout=timing.ping_timeout,
                max_payload=self._settings.max_message,
            )
        )

    # -- origins

    def _cors(self, request: web.Request, answer: web.StreamResponse) -> None:
        origin = request.headers.get("Origin")
        if origin is None or not self._settings.is_ours(origin, request):
            return
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Vary"] = "Origin"
        answer.headers["Access-Control-Allow-Credentials"] = "true"
        if request.method == "OPTIONS":
            answer.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            wanted = request.headers.get("Access-Control-Request-Headers")
            if wanted:
                answer.headers["Access-Control-Allow-Headers"] = wanted
            answer.headers["Access-Control-Max-Age"] = "600"


def _unfit(request: RequestHead) -> web.Response | None:
    """Why this request cannot become a WebSocket (RFC 6455, 4.2.1), or None."""
    if request.method != "GET":
        return _refusal(_BAD_METHOD)
    return _misfit(request.headers) if _is_clear(request) else _refusal(_BAD_REQUEST)


def _misfit(headers: Mapping[str, str]) -> web.Response | None:
    """The same of a clear request's headers."""
    upgrade, connection = headers.get("Upgrade") or "", (headers.get("Connection") or "").lower()
    is_asked = connection == "upgrade" or "upgrade" in {token.strip() for token in connection.split(",")}
    if not is_asked or upgrade.lower() != "websocket":
        return _refusal(_BAD_REQUEST)
    if headers.get("Sec-WebSocket-Version") != "13":
        answer = _refusal((426, *_BAD_REQUEST[1:]))
        answer.headers["Sec-WebSocket-Version"] = "13"
        return answer
    return None if websocket.is_key(headers.get("Sec-WebSocket-Key") or "") else _refusal(_BAD_REQUEST)


def _is_clear(request: RequestHead) -> bool:
    """Whether it is HTTP/1.1 without a body, and no proxy in front of us can have read it in another way."""
    headers = request.headers
    return (
        request.version == (1, 1)
        and len(headers.getall("Host", ())) == 1
        and all(len(headers.getall(name, ())) <= 1 for name in _ONCE)
        and headers.get("Content-Length", "0") == "0"
        and "Transfer-Encoding" not in headers
    )


async def _body(request: web.Request, limit: int) -> bytes | None:
    """The request's body, or None as soon as it is longer than `limit`, whatever its headers say."""
    if request.content_length is not None and request.content_length > limit:
        return None
    pieces = bytearray()
    async for piece in request.content.iter_any():
        pieces += piece
        if len(pieces) > limit:
            return None
    return bytes(pieces)


def _payload(body: bytes) -> web.Response:
    return web.Response(body=body, headers={"Content-Type": "text/plain; charset=UTF-8", "Cache-Control": "no-store"})


def _refusal(what: tuple[int, int, str]) -> web.Response:
    status, code, message = what
    body = orjson.dumps({"code": code, "message": message})
    return web.Response(status=status, body=body, content_type="application/json")
