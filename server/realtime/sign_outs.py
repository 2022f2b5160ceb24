"""Which identities were signed out elsewhere: each process reads their list in the background."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from auth.generations import Generations
from sessions.errors import Refusal
from storage.identities import Identities
from storage.redis.connection import RedisError

log = structlog.get_logger("sign_outs")

# One XRANGE each; a signed-out device is refused after this at the latest, while Redis answers.
LOOK_SECONDS: Final = 2.0
ROWS: Final = 1000


class SignOuts:
    def __init__(self, identities: Identities, generations: Generations, on_found: Callable[[], None]) -> None:
        """`on_found`: ends the connections whose tokens are refused now."""
        self._identities = identities
        self._generations = generations
        self._on_found = on_found
        self._place = "-"

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except (Refusal, RedisError) as error:
                log.warning("sign_outs_not_read", error=str(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Reads on from the last place to the end. Raises Unavailable."""
        while True:
            self._place, found = await self._identities.signed_out_since(self._place, ROWS)
            for user_id, generation in found:
                self._generations.raise_to(user_id, generation)
            if found:
                self._on_found()
            if len(found) < ROWS:
                return
