"""A server in a separate thread, and clients that send it bytes.

The server's thread may run asyncio's loop or uvloop's; the tests' own loop stays what it is. The WebSocket client is
written from RFC 6455 and shares no code with the tested one.
"""

import asyncio
import base64
import errno
import os
import struct
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar
from weakref import WeakSet

import aiohttp
import orjson
import uvloop
from aiohttp import web

from server.engine import EngineConnection, EngineServer, Frame
from server.engine.front import Front
from server.engine.packets import MESSAGE, Packet
from tests.server.engine.application import Application

T = TypeVar("T")
SECONDS = 60.0  # no wait of a test is longer


class _Front(Front):
    __slots__ = ("__weakref__",)


class Served:
    """A running server. `call` and `run` execute on its loop."""

    def __init__(self, sio: Application, *, uv: bool, front: bool = False) -> None:
        self.sio = sio
        self.engine: EngineServer = sio.eio
        self.port = 0
        self._front = front
        self.answering = 0
        """Requests without an answer yet."""
        self.left: list[asyncio.Task[Any]] = []
        """Tasks that still ran when everything had ended."""
        self._loop = uvloop.new_event_loop() if uv else asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._main, daemon=True)
        self._stop: asyncio.Event | None = None

    def _main(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        try:
            self._loop.close()
        except OSError as error:  # uvloop's, when a client ends its connection in this turn; `left` says what waits
            if error.errno != errno.EBUSY:
                raise

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        app = web.Application(middlewares=[self._count])
        self.sio.attach(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        usual = runner.server
        assert usual is not None
        fronts: WeakSet[Front] = WeakSet()

        def front() -> Front:
            fronts.add(made := _Front(self.engine.accept, usual))
            return made

        make = front if self._front else usual
        listening = await self._loop.create_server(make, "127.0.0.1", 0)
        self.port = listening.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        listening.close()
        await runner.cleanup()
        for one in fronts:  # a client dials again until its test is over
            one.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                while self._others():  # noqa: ASYNC110 - what is about to end has no event in common
                    await asyncio.sleep(0.002)
        self.left = self._others()

    @staticmethod
    def _others() -> list[asyncio.Task[Any]]:
        return [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    @web.middleware
    async def _count(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.answering += 1
        try:
            return await handler(request)
        finally:
            self.answering -= 1

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(SECONDS)

    def stop(self) -> None:
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(SECONDS * 2)
        assert not self._thread.is_alive()
        assert self.left == []

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wait_for(asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop)), SECONDS)

    async def call(self, function: Callable[..., T], *args: object) -> T:
        async def work() -> T:
            return function(*args)

        return await self.run(work())

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until `condition` holds on the server's loop; it is checked every turn."""

        async def work() -> None:
            async with asyncio.timeout(SECONDS):
                while not condition():  # noqa: ASYNC110 - a condition of the system under test has no event
                    await asyncio.sleep(0.002)

        await self.run(work())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/socket.io/"

    def get(self, sid: str) -> EngineConnection:
        connection = self.engine.connection(sid)
        assert connection is not None
        return connection

    def only(self) -> EngineConnection:
        (connection,) = self.engine.connections
        return connection


class Poller:
    """An Engine.IO client over long-polling, one request a call."""

    def __init__(self, served: Served, session: aiohttp.ClientSession) -> None:
        self.served = served
        self.http = session
        self.sid = ""

    async def request(
        self, method: str, query: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, aiohttp.ClientResponse]:
        async with self.http.request(method, f"{self.served.url}?{query}", data=body, headers=headers) as response:
            return response.status, await response.text(), response

    async def open(self) -> dict[str, Any]:
        status, text, _ = await self.request("GET", "EIO=4&transport=polling")
        assert status == 200, text
        assert text[0] == "0"
        handshake: dict[str, Any] = orjson.loads(text[1:])
        self.sid = handshake["sid"]
        return handshake

    @property
    def query(self) -> str:
        return f"EIO=4&transport=polling&sid={self.sid}"

    async def poll(self) -> tuple[int, str]:
        status, text, _ = await self.request("GET", self.query)
        return status, text

    async def post(self, body: str) -> tuple[int, str]:
        status, text, _ = await self.request("POST", self.query, body.encode())
        return status, text

    async def held(self) -> "asyncio.Task[tuple[int, str]]":
        """Starts a poll and waits until the server holds it."""
        connection = self.served.get(self.sid)
        task = asyncio.create_task(self.poll())
        await self.served.until(lambda: connection.session.polled)
        return task


class WebSocket:
    """A WebSocket client that can send any bytes and shows every frame."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.head = b""

    def send_raw(self, data: bytes) -> None:
        self.writer.write(data)

    @staticmethod
    def frame(opcode: int, payload: bytes, *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
        size = len(payload)
        bit = 0x80 if masked else 0
        head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
        if size < 126:
            head += bytes([bit | size])
        elif size < 65536:
            head += bytes([bit | 126]) + struct.pack("!H", size)
        else:
            head += bytes([bit | 127]) + struct.pack("!Q", size)
        if not masked:
            return head + payload
        mask = os.urandom(4)
        return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))

    def send(self, message: str | bytes) -> None:
        if isinstance(message, str):
            self.send_raw(self.frame(1, message.encode()))
        else:
            self.send_raw(self.frame(2, message))

    async def receive_frame(self) -> tuple[int, bytes]:
        """(opcode, payload); opcode -1 when the server has closed the connection."""
        try:
            async with asyncio.timeout(SECONDS):
                first, second = await self.reader.readexactly(2)
                assert first & 0xF0 == 0x80, "a server's frame is whole, without reserved bits"
                assert not second & 0x80, "a server's frame is not masked"
                size = second
                if size == 126:
                    (size,) = struct.unpack("!H", await self.reader.readexactly(2))
                elif size == 127:
                    (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
                return first & 0x0F, await self.reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            return -1, b""

    async def receive(self) -> str | bytes:
        opcode, payload = await self.receive_frame()
        assert opcode in (1, 2), (opcode, payload)
        return payload.decode() if opcode == 1 else payload

    async def message(self) -> str | bytes:
        """The next message that is not a ping."""
        while (message := await self.receive()) == "2":
            self.send("3")
        return message

    async def closed(self) -> int:
        """Reads until the end; answers the close code, 1006 without one."""
        while True:
            opcode, payload = await self.receive_frame()
            if opcode == 8:
                self.send_raw(self.frame(8, payload))
                return int.from_bytes(payload[:2], "big") if payload else 1005
            if opcode == -1:
                return 1006

    async def join(self, auth: dict[str, object] | None = None) -> str:
        """Socket.IO CONNECT; answers the sid."""
        self.send("40" + (orjson.dumps(auth).decode() if auth else ""))
        answer = await self.message()
        assert isinstance(answer, str)
        assert answer.startswith("40"), answer
        sid: str = orjson.loads(answer[2:])["sid"]
        return sid

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


async def open_websocket(
    served: Served, query: str = "EIO=4&transport=websocket", head: bytes = b"", behind: bytes = b""
) -> WebSocket:
    """A WebSocket after the handshake; `behind` is sent in one piece with it. `head` adds header lines."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    key = base64.b64encode(os.urandom(16))
    writer.write(
        b"GET /socket.io/?" + query.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1:" + str(served.port).encode()
        + b"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key
        + b"\r\n" + head + b"\r\n" + behind
    )  # fmt: skip
    websocket = WebSocket(reader, writer)
    async with asyncio.timeout(SECONDS):
        websocket.head = await reader.readuntil(b"\r\n\r\n")
    return websocket


async def open_session(served: Served, *, head: bytes = b"") -> tuple[WebSocket, dict[str, Any]]:
    websocket = await open_websocket(served, head=head)
    assert websocket.head.startswith(b"HTTP/1.1 101 "), websocket.head
    opening = await websocket.receive()
    assert isinstance(opening, str)
    assert opening[0] == "0"
    return websocket, orjson.loads(opening[1:])


async def open_probe(served: Served, sid: str) -> WebSocket:
    """A second WebSocket of a polling session, after its probe: the client may upgrade."""
    websocket = await open_websocket(served, f"EIO=4&transport=websocket&sid={sid}")
    websocket.send("2probe")
    assert await websocket.receive() == "3probe"
    return websocket


async def open_client(served: Served) -> WebSocket:
    """A WebSocket that is connected to the main namespace."""
    websocket, _ = await open_session(served)
    await websocket.join()
    return websocket


@asynccontextmanager
async def poller(served: Served) -> AsyncIterator[Poller]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        yield Poller(served, session)


async def echo(served: Served) -> None:
    """Puts an application on the engine that sends every message back, without Socket.IO."""

    def received(connection: EngineConnection, message: Packet) -> None:
        connection.write(Frame(MESSAGE + message if isinstance(message, str) else message))

    served.engine.receiver = received
