"""The mailbox of each Telegram chat: an update is stored before Telegram is told that it arrived, handled in order, and
leaves only when it is done.

`claimed` is not `done`: a process that is killed between the two leaves the update where it is, and the next one gets
it with the same ids, so that a material is stored once.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import orjson

from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.schedule import due_entries, groups
from storage.telegram.outbox import QUEUED_MOST, Burst, Message

SEEN_SECONDS: Final = 86_400  # Telegram delivers an update for 24 hours
MOST_UPDATES: Final = 5_000
"""Updates of a chat that wait; a person who sends more at once loses the rest."""
LEASE_MS: Final = 6_000
"""After a kill, the next process waits so long. A process that only stalled does no harm: work is done twice, with the
same ids, and its results count once."""
CHATS_AT_ONCE: Final = 100
BURST_QUIET_MS: Final = 1_000
BURST_LATEST_MS: Final = 10_000
MESSAGE_SECONDS: Final = 172_800
"""For how long a message's material is known: Telegram lets people edit a message for 48 hours."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An update that this process handles. `session_id` and `material_id` are for what it makes, the same at every
    attempt; `target` is the session that an earlier attempt chose, or empty."""

    chat: int
    entry: str
    update: bytes
    session_id: str
    material_id: str
    attempt: int
    target: str


class Mailbox:
    def __init__(self, redis: Redis, *, holder: str = "") -> None:
        """`holder` names the process that handles updates; one that only stores them has none."""
        self._redis = redis
        self._holder = holder
        self._with_mail = groups(redis, "telegram", "mail")

    async def post(self, chat: int, update_id: int, update: bytes) -> bool:
        """Stores an update once; false for a repeat. Raises TooLarge when the chat's mailbox is full, Unavailable."""
        box = [
            keys.telegram(chat, f"update:{update_id}"),
            keys.telegram(chat, "mail"),
            keys.telegram_index(chat, "mail"),
        ]
        return bool(await self._redis.run(load("telegram/post"), box, chat, update, SEEN_SECONDS, MOST_UPDATES))

    async def chats(self) -> list[int]:
        """Chats with updates that nobody handles now. Raises Unavailable."""
        return [int(chat) for group in self._with_mail for chat in await due_entries(self._redis, group, CHATS_AT_ONCE)]

    async def claim(self, chat: int) -> Claimed | None:
        """The next update of a chat; None when there is none or another process handles this chat."""
        ids = f"{uuid4()} {uuid4()}"
        reply = await self._redis.run(load("telegram/claim"), self._keys(chat), chat, self._holder, LEASE_MS, ids)
        if not reply:
            return None
        entry, update, kept, attempt, target = reply
        session_id, material_id = kept.decode().split(" ")
        return Claimed(chat, entry.decode(), update, session_id, material_id, attempt, target.decode())

    @asynccontextmanager
    async def holding(self, claimed: Claimed) -> AsyncIterator[None]:
        """Keeps the lease during long work."""
        keeping = asyncio.create_task(self._keep(claimed.chat), name="telegram-lease")
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _keep(self, chat: int) -> None:
        while True:
            await asyncio.sleep(LEASE_MS / 3000)
            await self._held(chat, LEASE_MS, ends=False)

    async def choose(self, claimed: Claimed, session_id: str) -> None:
        """Notes the session that the update is for, so that every later attempt takes the same."""
        key = keys.telegram(claimed.chat, "claims")
        await self._redis.call(key, "HSET", key, f"{claimed.entry}:target", session_id)

    async def done(self, claimed: Claimed, messages: Sequence[Message] = (), burst: Burst | None = None) -> int | None:
        """The update leaves the mailbox and its answers are queued, in one step. Answers how many updates are left,
        None when another process did it."""
        chat = claimed.chat
        more = [
            keys.telegram(chat, "out"),
            keys.telegram_index(chat, "out"),
            keys.telegram(chat, "burst"),
            keys.telegram_index(chat, "bursts"),
        ]
        added = b"" if burst is None else orjson.dumps(burst.told(chat))
        queued = [message.json(chat) for message in messages]
        about = (chat, self._holder, claimed.entry, QUEUED_MOST, added, BURST_QUIET_MS, BURST_LATEST_MS)
        left = int(await self._redis.run(load("telegram/update_done"), [*self._keys(chat), *more], *about, *queued))
        return None if left < 0 else left

    async def later(self, chat: int, pause_ms: int) -> None:
        """The update stays; its next attempt comes after a pause."""
        await self._held(chat, pause_ms, ends=True)

    async def _held(self, chat: int, ms: int, *, ends: bool) -> None:
        lease = [keys.telegram_index(chat, "mail"), keys.telegram(chat, "lease")]
        await self._redis.run(load("telegram/keep"), lease, chat, self._holder, ms, int(ends))

    # --- what is known of a chat -----------------------------------------------------------------------------------

    async def note_person(self, chat: int, language: str) -> None:
        """Somebody has written to the bot: it may write to them, in this language."""
        key = keys.telegram(chat, "about")
        await asyncio.gather(
            self._redis.call(key, "HSET", key, "language", language), self._redis.call(key, "HDEL", key, "blocked")
        )

    async def choose_replies(self, chat: int, *, wanted: bool) -> None:
        """Whether voice messages of the chat are answered with what was said in them."""
        key = keys.telegram(chat, "about")
        await self._redis.call(key, "HSET", key, "replies", int(wanted))

    async def wants_replies(self, chat: int) -> bool:
        key = keys.telegram(chat, "about")
        return bool(await self._redis.call(key, "HGET", key, "replies") != b"0")

    async def first_today(self, chat: int, what: str) -> bool:
        """Whether this was not said to the chat within a day."""
        key = keys.telegram(chat, f"said:{what}")
        return await self._redis.call(key, "SET", key, 1, "NX", "EX", SEEN_SECONDS) is not None

    async def note_material(self, chat: int, message_id: int, session_id: str, material_id: str) -> None:
        """Which material a message became."""
        key = keys.telegram(chat, f"message:{message_id}")
        await self._redis.call(key, "SET", key, f"{session_id} {material_id}", "EX", MESSAGE_SECONDS)

    async def material_of(self, chat: int, message_id: int) -> tuple[str, str] | None:
        """The session and the material that a message became."""
        key = keys.telegram(chat, f"message:{message_id}")
        stored: Any = await self._redis.call(key, "GET", key)
        if stored is None:
            return None
        session_id, material_id = stored.decode().split(" ")
        return session_id, material_id

    def _keys(self, chat: int) -> list[str]:
        return [
            keys.telegram(chat, "mail"),
            keys.telegram_index(chat, "mail"),
            keys.telegram(chat, "claims"),
            keys.telegram(chat, "lease"),
        ]
