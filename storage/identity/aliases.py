"""Which ids are one person's: identities that were joined (storage/account/identities.py writes it)."""

import asyncio
from collections.abc import Iterable
from typing import Final

import orjson

from auth.caller import Caller
from auth.user import User
from storage.redis import keys
from storage.redis.client import Redis

MOST_ALIASES: Final = 16


async def alias_path(redis: Redis, user_id: str) -> list[str]:
    """The identities through which one was joined with its keeper, who is the last; itself alone if it was not."""
    path = [user_id]
    while len(path) <= MOST_ALIASES:
        key = keys.user(path[-1], "identity")
        joined_to = await redis.call(key, "HGET", key, "joined_to")
        if joined_to is None:
            break
        if (other := joined_to.decode()) in path:
            # Two that were joined with each other at once: one of them stays, always the same.
            path.append(min(path[path.index(other) :]))
            break
        path.append(other)
    return path


async def main_ids_of(redis: Redis, user_ids: Iterable[str]) -> dict[str, str]:
    """For each id the one under which its person is shown: that of the identity with which it was joined, or its
    own."""
    paths = await asyncio.gather(*(alias_path(redis, one) for one in dict.fromkeys(user_ids)))
    return {path[0]: path[-1] for path in paths}


async def ids_of(redis: Redis, user_id: str, by: Caller) -> tuple[str, ...]:
    """Every id of the person who has this one, the keeper's first; of most people this one alone. An id of the
    caller's own stands for itself: they leave under all of them anyway. Changes nothing."""
    if isinstance(by, User) and user_id in by.ids:
        return (user_id,)
    path = await alias_path(redis, user_id)
    key = keys.user(path[-1], "identity")
    aliases = await redis.call(key, "HGET", key, "aliases")
    others = {*path, *orjson.loads(aliases or b"[]")} - {path[-1]}
    return (path[-1], *sorted(others))
