"""The real product for a measurement: a Redis, `python -m server web`, one stream, and clients as light as can be."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp
import orjson

from bench.usage import QUIET, cpu
from server.redis_binary import redis_binary

ROOT = Path(__file__).parents[1]
SECRET = "a secret of the benchmark, longer than thirty-two bytes"
PATIENCE = 120.0  # seconds for anything to happen
FREE = {
    "ROOMTONE_SECRET": SECRET,
    "ROOMTONE_CREATE_LIMIT": "0",
    "ROOMTONE_EVENT_RATE": "1e9",
    "ROOMTONE_EVENT_BURST": "1000000000",
    "ROOMTONE_USER_EVENT_RATE": "1e9",
    "ROOMTONE_USER_EVENT_BURST": "1000000000",
    "ROOMTONE_LOG_LEVEL": "error",
}


class Viewer(asyncio.Protocol):
    """A WebSocket client that counts the events it hears, and reads nothing of them."""

    def __init__(self, crowd: "Crowd") -> None:
        self._crowd = crowd
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36\r\n"
            b"Accept-Language: en-US,en;q=0.9\r\nCache-Control: no-cache\r\n\r\n"
        )

    def say(self, text: str) -> None:
        body = text.encode()
        length = bytes([128 | len(body)]) if len(body) < 126 else bytes([254]) + len(body).to_bytes(2, "big")
        if self._transport is not None:
            self._transport.write(b"\x81" + length + b"\0\0\0\0" + body)  # a mask of zeros masks nothing

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, _, rest = self._buffer.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 101"):
                raise RuntimeError(head.decode())
            self._buffer, self._is_open = rest, True
        while (frame := self._frame()) is not None:
            self._take(frame)

    def _frame(self) -> bytes | None:
        data = self._buffer
        if len(data) < 2:
            return None
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + size:
            return None
        self._buffer = data[start + size :]
        return data[start : start + size]

    def _take(self, frame: bytes) -> None:
        crowd = self._crowd
        if frame.startswith(b"42"):
            crowd.heard += 1
        elif frame.startswith(b"40"):
            if crowd.session_id:
                self.say(f'420["subscribe_on_session",{{"session_id":"{crowd.session_id}"}}]')
            else:
                crowd.settled += 1
        elif frame.startswith(b"43"):
            crowd.settled += 1
        elif frame.startswith(b"0{"):
            self.say(f'40{{"token":"{crowd.token}"}}')
        elif frame == b"2":
            self.say("3")
        crowd.look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.lost += 1

    def leave(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Crowd:
    """`size` viewers of a session; with no session, they connect and say who they are."""

    def __init__(self, port: int, token: str, session_id: str = "") -> None:
        self.token = token
        self.session_id = session_id
        self.heard = self.settled = self.lost = 0
        self._port = port
        self._viewers: list[Viewer] = []
        self._waiting: tuple[str, int, asyncio.Future[None]] | None = None

    async def join(self, size: int, at_once: int = 64) -> Self:
        """Returns when all have joined, `at_once` at a time."""
        loop = asyncio.get_running_loop()
        while len(self._viewers) < size:
            several = min(at_once, size - len(self._viewers))
            pairs = await asyncio.gather(
                *(loop.create_connection(lambda: Viewer(self), "127.0.0.1", self._port) for _ in range(several))
            )
            self._viewers += [viewer for _, viewer in pairs]
            await self.until("settled", len(self._viewers))
        return self

    async def until(self, what: str, count: int) -> None:
        if getattr(self, what) < count:
            self._waiting = (what, count, asyncio.get_running_loop().create_future())
            async with asyncio.timeout(PATIENCE):
                await self._waiting[2]

    def look(self) -> None:
        if self._waiting is not None and getattr(self, self._waiting[0]) >= self._waiting[1]:
            waiting, self._waiting = self._waiting, None
            waiting[2].set_result(None)

    def leave(self) -> None:
        for viewer in self._viewers:
            viewer.leave()


class Product:
    """A running server. `prelude` is Python that runs in it first."""

    def __init__(self, folder: Path, prelude: str = "", **settings: str) -> None:
        self.redis_socket = folder / "r.sock"
        self.pid = self.redis_pid = self.port = 0
        self._folder = folder
        self._prelude = prelude
        self._settings = settings
        self._processes: list[asyncio.subprocess.Process] = []

    async def start(self) -> Self:
        options = ["--port", "0", "--unixsocket", str(self.redis_socket), "--dir", str(self._folder), "--save", ""]
        options += ["--appendonly", "yes", "--appendfsync", "everysec", "--logfile", str(self._folder / "log")]
        redis = await asyncio.create_subprocess_exec(str(redis_binary()), *options)
        self._processes.append(redis)
        self.redis_pid = redis.pid
        async with asyncio.timeout(PATIENCE):
            while not self.redis_socket.exists():  # noqa: ASYNC110 - another process makes it
                await asyncio.sleep(0.01)
        environment = os.environ | FREE | self._settings
        environment |= {"PORT": "0", "REDIS_URL": f"unix://{self.redis_socket}", "ROOMTONE_DATA_DIR": str(self._folder)}
        code = f"{self._prelude}\nimport sys\nfrom server.__main__ import main\nsys.exit(main(['web']))"
        server = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
        )
        self._processes.append(server)
        assert server.stdout is not None
        self.pid = server.pid
        self.port = int((await server.stdout.readline()).decode().rstrip("/\n").rpartition(":")[2])
        return self

    async def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
            await process.wait()


class Stream:
    """A started clip session and its owner, who speaks over HTTP."""

    def __init__(self, product: Product, http: aiohttp.ClientSession) -> None:
        self._base = f"http://127.0.0.1:{product.port}"
        self._http = http
        self.token = self.id = ""

    async def start(self) -> Self:
        self.token = (await self.ask("/api/auth/guest"))["token"]
        self.id = (await self.ask("/api/clip-sessions"))["id"]
        await self.ask(f"/api/clip-sessions/{self.id}/start")
        return self

    async def ask(self, path: str, body: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self._http.post(self._base + path, json=body or {}, headers=headers) as response:
            if response.status >= 400:
                raise RuntimeError(await response.text())
            answer: dict[str, Any] = orjson.loads(await response.read())
            return answer

    async def change(self, times: int) -> None:
        """So many events for everybody, one after the other: a break begins, a break ends."""
        for number in range(times):
            await self.ask(f"/api/clip-sessions/{self.id}/{'resume' if number % 2 else 'pause'}")


@asynccontextmanager
async def product(prelude: str = "", **settings: str) -> AsyncIterator[tuple[Product, Stream]]:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        running = Product(Path(folder), prelude, **settings)
        try:
            await running.start()
            async with aiohttp.ClientSession() as http:
                yield running, await Stream(running, http).start()
        finally:
            await running.stop()


async def quiet(pid: int) -> float:
    """The CPU that a process has had, once it has nothing to do any more."""
    before, until = cpu(pid), time.monotonic() + 20
    while time.monotonic() < until:
        await asyncio.sleep(0.25)
        after = cpu(pid)
        if after - before < QUIET:
            return after
        before = after
    return before
