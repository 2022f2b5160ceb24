"""How much the files of each user take of the media store.

A user's files belong to sessions in many buckets, so no script can count them at once. The user's own bucket has what
is reserved for each thing (a voice session, a jam's recording). Bytes are reserved before a file is stored, and
released when it is not. A reservation can be wrong, because a process was killed between the two or a worker wrote a
file: a job counts what is there and corrects it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import orjson

from auth.guests import GUEST_ID_PREFIX
from sessions.errors import StorageFull
from storage import keys
from storage.due import due, groups
from storage.redis.client import Redis
from storage.redis.scripts import load

SOON_MS: Final = 600_000  # after a change: an upload is entered seconds after its bytes were reserved
LATER_MS: Final = 86_400_000
OWNERS_A_SWEEP: Final = 20
PAGE: Final = 200  # materials that are read at once


class MediaShares:
    """`owner_limit` and `guest_limit` are bytes; 0 is none."""

    def __init__(self, redis: Redis, *, owner_limit: int, guest_limit: int) -> None:
        self._redis = redis
        self._limits = {False: owner_limit, True: guest_limit}
        self._indexes = groups(redis, "media", "owners")

    @asynccontextmanager
    async def taking(self, owner: str, thing: str, size: int) -> AsyncIterator["Taken"]:
        """Reserves `size` bytes, and what `Taken.more` says. What is not kept is given back. Raises StorageFull."""
        taken = Taken(self, owner, thing)
        if size:
            await taken.more(size)
        try:
            yield taken
        finally:
            if taken.size and not taken.is_kept:
                await self.change(owner, thing, -taken.size)

    async def require(self, owner: str, thing: str) -> None:
        """Raises StorageFull when nothing is left."""
        await self.change(owner, thing, 0)

    async def change(self, owner: str, thing: str, size: int) -> None:
        """Raises StorageFull; with a size of 0 when nothing is left."""
        limit = self._limits[owner.startswith(GUEST_ID_PREFIX)]
        is_taken, total = await self._run(owner, thing, "by", size, limit, 0)
        if not is_taken:
            raise StorageFull(used=total, limit=limit, of="owner")

    async def settle(self, owner: str, thing: str) -> None:
        """Makes what is reserved for a thing what its files take."""
        key = keys.user(owner, "media")
        held = await self._redis.call(key, "HGET", key, thing)
        if held is not None:
            await self._run(owner, thing, "to", await self._counted(thing, int(held)), 0, int(held))

    async def reconcile(self) -> int:
        """Settles what is due, of some owners a call; answers how many. Raises Unavailable, and goes on from there the
        next time."""
        count = 0
        for indexes in self._indexes:
            for owner in await due(self._redis, indexes, OWNERS_A_SWEEP):
                key = keys.user(owner, "media")
                flat = await self._redis.call(key, "HKEYS", key)
                things = [thing.decode() for thing in flat if thing != b"total"]
                for thing in things:
                    await self.settle(owner, thing)
                index = keys.user_index(owner, "media", "owners")
                if things:
                    seconds, _ = await self._redis.call(index, "TIME")
                    await self._redis.call(index, "ZADD", index, "XX", int(seconds) * 1000 + LATER_MS, owner)
                else:
                    await self._redis.call(index, "ZREM", index, owner)
                count += 1
        return count

    async def _counted(self, thing: str, held: int) -> int:
        kind, _, name = thing.partition(":")
        if kind == "voice":
            return await self._of_voice(name)
        origin, _, uuid = name.partition("/")
        key = f"{keys.header(origin)}:recording:{uuid}"  # who uses the recording; gone with its file
        return held if await self._redis.call(key, "EXISTS", key) else 0

    async def _of_voice(self, session_id: str) -> int:
        """Chunks, assembled sound and attached files, what lies in the bin included."""
        header = keys.header(session_id)
        total = 0
        for recording in await self._redis.call(header, "LRANGE", f"{header}:recordings", 0, -1):
            key = f"{header}:recording:{recording.decode()}"
            sizes = await self._redis.call(key, "HMGET", key, "bytes", "audio_size")
            total += sum(int(size or 0) for size in sizes)
        for key in (f"{header}:materials", f"{header}:deleted_materials"):
            cursor = b"0"
            while True:
                cursor, flat = await self._redis.call(key, "HSCAN", key, cursor, "COUNT", PAGE)
                total += sum(orjson.loads(material).get("size") or 0 for material in flat[1::2])
                if cursor == b"0":
                    break
        return total

    async def _run(self, owner: str, thing: str, mode: str, size: int, limit: int, held: int) -> tuple[int, int]:
        script_keys = [keys.user(owner, "media"), keys.user_index(owner, "media", "owners")]
        told = (thing, mode, size, limit, owner, SOON_MS, held)
        is_taken, total = await self._redis.run(load("share"), script_keys, *told)
        return is_taken, total


class Taken:
    """What is reserved for a file that is on its way."""

    def __init__(self, shares: MediaShares, owner: str, thing: str) -> None:
        self._shares = shares
        self._owner = owner
        self._thing = thing
        self.size = 0
        self.is_kept = False

    async def more(self, size: int) -> None:
        """Raises StorageFull."""
        await self._shares.change(self._owner, self._thing, size)
        self.size += size

    def keep(self) -> None:
        """The file is stored and entered."""
        self.is_kept = True


def of_voice(session_id: str) -> str:
    return f"voice:{session_id}"


def of_jam(origin: str, uuid: str) -> str:
    return f"jam:{origin}/{uuid}"
