"""Recordings: bytes in the media store, records in Redis.

A chunk's bytes are stored first, under their digest, and recorded in Redis after: a chunk that Redis knows always has
its bytes, and two bodies under one number never overwrite each other.
"""

from dataclasses import dataclass
from typing import Final

from auth.caller import Server
from auth.user import User
from sessions.base.errors import (
    Conflict,
    Forbidden,
    NotFound,
    SessionNotFound,
    StorageFull,
    TooLarge,
)
from sessions.base.job import JobRef
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.voice.kind import share_of
from storage.voice.store import Json, VoiceStore, asked

MOST_RECORDINGS: Final = 1_000
"""Recordings of a session; each is ~1 kB with its waveform, so this is 1 MB in the largest snapshot."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One stored chunk; `digest` is SHA-256 in hexadecimal, `size` in bytes."""

    number: int
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredRecording:
    """A recording as clients see it, and the paths of its bytes. `audio` is None until it has been assembled.
    `transcribed` identifies the content that its transcript is of, "" without one; `number` counts from 1 in its
    session."""

    json: Json
    audio: str | None
    media_type: str
    audio_size: int
    chunks: list[Chunk]
    transcribed: str
    session_name: str
    number: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A recording after a change; `jobs` are the jobs requested with it."""

    recording: Json
    is_new: bool
    jobs: list[JobRef]


class Recordings:
    def __init__(self, store: VoiceStore, media: MediaStore, shares: MediaQuota, *, most_bytes: int) -> None:
        self._store = store
        self._media = media
        self._shares = shares
        self._most_bytes = most_bytes

    async def recorder(self, session_id: str, recording_id: str) -> str | None:
        """The id of the user who makes a recording; None when it has no chunk yet."""
        return await self._store.recorder(session_id, recording_id)

    async def put_chunk(
        self, session_id: str, recording_id: str, by: User, owner: str, number: int, digest: str, body: bytes
    ) -> Stored:
        """Stores a chunk, which takes from the share of `owner`. Raises SessionNotFound, Forbidden, NotFound for a
        deleted recording, Conflict, TooLarge, StorageFull."""
        path = chunk_path(session_id, recording_id, number, digest)
        async with self._shares.taking(owner, share_of(session_id), 0) as taken:
            try:
                await taken.more(len(body))
            except StorageFull:  # a repeat takes nothing, also when nothing is left
                if not await self._store.has_chunk(session_id, recording_id, number, digest):
                    raise
            await self._media.put(path, body)
            try:
                is_new, recording, *jobs = await self._store.run(
                    "voice/chunk",
                    session_id,
                    by,
                    recording_id,
                    number,
                    digest,
                    len(body),
                    by.id,
                    self._most_bytes,
                    MOST_RECORDINGS,
                )
            except (Conflict, Forbidden, NotFound, SessionNotFound, StorageFull, TooLarge):
                if not await self._store.has_chunk(session_id, recording_id, number, digest):
                    await self._media.delete(path)  # nothing in Redis names these bytes, so no limit counts them
                raise
            if is_new:
                taken.keep()
        return Stored(recording, bool(is_new), asked(session_id, jobs))

    async def finish(self, session_id: str, recording_id: str, by: User, chunks: int) -> Stored:
        """Sets the number of chunks. Raises SessionNotFound, NotFound, Forbidden, Conflict."""
        recording, *jobs = await self._store.run("voice/finish", session_id, by, recording_id, chunks)
        return Stored(recording, is_new=False, jobs=asked(session_id, jobs))

    async def read(self, session_id: str, recording_id: str, by: User | Server) -> StoredRecording:
        """Raises SessionNotFound, Forbidden, NotFound."""
        json, audio, media_type, size, flat, transcribed, session_name, number = await self._store.run(
            "voice/recording", session_id, by, recording_id
        )
        chunks = [chunk_of(flat[i], flat[i + 1]) for i in range(0, len(flat), 2)]
        chunks.sort(key=lambda chunk: chunk.number)
        return StoredRecording(
            json,
            audio.decode() or None,
            media_type.decode(),
            int(size or 0),
            chunks,
            transcribed.decode(),
            session_name.decode(),
            int(number),
        )

    async def audio(self, path: str, start: int, end: int) -> bytes:
        """Bytes of an assembled recording."""
        return await self._media.read(path, start, end)


def chunk_path(session_id: str, recording_id: str, number: int, digest: str) -> str:
    return f"voice/{session_id}/{recording_id}/{number:06d}-{digest}"


def chunk_of(number: bytes | str, stored: bytes) -> Chunk:
    """One as it is stored."""
    digest, _, size = stored.decode().partition(":")
    return Chunk(int(number), digest, int(size))
