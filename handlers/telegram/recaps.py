"""The message about a closed session in its owner's chat: sent once, wherever the session was closed, and edited when
more is found."""

import orjson

from auth.caller import Server
from handlers.telegram.replies import Replies
from sessions.base.errors import SessionNotFound
from sessions.telegram.recap import recap_text
from storage.telegram.outbox import Outbox
from storage.voice.store import VoiceStore


class Recaps:
    def __init__(self, store: VoiceStore, outbox: Outbox, replies: Replies) -> None:
        self._store = store
        self._outbox = outbox
        self._replies = replies

    async def look(self) -> None:
        """Tells what is to tell. Raises Unavailable, and Conflict for a session that changes all the time: it is
        offered again."""
        await self._store.look_told(self._tell)

    async def _tell(self, session_id: str) -> None:
        try:
            chat = await self._store.chat(session_id)
            language = None if chat is None else await self._outbox.language(chat)
            if chat is None or language is None:
                return
            read = await self._store.read_whole(session_id, Server.ITSELF)
        except SessionNotFound:
            return
        session = orjson.loads(read.session)
        if session["is_active"]:  # it was opened again
            return
        materials, recordings, tasks, jobs = (
            [orjson.loads(one) for one in rows] for rows in (read.materials, read.recordings, read.tasks, read.jobs)
        )
        text = recap_text(session, materials, recordings, tasks, jobs, language)
        await self._outbox.tell(chat, session_id, self._replies.recap(text, session["url"], session_id, language))
