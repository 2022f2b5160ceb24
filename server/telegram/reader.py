"""Handles what lies in the mailboxes: the updates of one chat in order, chats beside each other."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

import structlog

from handlers.telegram.bot import Looked
from handlers.telegram.replies import Answer
from sessions.base.errors import Refusal, Unavailable
from storage.telegram.mailbox import Claimed, Mailbox

log = structlog.get_logger("telegram")

CHATS_AT_ONCE: Final = 32
ATTEMPTS: Final = 6
"""With growing pauses, about a minute."""


class Handles(Protocol):
    async def look(self, chat: int) -> Looked: ...
    async def handle(self, claimed: Claimed, looked: Looked) -> Answer: ...
    def gave_up(self, claimed: Claimed) -> Answer: ...


class MailboxReader:
    """`answered` is called when there may be something to send."""

    def __init__(self, mailbox: Mailbox, bot: Handles, answered: Callable[[], None]) -> None:
        self._mailbox = mailbox
        self._bot = bot
        self._answered = answered
        self._reading: dict[int, asyncio.Task[None]] = {}
        self._is_closing = False

    async def look(self) -> None:
        """Begins to handle every chat that has mail. Raises Unavailable."""
        for chat in await self._mailbox.chats():
            if len(self._reading) >= CHATS_AT_ONCE or self._is_closing:
                return
            if chat not in self._reading:
                task = asyncio.create_task(self._read(chat), name="telegram-read")
                self._reading[chat] = task
                task.add_done_callback(lambda _, chat=chat: self._reading.pop(chat, None))  # type: ignore[misc]

    async def close(self, seconds: float) -> None:
        """What is being handled may end; the rest stays in the mailboxes."""
        self._is_closing = True
        if self._reading:
            _, late = await asyncio.wait(list(self._reading.values()), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _read(self, chat: int) -> None:
        try:
            while not self._is_closing:
                claimed, looked = await asyncio.gather(self._mailbox.claim(chat), self._bot.look(chat))
                if claimed is None or not await self._handle(claimed, looked):
                    return
        except Unavailable:
            log.warning("mailbox_away")

    async def _handle(self, claimed: Claimed, looked: Looked) -> bool:
        """Whether the next update of this chat can follow at once."""
        try:
            answer = await self._bot.handle(claimed, looked)
        except Exception as error:
            if claimed.attempt < ATTEMPTS:
                expected = isinstance(error, Refusal)
                log.warning("update_failed", attempt=claimed.attempt, reason=str(error), exc_info=not expected)
                await self._mailbox.later(claimed.chat, 500 * 2**claimed.attempt)
                return False
            log.exception("update_given_up")
            answer = self._bot.gave_up(claimed)
        done = self._mailbox.done(claimed, answer.messages, answer.burst)
        left, *_ = await asyncio.gather(done, *(step() for step in answer.after))
        self._answered()
        return bool(left)
