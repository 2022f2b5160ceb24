"""A listener for tests of the store: the product's own scripts, with a clock that a test sets."""

import hashlib
import itertools
from contextlib import aclosing
from typing import Any
from uuid import uuid4

import orjson
import pytest

import storage.listening.store
from sessions.listening.session import PlayerReport, Stretch
from storage.bus.feeds import Feeds
from storage.listening.store import ListeningStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import Script, load
from tests.users import a_user

T0 = 1_769_613_300_000  # 2026-01-28T15:15:00Z
SECOND, MINUTE = 1000, 60_000
CLOCK = (
    "function() local set = redis.call('GET', KEYS[1] .. ':clock') "
    "return set and cjson.decode(set) or redis.call('TIME') end"
)


def clocked(name: str, *kinds: str) -> Script:
    """The script with Redis's clock replaced by a key beside the header; nothing else differs."""
    source = load(name, *kinds).source
    own = source.replace("redis.call('TIME')", f"({CLOCK})()")
    assert own != source
    return Script(name, own, hashlib.sha1(own.encode(), usedforsecurity=False).hexdigest(), kinds)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.listening.store, "load", clocked)


class Listener:
    """Somebody who listens. Times are ms after T0."""

    def __init__(self, redis: Redis) -> None:
        self.user = a_user(f"listener-{uuid4()}")
        self.store = ListeningStore(redis, log_length=1000)
        self.redis = redis
        self.id = self.store.id_of(self.user)
        self._items = itertools.count(1)

    async def at(self, ms: int) -> None:
        key = keys.header(self.id) + ":clock"
        now = T0 + ms
        await self.redis.call(key, "SET", key, orjson.dumps([now // 1000, now % 1000 * 1000]))

    async def has(self, *books: str) -> None:
        await self.at(0)
        for book in books:
            await self.store.add_book(self.user, book, {"name": f"{book}.m4b"})

    async def hears(self, ms: int, status: str, book: str = "a", player: str = "p", **said: Any) -> str:
        """What a player says at a time; the result."""
        await self.at(ms)
        connection = said.pop("connection", "")
        report = PlayerReport(book_id=book, status=status, player_id=player, **said)
        return (await self.store.track(self.user, report, connection))[0]

    async def lost(self, ms: int, connection: str, player: str = "p") -> None:
        await self.at(ms)
        await self.store.lost(self.user, player, connection)

    async def brings(self, ms: int, *stretches: tuple[str, int, int], skew: int = 0) -> list[tuple[str, str]]:
        """Stretches that waited, each with a client id of its own; result and reason of each."""
        await self.at(ms)
        items = [
            Stretch(client_id=f"c{next(self._items)}", book_id=book, started_at=T0 + start, ended_at=T0 + end)
            for book, start, end in stretches
        ]
        return [(result, reason) for result, reason, _ in await self.store.batch(self.user, items, skew)]

    async def rows(self) -> list[dict[str, Any]]:
        """The history as it is shown."""
        rows, cursor = await self.store.page(self.user, "", 200)
        assert cursor is None or len(rows) == 200
        return [orjson.loads(row) for row in rows]

    async def spans(self) -> list[tuple[str, int, int]]:
        """Book, start and end of every entry, by start and book."""
        found = []
        async with aclosing(self.store.spans(self.user)) as parts:
            async for _, _, spans in parts:
                found += [(one.book_id, one.started_at - T0, one.ended_at - T0) for one in spans]
        return sorted(found, key=lambda span: (span[1], span[0]))

    async def by_id(self) -> dict[str, tuple[str, int, int]]:
        rows = await self.rows()
        return {row["id"]: (row["book_id"], row["started_at"] - T0, row["ended_at"] - T0) for row in rows}


@pytest.fixture
async def ann(stores: Redis) -> Listener:
    listener = Listener(stores)
    await listener.has("a", "b")
    return listener


async def events(listener: Listener) -> list[dict[str, Any]]:
    """Every event of the history's feed."""
    found = await Feeds(listener.redis).recover(listener.id, "history", None)
    return [orjson.loads(event.json) for event in found.events]
