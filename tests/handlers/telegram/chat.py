"""A chat of the tests' Bot API server: the person who writes in it, and what the bot says there."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.polling import PATIENCE

if TYPE_CHECKING:
    from tests.handlers.telegram.bot_api import BotApi

USERNAME = "roomtone_test_bot"
Fields = dict[str, Any]
BOT: Fields = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": USERNAME}


@dataclass
class Sent:
    """A message of the bot. `at` is monotonic seconds; `edits` are its later texts."""

    message_id: int
    text: str
    params: Fields
    at: float
    edits: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def button(self, label: str) -> str:
        """What a button of that name carries."""
        rows = self.params["reply_markup"]["inline_keyboard"]
        return str(next(one["callback_data"] for row in rows for one in row if one["text"] == label))


class Chat:
    """A chat, and the person who writes in it."""

    def __init__(self, api: "BotApi", user_id: int, language: str | None, kind: str = "private") -> None:
        self.api = api
        self.user_id = user_id
        self.id = user_id if kind == "private" else -user_id
        self.kind = kind
        self.language = language
        self.received: list[Sent] = []
        self.recaps: list[Sent] = []
        """Messages about closed sessions, which come when they come, between answers."""
        self.documents: list[Sent] = []
        self.replies: list[Sent] = []
        """Files, and answers to one message of the person; they come when they come, too."""
        self.answered: list[str] = []
        self.is_blocked = False
        self._read = 0
        self._changed = asyncio.Condition()

    # --- what the person does --------------------------------------------------------------------------------------

    async def write(self, text: str = "", **content: Any) -> Fields:
        """Sends a message: a text, or content such as `voice=await chat.file(...)`."""
        if text:
            content["text"] = text
        message = self.message(**content)
        await self.api.deliver({"message": message})
        return message

    async def edit(self, message: Fields, **content: Any) -> None:
        await self.api.deliver({"edited_message": {**message, **content, "edit_date": int(time.time())}})

    async def press(self, message: Sent, label: str) -> None:
        of = {"message_id": message.message_id, "chat": self._fields(), "from": BOT, "date": 1, "text": message.text}
        press = {"id": str(secrets.randbits(40)), "from": self.person, "chat_instance": "1", "message": of}
        await self.api.deliver({"callback_query": {**press, "data": message.button(label)}})

    def message(self, **content: Any) -> Fields:
        """The message that Telegram would tell the bot of."""
        self.api.message_id += 1
        head = {"message_id": self.api.message_id, "from": self.person, "chat": self._fields(), "date": 1_700_000_000}
        return {**head, **content}

    def bot_message(self, sent: Sent) -> Fields:
        """A message of the bot, as a person replies to it."""
        head = {"message_id": sent.message_id, "from": BOT, "chat": self._fields()}
        return {**head, "date": 1_700_000_000, "text": sent.text}

    @property
    def person(self) -> Fields:
        who: Fields = {"id": self.user_id, "is_bot": False, "first_name": "Анна", "username": f"u{self.user_id}"}
        return who if self.language is None else {**who, "language_code": self.language}

    def _fields(self) -> Fields:
        return {"id": self.id, "type": self.kind}

    # --- what the bot says -----------------------------------------------------------------------------------------

    async def next(self) -> Sent:
        """The bot's next message that this test has not read yet."""
        await self._until(lambda: len(self.received) > self._read)
        self._read += 1
        return self.received[self._read - 1]

    async def recap(self) -> Sent:
        """The first message about a closed session."""
        await self._until(lambda: bool(self.recaps))
        return self.recaps[0]

    async def reply(self) -> Sent:
        """The first answer to one message."""
        await self._until(lambda: bool(self.replies))
        return self.replies[0]

    async def document(self) -> tuple[str, str]:
        """The name and the text of the first file."""
        await self._until(lambda: bool(self.documents))
        name, content = self.documents[0].params["document"]
        return name, content.decode("utf-8-sig")

    async def ask(self, text: str, **content: Any) -> Sent:
        """Writes, and reads the answer."""
        await self.write(text, **content)
        return await self.next()

    async def edited(self, sent: Sent, is_so: Callable[[str], bool]) -> str:
        """The text of a message once it is edited so."""
        await self._until(lambda: is_so(sent.text))
        return sent.text

    async def pressed(self) -> None:
        """The bot has answered a press."""
        await self._until(lambda: bool(self.answered))
        self.answered.clear()

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(condition)

    async def changed(self) -> None:
        async with self._changed:
            self._changed.notify_all()
