"""What is heard in a voice message of a chat answers that message, once: later edits of the text are on the page."""

from dataclasses import dataclass, replace

from handlers.telegram.text_files import TextFiles
from sessions.base.errors import Forbidden, NotFound, SessionNotFound
from storage.telegram.outbox import Outbox, TextFile
from storage.voice.notices import Notices


@dataclass(frozen=True, slots=True)
class SpokenReplies:
    heard: Notices
    outbox: Outbox
    texts: TextFiles

    async def look(self) -> None:
        """Answers what can be answered. Raises Unavailable."""
        await self.heard.look(self._answer)

    async def _answer(self, entry: str) -> bool:
        session_id, material_id, to_chat, message_id = entry.split("|")
        chat = int(to_chat)
        language = await self.outbox.language(chat)
        user = None if language is None else await self.texts.people.of(chat)
        if user is None or language is None:
            return True
        try:
            said = await self.texts.said(user, TextFile(session_id, material_id, language))
        except (SessionNotFound, Forbidden, NotFound):
            return True
        to = {"message_id": int(message_id), "allow_sending_without_reply": True}
        reply = replace(said, params={**said.params, "reply_parameters": to})
        return await self.outbox.reply(chat, material_id, reply)
