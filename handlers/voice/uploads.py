"""Files of hours over HTTP: in chunks, in any order and any number of times, then the end."""

import hashlib
from typing import Annotated

from pydantic import Field

from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, Upload, route
from handlers.voice.access import VOICE_ACCESS
from handlers.voice.recordings import digest_of
from handlers.voice.sessions import OF_READER, Jobs
from sessions.base.errors import Conflict, DigestMismatch, FileTooLarge, InvalidPayload, NotFound, TooLarge
from sessions.base.ids import EntityId, SessionId
from sessions.voice.material import MOST_FILE_CHUNKS, FileUpload, FinishFile, Material, StoredFileChunk
from storage.bus.feeds import Feeds
from storage.voice.files.uploads import Uploads
from storage.voice.materials import Materials

FileChunkNumber = Annotated[int, Field(ge=0, lt=MOST_FILE_CHUNKS)]


class VoiceUploads:
    def __init__(self, uploads: Uploads, materials: Materials, feeds: Feeds, jobs: Jobs, *, chunk_limit: int) -> None:
        self._uploads = uploads
        self._materials = materials
        self._feeds = feeds
        self._jobs = jobs
        self._chunk_limit = chunk_limit

    async def _owner(self, session_id: str, user: User) -> str:
        """The owner of the session, whose share it takes from, before a body is read. Raises SessionNotFound,
        Forbidden."""
        header = await self._feeds.header_for(session_id, user)
        VOICE_ACCESS.require(user, header, "update")
        return header["owner"].decode()

    @route(
        "PUT",
        "/voicebot/sessions/{session_id}/materials/{material_id}/chunks/{number}",
        status=201,
        known=200,
        access=Access.EDITOR,
        errors=[*OF_READER, DigestMismatch, Conflict, FileTooLarge, TooLarge],
        grows=True,
    )
    async def put_file_chunk(
        self, call: Call, session_id: SessionId, material_id: EntityId, number: FileChunkNumber, upload: Upload
    ) -> StoredFileChunk:
        """Stores a chunk of a large file to attach: 201 for a new one, 200 for a known one.

        The header Content-Digest (RFC 9530) carries its SHA-256; the client chooses the material's UUID. Chunks may
        come in any order, within 20 hours; `finish` joins them.
        """
        owner = await self._owner(session_id, call.user)
        expected = digest_of(upload)
        body = await upload.read(self._chunk_limit)
        digest = hashlib.sha256(body)
        if digest.digest() != expected:
            raise DigestMismatch
        if not body:
            raise InvalidPayload("A chunk is not empty")
        chunk = (number, digest.hexdigest(), body)
        is_new, size = await self._uploads.put(session_id, material_id, call.user, owner, *chunk)
        call.status = 201 if is_new else 200
        return StoredFileChunk(material_id=material_id, bytes=size)

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/materials/{material_id}/chunks",
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound],
    )
    async def file_chunks(self, call: Call, session_id: SessionId, material_id: EntityId) -> FileUpload:
        """The numbers of the chunks that have arrived of one's own upload."""
        arrived = await self._uploads.read(session_id, material_id, call.user)
        numbers = [chunk.number for chunk in arrived.chunks]
        return FileUpload(material_id=material_id, chunks=numbers, bytes=arrived.size)

    @route(
        "DELETE",
        "/voicebot/sessions/{session_id}/materials/{material_id}/chunks",
        status=204,
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound],
    )
    async def cancel_file(self, call: Call, session_id: SessionId, material_id: EntityId) -> None:
        """Forgets what has arrived of one's own upload."""
        owner = await self._owner(session_id, call.user)
        await self._uploads.cancel(session_id, material_id, call.user, owner)

    @route(
        "POST",
        "/voicebot/sessions/{session_id}/materials/{material_id}/finish",
        status=201,
        known=200,
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound, Conflict, TooLarge],
        grows=True,
    )
    async def finish_file(
        self, call: Call, session_id: SessionId, material_id: EntityId, body: FinishFile
    ) -> Raw[Material]:
        """Joins the chunks into one file and attaches it like one that came whole (V26): 201, or 200 when known."""
        VOICE_ACCESS.require(call.user, await self._feeds.header_for(session_id, call.user), "update")
        known = await self._materials.known(session_id, material_id)
        if known is None:
            try:
                attached = await self._uploads.finish(session_id, material_id, call.user, body)
            except (NotFound, Conflict):  # another request finished it meanwhile
                known = await self._materials.known(session_id, material_id)
                if known is None:
                    raise
        if known is not None:
            call.status = 200
            return Raw(known)
        for job in attached.jobs:
            await self._jobs.add(job)
        return Raw(attached.material)
