"""Takes what sessions have noted to the webhooks of those who own them or help to run them.

A session and the homes of these people are in different buckets. The script of a change notes the event in its own
(storage/webhooks/note.lua); this takes it with a lease, adds it to each home, and removes it from the session. What is
killed on the way is done again, and an event that a webhook has already changes nothing.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from itertools import cycle
from typing import Any, Final

import structlog

from auth.caller import Server, packed
from sessions.base.errors import Refusal
from storage.home.store import id_of
from storage.identity.aliases import main_ids_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from storage.redis.scripts import load
from storage.session.kind_cache import SessionKinds
from storage.session.schedule import TURNS, due_entries, groups
from storage.telegram.homes import followers

log = structlog.get_logger("webhooks")

INTERVAL: Final = 0.25  # seconds between looks
LEASE_MS: Final = 5_000
EVENTS_AT_ONCE: Final = 20  # of one session
FOUND_AT_ONCE: Final = 64  # sessions, or lines of deliveries
LOG_LENGTH: Final = 1000


class Looks:
    """Looks at one index by time, for what is due, over and over."""

    def __init__(self, redis: Redis, by: str, take: Callable[[str], Awaitable[object]]) -> None:
        self._redis = redis
        self._by = by
        self._take = take
        batches = groups(redis, "webhooks", by)
        self._turns = cycle([batches] if len(batches) == 1 else [batches[turn::TURNS] for turn in range(TURNS)])

    async def run(self) -> None:
        """Runs until it is cancelled."""
        while True:
            count = 0
            try:
                count = await self.look()
            except (Refusal, RedisError) as error:
                log.debug("webhooks_wait", index=self._by, error=str(error))  # what is noted stays noted
            except Exception:
                log.exception("webhooks_failed", index=self._by)
            await asyncio.sleep(0 if count >= FOUND_AT_ONCE else INTERVAL * random.uniform(0.8, 1.2))  # noqa: S311

    async def look(self) -> int:
        """Answers how many were due. Raises Unavailable."""
        count = 0
        for indexes in next(self._turns):
            entries = await due_entries(self._redis, indexes, FOUND_AT_ONCE)
            await asyncio.gather(*(self._safely(entry) for entry in entries))
            count += len(entries)
        return count

    async def _safely(self, entry: str) -> None:
        """One that fails holds up no other."""
        try:
            await self._take(entry)
        except Refusal:
            return  # Redis is away: the lease ends, and it is done again
        except Exception:
            log.exception("webhook_work_failed", index=self._by)


class WebhookRelay:
    def __init__(self, redis: Redis, *, public_url: str, lease_ms: int = LEASE_MS) -> None:
        """`lease_ms` is for tests."""
        self._redis = redis
        self._public_url = public_url
        self._lease_ms = lease_ms
        self._kinds = SessionKinds(redis)
        self.looks = Looks(redis, "noted", self.relay)

    async def relay(self, session_id: str) -> bool:
        """Takes what one session has noted to where it is wanted. Answers whether it was due."""
        claimed = await self._run("webhooks/claim", session_id, self._public_url, self._lease_ms, EVENTS_AT_ONCE)
        if not claimed or claimed[0] == 0:
            return bool(claimed)
        _, events, users, chat_id = claimed
        people = {user.decode() for user in users}
        if chat_id:
            people |= set(await followers(self._redis, int(chat_id)))
        heard: set[bytes] = set()
        for person in sorted(set((await main_ids_of(self._redis, people)).values())):
            heard |= set(await self._enqueue(person, session_id, events))
        last = events[-1].partition(b" ")[0] if events else b"0"
        await self._run("webhooks/relayed", session_id, last, b" ".join(sorted(heard)))
        return True

    async def _enqueue(self, person: str, session_id: str, events: list[bytes]) -> list[bytes]:
        home_id = id_of(person)
        first = (home_id, LOG_LENGTH, packed(Server.ITSELF), session_id)
        types: list[bytes] = await self._redis.run(load("webhooks/enqueue"), keys.of_session(home_id), *first, *events)
        return types

    async def _run(self, name: str, session_id: str, *arguments: Any) -> Any:
        first = (session_id, LOG_LENGTH, packed(Server.ITSELF))
        script = load(name, *await self._kinds.of(session_id))
        return await self._redis.run(script, keys.of_session(session_id), *first, *arguments)
