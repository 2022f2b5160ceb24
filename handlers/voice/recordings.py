"""Recordings over HTTP: chunks in any order and any number of times, the end, the assembled audio."""

import base64
import binascii
import hashlib
import re
from typing import Annotated, Final

import orjson
from pydantic import Field

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
from handlers.voice.admissions import Admissions
from handlers.voice.sessions import OF_READER, Jobs
from sessions.base.errors import (
    Conflict,
    DigestMismatch,
    FileTooLarge,
    InvalidPayload,
    NotFound,
    Refusal,
    TooLarge,
    UnsupportedMedia,
)
from sessions.base.ids import EntityId, SessionId
from sessions.voice.recording import (
    HEADER_BYTES,
    MAX_CHUNKS,
    FinishRecording,
    Recording,
    RecordingChunks,
    StoredChunk,
    container_of,
    recording_filename,
)
from storage.bus.feeds import Feeds
from storage.voice.recordings import Recordings

ChunkNumber = Annotated[int, Field(ge=0, lt=MAX_CHUNKS)]

_DIGEST: Final = re.compile(r"(?:^|,)\s*sha-256\s*=\s*:([A-Za-z0-9+/=]*):")
_ACCEPTED: Final = ("audio/", "video/", "application/octet-stream", "application/ogg")


class VoiceRecordings:
    def __init__(self, recordings: Recordings, feeds: Feeds, jobs: Jobs, *, chunk_limit: int) -> None:
        self._recordings = recordings
        self._admissions = Admissions(feeds, recordings)
        self._feeds = feeds
        self._jobs = jobs
        self._chunk_limit = chunk_limit

    @route(
        "PUT",
        "/voicebot/sessions/{session_id}/recordings/{recording_id}/chunks/{number}",
        status=201,
        known=200,
        access=Access.EDITOR,
        errors=[*OF_READER, DigestMismatch, Conflict, FileTooLarge, TooLarge, UnsupportedMedia],
        grows=True,
    )
    async def put_chunk(
        self, call: Call, session_id: SessionId, recording_id: EntityId, number: ChunkNumber, upload: Upload
    ) -> Raw[StoredChunk]:
        """Stores a chunk: 201 for a new one, 200 for a known one.

        The header Content-Digest (RFC 9530) carries its SHA-256; the recorder chooses the recording's UUID. Chunks may
        come in any order, and after the session is closed.
        """
        user, place = call.user, (session_id, recording_id, call.user.id)
        owner = await self._admissions.owner(place, user)
        expected = digest_of(upload)
        _require_audio(upload)
        body = await upload.read(self._chunk_limit)
        body_digest = hashlib.sha256(body)
        if body_digest.digest() != expected:
            raise DigestMismatch
        if not body:
            raise InvalidPayload("A chunk is not empty")
        if number == 0 and container_of(body[:HEADER_BYTES]) is None:
            raise UnsupportedMedia("The first chunk does not begin like WebM, Ogg or MP4 audio")
        chunk = (number, body_digest.hexdigest(), body)
        try:
            stored = await self._recordings.put_chunk(session_id, recording_id, user, owner, *chunk)
        except Refusal:
            self._admissions.end(place)
            raise
        self._admissions.keep(place, owner)
        for job in stored.jobs:
            await self._jobs.add(job)
        call.status = 201 if stored.is_new else 200
        return Raw(b'{"recording":%b}' % stored.recording)

    @route(
        "POST",
        "/voicebot/sessions/{session_id}/recordings/{recording_id}/finish",
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound, Conflict],
    )
    async def finish(
        self, call: Call, session_id: SessionId, recording_id: EntityId, body: FinishRecording
    ) -> Raw[Recording]:
        """Sets the number of the recording's chunks; missing chunks may still come."""
        stored = await self._recordings.finish(session_id, recording_id, call.user, body.chunks)
        for job in stored.jobs:
            await self._jobs.add(job)
        return Raw(stored.recording)

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/recordings/{recording_id}",
        access=Access.READER,
        errors=[*OF_READER, NotFound],
        scope=Scope.READ,
    )
    async def read(self, call: Call, session_id: SessionId, recording_id: EntityId) -> Raw[RecordingChunks]:
        """A recording and the numbers of its chunks that have arrived."""
        stored = await self._recordings.read(session_id, recording_id, call.user)
        numbers = orjson.dumps([chunk.number for chunk in stored.chunks])
        return Raw(b'%b,"chunks":%b}' % (stored.json[:-1], numbers))

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/recordings/{recording_id}/audio",
        access=Access.READER,
        errors=[*OF_READER, NotFound],
        scope=Scope.READ,
    )
    async def audio(self, call: Call, session_id: SessionId, recording_id: EntityId) -> Media:
        """The assembled recording; supports ranges. Whether the caller may read the session is asked again before each
        part."""
        stored = await self._recordings.read(session_id, recording_id, call.user)
        path = stored.audio
        if path is None:
            raise NotFound("The recording has not been assembled yet")

        async def part(start: int, end: int) -> bytes:
            VOICE_ACCESS.require(call.user, await self._feeds.header_for(session_id, call.user), "read")
            return await self._recordings.audio(path, start, end)

        etag = hashlib.sha256(path.encode()).hexdigest()[:32]
        return Media(
            size=stored.audio_size,
            media_type=stored.media_type,
            etag=etag,
            read=part,
            filename=recording_filename(stored.session_name, stored.number, stored.media_type),
            shown=True,
        )


def digest_of(upload: Upload) -> bytes:
    """The body's SHA-256 as sent by the client. Raises InvalidPayload."""
    match = _DIGEST.search(upload.headers.get("Content-Digest", ""))
    if match is None:
        raise InvalidPayload("The header Content-Digest: sha-256=:…: is required")
    try:
        digest = base64.b64decode(match[1], validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != hashlib.sha256().digest_size:
        raise InvalidPayload("Content-Digest does not hold a SHA-256")
    return digest


def _require_audio(upload: Upload) -> None:
    media_type = upload.headers.get("Content-Type", "application/octet-stream").partition(";")[0].strip().lower()
    if not media_type.startswith(_ACCEPTED):
        raise UnsupportedMedia("Send the bytes of a recording, as audio/* or application/octet-stream")
