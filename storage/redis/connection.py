"""One connection to one Redis: commands out in one write per loop tick, replies back in order.

hiredis parses and packs RESP. Compared with redis-py's own connection this saves a task switch and a write per call;
the figures are in docs/decisions/0002-redis-connection.md.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, cast

import hiredis
import structlog

from storage.redis.address import Address
from storage.unavailable import unavailable

log = structlog.get_logger("redis")

MAX_WAITING = 100_000  # calls in flight on one connection; beyond it Redis cannot keep up, and callers are refused
CONNECT_TIMEOUT = 5.0  # seconds
CLOSE_TIMEOUT = 1.0  # seconds for the queued commands to be sent when closing

Argument = str | bytes | int
Command = tuple[Argument, ...]


class RedisError(Exception):
    """Redis answered with an error; the text begins with Redis's error code (`NOSCRIPT`, `MOVED`, …)."""


class Reply(asyncio.Future[Any]):
    """The reply to a command, or its error. `resume`, if it is set, is called at once when either is there, and must
    not raise: so a coroutine that was started by hand goes on without a task, which would be woken a turn later."""

    __slots__ = ("resume",)

    resume: Callable[[], None] | None

    def go_on(self) -> None:
        """To be called when it is done."""
        resume, self.resume = self.resume, None  # which knows the reply: a circle would be the garbage collector's
        if resume is not None:
            resume()


class RedisConnection(asyncio.Protocol):
    """A pipelined connection. With `on_push` it is a subscriber's connection: every reply goes to that function."""

    def __init__(self, on_push: Callable[[list[Any]], None] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._replies = hiredis.Reader(replyError=RedisError)
        self._waiting: deque[Reply] = deque()
        self._out: list[bytes] = []
        self._on_push = on_push
        self._transport: asyncio.Transport | None = None
        self.lost: asyncio.Future[None] = self._loop.create_future()
        self.replies_seen = 0

    @classmethod
    async def open(
        cls, url: str, on_push: Callable[[list[Any]], None] | None = None, *, within: float = CONNECT_TIMEOUT
    ) -> Self:
        """Connects and signs in. `url` is redis://, rediss:// or unix://, with credentials and database if any.

        Raises OSError, TimeoutError after `within` seconds, and RedisError when the credentials are refused; then
        nothing stays open."""
        address = Address.parse(url)
        connection = cls()
        try:
            async with asyncio.timeout(within):
                await connection._connect(address)
                if address.password:
                    await connection.call("AUTH", *([address.username] if address.username else []), address.password)
                if address.database:
                    await connection.call("SELECT", address.database)
        except BaseException:
            connection.abort()
            raise
        connection._on_push = on_push
        return connection

    async def _connect(self, address: Address) -> None:
        if address.path is not None:
            await self._loop.create_unix_connection(lambda: self, address.path)
            return
        secure = ssl.create_default_context() if address.is_secure else None
        await self._loop.create_connection(lambda: self, address.host, address.port, ssl=secure)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_open(self) -> bool:
        return not self.lost.done()

    def call(self, *command: Argument) -> Reply:
        """The reply to one command. Raises RedisError for an error reply, Unavailable when the connection breaks
        first (the command may or may not have been carried out)."""
        return self.ask(command)

    def ask(self, command: Command) -> Reply:
        """Like `call`, for a command that is already a sequence: a script has two dozen arguments."""
        reply = Reply(loop=self._loop)
        reply.resume = None
        if self.lost.done() or len(self._waiting) >= MAX_WAITING:
            cause = "the connection is lost" if self.lost.done() else f"{MAX_WAITING} calls wait for Redis"
            reply.set_exception(unavailable(None, cause))
            return reply
        self._put(command)  # first, because it raises for arguments that cannot be packed, before the reply is queued
        self._waiting.append(reply)
        return reply

    def send(self, *command: Argument) -> None:
        """A command whose reply arrives as a push (SSUBSCRIBE and its kin)."""
        self._put(command)

    def _put(self, command: Command) -> None:
        packed = hiredis.pack_command(command)  # type: ignore[arg-type]  # its stub knows one argument
        if not self._out:
            self._loop.call_soon(self._flush)
        self._out.append(packed)

    def _flush(self) -> None:
        out, self._out = self._out, []
        if out and self._transport is not None and not self.lost.done():
            self._transport.write(b"".join(out))

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def close(self) -> None:
        """Sends the queued commands, if Redis accepts them, and closes."""
        if self._transport is None:
            return
        self._flush()
        self._transport.close()
        await asyncio.wait([self.lost], timeout=CLOSE_TIMEOUT)
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._replies.feed(data)
            while (reply := self._replies.gets()) is not False:
                self._take(reply)
        except hiredis.ProtocolError as error:
            log.error("redis_protocol_error", error=str(error))
            self.abort()

    def _take(self, reply: Any) -> None:
        self.replies_seen += 1
        if self._on_push is not None:
            self._on_push(reply if isinstance(reply, list) else [reply])
            return
        if not self._waiting:  # an error such as "max number of clients reached"
            log.warning("redis_unrequested_reply", reply=str(reply)[:200])
            self.abort()
            return
        waiting = self._waiting.popleft()
        if waiting.done():  # the caller was cancelled
            return
        if isinstance(reply, RedisError):
            waiting.set_exception(reply)
        else:
            waiting.set_result(reply)
        waiting.go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(unavailable(None, exc or "Redis closed the connection"))
                waiting.exception()  # no warning about the exception of a reply that nobody awaits
                waiting.go_on()


class Silence:
    """Finds the connections that had calls waiting at the last check and have received nothing since. A call made
    between two checks has not waited long, and does not count."""

    def __init__(self) -> None:
        self._waited: dict[RedisConnection, int] = {}

    def look(self, connections: Iterable[RedisConnection]) -> list[RedisConnection]:
        waiting = [connection for connection in connections if connection.is_open and connection.waiting]
        dead = [connection for connection in waiting if self._waited.get(connection) == connection.replies_seen]
        self._waited = {connection: connection.replies_seen for connection in waiting}
        return dead


def pairs(flat: Sequence[Any]) -> dict[str, bytes]:
    """The flat reply of HGETALL as a dictionary."""
    return {flat[i].decode(): flat[i + 1] for i in range(0, len(flat), 2)}
