"""What is heard in a voice message of a chat answers that message, once: later edits of the text are on the page."""

from dataclasses import dataclass, replace

from handlers.telegram.text_files import TextFiles
from sessions.base.errors import Forbidden, NotFound, SessionNotFound
from storage.telegram.outbox import Outbox, TextFile
from storage.voice.heard import Heard, HeardMessages


@dataclass(frozen=True, slots=True)
class SpokenReplies:
    heard: HeardMessages
    outbox: Outbox
    texts: TextFiles

    async def look(self) -> None:
        """Answers what can be answered. Raises Unavailable."""
        await self.heard.look(self._answer)

    async def _answer(self, heard: Heard) -> bool:
        language = await self.outbox.language(heard.chat)
        user = None if language is None else await self.texts.people.of(heard.chat)
        if user is None or language is None:
            return True
        try:
            said = await self.texts.said(user, TextFile(heard.session_id, heard.material_id, language))
        except (SessionNotFound, Forbidden, NotFound):
            return True
        to = {"message_id": heard.message_id, "allow_sending_without_reply": True}
        reply = replace(said, params={**said.params, "reply_parameters": to})
        return await self.outbox.reply(heard.chat, heard.material_id, reply)
