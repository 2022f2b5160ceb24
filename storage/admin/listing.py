"""The list of all sessions, merged from the indexes of all buckets (K26).

A page is found by one index: the one that it is sorted by, or that of owners or names when one is looked for. Other
filters look at the rows: a request looks at a bounded number of them and answers with the place where it stopped.
"""

import asyncio
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from storage import keys
from storage.admin.metrics import bucket_groups
from storage.redis.client import Redis
from storage.redis.scripts import load

SortedBy = Literal["id", "name", "created", "updated", "accessed", "size", "remixes", "depth"]
TEXTS: Final = {"id": "ids", "name": "names", "owner": "owners"}
EXAMINED: Final = 400
"""Rows that one request looks at."""
ROWS_A_RUN: Final = 25


class Place(NamedTuple):
    """Where a page ended: in the index, the score and the member."""

    score: str
    member: str


@dataclass(frozen=True, slots=True)
class Row:
    """A session as the list shows it; times in Unix ms."""

    id: str
    kind: str
    created_at: int
    updated_at: int
    accessed_at: int
    size: int
    remixes: int
    depth: int
    name: str
    owners: list[str]


@dataclass(frozen=True, slots=True)
class Way:
    """By which index, in which direction and between which values: scores, or the beginning of a text."""

    by: str
    reverse: bool = False
    low: str = ""
    high: str = ""

    @property
    def index(self) -> str:
        return TEXTS.get(self.by, self.by)


class Entry(NamedTuple):
    kind: str
    place: Place

    @property
    def id(self) -> str:
        return self.place.member[-36:]


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is None at the end; `examined` rows were looked at."""

    rows: list[Row]
    next: Place | None
    examined: int


class Listing:
    def __init__(self, redis: Redis, kinds: Sequence[str]) -> None:
        self._redis = redis
        self._kinds = tuple(kinds)

    async def page(
        self, way: Way, count: int, after: Place | None, fits: Callable[[Row], bool], kinds: Sequence[str] = ()
    ) -> Page:
        """At most `count` rows that fit. Raises Unavailable."""
        found: list[Row] = []
        examined = 0
        while True:
            # The fewer rows fit, the more are looked at together: each look reads all buckets.
            wanted = min(max(count - len(found), ROWS_A_RUN, 2 * examined), EXAMINED - examined)
            entries = await self.entries(way, wanted, after, kinds)
            for entry, row in zip(entries, await self.rows(entries), strict=True):
                examined += 1
                after = entry.place
                if row is not None and fits(row):
                    found.append(row)
                    if len(found) == count:
                        return Page(found, after, examined)
            if len(entries) < wanted:
                return Page(found, None, examined)
            if examined >= EXAMINED:
                return Page(found, after, examined)

    async def entries(self, way: Way, count: int, after: Place | None = None, kinds: Sequence[str] = ()) -> list[Entry]:
        """The next entries of an index, without a look at the sessions."""
        score, member = after if after is not None else ("", "")
        is_text = way.by in TEXTS
        told = (way.index, "text" if is_text else "number", int(way.reverse), count, score, member, way.low, way.high)
        parts: list[list[Entry]] = []
        for group in bucket_groups(self._redis):
            answers = await asyncio.gather(*(self._part(buckets, told, kinds) for buckets in group))
            parts += answers

        def order(entry: Entry) -> tuple[float, bytes]:
            return float(entry.place.score), entry.place.member.encode()

        merged = heapq.merge(*parts, key=order, reverse=way.reverse)
        return [entry for entry, _ in zip(merged, range(count), strict=False)]

    async def _part(self, buckets: Sequence[int], told: tuple[str | int, ...], kinds: Sequence[str]) -> list[Entry]:
        runs = [keys.run_of(number) for number in buckets]
        flat = await self._redis.run(load("sessions_page"), runs, *told, *(kinds or self._kinds))
        texts = [one.decode() for one in flat]
        return [Entry(texts[i], Place(texts[i + 1], texts[i + 2])) for i in range(0, len(texts), 3)]

    async def rows(self, entries: Sequence[Entry]) -> list[Row | None]:
        """What is shown of them, in the same order; None for one that has gone."""
        size = 1 if self._redis.is_cluster else ROWS_A_RUN
        slices = [entries[first : first + size] for first in range(0, len(entries), size)]
        found: list[Row | None] = []
        for answer in await asyncio.gather(*map(self._slice, slices)):
            found += answer
        return found

    async def _slice(self, entries: Sequence[Entry]) -> list[Row | None]:
        headers = [keys.header(entry.id) for entry in entries]
        answer = await self._redis.run(load("sessions_rows"), headers, *(entry.kind for entry in entries))
        return [_row(entry, fields) if fields else None for entry, fields in zip(entries, answer, strict=True)]

    async def one(self, session_id: str) -> Row | None:
        key = keys.header(session_id)
        kind = await self._redis.call(key, "HGET", key, "kind")
        if kind is None or kind.decode() not in self._kinds:
            return None
        (row,) = await self.rows([Entry(kind.decode(), Place("0", session_id))])
        return row

    async def count(self, way: Way, kinds: Sequence[str] = ()) -> int:
        """How many sessions have a number in a range; takes the same time for any number of them."""
        indexes = [keys.index_of(bucket, kind, way.by) for kind in kinds or self._kinds for bucket in keys.ALL_BUCKETS]
        low, high = way.low or "-inf", way.high or "+inf"
        counts = await asyncio.gather(*(self._redis.call(one, "ZCOUNT", one, low, high) for one in indexes))
        return sum(map(int, counts))


def _row(entry: Entry, fields: list[Any]) -> Row:
    *numbers, name, owners = fields
    created, updated, accessed, size, remixes, depth = (int(float(one)) for one in numbers)
    words = [one for one in owners.decode().split("\t") if one]
    return Row(entry.id, entry.kind, created, updated, accessed, size, remixes, depth, name.decode(), words)
