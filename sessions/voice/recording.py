"""Recordings as they are stored: which bytes are valid, and which chunks form a fragment.

A browser's recorder puts a container's header only into the first chunk, and every Cut, Pause or reload starts a new
recorder (V12). So a recording is one or more fragments, each beginning with a chunk that has a header.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, Field

from sessions.base.ids import EntityId
from sessions.base.instant import Instant

HEADER_BYTES: Final = 12
"""The bytes of a chunk that are enough to see whether a container begins there."""
MAX_CHUNKS: Final = 100_000
"""A day of one-second chunks is 86,400."""
PEAKS: Final = 240
"""Bars of a waveform: at 3 px a bar the widest picture of the page has 230."""


class RecordingState(StrEnum):
    """`recording` until the recorder has sent the number of chunks, `uploading` until all have arrived, then
    `whole`."""

    RECORDING = "recording"
    UPLOADING = "uploading"
    WHOLE = "whole"


class Container(StrEnum):
    """Containers that can hold sound: browsers record into the first three, attached files may also have the others."""

    WEBM = "webm"
    OGG = "ogg"
    MP4 = "mp4"
    MP3 = "mp3"
    WAV = "wav"
    FLAC = "flac"


ENDINGS: Final = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a"}


def recording_filename(session_name: str, number: int, media_type: str) -> str:
    """`Sunday 07.44 – 1.webm`: the file name of an assembled recording."""
    return f"{file_name(session_name)} – {number}.{ENDINGS[media_type]}"


_NAME_BYTES: Final = 200
"""Of a name in UTF-8: file systems take 255, and a number and an ending are added."""


def file_name(session_name: str) -> str:
    """`Sunday 07.44`: what a session's files are called, without characters that some system forbids. A name
    that is too long keeps its ending."""
    name = "".join(
        " " if one in '\\/*?"<>|' or not one.isprintable() else one for one in session_name.replace(":", ".")
    )
    name = name.strip(" .")
    if len(name.encode()) > _NAME_BYTES:
        _, dot, last = name[-8:].rpartition(".")
        ending = dot and dot + last
        most = _NAME_BYTES - len(ending.encode())
        name = name.removesuffix(ending).encode()[:most].decode(errors="ignore").strip(" .") + ending
    return name or "session"


_EBML: Final = b"\x1a\x45\xdf\xa3"
_OGG: Final = b"OggS"
_OGG_FIRST_PAGE: Final = 0x02  # the flag "beginning of stream" of RFC 3533


def container_of(start: bytes) -> Container | None:
    """The container of a recording, detected from the header at the start of a chunk; None for a chunk without a
    header."""
    if start.startswith(_EBML):
        return Container.WEBM
    if start.startswith(_OGG) and len(start) > 5 and start[5] & _OGG_FIRST_PAGE:
        return Container.OGG
    if start[4:8] == b"ftyp":
        return Container.MP4
    return None


def fragments(starts: Sequence[bytes]) -> list[range]:
    """The chunks of each fragment, given the first bytes of the chunks 0, 1, 2, … in order."""
    firsts = [number for number, start in enumerate(starts) if container_of(start) is not None]
    return [range(first, end) for first, end in zip(firsts, [*firsts[1:], len(starts)], strict=False)]


class Recording(BaseModel):
    """A recording in answers. `chunk_count` chunks are on the server, `total` are expected; it is null until the
    recorder has sent it. From `audio_url` on, all fields are null until the recording is assembled; `fragments` are the
    parts between cuts, `peaks` 0–255 over the whole length. What was said in
    it are the session's segments with its id as their source."""

    recording_id: EntityId
    number: Annotated[int, Field(ge=1)]
    state: RecordingState
    chunk_count: int
    total: int | None
    bytes: int
    by: str
    created_at: Instant
    finished_at: Instant | None
    audio_url: str | None
    media_type: str | None
    duration_ms: int | None
    fragments: int | None
    peaks: list[int] | None


class RecordingChunks(Recording):
    """A recording and the numbers of the chunks that have arrived: who resumes the upload sends the others."""

    chunks: list[int]


class StoredChunk(BaseModel):
    """The answer to a chunk: the recording as it is now."""

    recording: Recording


class FinishRecording(BaseModel):
    """How many chunks the recording has."""

    chunks: Annotated[int, Field(strict=True, ge=1, le=MAX_CHUNKS)]
