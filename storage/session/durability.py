"""Waiting until what is in Redis is on its disk.

One wait serves all callers that come before it begins (a group commit), and no other call waits behind it: Redis is
asked over connections of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from storage.redis import keys, sentinel
from storage.redis.client import Redis
from storage.redis.connection import RedisConnection, RedisError
from storage.redis.run import run_of, run_of_all

WAIT_MS: Final = 3000  # a Redis that syncs never, or once in a while, is not waited for any longer

SyncFiles = Callable[[], Awaitable[bool]]


class Synced(NamedTuple):
    """The run of the store, and whether everything that it had is on its disk."""

    run: str
    is_on_disk: bool


class Disk:
    """`sync` answers whether everything that was in Redis when it began is on the disk at its end; `run` answers the
    run alone."""

    def __init__(self, sync: Callable[[], Awaitable[Synced]], run: Callable[[], Awaitable[str]]) -> None:
        self.run = run
        self._sync = sync
        self._running: asyncio.Task[Synced] | None = None
        self._next: asyncio.Task[Synced] | None = None

    async def reach(self) -> Synced:
        """What `sync` answers. A sync that has begun may miss what was written since, so callers share the next one."""
        if self._next is None:
            self._next = asyncio.create_task(self._after(self._running))
        return await asyncio.shield(self._next)

    async def _after(self, running: asyncio.Task[Synced] | None) -> Synced:
        if running is not None:
            await asyncio.wait([running])
        self._running, self._next = self._next, None
        return await self._sync()


class AppendOnlyFiles:
    """The syncs of Redis: by WAITAOF, or for the embedded one by `sync_files`. WAITAOF waits for the writes of its own
    connection: a write comes first, behind all that was answered before."""

    def __init__(self, redis: Redis, sync_files: SyncFiles | None = None) -> None:
        self._redis = redis
        self._sync_files = sync_files
        self._connections: dict[str, RedisConnection] = {}

    async def sync(self) -> Synced:
        """Nothing is known to be on the disk when a node has no append-only file, could not write it, does not sync it
        in time, does not know WAITAOF, or lacks a replica. Raises Unavailable."""
        nodes = await asyncio.gather(*(self._of_node(address) for address in self._redis.addresses))
        return Synced(run_of_all(one.run for one in nodes), all(one.is_on_disk for one in nodes))

    async def run(self) -> str:
        """Raises Unavailable."""
        nodes = await asyncio.gather(*(self._state_of(address) for address in self._redis.addresses))
        return run_of_all(one.run for one in nodes)

    async def close(self) -> None:
        await asyncio.gather(*(one.close() for one in self._connections.values()), return_exceptions=True)

    async def _connection(self, address: str) -> RedisConnection:
        connection = self._connections.get(address)
        if connection is None or not connection.is_open:
            connection = self._connections[address] = await self._redis.listener(address, None)
        return connection

    async def _state_of(self, address: str) -> Synced:
        return await _state(await self._connection(address))

    async def _of_node(self, address: str) -> Synced:
        connection = await self._connection(address)
        if self._sync_files is not None:
            return await self._of_files(connection, self._sync_files)
        bucket = next(number for number in keys.ALL_BUCKETS if self._redis.address(keys.run_of(number)) == address)
        replicas = await self._replicas(connection)
        try:
            _, (local, remote) = await asyncio.gather(
                connection.call("SET", keys.durable(bucket), "1"), connection.call("WAITAOF", 1, replicas, WAIT_MS)
            )
        except RedisError as error:
            run = (await _state(connection)).run
            if str(error).startswith("READONLY"):
                connection.abort()  # a master that became a replica: find the new one
            return Synced(run, is_on_disk=False)
        state = await _state(connection)
        return Synced(state.run, state.is_on_disk and local >= 1 and remote >= replicas)

    async def _of_files(self, connection: RedisConnection, sync_files: SyncFiles) -> Synced:
        """Redis writes before it answers, but goes on after a write that failed, and tries again later: what it says
        now is about everything that was answered before."""
        state = await _state(connection)
        return Synced(state.run, state.is_on_disk and await sync_files())

    async def _replicas(self, connection: RedisConnection) -> int:
        """How many replicas must have it on their disk too: one where a replica may take over, or has taken over."""
        if self._redis.url.startswith(sentinel.SCHEME):
            return 1
        if not self._redis.is_cluster:
            return 0
        nodes = (await connection.call("CLUSTER", "NODES")).decode().splitlines()
        return int(any(flag in node.split(" ")[2] for node in nodes for flag in ("slave", "fail")))


async def _state(connection: RedisConnection) -> Synced:
    """The run, and whether it has written what it was told to."""
    info: bytes = await connection.call("INFO", "server", "replication", "persistence")
    has_written = b"\r\naof_enabled:1\r\n" in info and b"\r\naof_last_write_status:ok\r\n" in info
    return Synced(run_of(info), has_written)
