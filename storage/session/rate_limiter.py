"""Limits that all processes share: how often something may be done within a sliding window."""

from sessions.base.errors import RateLimited
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load


class RateLimiter:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def consume(self, what: str, who: str, *, most: int, seconds: int) -> None:
        """Counts one action `what` by `who`. Raises RateLimited with the seconds to wait when there were `most` within
        the last `seconds`. A limit of 0 means none."""
        if not most:
            return
        wait_ms = await self._redis.run(load("session/limit"), [keys.limit(what, who)], most, seconds * 1000)
        if wait_ms:
            raise RateLimited(retry_after=-(-int(wait_ms) // 1000))
