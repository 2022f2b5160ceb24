"""The media of a backup: each object is copied once, and later backups in the same place refer to it."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from sessions.base.errors import NotFound
from storage.backup.manifest import MEDIA, DamagedError, Part
from storage.media.store import READ_BYTES, MediaStore


@dataclass(frozen=True, slots=True)
class Copied:
    path: str
    size: int
    sha256: str

    def line(self) -> bytes:
        return f"{self.sha256} {self.size} {self.path}\n".encode()


def require_same(content: bytes, part: Part) -> None:
    """Raises DamagedError."""
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise DamagedError(f"{part.name} is damaged: its digest is not the one in the manifest")


def lines(part: bytes) -> Iterator[Copied]:
    """Raises DamagedError."""
    for line in part.decode().splitlines():
        try:
            digest, size, path = line.split(" ", 2)
            yield Copied(path, int(size), digest)
        except ValueError:
            raise DamagedError(f"Not a line of files: {line[:100]!r}") from None


async def copy(source: MediaStore, path: str, target: MediaStore, to: str) -> Copied:
    """Copies one object in slices. Raises NotFound when it is gone, Unavailable."""
    size, digest = await source.size(path), hashlib.sha256()

    async def content() -> AsyncIterator[bytes]:
        for start in range(0, size, READ_BYTES):
            part = await source.read(path, start, min(start + READ_BYTES, size))
            digest.update(part)
            yield part

    await target.put_stream(to, content())
    return Copied(path, size, digest.hexdigest())


async def copy_new(source: MediaStore, target: MediaStore, known: dict[str, Copied]) -> None:
    """Copies every object of the media store that `known` does not have, and adds it there: a path never gets other
    bytes. One that is deleted meanwhile is left out."""
    async for path in source.paths():
        if path not in known:
            try:
                known[path] = await copy(source, path, target, f"{MEDIA}/{path}")
            except NotFound:
                continue
