"""One Engine.IO client with the same interface over both transports."""

import asyncio
import base64
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson

from tests.server.engine.harness import SECONDS, Poller, Served, WebSocket, open_session, poller


class Talker(ABC):
    """`send` sends an Engine.IO packet, `receive` waits for the next one (pings are answered and not returned)."""

    @abstractmethod
    async def send(self, *packets: str | bytes) -> None: ...

    @abstractmethod
    async def _next(self) -> str | bytes: ...

    @abstractmethod
    async def ended(self) -> bool:
        """Waits until the server has ended the connection."""

    async def receive(self) -> str | bytes:
        async with asyncio.timeout(SECONDS):
            while (packet := await self._next()) == "2":
                await self.send("3")
            return packet

    async def join(self, auth: dict[str, object] | None = None) -> str:
        await self.send("40" + (orjson.dumps(auth).decode() if auth is not None else ""))
        answer = await self.receive()
        assert isinstance(answer, str)
        assert answer.startswith("40"), answer
        handshake = orjson.loads(answer[2:])
        assert set(handshake) == {"sid"}
        sid: str = handshake["sid"]
        return sid


class OverWebSocket(Talker):
    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send(self, *packets: str | bytes) -> None:
        for packet in packets:
            self._websocket.send(packet)

    async def _next(self) -> str | bytes:
        return await self._websocket.receive()

    async def ended(self) -> bool:
        await self._websocket.closed()
        return True


class OverPolling(Talker):
    def __init__(self, client: Poller) -> None:
        self._client = client
        self._received: deque[str | bytes] = deque()

    async def send(self, *packets: str | bytes) -> None:
        parts = [p if isinstance(p, str) else "b" + base64.b64encode(p).decode() for p in packets]
        await self._client.post("\x1e".join(parts))

    async def _next(self) -> str | bytes:
        while not self._received:
            status, body = await self._client.poll()
            assert status == 200, body
            for part in body.split("\x1e"):
                self._received.append(base64.b64decode(part[1:]) if part[0] == "b" else part)
        return self._received.popleft()

    async def ended(self) -> bool:
        async with asyncio.timeout(SECONDS):
            while True:
                status, body = await self._client.poll()
                if status == 400 or body.endswith("1"):
                    return True
                if body == "2":
                    await self.send("3")


@asynccontextmanager
async def talk(served: Served, transport: str) -> AsyncIterator[Talker]:
    if transport == "websocket":
        websocket, _ = await open_session(served)
        yield OverWebSocket(websocket)
        await websocket.close()
    else:
        async with poller(served) as client:
            await client.open()
            yield OverPolling(client)
