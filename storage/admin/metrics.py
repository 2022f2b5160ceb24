"""How many sessions there are and what they take, from the indexes of all buckets (K25).

The indexes are kept by the scripts of the changes (storage/admin/indexes.lua), so the answer takes the same time
however many sessions there are. A single Redis is asked for some buckets at a time, so that it is never busy for long.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import starmap
from typing import Final, Self

from sessions.admin.figures import ACTIVE_MS, ORPHANED_MS
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.redis.shared_read import SharedRead

BUCKETS_A_RUN: Final = 16
WINDOW: Final = 0.05  # seconds: those who ask at the same time share an answer


@dataclass(frozen=True, slots=True)
class KindFigures:
    """All sessions of one kind. `age_ms` is the sum of their ages at the last access; `made_today` and `remixed_today`
    count deleted ones too; `depth` is the longest chain of remixes."""

    total: int = 0
    active: int = 0
    created_today: int = 0
    orphaned: int = 0
    size: int = 0
    age_ms: int = 0
    made_today: int = 0
    remixed_today: int = 0
    depth: int = 0

    def __add__(self, other: Self) -> Self:
        summed = list(starmap(int.__add__, zip(astuple(self), astuple(other), strict=True)))
        summed[-1] = max(self.depth, other.depth)
        return type(self)(*summed)


_FIELDS: Final = len(KindFigures.__slots__)


class SessionFigures:
    """The figures of all kinds."""

    def __init__(self, redis: Redis, kinds: Sequence[str]) -> None:
        self._redis = redis
        self._kinds = tuple(kinds)
        self._shared: SharedRead[str, dict[str, KindFigures]] = SharedRead(lambda _: self._read(), WINDOW)

    async def read(self) -> dict[str, KindFigures]:
        """By kind. Raises Unavailable."""
        return await self._shared.get("")

    async def counts(self, kinds: Sequence[str] = ()) -> tuple[int, int]:
        """How many sessions of these kinds, or of all, there are, and how many are orphaned. Raises Unavailable."""
        total = orphaned = 0
        for part in bucket_groups(self._redis):
            for answer in await asyncio.gather(*(self._counted(buckets, kinds or self._kinds) for buckets in part)):
                total, orphaned = total + int(answer[0]), orphaned + int(answer[1])
        return total, orphaned

    async def _counted(self, buckets: Sequence[int], kinds: Sequence[str]) -> list[int]:
        runs = [keys.run_of(number) for number in buckets]
        counts: list[int] = await self._redis.run(load("admin/sessions/counts"), runs, ORPHANED_MS, *kinds)
        return counts

    async def _read(self) -> dict[str, KindFigures]:
        by_kind = {kind: KindFigures() for kind in self._kinds}
        for part in bucket_groups(self._redis):
            for answer in await asyncio.gather(*map(self._part, part)):
                for kind, figures in zip(self._kinds, answer, strict=True):
                    by_kind[kind] += figures
        return by_kind

    async def _part(self, buckets: Sequence[int]) -> list[KindFigures]:
        runs = [keys.run_of(number) for number in buckets]
        flat = [
            int(one)
            for one in await self._redis.run(load("admin/sessions/metrics"), runs, ACTIVE_MS, ORPHANED_MS, *self._kinds)
        ]
        return [KindFigures(*flat[first : first + _FIELDS]) for first in range(0, len(flat), _FIELDS)]


def bucket_groups(redis: Redis) -> list[list[list[int]]]:
    """The buckets in groups for one script each, in rounds that are asked one after the other: on a single Redis a
    round is one group; in a cluster a script may touch one bucket alone, so a round is many of them."""
    numbers = list(keys.ALL_BUCKETS)
    rounds = [numbers[first : first + BUCKETS_A_RUN] for first in range(0, len(numbers), BUCKETS_A_RUN)]
    return [[[number] for number in one] if redis.is_cluster else [one] for one in rounds]
