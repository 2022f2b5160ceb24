"""Materials: files in the media store, what is said about them in Redis.

A file is stored first, under its digest, and entered after: what Redis knows is always there, and a file never changes.
"""

import asyncio
import hashlib
from dataclasses import dataclass

import orjson

from auth.user import User
from sessions.errors import SessionNotActive, SessionNotFound, TooLarge
from sessions.voice import MaterialKind
from sessions.voice_material import OTHER, NewFile, Source, kind_of
from storage.media.store import MediaStore
from storage.voice import Json, VoiceStore


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The file of a material: where it is, and what it is."""

    path: str
    digest: str
    size: int
    media_type: str
    filename: str


class Materials:
    def __init__(self, store: VoiceStore, media: MediaStore) -> None:
        self._store = store
        self._media = media

    async def attach_text(self, session_id: str, by: User, material_id: str, text: str, source: Source) -> Json:
        """A repeat of the id attaches nothing and gets the first answer. Raises SessionNotFound, TooLarge."""
        about = _about(material_id, MaterialKind.TEXT, text, source, by)
        return await self._store.attach(session_id, by, material_id, about)

    async def attach_file(
        self, session_id: str, by: User, material_id: str, new: NewFile, body: bytes, declared: str, source: Source
    ) -> Json:
        """Attaches a file, its kind found in its bytes. A repeat of the id attaches nothing and gets the first answer.

        Raises SessionNotFound, TooLarge."""
        kind, media_type = kind_of(body, declared)
        duration_ms = await asyncio.to_thread(_length_ms, body) if kind is MaterialKind.VOICE else None
        if kind is MaterialKind.VOICE and duration_ms is None:  # it only began like one
            kind, media_type = MaterialKind.DOCUMENT, OTHER
        digest = await asyncio.to_thread(lambda: hashlib.sha256(body).hexdigest())
        about = _about(material_id, kind, new.text or None, source, by) | {
            "filename": new.filename or None,
            "media_type": media_type,
            "size": len(body),
            "file_url": f"/voicebot/sessions/{session_id}/materials/{material_id}/file",
            "digest": digest,
            "duration_ms": duration_ms,
        }
        path = material_path(session_id, material_id, digest)
        await self._media.put(path, body)
        try:
            attached = await self._store.attach(session_id, by, material_id, about)
        except (SessionNotFound, SessionNotActive, TooLarge):  # after any other refusal the file may be somebody's
            await self._media.delete(path)
            raise
        if orjson.loads(attached)["digest"] != digest:  # another file was attached under this id meanwhile
            await self._media.delete(path)
        return attached

    async def known(self, session_id: str, material_id: str) -> Json | None:
        """The material, if the session has it."""
        return await self._store.material(session_id, material_id)

    async def file(self, session_id: str, material_id: str) -> StoredFile | None:
        """None for a material that has no file, or is not there."""
        found = await self.known(session_id, material_id)
        about = orjson.loads(found) if found is not None else {}
        if not about.get("digest"):
            return None
        digest = about["digest"]
        path = material_path(session_id, material_id, digest)
        return StoredFile(path, digest, about["size"], about["media_type"], about["filename"] or material_id)

    async def read(self, path: str, start: int, end: int) -> bytes:
        """Bytes of a file."""
        return await self._media.read(path, start, end)


def _length_ms(content: bytes) -> int | None:
    """Ms of sound in a file; None when there is none that can be played."""
    # FFmpeg takes a twelfth of a start to import, and few servers are ever given a voice file: not before one comes.
    from storage.media.assembly import length_ms

    return length_ms(content)


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
        "source": source,
        "by": by.id,
    }


def material_path(session_id: str, material_id: str, digest: str) -> str:
    """Where the file of a material is in the media store."""
    return f"voice/{session_id}/materials/{material_id}-{digest}"
