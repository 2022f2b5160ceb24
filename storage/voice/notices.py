"""What the bot is to tell a chat: an index by time, of closed sessions (`told`), or of sounds that became text and that
nobody has answered yet (`heard`)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from sessions.base.errors import Unavailable
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.schedule import due_entries, groups

log = structlog.get_logger("telegram")

MOST: Final = 100
LATER_MS: Final = 10_000
OLD_MS: Final = 86_400_000
"""What nobody has told for a day, because there was no bot, is not told any more."""


class Notices:
    """An entry begins with the id of its session, and `|` when there is more in it."""

    def __init__(self, redis: Redis, by: str) -> None:
        self._redis = redis
        self._by = by
        self._groups = groups(redis, "voice", by)

    async def look(self, tell: Callable[[str], Awaitable[bool]]) -> None:
        """Lets `tell` have each entry. One that it cannot tell now (false), or at which it raises, is offered again
        after a pause, and holds up no other. Raises Unavailable."""
        for indexes in self._groups:
            for entry in await due_entries(self._redis, indexes, MOST):
                await self._offer(entry, tell)

    async def _offer(self, entry: str, tell: Callable[[str], Awaitable[bool]]) -> None:
        index = keys.index(entry.split("|")[0], "voice", self._by)
        at, (seconds, _) = await asyncio.gather(
            self._redis.call(index, "ZSCORE", index, entry), self._redis.call(index, "TIME")
        )
        if at is None:
            return
        now = int(seconds) * 1000
        if float(at) < now - OLD_MS or await _is_told(entry, tell):
            await self._redis.run(load("telegram/notice_done"), [index], entry, at)
        else:
            await self._redis.call(index, "ZADD", index, "XX", now + LATER_MS, entry)


async def _is_told(entry: str, tell: Callable[[str], Awaitable[bool]]) -> bool:
    try:
        return await tell(entry)
    except Unavailable:
        raise
    except Exception:
        log.exception("telling_failed", entry=entry)
        return False
