"""Uploaded pictures of books in an import: those that the books of their history record, and nothing else."""

import asyncio
import hashlib
from pathlib import Path

from sessions.base.errors import UnsupportedMedia
from sessions.listening.artwork import MOST_BYTES, picture_type
from storage.listening.artwork import Picture, path_of, pictures_of
from storage.redis.client import Redis

FOLDER = "listening/"


class CarriedArtwork:
    """A history's books come before its pictures."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._of = ""
        self._recorded: dict[str, Picture] = {}

    async def check(self, session_id: str, path: str, file: Path, *, is_whole: bool) -> None:
        """What has arrived of a picture. Raises ValueError."""
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


def _as_recorded(file: Path) -> tuple[str, str]:
    content = file.read_bytes()
    try:
        return hashlib.sha256(content).hexdigest(), picture_type(content)
    except UnsupportedMedia as error:
        raise ValueError("a picture of another type") from error
