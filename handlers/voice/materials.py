"""Materials of a voice session over HTTP: texts and files to attach, files to read."""

from uuid import uuid4

from auth.script_keys import Scope
from handlers.api.call import Call
from handlers.api.contract import (
    Access,
    Media,
    Raw,
    Upload,
    route,
)
from handlers.voice.access import VOICE_ACCESS
from handlers.voice.sessions import OF_READER, Jobs
from sessions.base.errors import Conflict, FileTooLarge, NotFound, TooLarge
from sessions.base.ids import EntityId, SessionId
from sessions.voice.material import Material, NewFile, NewText
from storage.bus.feeds import Feeds
from storage.voice.materials import Materials

SHOWN = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/gif",
        "audio/ogg",
        "audio/mpeg",
        "audio/mp4",
        "audio/webm",
        "audio/wav",
        "audio/flac",
    }
)
"""Types that a browser may show inline; it saves every other type."""


class VoiceMaterials:
    def __init__(self, materials: Materials, feeds: Feeds, jobs: Jobs, *, file_limit: int) -> None:
        self._materials = materials
        self._feeds = feeds
        self._jobs = jobs
        self._file_limit = file_limit

    @route(
        "POST",
        "/voicebot/sessions/{session_id}/materials",
        status=201,
        access=Access.EDITOR,
        errors=[*OF_READER, Conflict, TooLarge],
        grows=True,
        scope=Scope.EDIT,
    )
    async def attach(self, call: Call, session_id: SessionId, body: NewText) -> Raw[Material]:
        """Attaches a text to exactly this session (V26)."""
        material_id = body.material_id or str(uuid4())
        return Raw(await self._materials.attach_text(session_id, call.user, material_id, body.text, "web"))

    @route(
        "PUT",
        "/voicebot/sessions/{session_id}/materials/{material_id}/file",
        status=201,
        known=200,
        access=Access.EDITOR,
        errors=[*OF_READER, Conflict, FileTooLarge, TooLarge],
        grows=True,
    )
    async def attach_file(
        self, call: Call, session_id: SessionId, material_id: EntityId, query: NewFile, upload: Upload
    ) -> Raw[Material]:
        """Attaches a photo, a document or a voice to exactly this session (V26): 201, or 200 when the id is known.

        The file type is detected from the content. A file that begins like sound is a document until a worker has read
        it; `material_changed` then gives its type. The client chooses the UUID, so that a retry attaches nothing twice.
        """
        user = call.user
        VOICE_ACCESS.require(user, await self._feeds.header_for(session_id, user), "update")  # before the body is read
        known = await self._materials.known(session_id, material_id)
        if known is not None:
            call.status = 200
            return Raw(known)
        body = upload.parts(self._file_limit)
        attached = await self._materials.attach_file(session_id, user, material_id, query, body, "web")
        for job in attached.jobs:
            await self._jobs.add(job)
        return Raw(attached.material)

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/materials/{material_id}/file",
        access=Access.READER,
        errors=[*OF_READER, NotFound],
        scope=Scope.READ,
    )
    async def file(self, call: Call, session_id: SessionId, material_id: EntityId) -> Media:
        """The file of a photo, a document or a voice. A browser shows pictures and plays sound, and saves everything
        else. Whether the caller may read the session is asked again before each part."""
        VOICE_ACCESS.require(call.user, await self._feeds.header_for(session_id, call.user), "read")
        file = await self._materials.file(session_id, material_id)
        if file is None:
            raise NotFound("This material has no file")
        path = file.path

        async def part(start: int, end: int) -> bytes:
            VOICE_ACCESS.require(call.user, await self._feeds.header_for(session_id, call.user), "read")
            return await self._materials.read(path, start, end)

        return Media(
            size=file.size,
            media_type=file.media_type,
            etag=file.digest,
            read=part,
            filename=file.filename,
            shown=file.media_type in SHOWN,
        )
