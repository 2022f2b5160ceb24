"""Indexes by time: which entries are due. Every worker reads them every few seconds, in all buckets."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import cycle
from typing import Final

from sessions.base.errors import NotFound
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load

TURNS: Final = 8
"""A cluster's buckets are read one by one, so what is not urgent reads an eighth of them at a time."""


def groups(redis: Redis, kind: str, by: str) -> list[list[str]]:
    """The indexes of all buckets, in groups that one call may read.

    On a single Redis one call reads all 256: 0.1 ms of a worker's CPU, where two commands for each bucket took 2.7 ms
    (2,000 entries, none of them due). In a cluster each bucket has its own slot, and a script may touch only one.
    """
    indexes = [keys.index_of(number, kind, by) for number in keys.ALL_BUCKETS]
    return [[index] for index in indexes] if redis.is_cluster else [indexes]


async def due_entries(redis: Redis, indexes: Sequence[str], most: int, *, late_ms: int = 0) -> list[str]:
    """The entries of a group whose time came at least `late_ms` ago, at most `most`. Raises Unavailable."""
    return [entry.decode() for entry in await redis.run(load("session/due"), indexes, most, late_ms)]


def turns(redis: Redis, kind: str, by: str) -> Iterator[list[list[str]]]:
    """The groups of each look, over and over: all at once on a single Redis, an eighth in a cluster."""
    batches = groups(redis, kind, by)
    return cycle([batches] if len(batches) == 1 else [batches[turn::TURNS] for turn in range(TURNS)])


class Sweep:
    """A regular look at one index by time, for what is not urgent: a single Redis is asked once for all buckets, a
    cluster for an eighth of them at a time."""

    def __init__(self, redis: Redis, kind: str, by: str, *, most: int) -> None:
        self._redis = redis
        self._most = most
        self._turns = turns(redis, kind, by)

    async def look(self, take: Callable[[str], Awaitable[bool]], *, late_ms: int = 0) -> int:
        """Lets `take` have each entry that has been due for `late_ms`, and answers how many it took. What another
        worker took first is none of them: `take` answers false, or raises NotFound.

        Raises Unavailable; the next look goes on from there."""
        taken = 0
        for indexes in next(self._turns):
            for entry in await due_entries(self._redis, indexes, self._most, late_ms=late_ms):
                try:
                    taken += await take(entry)
                except NotFound:
                    continue
        return taken
