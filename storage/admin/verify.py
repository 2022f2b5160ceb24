"""Compares the indexes that admins count and find sessions by with the sessions themselves, and repairs them (K28).

The indexes are kept by the scripts of the changes, so nothing should ever be wrong; sessions of a version that kept
none are missing, and are entered. This runs in the background, in short steps and a fifth of the time, while sessions
change. Every session of the store is found by a SCAN. A script looks at several of one bucket and only reads; what
seems wrong is looked at once more, each session in one script, which repairs it. Then the entries of each bucket are
gone through: those without a session are taken out, and the sums are compared.
"""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Final, NamedTuple

from auth.caller import Server, packed
from sessions.base.ids import bucket
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load
from storage.session.pace import Pace

SCANNED: Final = 100  # keys that Redis looks at in one step: 0.3 ms when they have not been used for long
CHECKED: Final = 4  # sessions that one script looks at: 0.15 ms; nobody should wait behind much more than an edit takes
WALKED: Final = 10  # entries of an index that one step looks at: 0.1 ms
SUMS_READ: Final = 3  # how often sums are read until nothing has changed meanwhile
SLACK: Final = 1024  # bytes by which the measure of a long session may differ from the one before
DEEPEST: Final = 10_000  # remixes of remixes that are followed
NUMBERS: Final = ("created", "updated", "accessed", "size", "remixes", "depth")
TEXTS: Final = ("names", "owners")

_HEADER: Final = re.compile(rb"^rt:\{b\d+\}:session:([0-9a-f-]{36})$")
_ANY_HEADER: Final = "rt:{b*}:session:" + "-".join("?" * length for length in (8, 4, 4, 4, 12))

Progress = Callable[[int, Counter[str]], Awaitable[bool]]


class StoppedError(Exception):
    """Somebody has stopped it."""


class Verification:
    def __init__(self, redis: Redis, kinds: Sequence[str], pace: Pace | None = None) -> None:
        self._redis = redis
        self._kinds = tuple(kinds)
        self._pace = pace or Pace()
        self._wrong: Counter[str] = Counter()
        self._done = 0

    async def run(self, progress: Progress) -> Counter[str]:
        """What was wrong, and how often. `progress` is called after each step and answers whether to go on. Raises
        StoppedError, Unavailable."""
        by_bucket: defaultdict[int, list[str]] = defaultdict(list)
        async for ids in self._headers():
            for id_ in ids:
                of_bucket = by_bucket[bucket(id_)]
                of_bucket.append(id_)
                if len(of_bucket) >= CHECKED:
                    await self._check(of_bucket, progress)
                    of_bucket.clear()
        for rest in by_bucket.values():
            await self._check(rest, progress)
        for number in keys.ALL_BUCKETS:
            for kind in self._kinds:
                await self._bucket(number, kind)
            await self._tell(progress)
        return self._wrong

    async def _tell(self, progress: Progress) -> None:
        if not await progress(self._done, self._wrong):
            raise StoppedError

    async def _check(self, ids: Sequence[str], progress: Progress) -> None:
        """Sessions of one bucket."""
        rest = list(ids)
        while rest:
            first, *others = rest
            told = [*keys.of_session(first), *map(keys.header, others)]
            async with self._pace.step():
                looked_at, *odd = await self._redis.run(
                    load("admin/sessions/check", *self._kinds), told, first, 1, packed(Server.ITSELF), CHECKED, SLACK
                )
            await self._repair([id_.decode() for id_ in odd])
            rest = rest[looked_at:]
            self._done += looked_at
            await self._tell(progress)

    async def _repair(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            async with self._pace.step():
                await self._verify(id_)

    async def _headers(self) -> AsyncIterator[list[str]]:
        """The ids of all sessions, in slices; one may come twice."""
        for address in self._redis.addresses:
            cursor = b"0"
            while True:
                async with self._pace.step():
                    cursor, headers = await self._redis.ask(
                        address, "SCAN", cursor, "MATCH", _ANY_HEADER, "COUNT", SCANNED, "TYPE", "hash"
                    )
                ids = [match[1].decode() for key in headers if (match := _HEADER.match(key)) is not None]
                if ids:
                    yield ids
                if cursor == b"0":
                    break

    async def _verify(self, session_id: str) -> None:
        depth: Argument = ""
        key = keys.header(session_id)
        kind, parent, known = await self._redis.call(key, "HMGET", key, "kind", "remixed_from", "depth")
        if kind is not None and parent is not None and known is None:
            depth = await self._depth(session_id, parent.decode())
        first = (session_id, 1, packed(Server.ITSELF))
        wrong = await self._redis.run(
            load("admin/sessions/verify", *self._kinds), keys.of_session(session_id), *first, depth, SLACK
        )
        self._wrong.update(one.decode() for one in wrong)

    async def _depth(self, session_id: str, parent: str) -> int:
        """The length of the chain above a remix; one that leads back to itself ends where it does (K25). There the
        depths that others of it were given count for nothing: each would be one more than the one before."""
        seen, depth, told, above = {session_id}, 0, 0, parent
        while above and depth < DEEPEST:
            if above in seen:
                return depth
            seen.add(above)
            depth += 1
            home = keys.header(above)
            for key in (home, f"{home}:binned"):
                known, further = await self._redis.call(key, "HMGET", key, "depth", "remixed_from")
                if known is not None or further is not None:
                    break
            if known is not None:
                told = depth + int(known)
            above = further.decode() if further is not None else ""
        return max(depth, told)

    # --- the entries of a bucket ------------------------------------------------------------------------------------

    async def _bucket(self, number: int, kind: str) -> None:
        """Every session of the kind is in each index by now. So an index with as many entries as there are ids has none
        without a session, and need not be read."""
        if not any((await self._entries(number, kind)).counts.values()):
            return
        owners = await self._walk(number, kind)
        entries = await self._entries(number, kind)
        for by in NUMBERS:
            if entries.counts[by] != entries.counts["ids"]:
                async for members in self._members(keys.index_of(number, kind, by)):
                    await self._repair(await self._without_session(kind, members))
        for by, expected in (("names", entries.counts["ids"]), ("owners", owners)):
            if entries.counts[by] != expected:
                async for members in self._members(keys.index_of(number, kind, by)):
                    for member in await self._without_text(kind, by, members):
                        await self._text(kind, by, member)

    async def _walk(self, number: int, kind: str) -> int:
        """Takes out the ids without a session, and compares the sums. Answers how many owners there are."""
        run, owners = [keys.run_of(number)], 0
        for _ in range(SUMS_READ):
            owners, last, bytes_, age, lost = 0, "", 0, 0, list[str]()
            while True:
                async with self._pace.step():
                    walked = await self._redis.run(load("admin/sessions/walk"), run, kind, last, WALKED)
                last = walked[0].decode()
                bytes_, age, owners = bytes_ + int(walked[1]), age + int(walked[2]), owners + int(walked[3])
                lost += [id_.decode() for id_ in walked[4:]]
                if not last:
                    break
            await self._repair(lost)
            entries = await self._entries(number, kind)
            if (entries.bytes, entries.age) == (bytes_, age):
                break
        else:
            await self._add_up(number, kind)
        return owners

    async def _add_up(self, number: int, kind: str) -> None:
        """The sums are wrong, or the sessions change all the time: one script reads all of the bucket at one moment."""
        async with self._pace.step():
            off = await self._redis.run(load("admin/sessions/totals"), [keys.run_of(number)], kind)
        self._wrong.update(name for name, by in zip(("bytes", "age"), off, strict=True) if by != b"0")

    async def _entries(self, number: int, kind: str) -> "_Entries":
        by = ("ids", *NUMBERS, *TEXTS)
        async with self._pace.step():
            bytes_, age, *counts = await self._redis.run(
                load("admin/sessions/entries"), [keys.run_of(number)], kind, *by
            )
        return _Entries(int(bytes_), int(age), dict(zip(by, counts, strict=True)))

    async def _members(self, index: str) -> AsyncIterator[list[str]]:
        cursor = b"0"
        while True:
            async with self._pace.step():
                cursor, members = await self._redis.call(index, "ZSCAN", index, cursor, "COUNT", WALKED)
            if members:
                yield [member.decode() for member in members[::2]]
            if cursor == b"0":
                return

    async def _without_session(self, kind: str, ids: Sequence[str]) -> list[str]:
        """Those of one bucket that are no sessions of this kind."""
        headers = [keys.header(id_) for id_ in ids]
        async with self._pace.step():
            kinds = await asyncio.gather(*(self._redis.call(key, "HGET", key, "kind") for key in headers))
        return [id_ for id_, of in zip(ids, kinds, strict=True) if of != kind.encode()]

    async def _without_text(self, kind: str, by: str, members: Sequence[str]) -> list[str]:
        """The entries that their sessions' headers do not have, as far as a read can tell: the script decides."""
        headers = [keys.header(member[-36:]) for member in members]
        async with self._pace.step():
            fields = await asyncio.gather(
                *(self._redis.call(key, "HMGET", key, "kind", f"indexed_{by}") for key in headers)
            )
        return [
            member
            for member, (of, texts) in zip(members, fields, strict=True)
            if of != kind.encode() or f"\t{member[:-37]}\t".encode() not in (texts or b"")
        ]

    async def _text(self, kind: str, by: str, member: str) -> None:
        session_id = member[-36:]
        first = (session_id, 1, packed(Server.ITSELF))
        async with self._pace.step():
            wrong = await self._redis.run(
                load("admin/sessions/texts"), keys.of_session(session_id), *first, kind, by, member
            )
        self._wrong.update([by] * int(wrong))


class _Entries(NamedTuple):
    """What the indexes of one kind have in a bucket: the sums, and how many entries by index."""

    bytes: int
    age: int
    counts: dict[str, int]
