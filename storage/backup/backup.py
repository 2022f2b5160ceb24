"""Makes backups: the media first, then the keys, then the media that came meanwhile, and the manifest last.

A session, or a user, with all their keys is read by one script, so each is consistent in itself. Names are found by
SCAN, which may miss a key that is made meanwhile: what got a new name is read again.
"""

import hashlib
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from sessions.base.errors import NotFound
from storage.backup.manifest import FOLDER, MANIFEST, MEDIA, SIGNS, DamagedError, Manifest, Part, folder, stamp_of
from storage.backup.media import Copied, copy_new, lines, require_same
from storage.backup.names import Names, scanned
from storage.backup.records import Record
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.pace import Pace

PART_BYTES: Final = 8 * 1024 * 1024
TOGETHER: Final = 100
"""Keys that one script reads."""
MOST: Final = 2000
"""Keys of one session that one script reads. A stream with more authors than that is read by several."""
SHARE: Final = 1 / 3
"""Of the time of Redis and this process."""
LOOKS: Final = 4
"""Times that the names are looked through: a store that is in use never looks the same twice."""

Say = Callable[[str], None]


def _silent(line: str) -> None: ...


class Backups:
    """The backups in one place. Every method raises Unavailable when Redis, the media or the place is away."""

    def __init__(self, place: MediaStore) -> None:
        self._place = place

    async def stamps(self) -> list[str]:
        """The whole ones, the oldest first."""
        return sorted([stamp async for path in self._place.paths(FOLDER) if (stamp := stamp_of(path)) is not None])

    async def manifest(self, stamp: str) -> Manifest:
        """Raises NotFound, DamagedError."""
        try:
            return Manifest.model_validate_json(await self._place.read(f"{folder(stamp)}/{MANIFEST}"))
        except ValidationError:
            raise DamagedError(f"The manifest of {stamp} is damaged, or of a newer version") from None

    async def make(
        self, redis: Redis, media: MediaStore, *, version: str, secret: bytes | None = None, say: Say = _silent
    ) -> Manifest:
        """A new backup; `secret` signs the tokens of guests, and lies beside it. Whatever an earlier attempt has copied
        of the media is not copied again."""
        began = datetime.now(UTC)
        stamp = f"{began:%Y%m%dT%H%M%SZ}"
        known: dict[str, Copied] = {}
        if stamps := await self.stamps():
            known = {one.path: one async for one in self.files(stamps[-1])}
        await copy_new(media, self._place, known)
        say(f"{len(known)} files of media")
        parts = _Parts(self._place, folder(stamp), "keys")
        count = await _keys(redis, parts)
        say(f"{count} keys")
        gone = known.keys() - {path async for path in media.paths()}
        for path in gone:
            del known[path]
        await copy_new(media, self._place, known)
        files = _Parts(self._place, folder(stamp), "files")
        for one in sorted(known.values(), key=lambda one: one.path):
            await files.add(one.line())
        if secret is not None:
            await self._place.put(f"{folder(stamp)}/{SIGNS}", secret)
        manifest = Manifest(
            roomtone=version,
            began_at=round(began.timestamp() * 1000),
            ended_at=round(time.time() * 1000),
            keys=await parts.end(),
            files=await files.end(),
            key_count=count,
            file_count=len(known),
            bytes=parts.size + files.size + sum(one.size for one in known.values()),
        )
        await self._place.put(f"{folder(stamp)}/{MANIFEST}", manifest.model_dump_json(indent=1).encode())
        return manifest

    async def files(self, stamp: str) -> AsyncIterator[Copied]:
        for part in (await self.manifest(stamp)).files:
            for one in lines(await self.part(stamp, part)):
                yield one

    async def secret(self, stamp: str) -> bytes | None:
        try:
            return await self._place.read(f"{folder(stamp)}/{SIGNS}")
        except NotFound:
            return None

    async def part(self, stamp: str, part: Part) -> bytes:
        """Raises NotFound, DamagedError."""
        content = await self._place.read(f"{folder(stamp)}/{part.name}")
        require_same(content, part)
        return content

    async def forget(self, keep: int) -> int:
        """Deletes all but the newest backups, what attempts have left, and the media of none that stays. Answers how
        many backups went."""
        stamps = await self.stamps()
        old, kept = stamps[: -max(keep, 1)], stamps[-max(keep, 1) :]
        used = {f"{MEDIA}/{one.path}" for stamp in kept for one in [file async for file in self.files(stamp)]}
        for stamp in old:  # first what makes it a whole one
            await self._place.delete(f"{folder(stamp)}/{MANIFEST}")
        async for path in self._place.paths(FOLDER):
            if path.split("/")[1] not in kept:
                await self._place.delete(path)
        async for path in self._place.paths(MEDIA):
            if path not in used:
                await self._place.delete(path)
        return len(old)


class _Parts:
    """Bytes in files of some megabytes, with their digests."""

    def __init__(self, place: MediaStore, to: str, name: str) -> None:
        self._place, self._to, self._name = place, to, name
        self._buffer = bytearray()
        self._made: list[Part] = []

    @property
    def size(self) -> int:
        return sum(part.size for part in self._made)

    async def add(self, content: bytes) -> None:
        self._buffer += content
        if len(self._buffer) >= PART_BYTES:
            await self._write()

    async def end(self) -> tuple[Part, ...]:
        if self._buffer:
            await self._write()
        return tuple(self._made)

    async def _write(self) -> None:
        content = bytes(self._buffer)
        name = f"{self._name}-{len(self._made):06}"
        await self._place.put(f"{self._to}/{name}", content)
        self._made.append(Part(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest()))
        self._buffer.clear()


async def _keys(redis: Redis, parts: _Parts) -> int:
    """Writes all keys. Answers how many records that were."""
    pace, count = Pace(SHARE), 0
    with tempfile.TemporaryDirectory() as there:
        names = Names(Path(there) / "names")
        try:
            for _ in range(LOOKS):
                async for keys in scanned(redis, pace):
                    names.add(keys)
                if not names.has_fresh:
                    break
                for some in names.take(TOGETHER):
                    for start in range(0, len(some), MOST):
                        async for record in _dumped(redis, pace, some[start : start + MOST]):
                            await parts.add(record.packed())
                            count += 1
        finally:
            names.close()
    return count


async def _dumped(redis: Redis, pace: Pace, keys: Sequence[bytes]) -> AsyncIterator[Record]:
    async with pace.step():
        answer = await redis.run(load("backup/dump"), [key.decode() for key in keys])
    for key, ends_at, value in zip(keys, answer[::2], answer[1::2], strict=True):
        yield Record(key, max(ends_at, 0), value or b"")
