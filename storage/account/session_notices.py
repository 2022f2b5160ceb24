"""Tells the sessions of somebody whose identity was joined with another that they list one person less.

A page that shows who takes part reads the list again when it hears so. Nothing that is stored depends on it: a list
that is read later is right without.
"""

import asyncio
from collections.abc import Iterable
from typing import Final

from auth.caller import Server, packed
from sessions.base.instant import DAY_MS
from storage.home.store import id_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.kind_cache import SessionKinds

MOST_TOLD: Final = 500  # sessions: those of the home whose rows changed last, then those that something was sent to
LOG_LENGTH: Final = 1000
ALWAYS_MS: Final = 10 * 366 * DAY_MS  # traces expire by themselves
BUCKETS_AT_ONCE: Final = 32


async def sessions_of(redis: Redis, user_ids: Iterable[str]) -> list[str]:
    """Where these ids take part or have sent something, each once."""
    sessions: dict[bytes, None] = {}
    for user_id in user_ids:
        home = f"{keys.header(id_of(user_id))}:order"
        sessions |= dict.fromkeys(await redis.call(home, "ZRANGE", home, 0, MOST_TOLD - 1, "REV"))
        for first in range(0, len(keys.ALL_BUCKETS), BUCKETS_AT_ONCE):
            part = keys.ALL_BUCKETS[first : first + BUCKETS_AT_ONCE]
            runs = (redis.run(load("session/traces"), [keys.run_of(one)], "sent", user_id, ALWAYS_MS) for one in part)
            for flat in await asyncio.gather(*runs):
                sessions |= dict.fromkeys(flat[::2])
    return [one.decode() for one in list(sessions)[:MOST_TOLD]]


async def tell_sessions(redis: Redis, session_ids: Iterable[str]) -> None:
    """Whoever looks at who takes part in these sessions reads it again."""
    kinds = SessionKinds(redis)
    for session_id in session_ids:
        arguments = (session_id, LOG_LENGTH, packed(Server.ITSELF), "")
        await redis.run(
            load("people/list_changed", *await kinds.of(session_id)), keys.of_session(session_id), *arguments
        )
