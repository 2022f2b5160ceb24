"""What was said in a session, as the chat gets it: a short text as a message, a long one as a file.

A file is made when it is sent, for whoever is behind the chat then: so the queue holds no texts, and somebody who may
not read the session any more gets nothing.
"""

import asyncio
from dataclasses import dataclass

import orjson

from auth.user import User
from handlers.telegram.people import People
from handlers.telegram.replies import Replies
from handlers.voice.exports import document_of
from sessions.base.errors import Conflict, Forbidden, NotFound, SessionNotFound, Unavailable
from sessions.telegram.recap import FILE_LIMIT, as_file, as_message
from sessions.voice.exports.document import Document, document
from sessions.voice.recording import file_name
from storage.telegram.outbox import Message, TextFile
from storage.voice.store import VoiceStore
from storage.voice.transcript.store import Transcripts


@dataclass(frozen=True, slots=True)
class TextFiles:
    store: VoiceStore
    people: People
    replies: Replies

    async def made(self, chat: int, file: TextFile) -> tuple[str, bytes] | None:
        """Name and content of a file; None when there is nothing in it for this chat. Raises Unavailable."""
        user = await self.people.of(chat)
        try:
            session = None if user is None else await self._session(user, file)
        except (SessionNotFound, Forbidden, NotFound):
            return None
        except Conflict as error:
            raise Unavailable("The session changes all the time") from error
        if session is None or not has_text(session):
            return None
        return f"{file_name(session.name)}.txt", await asyncio.to_thread(as_file, session, file.language)

    async def said(self, user: User, file: TextFile) -> Message:
        """What was said, for somebody who asks for it. Raises SessionNotFound, Forbidden, NotFound."""
        session = await self._session(user, file)
        if not session.lines:
            return self.replies.say("nothing_heard" if file.source_id else "no_transcript", file.language)
        text = as_message(session)
        return self.replies.file(session, file) if text is None else self.replies.text(text)

    async def _session(self, user: User, file: TextFile) -> Document:
        if not file.source_id:
            return document_of(await self.store.read_whole(file.session_id, user), file.language)
        read = await Transcripts(self.store).said(file.session_id, user, file.source_id, FILE_LIMIT)
        segments, speakers = ([orjson.loads(one) for one in rows] for rows in (read.segments, read.speakers))
        session, material = orjson.loads(read.session), orjson.loads(read.material)
        return document({**session, "summary": None}, [material], segments, speakers, [], file.language)


def has_text(session: Document) -> bool:
    """Whether there is something to read."""
    return bool(session.lines or session.notes or session.tasks)
