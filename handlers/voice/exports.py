"""Taking a session away: what was said in one of six formats, or everything as a zip."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime
from typing import Annotated, Any, Final, Literal, NamedTuple

import orjson
from pydantic import Field

from auth.script_keys import Scope
from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, File, StreamedAnswer, route
from handlers.api.lazy_model import LazyModel
from handlers.voice.sessions import OF_READER
from sessions.base.errors import Conflict
from sessions.base.ids import SessionId
from sessions.base.text import without_directions
from sessions.voice.exports.document import Document, document
from sessions.voice.exports.export import MEDIA_TYPES, ExportOptions, TextFormat, exported
from sessions.voice.exports.subtitles import LEAST_LINE, MOST_LINE, USUAL_LINE
from sessions.voice.recording import file_name, recording_filename
from sessions.voice.replies import Language
from sessions.voice.search import QUERY_LIMIT
from storage.voice.materials import Materials
from storage.voice.recordings import Recordings
from storage.voice.store import VoiceRead, VoiceStore

AT_ONCE: Final = 2
"""Exports that are made at once: a two-hour session takes a thread for a second as DOCX."""
PART: Final = 1_048_576  # bytes of a file that are read at once
COST: Final = 5


class TakeAwayQuery(LazyModel):
    """The format; with or without `times` and `speakers`, where the format has a choice; only the lines in which `find`
    is found; the length of a `line` of subtitles; and the language of headings."""

    format: TextFormat
    times: bool = True
    speakers: bool = True
    find: Annotated[str, Field(max_length=QUERY_LIMIT)] = ""
    line: Annotated[int, Field(ge=LEAST_LINE, le=MOST_LINE)] = USUAL_LINE
    lang: Literal["en", "ru"] = "en"


class ArchiveQuery(LazyModel):
    """The language of headings."""

    lang: Literal["en", "ru"] = "en"


class Entry(NamedTuple):
    """A file of an archive: its size, and its bytes from `start` to `end`."""

    name: str
    size: int
    read: Callable[[int, int], Awaitable[bytes]]


class VoiceExports:
    def __init__(self, store: VoiceStore, recordings: Recordings, materials: Materials) -> None:
        self._store = store
        self._recordings = recordings
        self._materials = materials
        self._turns = asyncio.Semaphore(AT_ONCE)

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/export",
        access=Access.READER,
        errors=[*OF_READER, Conflict],
        cost=COST,
        scope=Scope.READ,
    )
    async def export(self, call: Call, session_id: SessionId, query: TakeAwayQuery) -> File:
        """What was said, as a file."""
        async with self._turns:
            session = document_of(await self._store.read_whole(session_id, call.user), query.lang)
            options = ExportOptions(query.times, query.speakers, query.find, query.line)
            content = await asyncio.to_thread(exported, session, query.format, options)
        return File(content, MEDIA_TYPES[query.format], f"{file_name(session.name)}.{query.format}")

    @route(
        "GET",
        "/voicebot/sessions/{session_id}/archive",
        access=Access.READER,
        errors=[*OF_READER, Conflict],
        cost=COST,
        scope=Scope.READ,
    )
    async def archive(self, call: Call, session_id: SessionId, query: ArchiveQuery) -> StreamedAnswer:
        """Everything as a zip: what was said in every format, the sound and all files. Whether the caller may read the
        session is asked again before each file; otherwise the answer breaks off."""
        async with self._turns:
            read = await self._store.read_whole(session_id, call.user)
            session = document_of(read, query.lang)
            name = file_name(session.name)
            texts = {
                f"{name}.{form}": await asyncio.to_thread(exported, session, form, ExportOptions())
                for form in TextFormat
            }
        made = datetime.fromisoformat(session.created_at).timetuple()[:6]
        parts = _zipped(texts, self._files(session_id, read, call.user), made)
        return StreamedAnswer(parts, "application/zip", f"{name}.zip")

    async def _files(self, session_id: str, read: VoiceRead, user: User) -> AsyncIterator[Entry]:
        for row in map(orjson.loads, read.recordings):
            if row["audio_url"] is None:
                continue
            stored = await self._recordings.read(session_id, row["recording_id"], user)
            if stored.audio is not None:
                name = recording_filename(stored.session_name, stored.number, stored.media_type)
                yield Entry(name, stored.audio_size, _reader(self._recordings.audio, stored.audio))
        for number, row in enumerate(map(orjson.loads, read.materials), 1):
            if row["file_url"] is None:
                continue
            await self._store.summary(session_id, user)
            file = await self._materials.file(session_id, row["material_id"])
            if file is not None:
                name = f"{number:03d} {file_name(without_directions(file.filename))}"
                yield Entry(name, file.size, _reader(self._materials.read, file.path))


def document_of(read: VoiceRead, language: Language) -> Document:
    """The session as exports see it."""
    sources = _rows((*read.recordings, *read.materials))
    segments, speakers, tasks = (_rows(rows) for rows in (read.segments, read.speakers, read.tasks))
    return document(orjson.loads(read.session), sources, segments, speakers, tasks, language)


def _rows(rows: Iterable[bytes]) -> list[dict[str, Any]]:
    return [orjson.loads(one) for one in rows]


def _reader(read: Callable[[str, int, int], Awaitable[bytes]], path: str) -> Callable[[int, int], Awaitable[bytes]]:
    return lambda start, end: read(path, start, end)


class _Out:
    """Where a zip is written: bytes are taken as soon as they are there."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


async def _zipped(texts: dict[str, bytes], files: AsyncIterator[Entry], made: tuple[int, ...]) -> AsyncIterator[bytes]:
    """A zip without compression, because sound has its own. It is in memory a part at a time."""
    out = _Out()
    with zipfile.ZipFile(out, "w") as archive:  # type: ignore[call-overload]  # it needs no more of a file
        for name, content in texts.items():
            archive.writestr(_info(name, made), content, zipfile.ZIP_DEFLATED)
            yield out.take()
        async for entry in files:
            with archive.open(_info(entry.name, made), "w", force_zip64=True) as file:
                for start in range(0, entry.size, PART):
                    file.write(await entry.read(start, min(start + PART, entry.size)))
                    yield out.take()
    yield out.take()


def _info(name: str, made: tuple[int, ...]) -> zipfile.ZipInfo:
    year, *rest = made
    month, day, hour, minute, second = rest
    return zipfile.ZipInfo(name, (max(1980, year), month, day, hour, minute, second))
