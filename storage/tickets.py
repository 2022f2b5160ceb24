"""One-time tickets: 256 random bits, of which Redis has only the hash. A ticket can be used once."""

import hashlib
import secrets
from typing import Final

from sessions.errors import TicketSpent
from storage import keys
from storage.redis.client import Redis
from storage.redis.scripts import load

TTL_SECONDS: Final = 600
_LONGEST: Final = 100  # characters; ours have 43


class Tickets:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def issue(self, purpose: str) -> str:
        """A ticket for `purpose`, valid once, for ten minutes."""
        secret = secrets.token_urlsafe(32)
        key = _key(secret)
        await self._redis.call(key, "SET", key, purpose, "EX", TTL_SECONDS)
        return secret

    async def consume(self, secret: str, purpose: str) -> None:
        """Uses the ticket. Raises TicketSpent when it is used, old, unknown or made for another purpose; in the last
        case it stays valid for its own purpose."""
        if len(secret) > _LONGEST:
            raise TicketSpent
        if not await self._redis.run(load("ticket_spend"), [_key(secret)], purpose):
            raise TicketSpent


def _key(secret: str) -> str:
    return keys.ticket(hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest())
