"""Redis for the stores: `call` runs a command, `run` a script, on a single Redis, a Cluster or behind Sentinels.

Addresses: redis://, rediss:// and unix:// (a single Redis or any node of a Cluster, which is detected), and
redis+sentinel:// (storage/redis/sentinel.py).
"""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

import structlog

from sessions.base.errors import Refusal, Unavailable
from storage.redis import keys, sentinel
from storage.redis.connection import Argument, Command, RedisConnection, RedisError, Silence
from storage.redis.run import run_of
from storage.redis.scripts import HEARD_FIRST, Script, failed_at, refusal
from storage.redis.topology import SINGLE, Slots
from storage.unavailable import unavailable

log = structlog.get_logger("redis")

MAX_REDIRECTS = 5  # redirections while slots move; more than this is a loop
OLDEST = (7, 0)

# Errors of a Redis that cannot carry out a command now and changed nothing: try again later. The last one is for a
# script whose keys are moving to another node.
BUSY = ("READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "OOM", "MISCONF", "NOREPLICAS", "BUSY")
IN_TRANSIT = "access a non local key"


@dataclass(frozen=True, slots=True)
class RedisTimeouts:
    """Timeouts, in seconds."""

    connect: float = 5.0  # for a connection, its credentials and the first answers
    stall: float = 5.0  # with calls waiting and no reply at all; after that a connection counts as dead
    retry: float = 2.0  # the longest pause between attempts to reach a lost Redis, with full jitter
    refresh: float = 0.1  # the shortest pause between reads of a Cluster's slots


class Redis:
    """One pipelined connection for each node; the calls of one loop tick are sent in one write."""

    def __init__(self, url: str, timeouts: RedisTimeouts = RedisTimeouts()) -> None:
        self._url = url
        self._timeouts = timeouts
        self._connections: dict[str, RedisConnection] = {}
        self._opening: dict[str, asyncio.Task[RedisConnection]] = {}
        self._retry_at: dict[str, float] = {}
        self._loading: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._slots: Slots | None = None  # None for a single Redis
        self._refreshing: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self.observe: Callable[[str, float], None] = lambda name, seconds: None
        self.on_moved: Callable[[], None] = lambda: None

    @classmethod
    async def connect(cls, url: str, timeouts: RedisTimeouts = RedisTimeouts()) -> Self:
        """Raises Unavailable when nothing answers there, RuntimeError when the server is too old."""
        redis = cls(url, timeouts)
        await redis._open(SINGLE)
        for address in redis.addresses:
            try:
                await redis._open(address)
            except Unavailable:
                log.warning("cluster_node_away")  # the other nodes serve their buckets
        redis._watch = asyncio.create_task(redis._drop_stalled(), name="redis-watch")
        return redis

    @property
    def url(self) -> str:
        """The address it was made with, credentials included: for a library with its own connections."""
        return self._url

    @property
    def is_cluster(self) -> bool:
        return self._slots is not None

    async def close(self) -> None:
        tasks = [*self._opening.values(), *self._loading.values()]
        tasks += [task for task in (self._watch, self._refreshing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(
            *tasks, *(connection.close() for connection in self._connections.values()), return_exceptions=True
        )

    # --- calls -----------------------------------------------------------------------------------------------------

    async def call(self, key: str, *command: Argument) -> Any:
        """The reply to `command`, which touches `key`."""
        address = self.address(key)
        try:
            return await self._ask(address, command)
        except RedisError as error:
            return await self._ask_elsewhere(error, address, command)

    def ask(self, address: str, *command: Argument) -> Awaitable[Any]:
        """A command to one of `addresses` itself, which touches none of our keys."""
        return self._ask(address, command)

    def _ask(self, address: str, command: Command) -> Awaitable[Any]:
        """Calls the node at `address`; without a coroutine when the connection is open."""
        connection = self._connections.get(address)
        return (
            connection.ask(command)
            if connection is not None and connection.is_open
            else self._open_and_ask(address, command)
        )

    async def _open_and_ask(self, address: str, command: Command, *, asking: bool = False) -> Any:
        connection = await self._open(address)
        if asking:
            _, reply = await asyncio.gather(connection.call("ASKING"), connection.ask(command))
            return reply
        return await connection.ask(command)

    async def _ask_elsewhere(self, error: RedisError, address: str, command: Command) -> Any:
        """Follows the redirection `error` of the node at `address`."""
        for _ in range(MAX_REDIRECTS - 1):
            address, asking = self._redirected(error, address)
            try:
                return await self._open_and_ask(address, command, asking=asking)
            except RedisError as again:
                error = again
        self._redirected(error, address)
        raise unavailable(None, error)

    async def run(self, script: Script, session_keys: Sequence[str], *arguments: Argument) -> Any:
        """Runs a script on the node of its first key. Raises the Refusal that the script answers, RedisError with the
        file and line for an error in the script."""
        started = time.perf_counter()
        key = session_keys[0]
        address = self.address(key)
        command = ("EVALSHA", script.sha, len(session_keys), *session_keys, *arguments)
        try:
            reply = await self._ask(address, command)
        except RedisError as error:
            try:
                reply = await self._run_elsewhere(error, address, script, key, command)
            except RedisError as last:
                if at := failed_at(script, str(last)):
                    raise RedisError(f"{script.name} failed at {at}: {last}") from last
                raise
        self.observe(script.name, time.perf_counter() - started)
        if isinstance(reply, list) and reply and reply[0] == b"refused":
            raise refusal(reply[1:])
        if script.name in HEARD_FIRST:
            await self._written_to_all(address)
        return reply

    async def _written_to_all(self, address: str) -> None:
        """Redis answers in a later turn of its loop, so what a script published is in every subscriber's socket."""
        with suppress(Refusal, RedisError):
            await self._ask(address, ("PING",))

    async def _run_elsewhere(self, error: RedisError, address: str, script: Script, key: str, command: Command) -> Any:
        """Runs a script again after the node at `address` refused it: it does not know the script, or does not have the
        key."""
        try:
            if not str(error).startswith("NOSCRIPT"):
                return await self._ask_elsewhere(error, address, command)
        except RedisError as again:
            if not str(again).startswith("NOSCRIPT"):
                raise
        await self._load(script, self.address(key))
        try:
            return await self.call(key, *command)
        except RedisError as again:
            if not str(again).startswith("NOSCRIPT"):
                raise
        return await self.call(key, "EVAL", script.source, *command[2:])  # the key has just moved to this node

    async def _load(self, script: Script, address: str) -> None:
        """Loads a script into a node that does not know it, once for all who wait for it."""
        loading = self._loading.get((address, script.sha))
        if loading is None:
            loading = self._loading[address, script.sha] = asyncio.create_task(self._give(script, address))
            loading.add_done_callback(lambda _: self._loading.pop((address, script.sha), None))
        await asyncio.shield(loading)

    async def _give(self, script: Script, address: str) -> None:
        connection = await self._open(address)
        try:
            # Behind a proxy, a Redis may have restarted without our connection noticing: its run id becomes part of
            # every epoch before anything can be written to it (docs/decisions/0003-positions.md).
            await self._greet(connection, address)
            await connection.call("SCRIPT", "LOAD", script.source)
        except RedisError as error:
            if failed_at(script, str(error)):
                raise
            raise unavailable(f"Redis takes no scripts: {error}", error) from error

    def address(self, key: str) -> str:
        return SINGLE if self._slots is None else self._slots.address(key)

    @property
    def addresses(self) -> set[str]:
        """The nodes that have at least one of our buckets."""
        return {SINGLE} if self._slots is None else {self.address(keys.run_of(number)) for number in keys.ALL_BUCKETS}

    async def listener(self, address: str, on_push: Callable[[list[Any]], None] | None) -> RedisConnection:
        """A connection of its own for subscriptions on the node at `address`; without `on_push` for calls that others
        must not wait behind. Raises Unavailable."""
        try:
            return await self._reach(address, on_push)
        except (OSError, TimeoutError, RedisError, Unavailable) as error:
            self.look_again()
            raise unavailable(f"Redis cannot be reached: {error}", error) from error

    # --- topology --------------------------------------------------------------------------------------------------

    def _redirected(self, error: RedisError, address: str) -> tuple[str, bool]:
        """The node to ask next, and whether with ASKING. Raises errors for which no other node helps."""
        text = str(error)
        code, *rest = text.split(" ")
        if self._slots is not None and code == "MOVED":
            moved_to = self._slots.url(rest[1])
            if self._slots.move(int(rest[0]), moved_to):
                self.look_again(moved_to)
            return moved_to, False
        if self._slots is not None and code == "ASK":
            return self._slots.url(rest[1]), True
        if code in BUSY or IN_TRANSIT in text:
            if code == "READONLY" and (connection := self._connections.get(address)):
                connection.abort()  # a master that became a replica: find the new one
            raise unavailable(None, error) from error
        raise error

    def look_again(self, first: str = SINGLE) -> None:
        """Reads the slots of a Cluster soon, from the node at `first` or any other that answers."""
        if self._slots is not None and self._refreshing is None:
            self._refreshing = asyncio.create_task(self._refresh(self._slots, first), name="redis-slots")
            self._refreshing.add_done_callback(self._refreshed)

    def _refreshed(self, task: asyncio.Task[None]) -> None:
        self._refreshing = None
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("slots_not_read", exc_info=error)

    async def _refresh(self, slots: Slots, first: str) -> None:
        # MOVED has given the node of one slot; the listeners are notified at once, and one read of all slots serves
        # many calls.
        self.on_moved()
        await asyncio.sleep(self._timeouts.refresh)
        reachable = [address for address, connection in self._connections.items() if connection.is_open]
        for address in dict.fromkeys([first, *reachable, SINGLE]):
            try:
                async with asyncio.timeout(self._timeouts.connect):
                    connection = await self._open(address)
                    has_moved = slots.read(await connection.call("CLUSTER", "SLOTS"))
            except (Unavailable, RedisError, TimeoutError):
                continue
            if has_moved:
                self.on_moved()
            return

    # --- connections -----------------------------------------------------------------------------------------------

    async def _open(self, address: str) -> RedisConnection:
        """The open connection to a node; all callers wait for the same attempt. Raises Unavailable."""
        connection = self._connections.get(address)
        if connection is not None and connection.is_open:
            return connection
        opening = self._opening.get(address)
        if opening is None:
            if time.monotonic() < self._retry_at.get(address, 0.0):
                raise Unavailable  # the attempt before is in the log
            opening = self._opening[address] = asyncio.create_task(self._connect(address), name="redis-connect")
            opening.add_done_callback(lambda task: self._opened(address, task))
        return await asyncio.shield(opening)

    def _opened(self, address: str, task: asyncio.Task[RedisConnection]) -> None:
        self._opening.pop(address, None)
        if task.cancelled():
            return
        if task.exception() is None:
            self._connections[address] = task.result()
        else:
            self._retry_at[address] = time.monotonic() + random.uniform(0, self._timeouts.retry)  # noqa: S311 - jitter
            if self._refreshing is None:
                self.look_again()  # its slots may have another master by now

    async def _connect(self, address: str) -> RedisConnection:
        connection: RedisConnection | None = None
        try:
            async with asyncio.timeout(self._timeouts.connect):
                connection = await self._reach(address)
                await self._greet(connection, address)
        except BaseException as error:
            if connection is not None:
                connection.abort()
            if isinstance(error, OSError | TimeoutError | Refusal | RedisError):
                raise unavailable(f"Redis cannot be reached: {error}", error) from error
            raise
        return connection

    async def _reach(self, address: str, on_push: Callable[[list[Any]], None] | None = None) -> RedisConnection:
        url = address or self._url
        if url.startswith(sentinel.SCHEME):
            url = await sentinel.master_url(url, self._timeouts.connect / 2)
        return await RedisConnection.open(url, on_push, within=self._timeouts.connect)

    async def _greet(self, connection: RedisConnection, address: str) -> None:
        """Reads which Redis answers, and writes its run id into the buckets that it owns, before any other write."""
        server, replication, cluster = await asyncio.gather(
            *(connection.call("INFO", section) for section in ("server", "replication", "cluster"))
        )
        version = re.search(rb"redis_version:(\d+)\.(\d+)", server)
        if version is None or (int(version[1]), int(version[2])) < OLDEST:
            raise RuntimeError("Roomtone needs Redis 7.0 or newer, or Valkey 7.2 or newer")
        if address == SINGLE and b"cluster_enabled:1" in cluster:
            if self._slots is None:
                slots = Slots(self._url)
                slots.read(await connection.call("CLUSTER", "SLOTS"))
                self._slots = slots
            return  # the seed is asked for the slots; each node is then checked under its own address
        own = [key for key in map(keys.run_of, keys.ALL_BUCKETS) if self.address(key) == address]
        run = run_of(server + replication)
        answers = await asyncio.gather(*(connection.call("SET", key, run) for key in own), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException) and not str(answer).startswith(("MOVED", "ASK", "TRYAGAIN")):
                raise answer

    async def _drop_stalled(self) -> None:
        """A Redis that hangs is treated as gone: its calls get Unavailable instead of waiting for ever."""
        silence = Silence()
        while True:
            await asyncio.sleep(self._timeouts.stall)
            for connection in silence.look(self._connections.values()):
                log.warning("redis_stalled", waiting=connection.waiting)
                connection.abort()
