"""Materials of a voice session over HTTP: texts to attach, files to read."""

import hashlib
from uuid import uuid4

import orjson

from auth.access import require_voice_read, require_voice_update
from handlers.call import Call
from handlers.contract import Access, Media, Raw, route
from handlers.voice import OF_READER, voice_header
from sessions.errors import NotFound, TooLarge
from sessions.ids import EntityId, SessionId
from sessions.voice import MaterialKind
from sessions.voice_material import Material, NewText
from storage.feeds import Feeds
from storage.media import MediaStore
from storage.voice import VoiceStore, rights_of

SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/webm")
"""What a browser may show in place; everything else it saves."""


class VoiceMaterials:
    def __init__(self, store: VoiceStore, media: MediaStore, feeds: Feeds) -> None:
        self._store = store
        self._media = media
        self._feeds = feeds

    @route(
        "POST",
        "/voicebot/sessions/{session_id}/materials",
        status=201,
        access=Access.READER,
        errors=[*OF_READER, TooLarge],
    )
    async def attach(self, call: Call, session_id: SessionId, body: NewText) -> Raw[Material]:
        """Attaches a text to exactly this session (V26)."""
        user = call.user
        require_voice_update(user, rights_of(await voice_header(self._feeds, session_id)))
        material_id = body.material_id or str(uuid4())
        material = {
            "material_id": material_id,
            "kind": MaterialKind.TEXT,
            "text": body.text,
            "filename": None,
            "media_type": None,
            "size": None,
            "file_url": None,
            "duration_ms": None,
            "source": "web",
            "by": user.id,
        }
        return Raw(await self._store.attach(session_id, user.id, material_id, material))

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/materials/{material_id}/file",
        access=Access.READER,
        errors=[*OF_READER, NotFound],
    )
    async def file(self, call: Call, session_id: SessionId, material_id: EntityId) -> Media:
        """The file of a photo, a document or a voice message."""
        require_voice_read(call.user, rights_of(await voice_header(self._feeds, session_id)))
        found = await self._store.material(session_id, material_id)
        material = orjson.loads(found) if found is not None else {}
        if not material.get("file_url"):
            raise NotFound("This material has no file")
        path = material_path(session_id, material_id)

        async def part(start: int, end: int) -> bytes:
            return await self._media.read(path, start, end)

        media_type = material["media_type"] or "application/octet-stream"
        filename = None if media_type in SHOWN else material["filename"] or material_id
        etag = hashlib.sha256(path.encode()).hexdigest()[:32]
        return Media(size=material["size"], media_type=media_type, etag=etag, read=part, filename=filename)


def material_path(session_id: str, material_id: str) -> str:
    """Where the file of a material is in the media store."""
    return f"voice/{session_id}/materials/{material_id}"
