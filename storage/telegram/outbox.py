"""Messages to Telegram wait in Redis until they are sent: one a second to a chat, 30 a second in all.

A message leaves its queue when Telegram has taken it. A process that is killed between the two sends that one message
twice: Telegram has no way to send a message once.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

import orjson

from sessions.voice.replies import Language
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.schedule import due_entries, groups

QUEUED_MOST: Final = 100
CHAT_MS: Final = 1_000
SECOND_MOST: Final = 30
SECOND_MS: Final = 1_005  # Telegram's clock and ours need not agree to the millisecond
ALL_MS: Final = 34  # between two turns, so that they are spread over the second
ASK_MS: Final = 100
LEASE_MS: Final = 15_000  # longer than a call may take
CHATS_AT_ONCE: Final = 60
RECAP_SECONDS: Final = 31_536_000
REPLY_SECONDS: Final = 172_800
"""For how long a reply is known to be queued: longer than anybody asks for it again (storage/voice/jobs.lua)."""

Result = Literal["sent", "again", "dropped", "blocked"]


class TextFile(NamedTuple):
    """A file that is made when it is sent: of a session, or of one sound of it."""

    session_id: str
    source_id: str
    language: Language


@dataclass(frozen=True, slots=True)
class Message:
    """A call of the Bot API; `recap` is the session whose summary it is, `file` what a document has."""

    method: str
    params: dict[str, Any]
    recap: str = ""
    file: TextFile | None = None

    def json(self, chat: int) -> bytes:
        params = self.params if self.method == "answerCallbackQuery" else {"chat_id": chat, **self.params}
        file = self.file and list(self.file)
        return orjson.dumps({"method": self.method, "params": params, "recap": self.recap, "file": file})


@dataclass(frozen=True, slots=True)
class Burst:
    """What a material adds to the one acknowledgement of a burst: the count comes between `before` and `after`."""

    session_id: str
    before: str
    after: str
    params: dict[str, Any] = field(default_factory=dict)

    def told(self, chat: int) -> dict[str, Any]:
        return {
            "session": self.session_id,
            "before": self.before,
            "after": self.after,
            "message": {"chat_id": chat, **self.params},
        }


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """A message to send now."""

    chat: int
    entry: str
    method: str
    params: dict[str, Any]
    recap: str
    file: TextFile | None
    attempt: int


class Outbox:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._with_messages = groups(redis, "telegram", "out")
        self._with_bursts = groups(redis, "telegram", "bursts")

    async def bot(self, bot_id: str, lease_ms: int) -> str:
        """The id of the one bot that works on this Redis: this one, for so long, when there is no other."""
        key = keys.telegram_bot()
        holder: bytes = await self._redis.run(load("telegram/bot"), [key], bot_id, lease_ms)
        return holder.decode()

    async def chats(self) -> list[int]:
        """Chats to which something can be sent now. Raises Unavailable."""
        return [
            int(chat) for group in self._with_messages for chat in await due_entries(self._redis, group, CHATS_AT_ONCE)
        ]

    async def pace(self, call: str) -> int:
        """0 for a turn among all calls of the bot, which is to be used now, else the ms after which to ask again.
        `call` names it for `answered`."""
        about = (call, SECOND_MOST, ALL_MS, LEASE_MS, ASK_MS)
        return int(await self._redis.run(load("telegram/pace"), _pace(), *about))

    async def answered(self, call: str, *, pause_ms: int = 0) -> None:
        """A call that had a turn is over. `pause_ms`: Telegram wants nothing for so long."""
        await self._redis.run(load("telegram/call_done"), _pace(), call, SECOND_MS, pause_ms)

    async def next(self, chat: int) -> PendingMessage | None:
        """The next message to a chat. For 15 s nobody else gets it."""
        reply = await self._redis.run(load("telegram/next"), self._keys(chat), chat, LEASE_MS)
        if not reply:
            return None
        entry, json, attempt = reply
        message = orjson.loads(json)
        file, recap = message.get("file"), message.get("recap", "")
        about = None if file is None else TextFile(*file)
        return PendingMessage(chat, entry.decode(), message["method"], message["params"], recap, about, attempt)

    async def settle(
        self, sent: PendingMessage, result: Result, *, pause_ms: int = CHAT_MS, message_id: int = 0
    ) -> None:
        """Notes what became of a message."""
        chat = sent.chat
        more = [keys.telegram(chat, "about"), _recap(chat, sent.recap)]
        about = (chat, sent.entry, pause_ms, result, message_id or "")
        await self._redis.run(load("telegram/message_result"), [*self._keys(chat), *more], *about)

    async def flush_bursts(self) -> None:
        """Queues the acknowledgements of bursts that are over. Raises Unavailable."""
        for group in self._with_bursts:
            for name in await due_entries(self._redis, group, CHATS_AT_ONCE):
                chat = int(name)
                own = [keys.telegram(chat, "burst"), keys.telegram_index(chat, "bursts"), *self._keys(chat)[:2]]
                await self._redis.run(load("telegram/burst"), own, chat, QUEUED_MOST, CHAT_MS)

    # --- summaries -------------------------------------------------------------------------------------------------

    async def language(self, chat: int) -> Language | None:
        """The language of somebody who has written to the bot."""
        key = keys.telegram(chat, "about")
        language = await self._redis.call(key, "HGET", key, "language")
        return None if language is None else "en" if language == b"en" else "ru"

    async def tell(self, chat: int, session_id: str, params: dict[str, Any]) -> bool:
        """Queues the summary of a session, or its edit when it has been sent; nothing when it says the same. False when
        the queue is full."""
        send = Message("sendMessage", params, session_id).json(chat)
        edit = Message("editMessageText", params, session_id).json(chat)
        own = [_recap(chat, session_id), *self._keys(chat)[:2], keys.telegram(chat, "about")]
        digest = hashlib.sha256(send).hexdigest()
        return bool(
            await self._redis.run(load("telegram/recap"), own, chat, QUEUED_MOST, digest, send, edit, RECAP_SECONDS)
        )

    async def file_stage(self, chat: int, session_id: str) -> str:
        """The stage of the session at which its file was queued last, or was the same as before."""
        key = _recap(chat, session_id)
        stage: bytes | None = await self._redis.call(key, "HGET", key, "file_stage")
        return "" if stage is None else stage.decode()

    async def send_file(self, chat: int, message: Message, session_id: str, stage: str, content: bytes) -> bool:
        """Queues the file of a session, once for each stage, and only with a content that the last one had not. False
        when the queue is full."""
        own = [_recap(chat, session_id), *self._keys(chat)[:2], keys.telegram(chat, "about")]
        about = (chat, QUEUED_MOST, stage, hashlib.sha256(content).hexdigest(), message.json(chat), RECAP_SECONDS)
        return bool(await self._redis.run(load("telegram/file"), own, *about))

    async def reply(self, chat: int, material_id: str, message: Message) -> bool:
        """Queues the answer to the message that a material came by, once. False when the queue is full."""
        own = [keys.telegram(chat, f"replied:{material_id}"), *self._keys(chat)[:2], keys.telegram(chat, "about")]
        about = (chat, QUEUED_MOST, message.json(chat), REPLY_SECONDS)
        return bool(await self._redis.run(load("telegram/reply"), own, *about))

    async def recap_message(self, chat: int, session_id: str) -> int | None:
        """The id of the message with the summary."""
        key = _recap(chat, session_id)
        message_id = await self._redis.call(key, "HGET", key, "message_id")
        return None if message_id is None else int(message_id)

    def _keys(self, chat: int) -> list[str]:
        return [keys.telegram(chat, "out"), keys.telegram_index(chat, "out"), keys.telegram(chat, "attempts")]


def _pace() -> list[str]:
    return [keys.telegram_calls(), keys.telegram_pace()]


def _recap(chat: int, session_id: str) -> str:
    return keys.telegram(chat, f"recap:{session_id}")
