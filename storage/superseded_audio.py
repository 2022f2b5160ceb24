"""Assembled recordings that newer ones have superseded: deleted after a while.

A player reads a file in parts, so the file is deleted only when a player that began before the change has had time to
end.
"""

from typing import Final

from storage import keys
from storage.media.store import MediaStore
from storage.redis.client import Redis

GRACE_MS: Final = 3_600_000  # an hour's recording, played once
AT_ONCE: Final = 100  # in one bucket: a sweep is short, and the next one continues


async def delete_superseded(redis: Redis, media: MediaStore, *, grace_ms: int = GRACE_MS) -> int:
    """Deletes files superseded longer ago than `grace_ms`. Answers how many; two workers may do it at once.

    Raises Unavailable, and continues from there the next time.
    """
    deleted = 0
    for number in keys.ALL_BUCKETS:
        key = keys.index_of(number, "voice", "replaced")
        seconds, _ = await redis.call(key, "TIME")
        latest = int(seconds) * 1000 + 999 - grace_ms
        for path in await redis.call(key, "ZRANGE", key, "-inf", latest, "BYSCORE", "LIMIT", 0, AT_ONCE):
            await media.delete(path.decode())
            await redis.call(key, "ZREM", key, path)
            deleted += 1
    return deleted
