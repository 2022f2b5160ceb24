"""What one process at a time does, of all that could. One that is killed leaves it to others when its lease ends."""

import secrets

from storage.redis.client import Redis
from storage.redis.scripts import load


class Lease:
    """`key` says who holds it, for `ms` at a time."""

    def __init__(self, redis: Redis, key: str, ms: int) -> None:
        self._redis = redis
        self._key = key
        self._ms = ms
        self._me = secrets.token_hex(8)

    async def hold(self) -> bool:
        """Takes or renews it; whether this process has it. Raises Unavailable."""
        return bool(await self._redis.run(load("redis/lease"), [self._key], self._me, self._ms))

    async def release(self) -> None:
        """Another process may take it now. Nothing happens when another one has it. Raises Unavailable."""
        await self._redis.run(load("redis/lease"), [self._key], self._me, 0)
