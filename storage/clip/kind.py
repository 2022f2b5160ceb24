"""What shared storage asks of clip sessions (storage/session/kind.py)."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

import orjson

from sessions.base.instant import UnixMs
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.kind import Carried, Facts, Kind

MOST_CLIPS: Final = 50_000  # in a session; at ~400 bytes each this is 20 MB in Redis, and 80 pages
LIST: Final = "clips"
PAGE: Final = 200  # moments that are read at once


class ClipFacts(Facts):
    """`live_since` is when the open segment began; `heat` has the taps in each of 48 equal parts of the stream, null
    without a tap; `taps` is null for viewers."""

    game: str
    live_since: UnixMs | None
    heat: list[int] | None
    taps: int | None


async def _sent_by(redis: Redis, session_id: str, user_id: str) -> AsyncIterator[bytes]:
    header, cursor = keys.header(session_id), b"0"
    while True:
        cursor, flat = await redis.call(header, "HSCAN", f"{header}:by:{user_id}", cursor, "COUNT", PAGE)
        for json in await redis.call(header, "HMGET", f"{header}:clips", *flat[::2]) if flat else ():
            if json is not None:
                yield json
        if cursor == b"0":
            return


class CarriedClip(Carried):
    async def enter(self, session_id: str, header: Mapping[str, str], *, has_files: bool) -> None:
        """An entry without a session counts as none, so the lists come last."""
        for owner in orjson.loads(header["owners"]):
            await self._redis.run(load("session/list_add"), [keys.user(owner, LIST)], session_id)


KIND: Final = Kind(
    keys={"segments": "hash", "clips": "hash", "author": "hash", "order": "zset", "authors": "set", "review": "hash"},
    keys_of={"by": "hash", "at": "zset"},
    ids=("authors", "set"),
    name=("", "title"),
    shown=("segments", "clips"),
    facts=ClipFacts,
    lists=(LIST, "clip-bin"),
    most_sent=MOST_CLIPS,
    sent_by=_sent_by,
    sent=("authors", "clip/forget"),
    carried=CarriedClip,
    webhook_events=("stream.started", "stream.ended", "moment.hot"),
)
