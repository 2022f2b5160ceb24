"""One-time links that sign in: who they sign in lies in Redis under the hash of the link's secret."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import orjson

from auth.user import User, claims_of, user_from_claims
from sessions.base.errors import TicketSpent
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.tickets import TTL_SECONDS, digest, new_secret

Source = Literal["telegram", "device"]
"""Where a link comes from: the bot's `/login`, or `use on another device`."""

_LONGEST: Final = 100  # characters; ours have 43


@dataclass(frozen=True, slots=True)
class Login:
    """Who a link signs in, and where it comes from."""

    user: User
    source: Source


class LoginTickets:
    """Links of 256 random bits, each good once and for ten minutes. Looking at one uses nothing up, so a link preview
    does no harm."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def issue(self, user: User, source: Source) -> str:
        """The secret of a new link that signs in as `user`. Roles stay behind: they end with the sign-in that gave
        them (D26); so does what a provider granted. Signing out all other devices voids the link. The page is
        `/tg_auth?token=<secret>` for Telegram (V6), `/login#<secret>` for a device."""
        secret = new_secret()
        generation = await self._generation(user.id)
        sent = replace(user, roles=frozenset(), generation=generation)
        if user.from_provider or user.generation is None:
            sent = replace(sent, permissions=frozenset(), projects=frozenset(), from_provider=False)
        stored = orjson.dumps({"source": source, "claims": claims_of(sent)})
        key = keys.login(digest(secret))
        await self._redis.call(key, "SET", key, stored, "EX", TTL_SECONDS)
        return secret

    async def _generation(self, user_id: str) -> int:
        key = keys.user(user_id, "identity")
        return int(await self._redis.call(key, "HGET", key, "generation") or 0)

    async def look(self, secret: str) -> Login:
        """Raises TicketSpent when it was used, is old or unknown."""
        key = _key(secret)
        return _login(await self._redis.call(key, "GET", key))

    async def use(self, secret: str) -> Login:
        """Uses the link up. Of several at once, one succeeds. Raises TicketSpent."""
        key = _key(secret)
        return _login(await self._redis.call(key, "GETDEL", key))


def _key(secret: str) -> str:
    if len(secret) > _LONGEST:
        raise TicketSpent
    return keys.login(digest(secret))


def _login(stored: Any) -> Login:
    if stored is None:
        raise TicketSpent
    login = orjson.loads(stored)
    return Login(user_from_claims(login["claims"] | {"exp": 1}), login["source"])
