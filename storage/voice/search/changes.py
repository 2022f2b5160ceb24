"""Which voice sessions the search index must read again."""

import asyncio
from collections.abc import Sequence
from typing import Final

from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.schedule import groups
from storage.voice.search.index import Candidate

PAGE: Final = 500  # sessions whose revisions are read at once: 0.5 ms of Redis
MOST_LISTED: Final = 50_000  # sessions of one list that are searched, the newest


class Changes:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._groups = groups(redis, "voice", "changed")

    async def take(self, most: int) -> list[str]:
        """Takes sessions that have changed since they were last taken, at most `most`. Raises Unavailable."""
        taken: list[str] = []
        for group in self._groups:
            if len(taken) < most:
                ids = await self._redis.run(load("voice/search/take"), group, most - len(taken))
                taken += [one.decode() for one in ids]
        return taken

    async def revisions(self, bucket: int) -> dict[str, str]:
        """The revision of every session of a bucket. Raises Unavailable."""
        found: dict[str, str] = {}
        before = ""
        while True:
            flat = await self._redis.run(load("voice/search/revisions"), [keys.run_of(bucket)], before, PAGE)
            page = {flat[i].decode(): flat[i + 1].decode() for i in range(0, len(flat), 2)}
            found |= page
            if len(page) < PAGE:
                return found
            before = max(page)

    async def changed(self, candidates: Sequence[Candidate]) -> list[str]:
        """Those of the sessions whose revision is another one now, and those that are gone. Raises Unavailable."""
        headers = [keys.header(one.session_id) for one in candidates]
        now = await asyncio.gather(*(self._redis.call(key, "HMGET", key, "epoch", "seq:events") for key in headers))
        return [
            one.session_id
            for one, (epoch, seq) in zip(candidates, now, strict=True)
            if one.revision != revision(epoch, seq)
        ]

    async def listed(self, lists: Sequence[str]) -> set[str]:
        """The sessions in the lists. Raises Unavailable."""
        found: set[str] = set()
        for key in lists:
            found.update(one.decode() for one in await self._redis.call(key, "ZRANGE", key, 0, MOST_LISTED - 1, "REV"))
        return found


def revision(epoch: bytes | None, seq: bytes | None) -> str:
    """voice/search/revisions makes the same."""
    return f"{(epoch or b'').decode()}.{(seq or b'0').decode()}"
