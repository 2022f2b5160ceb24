"""A connection without sockets: a WebSocket that records the sent frames, and a host that only counts."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiohttp import web

from server.engine.client_queue import ClientQueues
from server.engine.connection import EngineConnection
from server.engine.frame import Frame
from server.engine.outbox import Flusher
from server.engine.packets import Packet
from server.engine.session import Timing
from server.engine.settings import Counters, EngineSettings
from server.engine.wheel import Wheel


class Pipe:
    """A WebSocket's server side. `ready` can be set to false, like a full kernel buffer."""

    name = "websocket"

    def __init__(self, *, has_direct: bool = True) -> None:
        self.ready = True
        self.sent: list[bytes] = []
        self.sends = 0
        self._has_direct = has_direct
        self.goodbyes: list[tuple[int, str]] = []
        self.aborted = False
        self.reading = True
        self.broken = False

    @property
    def direct(self) -> Callable[[bytes], object] | None:
        return self._write if self._has_direct and self.ready else None

    def _write(self, data: bytes) -> None:
        if self.broken:
            raise RuntimeError("unable to perform operation on <TCPTransport closed=True>; the handler is closed")
        self.sends += 1
        self.sent.append(data)

    def send(self, frames: list[Frame]) -> None:
        self._write(b"".join(frame.encoded for frame in frames))

    def buffered(self) -> int:
        return 0

    def bound(self, limit: int) -> None:
        return None

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def goodbye(self, code: int, reason: str) -> None:
        self.goodbyes.append((code, reason))

    def hang_up(self, code: int, reason: str) -> None:
        self.goodbyes.append((code, reason))
        self.aborted = True

    def abort(self) -> None:
        self.aborted = True

    @property
    def packets(self) -> list[Packet]:
        """The frames that a client reads."""
        data, position = b"".join(self.sent), 0
        found: list[Packet] = []
        while position < len(data):
            size, start = data[position + 1], position + 2
            if size == 126:
                size, start = int.from_bytes(data[start : start + 2], "big"), start + 2
            payload = data[start : start + size]
            found.append(payload.decode() if data[position] == 0x81 else payload)
            position = start + size
        return found


class Request:
    """A poll: all that the engine looks at is whether its transport is still there."""

    def __init__(self) -> None:
        self.transport: object | None = object()

    @property
    def typed(self) -> web.Request:
        return cast("web.Request", self)


class Host:
    """The interface that a connection needs from its engine; messages and ends are recorded."""

    def __init__(
        self, timing: Timing | None = None, *, outbox_limit: int = 1024 * 1024, queue_limit: int = 256
    ) -> None:
        self.settings = EngineSettings(
            timing=timing or Timing(),
            max_message=65536,
            outbox_limit=outbox_limit,
            is_ours=lambda origin, request: True,
            refusal=lambda request: None,
            first_message=65536,
            first_messages=256,
        )
        self.counters = Counters()
        self.flusher = Flusher()
        self.client_queues = ClientQueues(queue_limit)
        self.wheel = Wheel(0.01)
        self.time = 1e9  # far ahead of any loop's clock: its timers never fire here, tests call `tick`
        self.messages: list[Packet] = []
        self.ends: list[str] = []
        self.forgotten: list[EngineConnection] = []
        self.gate: asyncio.Event | None = None

    def now(self) -> float:
        return self.time

    def receiver(self, connection: EngineConnection, message: Packet) -> Awaitable[None]:
        return self._receive(message)

    def not_handled(self, connection: EngineConnection, error: BaseException) -> None:
        raise error

    async def _receive(self, message: Packet) -> None:
        if self.gate is not None:
            await self.gate.wait()
        self.messages.append(message)

    def notify_end(self, connection: EngineConnection) -> None:
        self.ends.append(connection.close_reason or "")

    def forget(self, connection: EngineConnection) -> None:
        self.forgotten.append(connection)

    def connect(self, transport: Pipe | None = None) -> EngineConnection:
        connection = EngineConnection(self, "sid", {})
        connection.start(transport)
        connection.settle()
        return connection


def turn(loop: asyncio.AbstractEventLoop, times: int = 1) -> None:
    """Lets the loop run ready callbacks, `times` times."""
    for _ in range(times):
        loop.run_until_complete(_nothing())


async def _nothing() -> Any:
    return None
