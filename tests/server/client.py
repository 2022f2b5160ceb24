"""A Socket.IO client that sends exactly what a test gives it, and tokens of any kind."""

import asyncio
import io
import itertools
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Self

import aiohttp
import jwt
import orjson

from tests.polling import PATIENCE
from tests.processes import ServerProcess


class RawClient:
    """A WebSocket; pings are answered and not returned."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.packets: list[str] = []
        self._overtaken: list[str] = []

    async def receive(self) -> str | None:
        """The next packet, or None when the connection has ended."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self._socket.receive()
                if message.type is not aiohttp.WSMsgType.TEXT:
                    return None
                if message.data == "2":
                    await self._socket.send_str("3")
                    continue
                self.packets.append(message.data)
                return str(message.data)

    async def send(self, packet: str) -> None:
        await self._socket.send_str(packet)

    async def until(self, beginning: str) -> str:
        """The next packet that begins with this. Raises ConnectionError when the connection ends before."""
        while True:
            packet = await self.receive()
            if packet is None:
                raise ConnectionError(self.packets)
            if packet.startswith(beginning):
                return packet

    async def join(self, auth: dict[str, Any] | None = None) -> Self:
        await self.send("40" + (orjson.dumps(auth).decode() if auth is not None else ""))
        await self.until("40")
        return self

    async def ask(self, event: str, *arguments: Any) -> dict[str, Any]:
        """The ack."""
        return await self.ask_raw(orjson.dumps([event, *arguments]).decode())

    async def ask_raw(self, json: str) -> dict[str, Any]:
        number = next(self._numbers)
        await self.send(f"42{number}{json}")
        before = len(self.packets)
        packet = await self.until(f"43{number}[")
        self._overtaken += [received for received in self.packets[before:] if received.startswith("42[")]
        (ack,) = orjson.loads(packet[packet.index("[") :])
        return dict(ack)

    async def event(self, name: str) -> dict[str, Any]:
        """The payload of the next event of this name. The bus may bring one before the ack that was awaited."""
        beginning = f'42["{name}"'
        for packet in self._overtaken:
            if packet.startswith(beginning):
                self._overtaken.remove(packet)
                break
        else:
            packet = await self.until(beginning)
        return dict(orjson.loads(packet[2:])[1])


@asynccontextmanager
async def connected(url: str, **headers: str) -> AsyncIterator[RawClient]:
    """A client whose Engine.IO session is open."""
    async with aiohttp.ClientSession() as session:
        address = f"{url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket"
        async with session.ws_connect(address, headers=headers, max_msg_size=0) as socket:
            client = RawClient(socket)
            await client.until("0")
            yield client


@asynccontextmanager
async def joined(server: ServerProcess, sub: str = "user-1", **claims: Any) -> AsyncIterator[RawClient]:
    async with connected(server.url) as client:
        yield await client.join({"token": a_token(server.data_dir, sub, **claims)})


def a_token(data_dir: Path, sub: str = "user-1", ttl: float = 3600, **claims: Any) -> str:
    """A token that the server with this data folder accepts as its own."""
    now = time.time()
    secret = (data_dir / "secret").read_bytes().strip()
    return jwt.encode({"sub": sub, "name": sub, "iat": int(now), "exp": now + ttl, **claims}, secret, "HS256")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Browser:
    """Requests to one server, without a cookie jar: a request has only what the test gives."""

    def __init__(self, server: ServerProcess, session: aiohttp.ClientSession) -> None:
        self.server = server
        self._session = session

    async def ask(
        self, verb: str, path: str, *, json: Any = None, data: bytes | None = None, **headers: Any
    ) -> "Answer":
        """`headers`: a text, or several for several lines of one name."""
        lines = {name.replace("_", "-"): [v] if isinstance(v, str) else v for name, v in headers.items()}
        lines.setdefault("Accept", ["application/json"])
        async with self._session.request(
            verb,
            f"{self.server.url}{path}",
            json=json,
            data=data and io.BytesIO(data),
            headers=[(name, line) for name, some in lines.items() for line in some],
            allow_redirects=False,
        ) as response:
            return Answer(response.status, response.headers, await response.read())

    def signed_in(self, sub: str = "user-1", **claims: Any) -> dict[str, Any]:
        return bearer(a_token(self.server.data_dir, sub, **claims))

    def cookie(self, sub: str = "user-1") -> dict[str, Any]:
        return {"Cookie": f"roomtone_token={a_token(self.server.data_dir, sub)}"}


@asynccontextmanager
async def browsing(server: ServerProcess) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(server, session)


class Answer:
    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> dict[str, Any]:
        value: dict[str, Any] = orjson.loads(self.body)
        return value

    @property
    def cookies(self) -> SimpleCookie:
        return SimpleCookie(self.headers.get("Set-Cookie", ""))
