"""Messages of chats whose sound has become text, and that nobody has answered yet."""

from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from storage.redis import keys
from storage.redis.client import Redis
from storage.session.schedule import due_entries, groups

MOST: Final = 100
LATER_MS: Final = 10_000


class Heard(NamedTuple):
    """A message, by its number in its chat, and the material that it became."""

    session_id: str
    material_id: str
    chat: int
    message_id: int


class HeardMessages:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._indexes = groups(redis, "voice", "heard")

    async def look(self, answer: Callable[[Heard], Awaitable[bool]]) -> None:
        """Lets `answer` have each message; one that it cannot take now (false) is offered again after a pause, and one
        at which it raises, at the next look. Raises Unavailable, and what `answer` raises."""
        for indexes in self._indexes:
            for entry in await due_entries(self._redis, indexes, MOST):
                session_id, material_id, chat, message_id = entry.split("|")
                is_over = await answer(Heard(session_id, material_id, int(chat), int(message_id)))
                index = keys.index(session_id, "voice", "heard")
                if is_over:
                    await self._redis.call(index, "ZREM", index, entry)
                else:
                    seconds, _ = await self._redis.call(index, "TIME")
                    await self._redis.call(index, "ZADD", index, "XX", int(seconds) * 1000 + LATER_MS, entry)
