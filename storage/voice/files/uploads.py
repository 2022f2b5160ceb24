"""Files of hours, which come in chunks: an upload that breaks off goes on where it was.

A chunk's bytes lie among the unfinished uploads of the media store, under their digest, and are recorded in Redis
after. When all have come they are joined into the material's file and deleted. What is not finished in a day is
forgotten.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from auth.user import User
from sessions.base.errors import Conflict, NotFound, Refusal, Unavailable
from sessions.voice.material import FinishFile, NewFile
from storage.media.store import MediaStore
from storage.media.upload_cleanup import INCOMING, LIFE_SECONDS
from storage.quota.media import MediaQuota
from storage.redis.connection import pairs
from storage.voice.kind import share_of
from storage.voice.materials import Materials
from storage.voice.recordings import Chunk, chunk_of
from storage.voice.store import Attached, VoiceStore

AT_ONCE: Final = 8  # unfinished files of a session
LIFE_MS: Final = round((LIFE_SECONDS - 4 * 3600) * 1000)
"""From the first chunk; its bytes are kept for four hours longer, so that who finishes late still finds them."""
READ_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """What has arrived, in bytes and chunks by number."""

    size: int
    chunks: list[Chunk]


class Uploads:
    def __init__(
        self, store: VoiceStore, media: MediaStore, shares: MediaQuota, materials: Materials, *, most_bytes: int
    ) -> None:
        self._store = store
        self._media = media
        self._shares = shares
        self._materials = materials
        self._most_bytes = most_bytes

    async def put(
        self, session_id: str, material_id: str, by: User, owner: str, number: int, digest: str, body: bytes
    ) -> tuple[bool, int]:
        """Stores a chunk, which takes from the share of `owner`. Answers whether it is new, and the bytes there now.

        Raises SessionNotFound, Forbidden, Conflict, TooLarge, StorageFull."""
        chunk = Chunk(number, digest, len(body))
        path, fields = _path(session_id, material_id, chunk), (number, digest, chunk.size, by.id)
        limits = (self._most_bytes, AT_ONCE, LIFE_MS)
        async with self._shares.taking(owner, share_of(session_id), chunk.size) as taken:
            await self._media.put(path, body)
            try:
                is_new, size = await self._store.run("voice/files/chunk", session_id, by, material_id, *fields, *limits)
            except Unavailable:
                raise  # it may be recorded; otherwise the bytes go in a day
            except Refusal:
                if not await self._has(session_id, material_id, by, chunk):
                    await self._media.delete(path)
                raise
            if is_new:
                taken.keep()
        return bool(is_new), size

    async def read(self, session_id: str, material_id: str, by: User) -> Upload:
        """Raises SessionNotFound, Forbidden, NotFound."""
        return _upload(await self._store.run("voice/files/arrived", session_id, by, material_id, "read"))

    async def finish(self, session_id: str, material_id: str, by: User, new: FinishFile) -> Attached:
        """Joins the chunks into the material's file. Raises SessionNotFound, Forbidden, NotFound, Conflict when one is
        missing, TooLarge, StorageFull."""
        upload = await self.read(session_id, material_id, by)
        numbers = [chunk.number for chunk in upload.chunks]
        if numbers != list(range(new.chunks)):
            raise Conflict("Chunks are missing, or there are more of them", chunks=len(numbers))
        about = NewFile(filename=new.filename, text=new.text)
        body = self._joined(session_id, material_id, upload)
        attached = await self._materials.attach_file(session_id, by, material_id, about, body, "web", paid=upload.size)
        await self._forget(session_id, material_id, by)
        return attached

    async def cancel(self, session_id: str, material_id: str, by: User, owner: str) -> None:
        """Forgets what has arrived. Raises SessionNotFound, Forbidden, NotFound."""
        upload = await self._forget(session_id, material_id, by)
        await self._shares.change(owner, share_of(session_id), -upload.size)

    async def _forget(self, session_id: str, material_id: str, by: User) -> Upload:
        upload = _upload(await self._store.run("voice/files/arrived", session_id, by, material_id, "end"))
        for chunk in upload.chunks:
            await self._media.delete(_path(session_id, material_id, chunk))
        return upload

    async def _has(self, session_id: str, material_id: str, by: User, chunk: Chunk) -> bool:
        try:
            return chunk in (await self.read(session_id, material_id, by)).chunks
        except Refusal:
            return False

    async def _joined(self, session_id: str, material_id: str, upload: Upload) -> AsyncIterator[bytes]:
        for chunk in upload.chunks:
            path = _path(session_id, material_id, chunk)
            for start in range(0, chunk.size, READ_BYTES):
                try:
                    yield await self._media.read(path, start, min(start + READ_BYTES, chunk.size))
                except NotFound:
                    raise Conflict("A chunk was kept for too long: send the file again") from None


def _upload(flat: list[bytes]) -> Upload:
    found = pairs(flat)
    del found["by"]
    size = int(found.pop("bytes"))
    chunks = [chunk_of(number, stored) for number, stored in found.items()]
    return Upload(size, sorted(chunks, key=lambda chunk: chunk.number))


def _path(session_id: str, material_id: str, chunk: Chunk) -> str:
    """One folder has them all: what is left in it is deleted by age."""
    return f"{INCOMING}{session_id}.{material_id}.{chunk.number:04d}-{chunk.digest}"
