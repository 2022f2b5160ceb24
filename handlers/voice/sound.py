"""The sound of a session as one file: its recordings and attached voices, in the order of every export."""

import asyncio
import weakref
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

import orjson

from auth.script_keys import Scope
from auth.user import User
from handlers.api.archive import PART
from handlers.api.call import Call
from handlers.api.contract import Access, StreamedAnswer, route
from handlers.api.lazy_model import LazyModel
from handlers.voice.sessions import OF_READER
from sessions.base.errors import Conflict, FileTooLarge, InternalError, NotFound, RateLimited, Refusal
from sessions.base.ids import SessionId
from sessions.voice.job import JobState, JobType
from sessions.voice.material import container_named
from sessions.voice.recording import ENDINGS, Container, RecordingState, file_name
from sessions.voice.session import VoiceStatus
from storage.media.assembly import join, scratch
from storage.media.children import BrokenMediaError, Children, UnableError
from storage.media.store import MediaStore
from storage.voice.materials import Materials
from storage.voice.recordings import Recordings
from storage.voice.store import VoiceRead, VoiceStore

COST: Final = 20
MOST_FILES: Final = 4
"""Files that a process makes and sends at once: each takes room on its disk until it is sent."""
SECONDS_TO_WAIT: Final = 10.0  # until the next try, while all are taken

Row = dict[str, Any]
_BUSY: Final = {VoiceStatus.RECORDING, VoiceStatus.CUTTING, VoiceStatus.FINAL_UPLOADING}
_READING: Final = {JobType.POST_PROCESS, JobType.PROBE}
_WAITING: Final = {JobState.QUEUED, JobState.RUNNING}


Problem = Literal["recording", "assembling", "silent", "too_large"]

_REFUSALS: Final[Mapping[Problem, tuple[type[Refusal], str]]] = {
    "recording": (Conflict, "Somebody records here now: the end would be missing"),
    "assembling": (Conflict, "A recording is getting ready: try again in a moment"),
    "silent": (NotFound, "There is no sound here yet"),
    "too_large": (FileTooLarge, "This is too much for one file: save everything as a zip"),
}


class SessionSound(LazyModel):
    """The sound of a session: how many recordings and attached voices it has, and their length. Unless `is_whole`, some
    of a recording is missing: it is on another device, or could not be read. `problem` says why there is no file
    now."""

    sounds: int
    duration_ms: int
    is_whole: bool
    problem: Problem | None


class VoiceSound:
    """`most_bytes` may be joined into one file."""

    def __init__(
        self,
        store: VoiceStore,
        recordings: Recordings,
        materials: Materials,
        media: MediaStore,
        children: Children,
        *,
        most_bytes: int,
    ) -> None:
        self._store = store
        self._recordings = recordings
        self._materials = materials
        self._media = media
        self._children = children
        self._most_bytes = most_bytes
        self._turn = asyncio.Semaphore(1)
        self._files = 0

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/sound",
        access=Access.READER,
        errors=[*OF_READER, Conflict],
        scope=Scope.READ,
    )
    async def sound(self, call: Call, session_id: SessionId) -> SessionSound:
        """What the sound as one file would be, and why there is none now."""
        read = await self._store.read_whole(session_id, call.user)
        rows = sounds_of(read)
        recordings = map(orjson.loads, read.recordings)
        return SessionSound(
            sounds=len(rows),
            duration_ms=sum(row["duration_ms"] for row in rows),
            is_whole=all(row["state"] == RecordingState.WHOLE and row["audio_url"] for row in recordings),
            problem=self._problem(read, rows),
        )

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/sound/file",
        access=Access.READER,
        errors=[*OF_READER, NotFound, Conflict, FileTooLarge, InternalError],
        cost=COST,
        scope=Scope.READ,
    )
    async def file(self, call: Call, session_id: SessionId) -> StreamedAnswer:
        """The sound as one file, WebM with Opus or M4A with AAC. Whether the caller may read the session is asked again
        before each part of it; otherwise the answer breaks off."""
        read = await self._store.read_whole(session_id, call.user)
        rows = sounds_of(read)
        if (problem := self._problem(read, rows)) is not None:
            refusal, why = _REFUSALS[problem]
            raise refusal(why)
        if self._files >= MOST_FILES:
            raise RateLimited(SECONDS_TO_WAIT, "Others are saving sound now")
        self._files += 1
        try:
            file, media_type = await self._join(session_id, rows, call.user)
        except BaseException:
            self._release()
            raise
        parts = self._parts(file, session_id, call.user)
        weakref.finalize(parts, self._release)  # an answer that nobody begins to read ends without a word
        name = file_name(orjson.loads(read.session)["session_name"])
        return StreamedAnswer(parts, media_type, f"{name}.{ENDINGS[media_type]}")

    def _release(self) -> None:
        self._files -= 1

    def _problem(self, read: VoiceRead, rows: Sequence[Row]) -> Problem | None:
        if orjson.loads(read.session)["status"] in _BUSY:
            return "recording"
        jobs = map(orjson.loads, read.jobs)
        if any(job["type"] in _READING and job["state"] in _WAITING for job in jobs):
            return "assembling"
        if not rows:
            return "silent"
        size = sum(row.get("bytes") or row["size"] for row in rows)
        return "too_large" if size > self._most_bytes else None

    async def _join(self, session_id: str, rows: Sequence[Row], user: User) -> tuple[BinaryIO, str]:
        """The file, which is gone from the disk when it is closed, and its media type."""
        async with self._turn:
            sounds = [await self._stored(session_id, row, user) for row in rows]
            with scratch() as folder:
                try:
                    joined = await join(self._media, self._children, sounds, Path(folder))
                except BrokenMediaError as error:
                    raise Conflict(str(error)) from error
                except UnableError as error:
                    raise InternalError(str(error)) from error
                return joined.path.open("rb"), joined.media_type

    async def _stored(self, session_id: str, row: Row, user: User) -> tuple[str, Container]:
        """Where a sound is, and its container."""
        if recording_id := row.get("recording_id"):
            recording = await self._recordings.read(session_id, recording_id, user)
            path, media_type = recording.audio, recording.media_type
        else:
            file = await self._materials.file(session_id, row["material_id"])
            path, media_type = (file.path, file.media_type) if file is not None else (None, "")
        if path is None:
            raise Conflict("A recording was taken away meanwhile: try again")
        return path, container_named(media_type)

    async def _parts(self, file: BinaryIO, session_id: str, user: User) -> AsyncIterator[bytes]:
        with file:
            while part := await asyncio.to_thread(file.read, PART):
                await self._store.summary(session_id, user)
                yield part


def sounds_of(read: VoiceRead) -> list[Row]:
    """The recordings and attached voices that can be heard, in order."""
    rows = [row for row in map(orjson.loads, (*read.recordings, *read.materials)) if row["duration_ms"] is not None]
    return sorted(rows, key=lambda row: str(row["created_at"]))
