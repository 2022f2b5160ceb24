"""The list of all sessions, merged from the indexes of all buckets (K26).

A page is found by one index: the one that it is sorted by, or that of owners or names when one is looked for. For other
filters each entry is looked up in one more index: a request looks at a bounded number of them and answers with the
place where it stopped. Rows are read of those alone that are shown.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Literal, NamedTuple

from storage.admin.metrics import bucket_groups
from storage.identity.aliases import ids_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load

SortedBy = Literal["id", "name", "created", "updated", "accessed", "size", "remixes", "depth"]
TEXTS: Final = {"id": "ids", "name": "names", "owner": "owners"}
EXAMINED: Final = 400
"""Rows that one request looks at."""
ROWS_A_RUN: Final = 25
WALKED: Final = 50
"""Entries that one step of a walk reads."""
SPARE: Final = 4
"""How much more than its share a group of buckets is asked for."""


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


class Condition(NamedTuple):
    """What an entry must meet: a number of the session between two others, '' for any; an owner (`low`, the ids with
    tabs between them); or a name that has `low` inside, but not at its beginning."""

    by: str
    low: str = ""
    high: str = ""


class ListedSession(NamedTuple):
    """`fits`: whether it met the conditions."""

    kind: str
    place: Place
    fits: bool = True

    @property
    def id(self) -> str:
        return self.place.member[-36:]

    @property
    def order(self) -> tuple[float, bytes]:
        return float(self.place.score), self.place.member.encode()


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
        self,
        way: Way,
        count: int,
        after: Place | None,
        conditions: Sequence[Condition] = (),
        kinds: Sequence[str] = (),
    ) -> Page:
        """At most `count` rows that meet the conditions. Raises Unavailable."""
        rows: list[Row] = []
        examined = 0
        while True:
            wanted = EXAMINED - examined if conditions else min(count - len(rows), EXAMINED - examined)
            entries = await self.entries(way, wanted, after, kinds, conditions)
            fitting = [entry for entry in entries if entry.fits][: count - len(rows)]
            shown = dict(zip(fitting, await self.rows(fitting), strict=True))
            for entry in entries:
                examined += 1
                after = entry.place
                row = shown.get(entry)
                if row is not None:
                    rows.append(row)
                    if len(rows) == count:
                        return Page(rows, after, examined)
            if len(entries) < wanted:
                return Page(rows, None, examined)
            if examined >= EXAMINED:
                return Page(rows, after, examined)

    async def entries(
        self,
        way: Way,
        count: int,
        after: Place | None = None,
        kinds: Sequence[str] = (),
        conditions: Sequence[Condition] = (),
    ) -> list[ListedSession]:
        """The next entries of an index, without a look at the sessions.

        Sessions are spread over the buckets by chance, so each group of buckets is asked for its share and a little
        more. A group whose last entry is before the end of what is wanted is asked again.
        """
        rounds = bucket_groups(self._redis)
        groups = [tuple(group) for one in rounds for group in one]
        parts: dict[tuple[int, ...], list[ListedSession]] = {group: [] for group in groups}
        share = count // len(groups)
        size, waiting = min(count, share + share // 2 + SPARE), groups
        told = _Told(way, tuple(kinds or self._kinds), tuple(conditions))
        while True:
            ended = set()
            for first in range(0, len(waiting), len(rounds[0])):
                asked = waiting[first : first + len(rounds[0])]
                places = [parts[group][-1].place if parts[group] else after for group in asked]
                answers = await asyncio.gather(
                    *(self._part(group, told, size, place) for group, place in zip(asked, places, strict=True))
                )
                for group, answer in zip(asked, answers, strict=True):
                    parts[group] += answer
                    if len(answer) < size:
                        ended.add(group)
            merged = sorted(chain.from_iterable(parts.values()), key=lambda one: one.order, reverse=way.reverse)[:count]
            edge = merged[-1] if len(merged) == count else None
            waiting = [group for group in waiting if group not in ended and _is_before(parts[group][-1], edge, way)]
            if not waiting:
                return merged
            size = min(count, 2 * size)

    async def walk(self, way: Way, kinds: Sequence[str] = ()) -> AsyncIterator[list[ListedSession]]:
        """All entries of an index, bucket after bucket, for work on very many: each slice costs Redis one short script,
        where a slice in the order of all buckets costs one for each group of them."""
        told = _Told(way, tuple(kinds or self._kinds), ())
        for number in keys.ALL_BUCKETS:
            after: Place | None = None
            while True:
                part = await self._part((number,), told, WALKED, after)
                if part:
                    yield part
                    after = part[-1].place
                if len(part) < WALKED:
                    break

    async def _part(
        self, buckets: Sequence[int], told: "_Told", count: int, after: Place | None
    ) -> list[ListedSession]:
        runs = [keys.run_of(number) for number in buckets]
        flat = await self._redis.run(load("admin/sessions/page"), runs, *told.arguments(count, after))
        texts = [one.decode() for one in flat]
        return [
            ListedSession(texts[i], Place(texts[i + 1], texts[i + 2]), texts[i + 3] == "1")
            for i in range(0, len(texts), 4)
        ]

    async def rows(self, entries: Sequence[ListedSession]) -> list[Row | None]:
        """What is shown of them, in the same order; None for one that has gone."""
        size = 1 if self._redis.is_cluster else ROWS_A_RUN
        slices = [entries[first : first + size] for first in range(0, len(entries), size)]
        rows: list[Row | None] = []
        for answer in await asyncio.gather(*map(self._slice, slices)):
            rows += answer
        return rows

    async def _slice(self, entries: Sequence[ListedSession]) -> list[Row | None]:
        headers = [keys.header(entry.id) for entry in entries]
        answer = await self._redis.run(
            load("admin/sessions/rows", *self._kinds), headers, *(entry.kind for entry in entries)
        )
        return [_row(entry, fields) if fields else None for entry, fields in zip(entries, answer, strict=True)]

    async def one(self, session_id: str) -> Row | None:
        key = keys.header(session_id)
        kind = await self._redis.call(key, "HGET", key, "kind")
        if kind is None or kind.decode() not in self._kinds:
            return None
        (row,) = await self.rows([ListedSession(kind.decode(), Place("0", session_id))])
        return row

    async def owners(self, user_id: str) -> tuple[str, ...]:
        """The ids under which sessions are kept of whoever has this one: at least one."""
        person = await ids_of(self._redis, user_id, None)
        if len(person) == 1:
            return person
        ways = (Way("owner", low=f"{one}\t") for one in person)
        kept = await asyncio.gather(*(self.entries(way, 1) for way in ways))
        return tuple(one for one, exists in zip(person, kept, strict=True) if exists) or person[:1]

    async def count(self, way: Way, kinds: Sequence[str] = ()) -> int:
        """How many sessions have a number in a range; takes the same time for any number of them."""
        indexes = [keys.index_of(bucket, kind, way.by) for kind in kinds or self._kinds for bucket in keys.ALL_BUCKETS]
        low, high = way.low or "-inf", way.high or "+inf"
        counts = await asyncio.gather(*(self._redis.call(one, "ZCOUNT", one, low, high) for one in indexes))
        return sum(map(int, counts))


class _Told(NamedTuple):
    """The arguments that the scripts which find entries share."""

    way: Way
    kinds: tuple[str, ...]
    conditions: tuple[Condition, ...]

    def arguments(self, count: int, after: Place | None) -> list[str | int]:
        way, (score, member) = self.way, after or ("", "")
        kind = "text" if way.by in TEXTS else "number"
        told: list[str | int] = [
            way.index,
            kind,
            int(way.reverse),
            count,
            score,
            member,
            way.low,
            way.high,
            len(self.conditions),
        ]
        return [*told, *chain.from_iterable(self.conditions), *self.kinds]


def _is_before(entry: ListedSession, edge: ListedSession | None, way: Way) -> bool:
    """Whether something that is wanted may come after this entry."""
    if edge is None:
        return True
    return entry.order > edge.order if way.reverse else entry.order < edge.order


def _row(entry: ListedSession, fields: list[Any]) -> Row:
    *numbers, name, owners = fields
    created, updated, accessed, size, remixes, depth = (int(float(one)) for one in numbers)
    words = [one for one in owners.decode().split("\t") if one]
    return Row(entry.id, entry.kind, created, updated, accessed, size, remixes, depth, name.decode(), words)
