"""Looks over and over at one index by time, for what is due: every process does, and a lease in the script of each work
decides who takes it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from sessions.base.errors import Refusal
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from storage.session.pace import Pace
from storage.session.schedule import due_entries, turns

log = structlog.get_logger("looks")

INTERVAL: Final = 0.25  # seconds between looks: 0.3 ms of Redis for all buckets
FOUND_AT_ONCE: Final = 64


class Looks:
    """With a `pace` the entries of a look are taken one after the other, and everybody else waits less behind their
    scripts; without one, together."""

    def __init__(
        self, redis: Redis, kind: str, by: str, take: Callable[[str], Awaitable[object]], *, pace: Pace | None = None
    ) -> None:
        self._redis = redis
        self._index = f"{kind}:{by}"
        self._take = take
        self._pace = pace
        self._turns = turns(redis, kind, by)

    async def run(self) -> None:
        """Runs until it is cancelled."""
        while True:
            count = 0
            try:
                count = await self.look()
            except (Refusal, RedisError) as error:
                log.debug("looks_wait", index=self._index, error=str(error))  # Redis is away: what is noted stays noted
            except Exception:
                log.exception("look_failed", index=self._index)  # it must not stop the looks for good
            await asyncio.sleep(0 if count >= FOUND_AT_ONCE else INTERVAL * random.uniform(0.8, 1.2))  # noqa: S311

    async def look(self) -> int:
        """Answers how many were due. Raises Unavailable."""
        count = 0
        for indexes in next(self._turns):
            entries = await due_entries(self._redis, indexes, FOUND_AT_ONCE)
            if self._pace is None:
                await asyncio.gather(*(self._safely(entry) for entry in entries))
            else:
                for entry in entries:
                    async with self._pace.step():
                        await self._safely(entry)
            count += len(entries)
        return count

    async def _safely(self, entry: str) -> None:
        """One that fails holds up no other."""
        try:
            await self._take(entry)
        except Refusal:
            return  # Redis is away: the lease ends, and it is done again
        except Exception:
            log.exception("work_not_done", index=self._index)
