"""A WebSocket by aiohttp's own classes, for when its transport cannot be taken over. Slower, but equal."""

import asyncio
from collections import deque

from aiohttp import WebSocketError, WSMsgType, web

from server.engine import websocket
from server.engine.frame import Frame
from server.engine.stream import Listener


class AiohttpTransport:
    """A `WebSocketTransport` over a prepared WebSocketResponse. `run` runs as long as the WebSocket is open."""

    __slots__ = ("_end", "_listener", "_queue", "_reading", "_wake", "_ws", "ready")

    name = "websocket"
    direct = None  # every send of aiohttp's is awaited

    def __init__(self, listener: Listener, ws: web.WebSocketResponse) -> None:
        self._listener: Listener | None = listener
        self._ws = ws
        self._queue: deque[Frame] = deque()
        self._wake = asyncio.Event()
        self._reading = asyncio.Event()
        self._reading.set()
        self._end: tuple[int, str] | None = None
        self.ready = True

    async def run(self) -> None:
        """Reads until the end, and writes at the same time."""
        writer = asyncio.create_task(self._write())
        try:
            await self._read()
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self.ready = False
            listener, self._listener = self._listener, None
            if listener is not None:
                listener.lost(self)

    async def _read(self) -> None:
        async for message in self._ws:
            await self._reading.wait()
            listener = self._listener
            if listener is None:
                return
            if message.type is WSMsgType.TEXT or message.type is WSMsgType.BINARY:
                listener.received(self, message.data)
            elif message.type is WSMsgType.ERROR:
                if isinstance(message.data, WebSocketError):
                    listener.violated(self, message.data.code, "protocol error")
                return

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                frame = self._queue.popleft()
                if isinstance(frame.packet, str):
                    await self._ws.send_str(frame.packet)
                else:
                    await self._ws.send_bytes(frame.packet)
            if self._end is not None:
                code, reason = self._end
                await self._ws.close(code=code, message=reason.encode())
                return
            self.ready = True
            if self._listener is not None:
                self._listener.writable(self)

    def send(self, frames: list[Frame]) -> None:
        if self._ws.closed:
            raise ConnectionResetError("the WebSocket is closed")
        self._queue.extend(frames)
        # Until the writer has sent these, later frames wait in the outbox, where they are counted.
        self.ready = False
        self._wake.set()

    def buffered(self) -> int:
        return sum(frame.size for frame in self._queue)

    def pause_reading(self) -> None:
        self._reading.clear()

    def resume_reading(self) -> None:
        self._reading.set()

    def goodbye(self, code: int, reason: str) -> None:
        if self._end is None:
            self._end = (code if code != websocket.NO_STATUS else websocket.NORMAL, reason)
            self.ready = False
            self._reading.set()
            self._wake.set()

    def hang_up(self, code: int, reason: str) -> None:
        self._listener = None
        self.goodbye(code, reason)

    def abort(self) -> None:
        self._listener = None
        self.ready = False
        self._queue.clear()
        if self._ws._req is not None and self._ws._req.transport is not None:
            self._ws._req.transport.abort()
