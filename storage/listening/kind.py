"""What shared storage asks of listening histories (storage/session/kind.py)."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.base.errors import UnsupportedMedia
from sessions.listening.artwork import MOST_BYTES, picture_type
from storage.listening.pictures import Picture, path_of, pictures_of
from storage.redis.client import Redis
from storage.session.kind import (
    Carried,
    Facts,
    Importing,
    Kind,
)

if TYPE_CHECKING:
    from storage.media.store import MediaStore


class ListeningFacts(Facts):
    """Of the book that was heard last: `device` is where, `heard` how much of it in percent, null while it plays or its
    length is not known. `artwork_url` is the path of its uploaded picture, for this user alone."""

    artist: str | None
    device: str | None
    heard: int | None
    artwork_url: str | None


def share_of(session_id: str) -> str:
    """What the pictures of its books are called in the share of its listener."""
    return f"listening:{session_id}"


async def _files(redis: Redis, media: "MediaStore", session_id: str) -> AsyncIterator[str]:
    async for picture in pictures_of(redis, session_id):
        yield path_of(session_id, picture)


async def _held(redis: Redis, session_id: str, held: int) -> int:
    return sum([picture.size async for picture in pictures_of(redis, session_id)])


class CarriedHistory(Carried):
    """A history's books come before its pictures: those that they record, and no others."""

    def __init__(self, parts: Importing) -> None:
        super().__init__(parts)
        self._of = ""
        self._recorded: dict[str, Picture] = {}

    async def check(self, session_id: str, path: str, file: Path, *, is_whole: bool) -> None:
        if await asyncio.to_thread(lambda: file.stat().st_size) > MOST_BYTES:
            raise ValueError("too large a picture")
        if not is_whole:
            return
        if self._of != session_id:
            self._recorded = {path_of(session_id, one): one async for one in pictures_of(self._redis, session_id)}
            self._of = session_id
        picture = self._recorded.get(path)
        if picture is None or await asyncio.to_thread(_as_recorded, file) != (picture.digest, picture.media_type):
            raise ValueError("a picture that no book has")

    async def enter(self, session_id: str, header: Mapping[str, str], *, has_files: bool) -> None:
        if has_files and (owner := header.get("owner")):
            await self._shares.enter(owner, share_of(session_id))


def _as_recorded(file: Path) -> tuple[str, str]:
    content = file.read_bytes()
    try:
        return hashlib.sha256(content).hexdigest(), picture_type(content)
    except UnsupportedMedia as error:
        raise ValueError("a picture of another type") from error


KIND: Final = Kind(
    keys={
        "entries": "hash",
        "books": "hash",
        "places": "hash",
        "order": "zset",
        "shelf": "zset",
        "marks": "hash",
        "items": "zset",
    },
    keys_of={"of": "zset"},
    ids=("books", "hash"),
    is_deletable=False,  # a history is open to its listener alone (I3)
    facts=ListeningFacts,
    folder="listening",
    files=_files,
    held=_held,
    carried=CarriedHistory,
)
