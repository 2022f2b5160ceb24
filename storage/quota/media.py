"""How much the files of each user take of the media store (storage/quota/quota.py).

A thing is a session with its files, or a file that several sessions share: `<kind>:<what the kind calls it>`. Workers
write files too, which the job finds when it counts.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from storage.quota.quota import Quota
from storage.redis.client import Redis
from storage.session.kinds import KINDS

MEDIA: Final = "media"


class MediaQuota(Quota):
    def __init__(self, redis: Redis, *, owner_limit: int, guest_limit: int) -> None:
        super().__init__(redis, MEDIA, "owner", owner_limit=owner_limit, guest_limit=guest_limit, is_summed=True)

    @asynccontextmanager
    async def taking(self, owner: str, thing: str, size: int) -> AsyncIterator["MediaReservation"]:
        """Reserves `size` bytes, and what `Taken.more` says. What is not kept is given back. Raises StorageFull."""
        taken = MediaReservation(self, owner, thing)
        if size:
            await taken.more(size)
        try:
            yield taken
        finally:
            if taken.size and not taken.is_kept:
                await self.change(owner, thing, -taken.size)

    async def _counted(self, owner: str, thing: str, held: int) -> int:
        kind, _, name = thing.partition(":")
        counted: int = await KINDS[kind].held(self._redis, name, held)
        return counted


class MediaReservation:
    """What is reserved for a file that is on its way."""

    def __init__(self, shares: MediaQuota, owner: str, thing: str) -> None:
        self._shares = shares
        self._owner = owner
        self._thing = thing
        self.size = 0
        self.is_kept = False

    async def more(self, size: int) -> None:
        """Raises StorageFull, with a size of 0 when nothing is left."""
        await self._shares.change(self._owner, self._thing, size)
        self.size += size

    async def fit(self, size: int) -> None:
        """The file has this size. Raises StorageFull."""
        if size != self.size:
            await self.more(size - self.size)

    def keep(self) -> None:
        """The file is stored and entered."""
        self.is_kept = True
