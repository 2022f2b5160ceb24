"""Indexes by time: which entries are due. Every worker reads them every few seconds, in all buckets."""

from collections.abc import Sequence

from storage import keys
from storage.redis.client import Redis
from storage.redis.scripts import load


def groups(redis: Redis, kind: str, by: str) -> list[list[str]]:
    """The indexes of all buckets, in groups that one call may read.

    On a single Redis one call reads all 256: 0.1 ms of a worker's CPU, where two commands for each bucket took 2.7 ms
    (2,000 entries, none of them due). In a cluster each bucket has its own slot, and a script may touch only one.
    """
    indexes = [keys.index_of(number, kind, by) for number in keys.ALL_BUCKETS]
    return [[index] for index in indexes] if redis.is_cluster else [indexes]


async def due(redis: Redis, indexes: Sequence[str], most: int) -> list[str]:
    """The due entries of a group, at most `most`. Raises Unavailable."""
    return [entry.decode() for entry in await redis.run(load("due"), indexes, most)]
