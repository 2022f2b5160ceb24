"""Two listening histories of one person become one, when their identities were joined.

The histories are in different buckets, so the given one moves in parts: a part is read, taken by the other history in
one script, and deleted where it was in another. Each step may be done again: what was taken is known by its id and its
times, and what changed in between stays and moves with the next part. A process that is killed in between loses and
doubles nothing; the next visit goes on (storage/account/identities.py).
"""

import secrets
from typing import Any, Final

import orjson

from auth.caller import Server, packed
from sessions.listening.session import MIN_SESSION_MS, WINDOW_MS
from storage.listening.store import (
    MOST_BOOKMARKS,
    MOST_BOOKS,
    MOST_CLIENT_IDS,
    MOST_ENTRIES,
    history_of,
)
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load

PART: Final = 50  # entries, bookmarks or books; Redis does nothing else meanwhile
IDS_A_PART: Final = 500
MOST_PARTS: Final = 3 * (MOST_ENTRIES + MOST_BOOKS + MOST_BOOKMARKS) // PART


class HistoryMerge:
    def __init__(self, redis: Redis, *, log_length: int) -> None:
        self._redis = redis
        self._log_length = log_length

    async def merge(self, giver_id: str, keeper_id: str) -> bool:
        """Moves the history of `giver_id` into that of `keeper_id`, which is made if there is none. Answers whether all
        of it is there; what finds no room stays where it was. Raises Unavailable: then it can be done again."""
        source, target = history_of(giver_id), history_of(keeper_id)
        header = keys.header(source)
        if not await self._redis.call(header, "EXISTS", header):
            return True
        await self._run(target, "listening/open", keeper_id, secrets.token_hex(4))
        bounds = (MOST_ENTRIES, MOST_BOOKS, MOST_BOOKMARKS, MOST_CLIENT_IDS, source)
        for _ in range(MOST_PARTS):
            part = _rows(await self._run(source, "listening/part", PART, IDS_A_PART))
            taken = await self._run(target, "listening/adopt", *bounds, orjson.dumps(part))
            names = [{name.decode() for name in ids} for ids in taken]
            moved = [[row for row in rows if row[0] in ids] for rows, ids in zip(part, names, strict=True)]
            if await self._run(source, "listening/merge_part_done", orjson.dumps(moved)):
                return True
            # Books come along with their entries and bookmarks, again and again: alone they are no progress.
            if not any(moved[:2]) and (any(part[:2]) or not any(moved)):
                return False
        return False

    async def _run(self, session_id: str, name: str, *arguments: Argument) -> Any:
        first = (session_id, self._log_length, packed(Server.ITSELF), WINDOW_MS, MIN_SESSION_MS)
        return await self._redis.run(load(name), keys.of_session(session_id), *first, *arguments)


def _rows(reply: list[list[bytes]]) -> list[list[list[str]]]:
    """Entries, bookmarks, books and client ids, each with what is known of it."""
    widths = (2, 2, 4, 2)
    return [
        [[word.decode() for word in flat[at : at + width]] for at in range(0, len(flat), width)]
        for flat, width in zip(reply, widths, strict=True)
    ]
