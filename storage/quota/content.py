"""How many bytes of Redis the sessions of each user take (storage/quota/quota.py).

The scripts of a session count its content exactly (storage/quota/content.lua). Its owner's bucket is another one, so a
session holds a reservation there, and its scripts refuse to grow beyond it: then more is reserved, and the script runs
again. So the usual change needs no second bucket, and no session takes more than was reserved for it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from weakref import WeakValueDictionary

from sessions.base.errors import Conflict, Refusal, StorageFull
from sessions.base.instant import DAY_MS
from storage.quota.quota import Quota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load

EMPTY: Final = 1000
"""Bytes of a session without content: its header and its places in indexes and lists."""
LEAST: Final = 4096  # that a session reserves: small ones need no second reservation
STEP: Final = 16_384  # that is reserved beyond what is needed now, or half of it
TRIES: Final = 100  # a crowd may use up what was reserved, again and again
COUNT_AGAIN_SECONDS: Final = 10  # at the soonest, for a user at their limit
LOG_MS: Final = DAY_MS  # without an event, after which a log is dropped


class ReservationQueue:
    """Calls of one session that wait for space: the first reserves for all."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.more = 0


class ContentQuota(Quota):
    """Limits are bytes; 0 is none. The things are sessions, by their ids."""

    def __init__(self, redis: Redis, *, session_limit: int = 0, owner_limit: int = 0, guest_limit: int = 0) -> None:
        super().__init__(redis, "content", "content", owner_limit=owner_limit, guest_limit=guest_limit)
        self._session_limit = session_limit
        self._crowds: WeakValueDictionary[str, ReservationQueue] = WeakValueDictionary()

    @asynccontextmanager
    async def creating(self, owner: str | None, session_id: str, size: int = 0) -> AsyncIterator[tuple[int, int]]:
        """Around the creation of a session with `size` bytes of content: the values of its fields `bytes` and
        `reserved`. Raises StorageFull."""
        needed = EMPTY + size
        if 0 < self._session_limit < needed:
            raise StorageFull(used=needed, limit=self._session_limit, of="session")
        reserved = max(LEAST, needed)
        if owner is not None:
            await self._take(owner, session_id, reserved)
        try:
            yield needed, reserved
        except Refusal:
            if owner is not None:
                await self.change(owner, session_id, -reserved)
            raise

    async def grow(self, full: StorageFull, session_id: str, again: Callable[[], Awaitable[Any]]) -> Any:
        """Reserves what a script was refused for, and answers what it answers then. Raises StorageFull, and the
        script's other refusals."""
        for _ in range(TRIES):
            if full.details["of"] != "reservation":
                raise full
            crowd = self._crowds.setdefault(session_id, ReservationQueue())
            more = int(full.details["used"]) - int(full.details["limit"])
            crowd.more += more
            try:
                async with crowd.turn:
                    await self._reserve(session_id, more, crowd.more)
            finally:
                crowd.more -= more
            try:
                return await again()
            except StorageFull as still:
                full = still
        raise Conflict

    async def payer(self, session_id: str) -> str | None:
        """Whose budget a session takes from, also when it is in the bin."""
        header = keys.header(session_id)
        for key in (header, f"{header}:binned"):
            payer = await self._redis.call(key, "HGET", key, "payer")
            if payer:
                return str(payer.decode())
        return None

    @asynccontextmanager
    async def deleting(self, session_id: str) -> AsyncIterator[None]:
        """Around a deletion for good, after which the owner has the space again."""
        payer = await self.payer(session_id)
        yield
        if payer is not None:
            await self.settle(payer, session_id)

    async def _reserve(self, session_id: str, more: int, of_all: int) -> None:
        header = keys.header(session_id)
        held, reserved, before, payer = await self._redis.run(load("quota/read"), [header], EMPTY)
        needed = held + more
        if needed <= reserved:
            return
        if 0 < self._session_limit < needed:
            raise StorageFull(used=held, limit=self._session_limit, of="session")
        wanted = held + of_all + max(STEP, needed // 2)
        if self._session_limit:
            wanted = min(wanted, self._session_limit)
        # A session whose owner has left it is paid for by the next one.
        paid = reserved if before == payer and reserved > 0 else 0
        taken = 0
        if payer:
            try:
                await self.change(payer.decode(), session_id, wanted - paid)
            except StorageFull:
                wanted = needed
                await self._take(payer.decode(), session_id, wanted - paid)
            taken = wanted - paid
        is_noted = await self._redis.run(load("quota/reserve"), [header], reserved, wanted, payer)
        if not is_noted and taken:
            await self.change(payer.decode(), session_id, -taken)
        if is_noted and before and before != payer:
            await self.settle(before.decode(), session_id)

    async def _take(self, owner: str, session_id: str, size: int) -> None:
        """Counts again before it refuses, so that what was deleted a moment ago is free. Raises StorageFull."""
        try:
            await self.change(owner, session_id, size)
        except StorageFull:
            key = keys.user(owner, "content-counted")
            if not await self._redis.call(key, "SET", key, 1, "NX", "EX", COUNT_AGAIN_SECONDS):
                raise
            await self.settle_all(owner)
            await self.change(owner, session_id, size)

    async def _counted(self, owner: str, thing: str, held: int) -> int:
        return int(await self._redis.run(load("quota/fit"), [keys.header(thing)], owner, 2 * STEP, LOG_MS))
