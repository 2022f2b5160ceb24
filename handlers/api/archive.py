"""A zip that is made while it is sent: it may be of any size, and is in memory a part at a time."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, NamedTuple

PART: Final = 1_048_576  # bytes of a file that are read at once


class Entry(NamedTuple):
    """A file of an archive. Texts are compressed; sound and pictures have their own compression."""

    name: str
    parts: AsyncIterator[bytes]
    is_text: bool = False


async def whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def in_parts(read: Callable[[str, int, int], Awaitable[bytes]], path: str, size: int) -> AsyncIterator[bytes]:
    """A file of a store, whose bytes `read` gives from one place to another."""
    for start in range(0, size, PART):
        yield await read(path, start, min(start + PART, size))


async def zipped(entries: AsyncIterator[Entry], made: tuple[int, ...]) -> AsyncIterator[bytes]:
    """`made`: year to second, which all entries have as their time."""
    out = _Out()
    with zipfile.ZipFile(out, "w") as archive:  # type: ignore[call-overload]  # it needs no more of a file
        async for entry in entries:
            info = _info(entry, made)
            with archive.open(info, "w", force_zip64=True) as file:
                async for part in entry.parts:
                    await asyncio.to_thread(file.write, part)
                    yield out.take()
    yield out.take()


class _Out:
    """Where a zip is written: bytes are taken as soon as they are there."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def _info(entry: Entry, made: tuple[int, ...]) -> zipfile.ZipInfo:
    year, *rest = made
    month, day, hour, minute, second = rest
    info = zipfile.ZipInfo(entry.name, (max(1980, year), month, day, hour, minute, second))
    info.compress_type = zipfile.ZIP_DEFLATED if entry.is_text else zipfile.ZIP_STORED
    return info
