"""What shared storage asks of clip sessions (storage/session/kind.py)."""

from collections.abc import Mapping
from typing import Final

import orjson

from sessions.base.instant import UnixMs
from storage.redis import keys
from storage.redis.scripts import load
from storage.session.kind import Carried, Facts, Kind

MOST_CLIPS: Final = 50_000  # in a session; at ~400 bytes each this is 20 MB in Redis, and 80 pages
LIST: Final = "clips"


class ClipFacts(Facts):
    """`live_since` is when the open segment began; `heat` has the taps in each of 48 equal parts of the stream, null
    without a tap; `taps` is null for viewers."""

    game: str
    live_since: UnixMs | None
    heat: list[int] | None
    taps: int | None


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
    sent=("authors", "clip/forget"),
    carried=CarriedClip,
    webhook_events=("stream.started", "stream.ended", "moment.hot"),
)
