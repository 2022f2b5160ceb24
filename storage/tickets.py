"""One-time tickets: 256 random bits, of which Redis keeps only the hash; spent by the first who shows one."""

import hashlib
import secrets
from typing import Final

from sessions.errors import TicketSpent
from storage import keys
from storage.redis.client import Redis

TTL_SECONDS: Final = 600
_LONGEST: Final = 100  # characters; ours have 43


class Tickets:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def issue(self, purpose: str) -> str:
        """A ticket good for `purpose`, once, for ten minutes."""
        secret = secrets.token_urlsafe(32)
        key = _key(secret)
        await self._redis.call(key, "SET", key, purpose, "EX", TTL_SECONDS)
        return secret

    async def spend(self, secret: str, purpose: str) -> None:
        """Burns the ticket. Raises TicketSpent when it is used, old, unknown or meant for something else."""
        if len(secret) > _LONGEST:
            raise TicketSpent
        key = _key(secret)
        found = await self._redis.call(key, "GETDEL", key)
        if found is None or not secrets.compare_digest(found, purpose.encode()):
            raise TicketSpent


def _key(secret: str) -> str:
    return keys.ticket(hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest())
