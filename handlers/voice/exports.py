"""Taking a session away: what was said in one of six formats, or everything as a zip."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import Field

from auth.script_keys import Scope
from auth.user import User
from handlers.api.archive import Entry, in_parts, whole, zipped
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
        session is asked again before each part; otherwise the answer breaks off."""
        async with self._turns:
            read = await self._store.read_whole(session_id, call.user)
            session = document_of(read, query.lang)
            name = file_name(session.name)
            texts = {
                f"{name}.{form}": await asyncio.to_thread(exported, session, form, ExportOptions())
                for form in TextFormat
            }
        made = datetime.fromisoformat(session.created_at).timetuple()[:6]
        entries = self._entries(texts, session_id, read, call.user)
        return StreamedAnswer(zipped(entries, made), "application/zip", f"{name}.zip")

    async def _entries(
        self, texts: dict[str, bytes], session_id: str, read: VoiceRead, user: User
    ) -> AsyncIterator[Entry]:
        for name, content in texts.items():
            yield Entry(name, whole(content), is_text=True)
        async for entry in self._files(session_id, read, user):
            yield entry

    async def _files(self, session_id: str, read: VoiceRead, user: User) -> AsyncIterator[Entry]:
        async def sound(path: str, start: int, end: int) -> bytes:
            await self._store.summary(session_id, user)
            return await self._recordings.audio(path, start, end)

        async def content(path: str, start: int, end: int) -> bytes:
            await self._store.summary(session_id, user)
            return await self._materials.read(path, start, end)

        for row in map(orjson.loads, read.recordings):
            if row["audio_url"] is None:
                continue
            stored = await self._recordings.read(session_id, row["recording_id"], user)
            if stored.audio is not None:
                name = recording_filename(stored.session_name, stored.number, stored.media_type)
                yield Entry(name, in_parts(sound, stored.audio, stored.audio_size))
        for number, row in enumerate(map(orjson.loads, read.materials), 1):
            if row["file_url"] is None:
                continue
            file = await self._materials.file(session_id, row["material_id"])
            if file is not None:
                name = f"{number:03d} {file_name(without_directions(file.filename))}"
                yield Entry(name, in_parts(content, file.path, file.size))


def document_of(read: VoiceRead, language: Language) -> Document:
    """The session as exports see it."""
    sources = _rows((*read.recordings, *read.materials))
    segments, speakers, tasks = (_rows(rows) for rows in (read.segments, read.speakers, read.tasks))
    return document(orjson.loads(read.session), sources, segments, speakers, tasks, language)


def _rows(rows: Iterable[bytes]) -> list[dict[str, Any]]:
    return [orjson.loads(one) for one in rows]
