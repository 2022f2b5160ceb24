"""Retention, where the operator has set one (D42): what nobody has used for so long goes to its owner's bin, and is
deleted from there after 30 days like everything else. The home page says so two weeks before."""

from collections.abc import Awaitable, Callable
from typing import Final

from sessions.base.errors import Conflict, SessionNotFound
from sessions.base.instant import DAY_MS
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.schedule import Sweep

TOLD_MS: Final = 14 * DAY_MS
"""The home page says so for this long, also of old sessions when a retention is set, or another one."""
SWEPT_AT_ONCE: Final = 20

Retire = Callable[[str, int], Awaitable[object]]
"""Moves a session to the bin of its owners, unless somebody has used it after a time (Unix ms), which its script asks
again."""


class Retention:
    """`days` 0 is never."""

    def __init__(self, redis: Redis, kind: str, days: int, retire: Retire) -> None:
        self._redis = redis
        self._key = keys.retention(kind)
        self._ms = days * DAY_MS
        self._retire = retire
        self._sweep = Sweep(redis, kind, "accessed", most=SWEPT_AT_ONCE)

    async def look(self) -> int:
        """Answers how many have gone. Raises Unavailable."""
        now = await self._now()
        if not self._ms or await self._since(now) + TOLD_MS > now:
            return 0
        return await self._sweep.look(self._take, late_ms=self._ms)

    async def _take(self, session_id: str) -> bool:
        try:
            await self._retire(session_id, await self._now() - self._ms)
        except (Conflict, SessionNotFound):
            return False
        return True

    async def _since(self, now: int) -> int:
        """When this retention was set, Unix ms."""
        stored = await self._redis.call(self._key, "GET", self._key)
        before, since = map(int, stored.split()) if stored is not None else (0, 0)
        if before == self._ms:
            return since
        await self._redis.call(self._key, "SET", self._key, f"{self._ms} {now}")
        return now

    async def _now(self) -> int:
        seconds, micros = await self._redis.call(self._key, "TIME")
        return int(seconds) * 1000 + int(micros) // 1000
