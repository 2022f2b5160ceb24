"""Materials: files in the media store, their records in Redis.

A file is stored first, under its digest, and recorded in Redis after: a material that Redis knows always has its file,
and a file never changes. The upload is streamed to the store. A serving process reads only a file's first bytes: a
worker reads possible sound, in a child process (handlers/voice/work.py).
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import uuid4

import orjson

from auth.user import User
from sessions.base.errors import (
    Conflict,
    InvalidPayload,
    SessionNotActive,
    SessionNotFound,
    StorageFull,
    TooLarge,
)
from sessions.voice.material import (
    NewFile,
    Source,
    kind_of,
    sound_of,
)
from sessions.voice.recording import HEADER_BYTES
from sessions.voice.session import MaterialKind
from storage.media.store import MediaStore
from storage.media.upload_cleanup import INCOMING
from storage.quota.media import MediaQuota
from storage.voice.kind import share_of
from storage.voice.store import Attached, Json, Place, VoiceStore

NO_RELATION: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The file of a material: its path and its type."""

    path: str
    digest: str
    size: int
    media_type: str
    filename: str


class Materials:
    def __init__(self, store: VoiceStore, media: MediaStore, shares: MediaQuota) -> None:
        self._store = store
        self._media = media
        self._shares = shares

    async def attach_text(
        self,
        session_id: str,
        by: User,
        material_id: str,
        text: str,
        source: Source,
        *,
        must_be_open: bool = False,
        relation: Mapping[str, str] = NO_RELATION,
    ) -> Json:
        """A repeat of the id attaches nothing and gets the first answer. `relation` has fields of the material. Raises
        SessionNotFound, Conflict for the id of a recording, TooLarge, and SessionNotActive for a closed session that
        must be open."""
        about = {**_about(material_id, MaterialKind.TEXT, text, source, by), **relation}
        return (await self._store.attach(session_id, by, material_id, about, must_be_open=must_be_open)).material

    async def attach_file(
        self,
        session_id: str,
        by: User,
        material_id: str,
        new: NewFile,
        body: AsyncIterator[bytes],
        source: Source,
        *,
        must_be_open: bool = False,
        place: Place | None = None,
        expected: int = 0,
        paid: int = 0,
        message: str = "",
        relation: Mapping[str, str] = NO_RELATION,
        also: Callable[[], Awaitable[None]] | None = None,
    ) -> Attached:
        """Attaches a file as it arrives. A repeat of the id attaches nothing and gets the first answer. `place` when it
        was read just now; `expected` bytes are paid for before the first one arrives, and `also` is done meanwhile;
        `paid` are taken from the share already; `message` as in VoiceStore.attach, `relation` as in `attach_text`.

        Raises SessionNotFound, Forbidden, Conflict, TooLarge, StorageFull, InvalidPayload for an empty file,
        SessionNotActive for a closed session that must be open, and whatever `body` raises.
        """
        place = place or await self._store.place(session_id, material_id)
        if place.owner is None:
            raise SessionNotFound
        async with self._shares.taking(place.owner, share_of(session_id), 0) as taken:
            await asyncio.gather(taken.more(expected), *([] if also is None else [also()]))
            incoming = f"{INCOMING}{uuid4()}"
            passing = _Passing(body)
            await self._media.put_stream(incoming, passing.parts())
            if not passing.size:
                await self._media.delete(incoming)
                raise InvalidPayload("A file is not empty")
            try:
                await taken.fit(passing.size - paid)
            except StorageFull:
                await self._media.delete(incoming)
                raise
            digest = passing.digest.hexdigest()
            kind, media_type = kind_of(passing.start)
            about = (
                _about(material_id, kind, new.text or None, source, by)
                | dict(relation)
                | {
                    "filename": new.filename or None,
                    "media_type": media_type,
                    "size": passing.size,
                    "file_url": f"/voicebot/sessions/{session_id}/materials/{material_id}/file",
                    "digest": digest,
                }
            )
            path = material_path(session_id, material_id, digest)
            await self._media.move(incoming, path)
            try:
                is_sound = sound_of(passing.start) is not None
                attached = await self._store.attach(
                    session_id, by, material_id, about, must_be_open=must_be_open, probe=is_sound, message=message
                )
            # after any other refusal the file may belong to another material
            except (Conflict, SessionNotFound, SessionNotActive, StorageFull, TooLarge):
                await self._media.delete(path)
                raise
            if orjson.loads(attached.material)["digest"] != digest:  # another file was attached under this id meanwhile
                await self._media.delete(path)
            else:
                taken.keep()
            return attached

    async def known(self, session_id: str, material_id: str) -> Json | None:
        """The material, if the session has it."""
        return await self._store.material(session_id, material_id)

    async def file(self, session_id: str, material_id: str) -> StoredFile | None:
        """None for a material that has no file, or does not exist."""
        material = await self.known(session_id, material_id)
        about = orjson.loads(material) if material is not None else {}
        if not about.get("digest"):
            return None
        digest = about["digest"]
        path = material_path(session_id, material_id, digest)
        return StoredFile(path, digest, about["size"], about["media_type"], about["filename"] or material_id)

    async def read(self, path: str, start: int, end: int) -> bytes:
        """Bytes of a file."""
        return await self._media.read(path, start, end)


class _Passing:
    """Bytes on their way to the store: their number, digest and first bytes."""

    def __init__(self, body: AsyncIterator[bytes]) -> None:
        self._body = body
        self.size = 0
        self.start = b""
        self.digest = hashlib.sha256()

    async def parts(self) -> AsyncIterator[bytes]:
        async for part in self._body:
            self.size += len(part)
            self.start = (self.start + part[:HEADER_BYTES])[:HEADER_BYTES]
            self.digest.update(part)
            yield part


def _about(material_id: str, kind: MaterialKind, text: str | None, source: Source, by: User) -> dict[str, object]:
    return {
        "material_id": material_id,
        "kind": kind,
        "text": text,
        "filename": None,
        "media_type": None,
        "size": None,
        "file_url": None,
        "digest": None,
        "duration_ms": None,
        "peaks": None,
        "problem": None,
        "source": source,
        "by": by.id,
    }


def material_path(session_id: str, material_id: str, digest: str) -> str:
    """The path of a material's file in the media store."""
    return f"voice/{session_id}/materials/{material_id}-{digest}"
