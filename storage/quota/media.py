"""How much the files of each user take of the media store (storage/quota/shares.py).

The things are voice sessions, recordings of jams, and listening histories with the pictures of their books. Workers
write files too, which the job finds when it counts.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import orjson

from storage.quota.shares import Shares
from storage.redis.client import Redis
from storage.session import keys

MEDIA: Final = "media"
PAGE: Final = 200  # materials that are read at once


class MediaShares(Shares):
    def __init__(self, redis: Redis, *, owner_limit: int, guest_limit: int) -> None:
        super().__init__(redis, MEDIA, "owner", owner_limit=owner_limit, guest_limit=guest_limit, is_summed=True)

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

    async def _counted(self, owner: str, thing: str, held: int) -> int:
        kind, _, name = thing.partition(":")
        if kind == "voice":
            return await self._of_voice(name)
        if kind == "listening":
            return await self._of_listening(name)
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

    async def _of_listening(self, session_id: str) -> int:
        """Uploaded pictures of books."""
        key = f"{keys.header(session_id)}:books"
        total, cursor = 0, b"0"
        while True:
            cursor, flat = await self._redis.call(key, "HSCAN", key, cursor, "COUNT", PAGE)
            records = (orjson.loads(book).get("artwork") for book in flat[1::2])
            total += sum(int(record.split(" ")[1]) for record in records if record)
            if cursor == b"0":
                return total


class Taken:
    """What is reserved for a file that is on its way."""

    def __init__(self, shares: MediaShares, owner: str, thing: str) -> None:
        self._shares = shares
        self._owner = owner
        self._thing = thing
        self.size = 0
        self.is_kept = False

    async def more(self, size: int) -> None:
        """Raises StorageFull, with a size of 0 when nothing is left."""
        await self._shares.change(self._owner, self._thing, size)
        self.size += size

    async def fit(self, size: int) -> None:
        """The file has this size. Raises StorageFull."""
        if size != self.size:
            await self.more(size - self.size)

    def keep(self) -> None:
        """The file is stored and entered."""
        self.is_kept = True


def of_voice(session_id: str) -> str:
    return f"voice:{session_id}"


def of_listening(session_id: str) -> str:
    return f"listening:{session_id}"


def of_jam(origin: str, uuid: str) -> str:
    return f"jam:{origin}/{uuid}"
