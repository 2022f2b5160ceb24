"""What the books of a history record of their uploaded pictures."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import orjson

from storage.redis import keys
from storage.redis.client import Redis

PAGE: Final = 200  # books that are read at once


@dataclass(frozen=True, slots=True)
class Picture:
    """`digest` is the SHA-256 of the bytes in hex, `name` that of the file."""

    digest: str
    size: int
    media_type: str
    name: str

    @classmethod
    def read(cls, record: str) -> "Picture":
        digest, size, media_type, name = record.split(" ")
        return cls(digest, int(size), media_type, name)

    @property
    def record(self) -> str:
        return f"{self.digest} {self.size} {self.media_type} {self.name}"


def path_of(session_id: str, picture: Picture) -> str:
    """Where a picture of a history lies in the media store. That of a history that was merged into this one stays in
    its folder: its name has that, too."""
    return f"listening/{picture.name}" if "/" in picture.name else f"listening/{session_id}/{picture.name}"


async def pictures_of(redis: Redis, session_id: str) -> AsyncIterator[Picture]:
    """What the books of a history record. Raises ValueError for what is no record."""
    key, cursor = f"{keys.header(session_id)}:books", b"0"
    while True:
        cursor, flat = await redis.call(key, "HSCAN", key, cursor, "COUNT", PAGE)
        for book in flat[1::2]:
            if record := orjson.loads(book).get("artwork"):
                yield Picture.read(record)
        if cursor == b"0":
            return
