"""The bin (D13): what was deleted lies there for 30 days, and only its owner sees it.

Each product has its own. Its entries are the names of sessions, and in voice also of recordings and materials. An
owner's list of entries and what was deleted lie in two buckets. An entry without something in the bin counts as none,
so it is made before the deletion and taken away after the restoration: every order of the steps is legal.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from auth.caller import Caller, Server
from auth.user import User
from sessions.base.errors import Refusal
from sessions.base.instant import DAY_MS
from storage.quota.content import ContentQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.schedule import Sweep

BIN_MS: Final = 30 * DAY_MS
MOST: Final = 500
"""Entries of one owner that are listed; the oldest leave the bin first."""
ASKED_AT_ONCE: Final = 50  # entries of a list, each in a bucket of its own
SWEPT_AT_ONCE: Final = 100  # of all buckets: a sweep is short, and the next one goes on


class Contents(Protocol):
    """What the bin of a product holds, by the names of its entries."""

    async def find(self, name: str, by: Caller) -> Any | None:
        """What it is, when it is in the bin and `by` may bring it back."""
        ...

    async def erase(self, name: str, by: Caller, keep_ms: int) -> None:
        """Deletes what has been in the bin for `keep_ms`. Raises NotFound when it is not there, or not for so long,
        Forbidden."""
        ...


Found = TypeVar("Found")


def bin_list(kind: str) -> str:
    """The list of a user's entries."""
    return f"{kind}-bin"


class Bin(Generic[Found]):
    def __init__(self, redis: Redis, kind: str, contents: Contents) -> None:
        self._redis = redis
        self._contents = contents
        self._list = bin_list(kind)
        self._sweep = Sweep(redis, kind, "binned", most=SWEPT_AT_ONCE)

    @asynccontextmanager
    async def adding(self, owners: Sequence[str], name: str) -> AsyncIterator[None]:
        """Around a deletion: the owners' lists have the entry before, and lose it when the deletion is refused."""
        await asyncio.gather(*(self._note(owner, name) for owner in owners))
        try:
            yield
        except Refusal:
            if await self._contents.find(name, Server.ITSELF) is None:
                await self.forget(owners, name)
            raise

    async def forget(self, owners: Sequence[str], name: str) -> None:
        """After it has left the bin. Entries that stay in other lists count as none."""
        for owner in owners:
            key = keys.user(owner, self._list)
            await self._redis.call(key, "ZREM", key, name)

    async def of(self, owner: User) -> list[tuple[str, Found]]:
        """What an owner can bring back, the newest first, each with its entry's name."""
        key = keys.user(owner.id, self._list)
        entries = await self._redis.call(key, "ZRANGE", key, 0, MOST - 1, "REV")
        names, listed = [entry.decode() for entry in entries], []
        for first in range(0, len(names), ASKED_AT_ONCE):
            asked = names[first : first + ASKED_AT_ONCE]
            contents = await asyncio.gather(*(self._contents.find(name, owner) for name in asked))
            listed += [(name, one) for name, one in zip(asked, contents, strict=True) if one is not None]
        return listed

    async def purge(self, name: str, by: User) -> None:
        """Deletes something for good. Raises NotFound when it is not in the bin, Forbidden."""
        await self._contents.erase(name, by, 0)
        await self.forget([by.id], name)

    async def empty(self, *, keep_ms: int = BIN_MS) -> int:
        """Deletes what has been there longer than `keep_ms`. Answers how much it was; two workers may do it at once.

        Raises Unavailable, and goes on from there the next time."""

        async def erase(name: str) -> bool:
            await self._contents.erase(name, Server.ITSELF, keep_ms)
            return True

        return await self._sweep.look(erase, late_ms=keep_ms)

    async def _note(self, owner: str, name: str) -> None:
        key = keys.user(owner, self._list)
        seconds, micros = await self._redis.call(key, "TIME")
        now = int(seconds) * 1000 + int(micros) // 1000
        await self._redis.call(key, "ZADD", key, now, name)
        await self._redis.call(key, "ZREMRANGEBYSCORE", key, "-inf", now - 2 * BIN_MS)


@dataclass(frozen=True, slots=True)
class DeletedSession:
    """A session in the bin. `deleted_at` in Unix ms."""

    session_id: str
    title: str
    deleted_at: int


class SessionBin:
    """The bin of a product of which only whole sessions are deleted, by its scripts `<kind>_delete`, `_restore`,
    `_binned` and `_purge`.

    `run` runs a script of the product for a session: its name, the session's id, the caller, further arguments."""

    def __init__(self, redis: Redis, kind: str, run: Callable[..., Awaitable[Any]], content: ContentQuota) -> None:
        self._content = content
        self._kind = kind
        self._run = run
        self._bin: Bin[DeletedSession] = Bin(redis, kind, self)

    async def delete(self, session_id: str, by: Caller, owners: Sequence[str]) -> bool:
        """Answers whether it lies in the bin now. Raises SessionNotFound, Forbidden."""
        async with self._bin.adding(owners, session_id):
            return bool(await self._run(f"{self._kind}/delete", session_id, by))

    async def retire(self, session_id: str, owners: Sequence[str], latest: int) -> None:
        """As `delete`, by the server (D42). Raises SessionNotFound, and Conflict when somebody has used it after
        `latest` (Unix ms)."""
        async with self._bin.adding(owners, session_id):
            await self._run(f"{self._kind}/delete", session_id, Server.ITSELF, "", latest)

    async def restore(self, session_id: str, by: User) -> Any:
        """What the script answers. Raises SessionNotFound, NotFound, Forbidden."""
        answer = await self._run(f"{self._kind}/restore", session_id, by, secrets.token_hex(4))
        await self._bin.forget([by.id], session_id)
        return answer

    async def take_down(self, session_id: str, admin_id: str, latest: int | None) -> None:
        """Moves a session to the bin of admins. Raises SessionNotFound, and Conflict when somebody has used it after
        `latest` (Unix ms)."""
        await self._run(f"{self._kind}/delete", session_id, Server.ITSELF, admin_id, "" if latest is None else latest)

    async def bring_back(self, session_id: str) -> None:
        """Brings back what an admin has taken down. Raises SessionNotFound, NotFound."""
        await self._run(f"{self._kind}/restore", session_id, Server.ITSELF, secrets.token_hex(4))

    async def of(self, owner: User) -> list[DeletedSession]:
        """What an owner can bring back, the newest first."""
        return [session for _, session in await self._bin.of(owner)]

    async def purge(self, session_id: str, by: User) -> None:
        """Deletes a session for good. Raises NotFound when it is not in the bin, Forbidden."""
        await self._bin.purge(session_id, by)

    async def end(self, session_id: str) -> None:
        """Deletes for good what lies in the bin. Raises NotFound."""
        await self.erase(session_id, Server.ITSELF, 0)

    async def empty(self, *, keep_ms: int = BIN_MS) -> int:
        """As Bin.empty."""
        return await self._bin.empty(keep_ms=keep_ms)

    # --- as the bin asks for it ------------------------------------------------------------------------------------

    async def find(self, name: str, by: Caller) -> DeletedSession | None:
        session = await self._run(f"{self._kind}/bin_entry", name, by)
        return session and DeletedSession(name, session[0].decode(), int(float(session[1])))

    async def erase(self, name: str, by: Caller, keep_ms: int) -> None:
        async with self._content.deleting(name):
            while await self._run(f"{self._kind}/purge", name, by, keep_ms):
                pass
