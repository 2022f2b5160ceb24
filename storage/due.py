"""Indexes by time: what in them is due. Every worker reads them every few seconds, in all buckets."""

from collections.abc import Sequence

from storage import keys
from storage.redis.client import Redis
from storage.redis.scripts import load


def groups(redis: Redis, kind: str, by: str) -> list[list[str]]:
    """The indexes of all buckets, in the groups that one call may read.

    A single Redis is asked once for all 256: 0.1 ms of a worker's CPU, where two commands a bucket took 2.7 ms (2,000
    entries, none of them due). In a cluster each bucket has a slot of its own, and a script may touch only one.
    """
    indexes = [keys.index_of(number, kind, by) for number in keys.ALL_BUCKETS]
    return [[index] for index in indexes] if redis.is_cluster else [indexes]


async def due(redis: Redis, indexes: Sequence[str], most: int) -> list[str]:
    """The entries of a group whose time has come, at most `most`. Raises Unavailable."""
    return [entry.decode() for entry in await redis.run(load("due"), indexes, most)]
