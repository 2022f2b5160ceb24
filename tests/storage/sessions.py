"""Clip sessions for tests of the stores."""

import asyncio
from typing import Any

import orjson

from sessions.clip.session import Action, ClipSubmission, NewClipSession
from storage.bus.feed import FeedEvent
from storage.clip.read import Json
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from storage.redis.keys import header
from tests.polling import PATIENCE
from tests.users import a_user

OWNER = a_user("owner-1")
PUBLIC_URL = "https://example.org"
MAX_TAP_AGE_MS = 60_000


def a_store(redis: Redis, log_length: int = 1000, tap_gap_ms: int = 0) -> ClipStore:
    """Without a least pause between the taps of one viewer, who acts for many."""
    return ClipStore(
        redis,
        public_url=PUBLIC_URL,
        log_length=log_length,
        max_tap_age_ms=MAX_TAP_AGE_MS,
        tap_gap_ms=tap_gap_ms,
    )


def parsed(json: Json | bytes) -> dict[str, Any]:
    value: dict[str, Any] = orjson.loads(json)
    return value


async def a_session(store: ClipStore, *actions: Action) -> str:
    """The id of a new session after these actions."""
    session_id = str(parsed(await store.create(OWNER, NewClipSession(title="Stream")))["id"])
    for action in actions:
        await store.transition(session_id, OWNER, action)
    return session_id


async def a_clip(store: ClipStore, session_id: str, by: str = "viewer", **fields: Any) -> dict[str, Any]:
    return parsed(await store.submit(session_id, a_user(by), ClipSubmission(**fields)))


class Receiver:
    """What a receiver of the bus got, in order: seqs of events, and the words `signal`, `reset`, `end`."""

    def __init__(self) -> None:
        self.received: list[int | str] = []
        self.events: list[FeedEvent] = []
        self.signals: list[bytes] = []
        self.has_restarted = False
        self._changed = asyncio.Event()

    def on_event(self, event: FeedEvent) -> None:
        self.events.append(event)
        self._note(event.seq)

    def on_signal_to(self, connection_id: str, json: bytes) -> None:
        self.on_signal(json)

    def on_signal(self, json: bytes) -> None:
        self.signals.append(json)
        self._note("signal")

    def on_reset(self, *, has_restarted: bool) -> None:
        self.has_restarted = has_restarted
        self._note("reset")

    def on_end(self) -> None:
        self._note("end")

    def _note(self, what: int | str) -> None:
        self.received.append(what)
        self._changed.set()

    async def until(self, what: int | str, seconds: float = PATIENCE) -> None:
        """Returns when it got `what`. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while what not in self.received:
                self._changed.clear()
                await self._changed.wait()


def an_id(number: int) -> str:
    """A UUID v4 that is always the same for a number."""
    return f"00000000-0000-4000-8000-{number:012d}"


def a_text(material_id: str, text: str, by: str) -> dict[str, Any]:
    """A text as it is attached to a voice session: all of it but its time."""
    of_files = ("filename", "media_type", "size", "file_url", "digest", "duration_ms", "peaks", "problem")
    said = {"material_id": material_id, "kind": "text", "text": text, "source": "web", "by": by}
    return {**said, **dict.fromkeys(of_files)}


_COPY = """
local header, first, last, gap = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clip = cjson.decode(redis.call('HVALS', header .. ':clips')[1])
local id = clip.id
for n = first, last do
  clip.id = string.sub(id, 1, 28) .. string.format('%08x', n)
  clip.offset_seconds = math.floor(n * gap)
  redis.call('HSET', header .. ':clips', clip.id, cjson.encode(clip))
  redis.call('ZADD', header .. ':order', 10000000 + clip.offset_seconds, string.format('%010d:%s', n, clip.id))
end
redis.call('HSET', header, 'clips', last)
"""


async def fill(redis: Redis, session_id: str, taps: int, *, gap: float = 0.2) -> None:
    """Copies the only tap of a session until it has `taps` more, `gap` seconds apart: a crowd's stream, without its
    crowd."""
    key = header(session_id)
    for first in range(2, taps + 2, 1000):
        await redis.call(key, "EVAL", _COPY, 1, key, first, min(first + 999, taps + 1), str(gap))
