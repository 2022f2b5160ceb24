"""What shared storage asks of jams (storage/session/kind.py)."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from storage.jam.recordings import MOST, path_of, use
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import pairs
from storage.session.kind import (
    Carried,
    Facts,
    Importing,
    Kind,
)

if TYPE_CHECKING:
    from storage.media.store import MediaStore


class JamFacts(Facts):
    """`pattern`: the first 16 steps of the first four tracks that have one; of each the number of its color times
    65,536, plus 2 to the power of each step that is on."""

    tracks: int
    pattern: list[int]


def share_of(origin: str, uuid: str) -> str:
    """What a recording is called in the share of who made it."""
    return f"jam:{origin}/{uuid}"


async def _samples(redis: Redis, session_id: str) -> dict[str, dict[str, str]]:
    key = f"{keys.header(session_id)}:samples"
    found = pairs(await redis.call(key, "HGETALL", key))
    return {uuid: orjson.loads(about) for uuid, about in found.items()}


async def _files(redis: Redis, media: "MediaStore", session_id: str) -> AsyncIterator[str]:
    for uuid, about in (await _samples(redis, session_id)).items():
        yield path_of(about["session"], uuid)


async def _held(redis: Redis, thing: str, held: int) -> int:
    origin, _, uuid = thing.partition("/")
    key = f"{keys.header(origin)}:recording:{uuid}"  # who uses the recording; gone with its file
    return held if await redis.call(key, "EXISTS", key) else 0


class CarriedJam(Carried):
    """Its recordings may be those of other jams; each counts for who made it."""

    def __init__(self, parts: Importing) -> None:
        super().__init__(parts)
        self._sizes: dict[str, int] = {}

    async def check(self, session_id: str, path: str, file: Path, *, is_whole: bool) -> None:
        if is_whole and len(self._sizes) >= MOST:
            raise ValueError("too many recordings of a jam")
        if is_whole:
            self._sizes[path] = await asyncio.to_thread(lambda: file.stat().st_size)

    async def begin(self, session_id: str) -> Mapping[str, str]:
        for uuid, about in (await _samples(self._redis, session_id)).items():
            await use(self._redis, about["session"], uuid, session_id)
        return {}

    async def enter(self, session_id: str, header: Mapping[str, str], *, has_files: bool) -> None:
        sizes, self._sizes = self._sizes, {}
        for uuid, about in (await _samples(self._redis, session_id)).items():
            size = sizes.get(path_of(about["session"], uuid))
            payer = about["by"] or (header.get("owner", "") if about["session"] == session_id else "")
            if size is not None and payer:
                await self._shares.enter(payer, share_of(about["session"], uuid), size)


KIND: Final = Kind(
    keys={"state": "hash", "samples": "hash", "children": "set"},
    name=("state", "name"),
    shown=("state", "samples", "deleted_samples"),
    is_remixed=True,
    facts=JamFacts,
    lists=("jam-bin",),
    folder="samples",
    files=_files,
    held=_held,
    carried=CarriedJam,
    webhook_events=("jam.published",),
)
