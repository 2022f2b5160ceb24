"""Homes in Redis: the rows of a user's sessions, numbered and logged like a session's events.

A user has one home. Its id follows from theirs, so everybody who must write a row finds it, and all keys of it share a
bucket. storage/home/relay.py writes the rows.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from auth.access import ROLE_LEVELS
from auth.caller import Caller, Server, packed
from auth.user import User
from sessions.base.errors import SessionNotFound
from sessions.base.home import KNOWN_MS, MOST_KNOWN, MOST_ROWS
from sessions.base.ids import derived_session_id
from storage.bus.feed import Position
from storage.identity.aliases import ids_of, main_ids_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, pairs
from storage.redis.scripts import load
from storage.telegram.homes import follow

FEED: Final = "rows"
LOG_LENGTH: Final = 200  # events of a home: what changed while a page was away for some minutes
GONE_MS: Final = 3_600_000  # for so long an older revision of a removed row cannot bring it back
MOST_SHOWN: Final = 100  # people of a project who are offered


@dataclass(frozen=True, slots=True)
class HomeRead:
    """A home as a subscription begins with it. `now` is Redis's clock, Unix ms."""

    position: Position
    now: int
    rows: list[bytes]

    @property
    def role(self) -> str:
        return "owner"

    @property
    def json(self) -> bytes:
        return b'{"rows":[%b]}' % b",".join(self.rows)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whom a user may invite by name."""

    user_id: str
    name: str | None


def id_of(user_id: str) -> str:
    """The id of a user's home. It is no secret: only its user may read it."""
    return derived_session_id(f"home\n{user_id}")


class HomeStore:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def open(self, user: User) -> int:
        """Makes the user's home, if there is none yet, and notes them among the people of their projects. Answers how
        many rows it has. From then on it shows the voice sessions of their Telegram id, too."""
        count, followed = await self._run("home/open", user.id, user, user.id, secrets.token_hex(4))
        before, telegram = int(followed) if followed else None, user.telegram_user_id
        await follow(self._redis, user.id, before, telegram)
        if before != telegram:
            await self._run("home/telegram", user.id, user, "" if telegram is None else telegram)
        for project in user.projects:
            people, names = _project(project)
            seconds, _ = await self._redis.call(people, "TIME")
            await self._redis.call(people, "ZADD", people, int(seconds) * 1000, user.id)
            await self._redis.call(people, "HSET", names, user.id, orjson.dumps(user.name))
            await self._trim(people, names, int(seconds) * 1000 - KNOWN_MS)
        return int(count)

    async def _trim(self, people: str, names: str, least: int) -> None:
        gone = await self._redis.call(people, "ZRANGE", people, "-inf", f"({least}", "BYSCORE", "LIMIT", 0, 100)
        gone += await self._redis.call(people, "ZRANGE", people, 0, -MOST_KNOWN - 1)
        if gone:
            await self._redis.call(people, "ZREM", people, *gone)
            await self._redis.call(people, "HDEL", names, *gone)

    async def read(self, user: User, session_id: str) -> HomeRead:
        """Raises SessionNotFound, Forbidden."""
        first = (session_id, LOG_LENGTH, packed(user))
        epoch, seq, now, rows = await self._redis.run(load("home/read"), keys.of_session(session_id), *first)
        return HomeRead(Position(epoch.decode(), seq), int(now), rows)

    async def apply(self, user_id: str, row_id: str, revision: int, row: bytes, changed_at: int) -> bool:
        """Puts a row into a user's home, or removes it (b""). Answers whether anything changed: an older revision, or
        the same row again, changes nothing."""
        told = (user_id, secrets.token_hex(4), row_id, revision, row, changed_at, MOST_ROWS, GONE_MS)
        return bool(await self._run("home/apply", user_id, Server.ITSELF, *told))

    async def adopt(self, giver_id: str, keeper_id: str) -> None:
        """Moves the rows of an identity that was joined with another into its keeper's home: first there, then not
        here, so it may be done again. Of a session that both take part in, the row with the higher role stays."""
        here, there = keys.header(id_of(giver_id)), keys.header(id_of(keeper_id))
        stored = pairs(await self._redis.call(here, "HGETALL", f"{here}:rows"))
        known = await self._redis.call(here, "ZRANGE", f"{here}:known", 0, -1, "WITHSCORES")
        if not stored and not known:
            return
        await self._run("home/open", keeper_id, Server.ITSELF, keeper_id, secrets.token_hex(4))
        for row_id, one in stored.items():
            revision, row = one.split(b" ", 1)
            other = await self._redis.call(there, "HGET", f"{there}:rows", row_id)
            other_revision, other_row = other.split(b" ", 1) if other else (b"0", b"{}")
            if rank_of(row) > rank_of(other_row):
                newest = max(int(revision), int(other_revision) + 1)
                await self.apply(keeper_id, row_id, newest, row, orjson.loads(row)["changed_at"])
        if known:
            names = await self._redis.call(here, "HMGET", f"{here}:names", *known[::2])
            flat = [part for user, at in zip(known[::2], known[1::2], strict=True) for part in (at, user)]
            told = [part for one in zip(known[::2], names, strict=True) if one[1] is not None for part in one]
            await self._redis.call(there, "ZADD", f"{there}:known", "GT", *flat)
            if told:
                await self._redis.call(there, "HSET", f"{there}:names", *told)
        given = [part for row_id, one in stored.items() for part in (row_id, one)]
        await self._run("home/merge_done", giver_id, Server.ITSELF, *given)

    async def all_rows(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        """The rows of the homes of a person with these ids, each session once."""
        found: dict[str, dict[str, Any]] = {}
        for one in ids:
            home = keys.header(id_of(one))
            for row in await self._redis.call(home, "HVALS", f"{home}:rows"):
                read = orjson.loads(row.partition(b" ")[2])
                found.setdefault(read["id"], read)
        return list(found.values())

    # --- people who may be invited by name --------------------------------------------------------------------------

    async def meet(self, user_id: str, people: Mapping[str, bytes]) -> None:
        """Notes who takes part in a user's session: ids, and names as JSON."""
        words = [word for one in people.items() for word in one]
        bounds = (user_id, secrets.token_hex(4), MOST_KNOWN, KNOWN_MS)
        await self._run("home/meet", user_id, Server.ITSELF, *bounds, *words)

    async def known(self, user: User) -> list[KnownPerson]:
        """Who took part in a session of the user's lately, then people of their projects."""
        by_id = {one.user_id: one for one in await self._known(user, "")}
        for project in sorted(user.projects):
            people, names = _project(project)
            ids = await self._redis.call(people, "ZRANGE", people, 0, MOST_SHOWN - 1, "REV")
            told = await self._redis.call(names, "HMGET", names, *ids) if ids else []
            for id_, name in zip(ids, told, strict=True):
                by_id.setdefault(id_.decode(), KnownPerson(id_.decode(), orjson.loads(name or b"null")))
        keepers = await main_ids_of(self._redis, by_id)
        persons: dict[str, KnownPerson] = {}
        for one in by_id.values():
            persons.setdefault(keepers[one.user_id], KnownPerson(keepers[one.user_id], one.name))
        return [one for one in persons.values() if one.user_id not in user.ids]

    async def knows(self, user: User, other_id: str) -> KnownPerson | None:
        """Somebody whom the user may invite by name; they are known by any of their ids."""
        person, *others = await ids_of(self._redis, other_id, user)
        for id_ in (person, *others):
            for one in await self._known(user, id_):
                return KnownPerson(person, one.name)
            for project in sorted(user.projects):
                people, names = _project(project)
                if await self._redis.call(people, "ZSCORE", people, id_) is not None:
                    name = await self._redis.call(names, "HGET", names, id_)
                    return KnownPerson(person, orjson.loads(name or b"null"))
        return None

    async def _known(self, user: User, other_id: str) -> Sequence[KnownPerson]:
        try:
            flat = await self._run("home/acquaintances", user.id, user, KNOWN_MS, other_id)
        except SessionNotFound:
            return []
        pairs = zip(flat[::2], flat[1::2], strict=True)
        return [KnownPerson(id_.decode(), orjson.loads(name)) for id_, name in pairs]

    async def _run(self, name: str, user_id: str, by: Caller, *arguments: Argument) -> Any:
        session_id = id_of(user_id)
        first = (session_id, LOG_LENGTH, packed(by))
        return await self._redis.run(load(name), keys.of_session(session_id), *first, *arguments)


def rank_of(row: bytes) -> int:
    """How much a row lets its user do; an invitation ranks below every role, and no row below that."""
    role = orjson.loads(row).get("role", "") if row else ""
    return -1 if role == "" else 0 if role is None else 1 + int(ROLE_LEVELS[role.encode()])


def _project(name: str) -> tuple[str, str]:
    return keys.project(name, "people"), keys.project(name, "people-names")
