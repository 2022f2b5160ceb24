"""Assembled recordings that newer ones have superseded: deleted after a while.

A player reads a file in parts, so the file is deleted only when a player that began before the change has had time to
end.
"""

from typing import Final

from storage.media.store import MediaStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.schedule import Sweep

GRACE_MS: Final = 3_600_000  # an hour's recording, played once
AT_ONCE: Final = 1000  # a sweep is short, and the next one goes on


class SupersededAudio:
    def __init__(self, redis: Redis, media: MediaStore) -> None:
        self._redis = redis
        self._media = media
        self._sweep = Sweep(redis, "voice", "replaced", most=AT_ONCE)

    async def delete(self, *, grace_ms: int = GRACE_MS) -> int:
        """Deletes what was replaced longer ago than `grace_ms`. Answers how many files; two workers may do it at once.

        Raises Unavailable, and goes on from there the next time."""

        async def delete(path: str) -> bool:
            await self._media.delete(path)
            key = keys.index(session_of(path), "voice", "replaced")
            return bool(await self._redis.call(key, "ZREM", key, path))

        return await self._sweep.look(delete, late_ms=grace_ms)


def session_of(path: str) -> str:
    """The session whose recording a file is: its bucket has the entry."""
    return path.split("/")[1]
