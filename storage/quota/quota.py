"""What each user has reserved of something that sessions in many buckets use up: media, or memory of Redis.

No script can count things of many buckets at once. The user's own bucket has what is reserved for each thing, and the
sum. Bytes are reserved before they are used, and released when they are not. A reservation can be wrong, because a
process was killed between the two: a job counts what is there and corrects it.
"""

import asyncio
from abc import ABC, abstractmethod
from typing import Final, NamedTuple

from auth.guests import GUEST_ID_PREFIX
from sessions.base.errors import StorageFull
from sessions.base.instant import DAY_MS
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.schedule import due_entries, groups

SOON_MS: Final = 600_000  # after a change: an upload is entered seconds after its bytes were reserved
LATER_MS: Final = DAY_MS
OWNERS_A_SWEEP: Final = 20
SETTLED_AT_ONCE: Final = 50  # things of an owner, each in a bucket of its own


class QuotaUse(NamedTuple):
    """Bytes of one user; a limit of 0 is none."""

    used: int
    limit: int


class SumOfAll:
    """What all users together have reserved."""

    def __init__(self, redis: Redis, what: str) -> None:
        self._redis = redis
        self._groups = groups(redis, what, "all")

    async def read(self) -> int:
        """Bytes. Raises Unavailable."""
        sums = await asyncio.gather(*(self._redis.call(group[0], "MGET", *group) for group in self._groups))
        return sum(int(one or 0) for group in sums for one in group)


class Quota(ABC):
    """`what` names them in Redis, and `of` in a refusal. `owner_limit` and `guest_limit` are bytes; 0 is none.
    `is_summed`: `SumOfAll` knows what all users have."""

    def __init__(
        self, redis: Redis, what: str, of: str, *, owner_limit: int, guest_limit: int, is_summed: bool = False
    ) -> None:
        self._redis = redis
        self._indexed = ("owners", "all") if is_summed else ("owners",)
        self._what = what
        self._of = of
        self._limits = {False: owner_limit, True: guest_limit}
        self._indexes = groups(redis, what, "owners")

    @abstractmethod
    async def _counted(self, owner: str, thing: str, held: int) -> int:
        """The bytes of a thing, of which `held` are reserved."""

    async def of(self, owner: str) -> QuotaUse:
        """What a user has reserved, and their limit."""
        key = keys.user(owner, self._what)
        return QuotaUse(int(await self._redis.call(key, "HGET", key, "total") or 0), self._limit(owner))

    async def change(self, owner: str, thing: str, size: int) -> None:
        """Raises StorageFull; with a size of 0 when nothing is left."""
        is_taken, total = await self._run(owner, thing, "by", size, self._limit(owner), 0)
        if not is_taken:
            raise StorageFull(used=total, limit=self._limit(owner), of=self._of)

    async def enter(self, owner: str, thing: str, size: int | None = None) -> None:
        """Counts a thing that came with an import, above the limit too: its owner can add nothing then. Without a size
        it is counted."""
        key = keys.user(owner, self._what)
        held = int(await self._redis.call(key, "HGET", key, thing) or 0)
        counted = await self._counted(owner, thing, held) if size is None else size
        await self._run(owner, thing, "to", counted, 0, held)

    async def settle(self, owner: str, thing: str) -> None:
        """Makes what is reserved for a thing what it takes."""
        key = keys.user(owner, self._what)
        held = await self._redis.call(key, "HGET", key, thing)
        if held is not None:
            await self._run(owner, thing, "to", await self._counted(owner, thing, int(held)), 0, int(held))

    async def settle_all(self, owner: str) -> bool:
        """Settles everything of an owner; answers whether there is anything."""
        key = keys.user(owner, self._what)
        things = [thing.decode() for thing in await self._redis.call(key, "HKEYS", key) if thing != b"total"]
        for first in range(0, len(things), SETTLED_AT_ONCE):
            await asyncio.gather(*(self.settle(owner, thing) for thing in things[first : first + SETTLED_AT_ONCE]))
        return bool(things)

    async def reconcile(self) -> int:
        """Settles what is due, of some owners a call; answers how many. Raises Unavailable, and goes on from there the
        next time."""
        count = 0
        for indexes in self._indexes:
            for owner in await due_entries(self._redis, indexes, OWNERS_A_SWEEP):
                index = keys.user_index(owner, self._what, "owners")
                if await self.settle_all(owner):
                    seconds, _ = await self._redis.call(index, "TIME")
                    await self._redis.call(index, "ZADD", index, "XX", int(seconds) * 1000 + LATER_MS, owner)
                else:
                    await self._redis.call(index, "ZREM", index, owner)
                count += 1
        return count

    def _limit(self, owner: str) -> int:
        return self._limits[owner.startswith(GUEST_ID_PREFIX)]

    async def _run(self, owner: str, thing: str, mode: str, size: int, limit: int, held: int) -> tuple[int, int]:
        indexes = (keys.user_index(owner, self._what, by) for by in self._indexed)
        script_keys = [keys.user(owner, self._what), *indexes]
        told = (thing, mode, size, limit, owner, SOON_MS, held)
        is_taken, total = await self._redis.run(load("quota/share"), script_keys, *told)
        return is_taken, total
