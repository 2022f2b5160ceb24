"""Taking over aiohttp's transport: after the handshake it gets our own protocol, and the request is released.

Every request still passes aiohttp's parser, middlewares and routes; only the data after the 101 is ours. A few private
names of aiohttp's RequestHandler are needed for that. They are all in this file, and `trial` tries the whole exchange
over a real socket pair at every start (docs/decisions/0030).
"""

import asyncio
import socket
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from server.engine import websocket
from server.engine.frame import Frame
from server.engine.packets import Packet
from server.engine.stream import WebSocketStream, WebSocketTransport

if TYPE_CHECKING:
    from aiohttp.web_request import BaseRequest


class Detached(web.StreamResponse):
    """The handler's return value once the transport is no longer aiohttp's: nothing is written."""

    def __init__(self) -> None:
        super().__init__(status=101)
        self.force_close()

    async def prepare(self, request: "BaseRequest") -> AbstractStreamWriter | None:
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        return None

    @property
    def body_length(self) -> int:
        return 0


def switching_protocols(key: str) -> bytes:
    """The head of the answer that ends the handshake."""
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {websocket.accept(key)}\r\n\r\n"
    ).encode()


def take_over(request: "BaseRequest", stream: WebSocketStream, answer: bytes) -> Detached:
    """Gives the request's transport to `stream`, writes `answer`, and feeds it the data after the request.

    Raises ConnectionResetError when the client has disconnected already. Nothing here may wait: between two steps the
    transport has no protocol.
    """
    handler, transport = request.protocol, request.transport
    if transport is None or transport.is_closing():
        raise ConnectionResetError("the client left during the handshake")
    early = handler._message_tail
    handler._message_tail = b""
    transport.set_protocol(stream)  # does not call connection_made
    if handler._buffer_paused or handler._reading_paused:
        transport.resume_reading()
    handler.keep_alive(False)
    # Before connection_lost, which closes the transport it still has.
    handler.transport = None
    handler.connection_lost(None)
    stream.attach(transport)
    transport.write(answer)
    stream.begin()
    if early:
        stream.data_received(early)
    return Detached()


class _Echo:
    """A listener for the trial, which sends everything back."""

    def __init__(self) -> None:
        self.lost_transport = asyncio.Event()

    def received(self, transport: WebSocketTransport, packet: Packet) -> None:
        transport.send([Frame(packet)])

    def pinged(self, transport: WebSocketTransport, payload: bytes) -> None: ...

    def violated(self, transport: WebSocketTransport, code: int, reason: str) -> None: ...

    def writable(self, transport: WebSocketTransport) -> None: ...

    def blocked(self, transport: WebSocketTransport) -> None: ...

    def left(self, transport: WebSocketTransport) -> None: ...

    def lost(self, transport: WebSocketTransport) -> None:
        self.lost_transport.set()


async def trial() -> None:
    """A WebSocket's whole life by the installed aiohttp (2 ms). Raises what does not work."""
    loop = asyncio.get_running_loop()
    echo = _Echo()
    key = "AAAAAAAAAAAAAAAAAAAAAA=="

    async def handle(request: "BaseRequest") -> web.StreamResponse:
        return take_over(request, WebSocketStream(echo, 1024), switching_protocols(key))

    server = web.Server(handle, access_log=None)
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    try:
        await loop.connect_accepted_socket(server, ours)
        masked = b"\x81\x82\x00\x00\x00\x00ok"
        head = b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
        await loop.sock_sendall(theirs, head + masked)  # a frame right behind the head
        expected = switching_protocols(key) + b"\x81\x02ok"
        await _expect(theirs, expected)
        await loop.sock_sendall(theirs, masked)
        await _expect(theirs, b"\x81\x02ok")
        theirs.close()
        await echo.lost_transport.wait()
        # aiohttp must release the connection, or every one of them would stay in its list. It does so when its task for
        # the connection ends, which takes a few turns of the loop.
        for _ in range(20):
            if not server.connections:
                return
            await asyncio.sleep(0)
        raise RuntimeError("aiohttp does not release a connection that was taken over")
    finally:
        theirs.close()
        await server.shutdown()


async def _expect(peer: socket.socket, expected: bytes) -> None:
    loop = asyncio.get_running_loop()
    received = b""
    while len(received) < len(expected):
        data = await loop.sock_recv(peer, 4096)
        if not data:
            break
        received += data
    if received != expected:
        raise RuntimeError(f"expected {expected!r}, received {received!r}")
