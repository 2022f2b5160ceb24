"""A client of the product's event path in this process, by the lane in C or by the general path alone: bytes in, calls
and bytes out."""

import asyncio
import random
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Annotated, Any, Literal, cast

import pytest
from pydantic import BaseModel, Field

from auth.blocks import Blocks
from auth.caller import PROGRAM
from auth.tokens import TokenVerifier
from auth.user import User
from handlers.api.call import SocketCall
from handlers.api.contract import Access, EmptyPayload, Raw, SocketEvent, endpoints_of, event
from handlers.script_keys.check import KeyCheck
from server.engine.stream import WebSocketStream
from server.limits import rates
from server.limits.client_limits import ClientLimits
from server.limits.crowds import Crowds
from server.observability.metrics import Metrics
from server.realtime import calls, lane, sockets
from server.realtime.hub import Hub
from server.realtime.sockets import RoomtoneSockets
from sessions.base.errors import Conflict, StorageFull, Unauthorized
from sessions.base.ids import SessionId
from storage.redis.connection import Reply
from tests.server.engine.harness import WebSocket

LIMIT = 2000  # bytes of a message
BURST = 60  # of a client; a stream of events uses it up
TURNS = 8  # of the loop, in which everything is answered


class Anything(BaseModel):
    session_id: SessionId | None = None
    number: int = 0
    share: Annotated[float, Field(ge=-10, le=1e300)] = 0
    text: Annotated[str, Field(max_length=40)] = ""
    what: Literal["a", "b"] | None = None
    free: Any = None
    members: dict[str, Any] = {}


def _reply() -> Reply:
    """One that is there in the loop's next turn."""
    loop = asyncio.get_running_loop()
    reply = Reply(loop=loop)
    reply.resume = None

    def arrive() -> None:
        reply.set_result(None)
        reply.go_on()

    loop.call_soon(arrive)
    return reply


class Handlers:
    """Handlers that end at once, wait, refuse and fail. `seen` has what each was called with."""

    def __init__(self) -> None:
        self.seen: list[tuple[object, ...]] = []

    def note(self, name: str, call: SocketCall, payload: BaseModel) -> None:
        self.seen.append(
            (name, repr(payload), sorted(payload.model_fields_set), call.address, call.user.id, PROGRAM.get())
        )

    @event("echo", access=Access.SIGNED_IN)
    async def echo(self, call: SocketCall, payload: Anything) -> Anything:
        self.note("echo", call, payload)
        return payload

    @event("raw", access=Access.SIGNED_IN, cost=7)
    async def raw(self, call: SocketCall, payload: EmptyPayload) -> Raw[EmptyPayload]:
        self.note("raw", call, payload)
        call.after_ack(lambda: self.seen.append(("after",)))
        return Raw(b'{"long":"%b"}' % (b"x" * 70_000))

    @event("empty", access=Access.SIGNED_IN)
    async def empty(self, call: SocketCall, payload: EmptyPayload) -> EmptyPayload:
        self.note("empty", call, payload)
        return payload

    @event("wait", access=Access.SIGNED_IN)
    async def wait(self, call: SocketCall, payload: Anything) -> Anything:
        self.note("wait", call, payload)
        async with asyncio.timeout(60):  # needs the task that it runs in
            await asyncio.sleep(0)
        self.note("waited", call, payload)
        if payload.number == 7:
            raise Conflict
        return payload

    @event("script", access=Access.SIGNED_IN, one_script=True)
    async def script(self, call: SocketCall, payload: Anything) -> Anything:
        self.note("script", call, payload)
        call.after_ack(lambda: self.seen.append(("after",)))
        await _reply()
        self.note("replied", call, payload)
        if payload.number == 7:
            raise Conflict
        return payload

    @event("refuse", access=Access.SIGNED_IN)
    async def refuse(self, call: SocketCall, payload: Anything) -> Anything:
        self.note("refuse", call, payload)
        raise Conflict("no")

    @event("fail", access=Access.SIGNED_IN)
    async def fail(self, call: SocketCall, payload: Anything) -> Anything:
        raise RuntimeError("nobody is to read this")

    @event("grow", access=Access.SIGNED_IN, grows=True)
    async def grow(self, call: SocketCall, payload: EmptyPayload) -> EmptyPayload:
        self.note("grow", call, payload)
        return payload


NAMES = [one.name for one in endpoints_of(Handlers)]


class _Room:
    is_full = False

    def require(self, *, media: bool = False) -> None:
        if self.is_full:
            raise StorageFull


class _Transport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()
        self.closing = False
        self.paused = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = True

    def can_write_eof(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.paused += 1

    def resume_reading(self) -> None: ...

    def get_write_buffer_size(self) -> int:
        return 0


class _Verifier:
    async def verify(self, token: object) -> User:
        nobody = frozenset[str]()
        return User(str(token), "N", False, None, nobody, nobody, nobody, 4_000_000_000_000)


class _Keys:
    async def user(self, key: str, address: str) -> User:
        raise Unauthorized


class Served:
    """One process's sockets with one client. `ask` feeds chunks of bytes; `told` is everything that came of it."""

    def __init__(
        self, patch: pytest.MonkeyPatch, *, by_lane: bool, crowds: float = 0.0, is_full: bool = False,
        handlers: Any = None, handler_timeout: float = 15.0,
    ) -> None:  # fmt: skip
        self.now = 1000.0
        clock = SimpleNamespace(monotonic=lambda: self.now)
        for module in (sockets, calls, lane, rates):
            patch.setattr(module, "time", clock)
        if not by_lane:
            patch.setattr(lane, "Lane", None)
        self.handlers, self.metrics, self.room = handlers or Handlers(), Metrics(), _Room()
        self.room.is_full = is_full
        free = ClientLimits.unlimited()
        budgets = ClientLimits(
            rates.Rates(2.0, BURST + 5),
            Crowds(crowds),
            free.connections,
            free.subscriptions,
            free.uploads,
            free.intake,
            self.room,
        )
        hub = cast("Hub", SimpleNamespace(has_subscribers=lambda session_id: True))
        self.sockets = RoomtoneSockets(
            {
                one.name: (one, getattr(self.handlers, one.method.__name__))
                for one in endpoints_of(type(self.handlers))
                if isinstance(one, SocketEvent)
            },
            hub=hub,
            verifier=cast("TokenVerifier", _Verifier()),
            keys=cast("KeyCheck", _Keys()),
            blocks=Blocks(),
            address_of=lambda environ: "192.0.2.1",
            token_of=lambda environ: None,
            counts=self.metrics,
            event_rate=(1.0, BURST),
            budgets=budgets,
            engine={"max_http_buffer_size": LIMIT},
            program_of=lambda environ: b"\nsdk 5",
            handler_timeout=handler_timeout,
        )
        self.transport = _Transport()

    async def connect(self) -> None:
        eio = self.sockets.eio
        connection = eio.admit({})
        assert connection is not None
        connection.sid = "sid"
        self.stream = WebSocketStream(connection, LIMIT)
        connection.start(self.stream)
        self.stream.attach(self.transport)
        self.stream.begin()
        await self.ask([WebSocket.frame(1, b'40{"token":"user-1"}')])
        self.connection, self.client = connection, connection.client
        assert self.client is not None
        self.transport.written.clear()

    async def ask(self, chunks: Iterable[bytes]) -> None:
        random.seed(7)  # ids of requests, in errors
        for chunk in chunks:
            self.now += 0.25
            self.stream.data_received(chunk)
            for _ in range(TURNS):
                await asyncio.sleep(0)

    def leave(self) -> None:
        self.stream.connection_lost(None)
        self.sockets.eio.wheel.stop()

    @property
    def taken(self) -> int:
        return 0 if self.sockets.lane is None else self.sockets.lane.taken

    @property
    def told(self) -> dict[str, object]:
        """Bytes, calls, rates, counters, and what else one can see from outside."""
        buckets = [self.client.bucket, *([self.client.share] if self.client.share else [])]
        rows = {name: self.metrics.row(name) for name in (*NAMES, "unknown")}
        return {
            "bytes": bytes(self.transport.written),
            "calls": self.handlers.seen,
            "rates": [(bucket._level, bucket._seen) for bucket in buckets],
            "rows": {name: (row.codes, row.counts, row.seconds) for name, row in rows.items()},
            "closing": (self.transport.closing, self.transport.paused, self.connection.close_reason),
            "counters": (self.sockets.eio.counters.messages_in, self.sockets.eio.counters.bad_packets),
        }
