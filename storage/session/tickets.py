"""One-time tickets: 256 random bits, of which Redis has only the hash. A ticket can be used once."""

import hashlib
import secrets
from typing import Final

from sessions.base.errors import TicketSpent
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load

TTL_SECONDS: Final = 600
_LONGEST: Final = 100  # characters; ours have 43


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class Tickets:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def issue(self, purpose: str, secret: str | None = None) -> str:
        """A ticket for `purpose`, valid once, for ten minutes; `secret` comes from `new_secret`."""
        secret = secret or new_secret()
        key = _key(secret)
        await self._redis.call(key, "SET", key, purpose, "EX", TTL_SECONDS)
        return secret

    async def consume(self, secret: str, purpose: str) -> None:
        """Uses the ticket. Raises TicketSpent when it is used, old, unknown or made for another purpose; in the last
        case it stays valid for its own purpose."""
        if len(secret) > _LONGEST:
            raise TicketSpent
        if not await self._redis.run(load("session/ticket_spend"), [_key(secret)], purpose):
            raise TicketSpent


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _key(secret: str) -> str:
    return keys.ticket(digest(secret))
