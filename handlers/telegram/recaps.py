"""A closed session in its owner's chat, wherever it was closed: a message, sent once and edited when more is found, and
a file, when nothing more is to come without anybody's doing."""

import asyncio

import orjson

from auth.caller import Server
from handlers.telegram.replies import Replies
from handlers.telegram.text_files import has_text
from handlers.voice.exports import document_of
from sessions.base.errors import SessionNotFound
from sessions.telegram.recap import as_file, is_waiting, missing_seconds, recap_text
from sessions.voice.replies import Language
from storage.telegram.outbox import Outbox, TextFile
from storage.voice.notices import Notices
from storage.voice.store import VoiceRead, VoiceStore


class Recaps:
    def __init__(self, store: VoiceStore, told: Notices, outbox: Outbox, replies: Replies) -> None:
        self._store = store
        self._told = told
        self._outbox = outbox
        self._replies = replies

    async def look(self) -> None:
        """Tells what is to tell. Raises Unavailable."""
        await self._told.look(self._tell)

    async def _tell(self, session_id: str) -> bool:
        """False when the chat's queue is full. Raises Conflict for a session that changes all the time."""
        try:
            chat = await self._store.chat(session_id)
            language = None if chat is None else await self._outbox.language(chat)
            if chat is None or language is None:
                return True
            read = await self._store.read_whole(session_id, Server.ITSELF)
        except SessionNotFound:
            return True
        session = orjson.loads(read.session)
        if session["is_active"]:  # it was opened again
            return True
        materials, recordings, tasks, jobs = (
            [orjson.loads(one) for one in rows] for rows in (read.materials, read.recordings, read.tasks, read.jobs)
        )
        text = recap_text(session, materials, recordings, tasks, jobs, language)
        recap = self._replies.recap(text, session["url"], session_id, language)
        if not await self._outbox.tell(chat, session_id, recap):
            return False
        stage = f"{session['done_count']}{'' if missing_seconds(recordings) else ' whole'}"
        if is_waiting(jobs) or stage == await self._outbox.file_stage(chat, session_id):
            return True
        return await self._send_file(chat, read, stage, language)

    async def _send_file(self, chat: int, read: VoiceRead, stage: str, language: Language) -> bool:
        """One a close, and one more when the end of a recording has arrived from another device."""
        document = document_of(read, language)
        if not has_text(document):
            return True
        session_id = orjson.loads(read.session)["session_id"]
        message = self._replies.file(document, TextFile(session_id, "", language))
        content = await asyncio.to_thread(as_file, document, language)
        return await self._outbox.send_file(chat, message, session_id, stage, content)
