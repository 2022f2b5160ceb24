"""The kind of a session, by which the script for it is chosen (storage/redis/scripts.py)."""

from collections import OrderedDict
from typing import Final

from storage.redis import keys
from storage.redis.client import Redis

KEPT: Final = 10_000  # ids: 1.5 MB


class SessionKinds:
    """A kind never changes for an id, so each is read once. A script asks the header again."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._kept: OrderedDict[str, str] = OrderedDict()

    async def of(self, session_id: str) -> tuple[str, ...]:
        """Its kind; nothing without a session, or for one in the bin. Raises Unavailable."""
        if (known := self._kept.get(session_id)) is not None:
            self._kept.move_to_end(session_id)
            return (known,)
        key = keys.header(session_id)
        found = await self._redis.call(key, "HGET", key, "kind")
        if found is None:
            return ()
        kind = self._kept[session_id] = found.decode()
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return (kind,)
