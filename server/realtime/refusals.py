"""Who is refused from now on, or is somebody else: identities that were signed out elsewhere or joined, scripts' keys
that have ended, users and networks that admins have blocked.
Each process reads of it in the background."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from auth.blocks import Blocks
from auth.generations import Generations
from sessions.base.errors import Refusal
from storage.account.identities import Identities
from storage.admin.blocks import BlockList
from storage.redis.connection import RedisError

log = structlog.get_logger("refusals")

# Two calls each; who was signed out or blocked is refused after this at the latest, while Redis answers.
LOOK_SECONDS: Final = 0.5
ROWS: Final = 1000


class Refusals:
    def __init__(
        self,
        identities: Identities,
        generations: Generations,
        listed: BlockList,
        blocks: Blocks,
        on_found: Callable[[], None],
    ) -> None:
        """`on_found`: ends the connections that are refused now."""
        self._identities = identities
        self._generations = generations
        self._listed = listed
        self._blocks = blocks
        self._on_found = on_found
        self._place = "-"
        self._version = ""

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except (Refusal, RedisError) as error:
                log.warning("refusals_not_read", error=str(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Reads what is new. Raises Unavailable."""
        await self._look_at_blocks()
        while True:
            self._place, rows = await self._identities.changed_since(self._place, ROWS)
            for id_, what, number in rows:
                if what == "key":
                    self._generations.end_key(id_)
                elif what == "deleted":
                    self._generations.delete(id_, number)
                else:
                    (self._generations.joined if what == "joins" else self._generations.raise_to)(id_, number)
            if rows:
                self._on_found()
            if len(rows) < ROWS:
                return

    async def _look_at_blocks(self) -> None:
        version = await self._listed.version()
        if version == self._version:
            return
        self._blocks.replace(await self._listed.read())
        self._version = version  # read before: a change meanwhile is read again
        self._on_found()
