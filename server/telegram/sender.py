"""Sends what waits in the outbox, within Telegram's limits. Redis gives the turns, for all processes of the bot."""

import asyncio
import random
from typing import Final, Protocol
from uuid import uuid4

import structlog

from server.telegram.api import BlockedError, LaterError, RefusedError
from sessions.base.errors import Unavailable
from storage.telegram.outbox import CHAT_MS, Outbox, PendingMessage, TextFile

log = structlog.get_logger("telegram")

AT_ONCE: Final = 20  # calls in progress: at 30 a second, Telegram may take 0.6 s for each
TURN_MS: Final = 5_000
ATTEMPTS: Final = 15
"""After about ten minutes of failures a message is given up: what it says is old."""
LONGEST_PAUSE_MS: Final = 60_000


class Calls(Protocol):
    async def call(
        self, method: str, params: dict[str, object], file: tuple[str, bytes] | None = None
    ) -> int | None: ...


class Files(Protocol):
    async def made(self, chat: int, file: TextFile) -> tuple[str, bytes] | None: ...


class MessageSender:
    def __init__(self, outbox: Outbox, api: Calls, files: Files) -> None:
        self._outbox = outbox
        self._api = api
        self._files = files
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._asking = asyncio.Lock()

    async def look(self) -> None:
        """Begins to send to every chat that has a message due. Raises Unavailable."""
        for chat in await self._outbox.chats():
            if len(self._sending) >= AT_ONCE:
                return
            if chat not in self._sending:
                task = asyncio.create_task(self._send_next(chat), name="telegram-send")
                self._sending[chat] = task
                task.add_done_callback(lambda _, chat=chat: self._sending.pop(chat, None))  # type: ignore[misc]

    async def close(self, seconds: float) -> None:
        """What is being sent may end; the rest is sent after the next start."""
        if self._sending:
            _, late = await asyncio.wait(list(self._sending.values()), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _send_next(self, chat: int) -> None:
        turn = uuid4().hex
        try:
            if not await self._has_turn(turn):
                return  # Telegram asked to wait: the chat stays due
            try:
                message = await self._outbox.next(chat)
                if message is not None:
                    await self._send(message, turn)
            finally:
                await self._outbox.answered(turn)
        except Unavailable:
            log.warning("outbox_away")
        except Exception:
            log.exception("sending_failed", chat=chat)

    async def _has_turn(self, turn: str) -> bool:
        """Waits for a turn, one message after the other; false when it is too far away."""
        async with self._asking:
            while wait_ms := await self._outbox.pace(turn):
                if wait_ms > TURN_MS:
                    return False
                await asyncio.sleep(wait_ms / 1000)
        return True

    async def _send(self, message: PendingMessage, turn: str) -> None:
        params = message.params
        if message.method == "editMessageText":
            message_id = await self._outbox.recap_message(message.chat, message.recap)
            if message_id is None:  # it was never sent
                await self._outbox.settle(message, "dropped", pause_ms=0)
                return
            params = {**params, "message_id": message_id}
        try:
            file = None if message.file is None else await self._files.made(message.chat, message.file)
        except Exception as error:
            log.exception("file_failed", chat=message.chat)
            await self._later(message, turn, LaterError(None, repr(error)))
            return
        if message.file is not None and file is None:  # it is not theirs any more
            await self._outbox.settle(message, "dropped", pause_ms=0)
            return
        try:
            message_id = await self._api.call(message.method, params, file)
        except BlockedError as error:
            log.info("bot_blocked", chat=message.chat, reason=str(error))
            await self._outbox.settle(message, "blocked", pause_ms=0)
        except RefusedError as error:
            log.warning("message_refused", method=message.method, reason=str(error))
            await self._outbox.settle(message, "dropped")
        except LaterError as error:
            await self._later(message, turn, error)
        else:
            pause_ms = 0 if message.method == "answerCallbackQuery" else CHAT_MS
            kept = message_id if message.recap and message_id is not None else 0
            await self._outbox.settle(message, "sent", pause_ms=pause_ms, message_id=kept)

    async def _later(self, message: PendingMessage, turn: str, error: LaterError) -> None:
        if error.seconds is not None:
            pause_ms = round(error.seconds * 1000)
            log.warning("telegram_asks_to_wait", seconds=error.seconds)
            await self._outbox.answered(turn, pause_ms=pause_ms)
            await self._outbox.settle(message, "again", pause_ms=pause_ms)
            return
        if message.attempt >= ATTEMPTS:
            log.error("message_given_up", method=message.method, reason=str(error))
            await self._outbox.settle(message, "dropped")
            return
        # Not under a second: Telegram may have taken what it seemed to refuse.
        longest = min(LONGEST_PAUSE_MS, 500 * 2**message.attempt)
        pause_ms = max(CHAT_MS, round(random.uniform(longest / 2, longest)))  # noqa: S311 - jitter
        log.warning("sent_later", reason=str(error), attempt=message.attempt)
        await self._outbox.settle(message, "again", pause_ms=pause_ms)
