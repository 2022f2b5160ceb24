"""Waiting until what is in Redis is on its disk.

One wait serves all callers that come before it begins (a group commit), and no other call waits behind it: Redis is
asked over connections of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisConnection, RedisError

WAIT_MS: Final = 3000  # a Redis that syncs never, or once in a while, is not waited for any longer


class Disk:
    """`sync` answers whether everything that was in Redis when it began is on the disk at its end."""

    def __init__(self, sync: Callable[[], Awaitable[bool]]) -> None:
        self._sync = sync
        self._running: asyncio.Task[bool] | None = None
        self._next: asyncio.Task[bool] | None = None

    async def reach(self) -> bool:
        """What `sync` answers. A sync that has begun may miss what was written since, so callers share the next one."""
        if self._next is None:
            self._next = asyncio.create_task(self._after(self._running))
        return await asyncio.shield(self._next)

    async def _after(self, running: asyncio.Task[bool] | None) -> bool:
        if running is not None:
            await asyncio.wait([running])
        self._running, self._next = self._next, None
        return await self._sync()


class AppendOnlyFiles:
    """The syncs of a Redis that is not ours. WAITAOF waits for the writes of its own connection: a write comes first,
    behind all that was answered before."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._connections: dict[str, RedisConnection] = {}

    async def sync(self) -> bool:
        """False when a node has no append-only file, does not sync it in time, or does not know WAITAOF. Raises
        Unavailable."""
        reached = await asyncio.gather(*(self._of_node(address) for address in self._redis.addresses))
        return all(reached)

    async def close(self) -> None:
        await asyncio.gather(*(one.close() for one in self._connections.values()), return_exceptions=True)

    async def _of_node(self, address: str) -> bool:
        connection = self._connections.get(address)
        if connection is None or not connection.is_open:
            connection = self._connections[address] = await self._redis.listener(address, None)
        bucket = next(number for number in keys.ALL_BUCKETS if self._redis.address(keys.run_of(number)) == address)
        try:
            _, reply = await asyncio.gather(
                connection.call("SET", keys.durable(bucket), "1"), connection.call("WAITAOF", 1, 0, WAIT_MS)
            )
        except RedisError:
            return False
        return bool(reply[0] >= 1)
