"""One bot works on a Redis. A person's private chat has the same id with every bot, so a second one would take the
first one's updates and send its answers. Several processes of one bot are fine."""

import asyncio
import time
from contextlib import suppress
from typing import Final

import structlog

from server.settings.errors import CannotStartError
from sessions.base.errors import Unavailable
from storage.telegram.outbox import Outbox

log = structlog.get_logger("telegram")

LEASE_MS: Final = 10_000  # so long after one bot has ended, another may begin


class BotLock:
    """`lease_ms` is for tests."""

    def __init__(self, outbox: Outbox, token: str, lease_ms: int = LEASE_MS) -> None:
        self._outbox = outbox
        self._id = token.partition(":")[0]
        self._lease_ms = lease_ms

    async def begin(self) -> None:
        """Waits for a bot that may have ended just now. Raises CannotStartError for one that works, Unavailable."""
        latest = time.monotonic() + 1.2 * self._lease_ms / 1000
        while (other := await self._holder()) != self._id:
            if time.monotonic() > latest:
                raise _refused(other)
            log.warning("another_bot", bot=other)
            await asyncio.sleep(self._lease_ms / 10_000)

    async def keep(self) -> None:
        """Until it is cancelled. Raises CannotStartError when another bot has come: Redis or Telegram was away."""
        while True:
            with suppress(Unavailable):
                other = await self._holder()
                if other != self._id:
                    raise _refused(other)
            await asyncio.sleep(self._lease_ms / 3_000)

    async def _holder(self) -> str:
        return await self._outbox.bot(self._id, self._lease_ms)


def _refused(other: str) -> CannotStartError:
    return CannotStartError(
        f"Another bot (its id is {other}) works on this Redis. End it, or give this one a Redis of its own: "
        "set REDIS_URL."
    )
