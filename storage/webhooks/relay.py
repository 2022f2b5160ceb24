"""Takes what sessions have noted to the webhooks of those who own them or help to run them.

A session and the homes of these people are in different buckets. The script of a change notes the event in its own
(storage/webhooks/note.lua); this takes it with a lease, adds it to each home, and removes it from the session. What is
killed on the way is done again, and an event that a webhook has already changes nothing.
"""

from typing import Any, Final

from auth.caller import Server, packed
from storage.home.store import id_of
from storage.identity.aliases import main_ids_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.kind_cache import SessionKinds
from storage.session.looks import Looks
from storage.telegram.homes import followers

LEASE_MS: Final = 5_000
EVENTS_AT_ONCE: Final = 20  # of one session
LOG_LENGTH: Final = 1000


class WebhookRelay:
    def __init__(self, redis: Redis, *, public_url: str, lease_ms: int = LEASE_MS) -> None:
        """`lease_ms` is for tests."""
        self._redis = redis
        self._public_url = public_url
        self._lease_ms = lease_ms
        self._kinds = SessionKinds(redis)
        self.looks = Looks(redis, "webhooks", "noted", self.relay)

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
