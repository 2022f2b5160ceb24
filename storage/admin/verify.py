"""Compares the indexes that admins count and find sessions by with the sessions themselves, and repairs them (K28).

The indexes are kept by the scripts of the changes, so nothing should ever be wrong; sessions of a version that kept
none are missing, and are entered. This runs in the background, a few sessions at a time and half of the time, while
sessions change: each is compared in one script. Every session of the store is found by a SCAN, and every entry without
a session by the indexes.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from auth.caller import Server, packed
from storage import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load

SLICE: Final = 200
SCANNED: Final = 100  # keys that Redis looks at in one step: 0.3 ms when they have not been used for long
READ: Final = 50  # entries of an index that are read in one step
AT_ONCE: Final = 2  # scripts that wait for Redis together, 0.3 ms each: an edit waits behind no more than these
SLACK: Final = 1024  # bytes by which the measure of a long session may differ from the one before
DEEPEST: Final = 10_000  # remixes of remixes that are followed
NUMBERS: Final = ("created", "updated", "accessed", "size", "remixes", "depth", "ids")
TEXTS: Final = ("names", "owners")

_HEADER: Final = re.compile(rb"^rt:\{b\d+\}:session:([0-9a-f-]{36})$")
_ANY_HEADER: Final = "rt:{b*}:session:" + "-".join("?" * length for length in (8, 4, 4, 4, 12))

Progress = Callable[[int, Counter[str]], Awaitable[bool]]


class StoppedError(Exception):
    """Somebody has stopped it."""


@asynccontextmanager
async def half_of_the_time() -> AsyncIterator[None]:
    """The other half is for others."""
    started = time.monotonic()
    yield
    await asyncio.sleep(time.monotonic() - started)


class Verification:
    def __init__(self, redis: Redis, kinds: Sequence[str]) -> None:
        self._redis = redis
        self._kinds = tuple(kinds)
        self._wrong: Counter[str] = Counter()
        self._done = 0

    async def run(self, progress: Progress) -> Counter[str]:
        """What was wrong, and how often. `progress` is told after each slice and answers whether to go on. Raises
        StoppedError, Unavailable."""
        async for ids in self._headers():
            await self._slice(ids, progress)
        for bucket in keys.ALL_BUCKETS:
            await self._lost(bucket, progress)
        return self._wrong

    async def _slice(self, ids: Sequence[str], progress: Progress) -> None:
        for first in range(0, len(ids), SLICE):
            slice_ = ids[first : first + SLICE]
            await self._in_turns(self._verify, slice_)
            self._done += len(slice_)
            if not await progress(self._done, self._wrong):
                raise StoppedError

    async def _in_turns(self, work: Callable[[str], Awaitable[None]], ids: Sequence[str]) -> None:
        for first in range(0, len(ids), AT_ONCE):
            async with half_of_the_time():
                await asyncio.gather(*map(work, ids[first : first + AT_ONCE]))

    async def _headers(self) -> AsyncIterator[list[str]]:
        """The ids of all sessions, in slices; one may come twice."""
        for address in self._redis.addresses:
            cursor = b"0"
            while True:
                cursor, found = await self._redis.ask(
                    address, "SCAN", cursor, "MATCH", _ANY_HEADER, "COUNT", SCANNED, "TYPE", "hash"
                )
                ids = [match[1].decode() for key in found if (match := _HEADER.match(key)) is not None]
                if ids:
                    yield ids
                if cursor == b"0":
                    break

    async def _verify(self, session_id: str) -> None:
        depth: Argument = ""
        key = keys.header(session_id)
        kind, parent, known = await self._redis.call(key, "HMGET", key, "kind", "remixed_from", "depth")
        if kind == b"jam" and parent is not None and known is None:
            depth = await self._depth(session_id, parent.decode())
        first = (session_id, 1, packed(Server.ITSELF))
        wrong = await self._redis.run(
            load("sessions_verify"), keys.of_session(session_id), *first, depth, SLACK, *self._kinds
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

    # --- entries without a session ----------------------------------------------------------------------------------

    async def _lost(self, bucket: int, progress: Progress) -> None:
        for kind in self._kinds:
            indexes = [keys.index_of(bucket, kind, by) for by in (*NUMBERS, *TEXTS, "totals")]
            if not await self._redis.call(indexes[0], "EXISTS", *indexes):
                continue
            for by in NUMBERS:
                async for members in self._members(keys.index_of(bucket, kind, by)):
                    await self._slice(await self._without_session(members), progress)
            for by in TEXTS:
                async for members in self._members(keys.index_of(bucket, kind, by)):
                    odd = await self._without_text(kind, by, members)
                    await self._in_turns(partial(self._text, kind, by), odd)
            off = await self._redis.run(load("sessions_totals"), [keys.run_of(bucket)], kind)
            self._wrong.update(name for name, by in zip(("bytes", "age"), off, strict=True) if by != b"0")
        if not await progress(self._done, self._wrong):
            raise StoppedError

    async def _members(self, index: str) -> AsyncIterator[list[str]]:
        cursor = b"0"
        while True:
            cursor, found = await self._redis.call(index, "ZSCAN", index, cursor, "COUNT", READ)
            if found:
                yield [member.decode() for member in found[::2]]
            if cursor == b"0":
                return

    async def _without_session(self, ids: Sequence[str]) -> list[str]:
        """Those of one bucket that have no header; nearly always none, which one command tells."""
        headers = [keys.header(id_) for id_ in ids]
        async with half_of_the_time():
            if await self._redis.call(headers[0], "EXISTS", *headers) == len(headers):
                return []
            there = await asyncio.gather(*(self._redis.call(key, "EXISTS", key) for key in headers))
            return [id_ for id_, exists in zip(ids, there, strict=True) if not exists]

    async def _without_text(self, kind: str, by: str, members: Sequence[str]) -> list[str]:
        """The entries that their sessions' headers do not have, as far as a read can tell: the script decides."""
        headers = [keys.header(member[-36:]) for member in members]
        async with half_of_the_time():
            found = await asyncio.gather(
                *(self._redis.call(key, "HMGET", key, "kind", f"indexed_{by}") for key in headers)
            )
        return [
            member
            for member, (of, texts) in zip(members, found, strict=True)
            if of != kind.encode() or f"\t{member[:-37]}\t".encode() not in (texts or b"")
        ]

    async def _text(self, kind: str, by: str, member: str) -> None:
        session_id = member[-36:]
        first = (session_id, 1, packed(Server.ITSELF))
        wrong = await self._redis.run(load("sessions_texts"), keys.of_session(session_id), *first, kind, by, member)
        self._wrong.update([by] * int(wrong))
