"""Keys for scripts in Redis (D41): made, listed, checked and ended. Of each, only the digest is kept, as its id."""

import asyncio
import secrets
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import orjson

from auth.caller import Server, packed
from auth.script_keys import Scope, ScriptKey, bucket_of, new_key
from auth.user import LARGEST_INTEGER, User, claims_of, user_from_claims
from sessions.base.errors import NotFound
from sessions.base.ids import bucket
from storage.home.store import LOG_LENGTH, id_of
from storage.identity.refusal_log import tell
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import pairs
from storage.redis.scripts import Script, load
from storage.session.tickets import digest

MOST_KEYS: Final = 20  # of one person, that work
COUNTS_MS: Final = 1000
"""How long the check of a key counts: who ends a key waits for so long, and then nothing more comes of it."""

Why = Literal["revoked", "signed_out", "joined", "deleted"]
"""What has ended a key before its time."""


@dataclass(frozen=True, slots=True)
class NewScriptKey:
    """What a new key may do. `session_id` is None for all of its maker's sessions, `ends_at` (Unix ms) for no end.
    `in_address`: it may stand in an address."""

    name: str
    scopes: frozenset[Scope]
    session_id: str | None
    in_address: bool
    ends_at: int | None


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key in its maker's list. Times are Unix ms. `session_title` is None for a session that is not on their home."""

    id: str
    name: str
    scopes: list[str]
    session_id: str | None
    session_title: str | None
    in_address: bool
    made_at: int
    ends_at: int | None
    used_at: int | None
    ended_at: int | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Whom a key acts for, and whether it may stand in an address."""

    user: User
    in_address: bool


class ScriptKeys:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def make(self, user: User, new: NewScriptKey) -> tuple[str, str]:
        """A new key that acts for `user` as they are in our tokens: without roles and what a provider has granted
        (D26). Answers its text, which is in this answer alone, and its id. Raises TooLarge."""
        home_id = id_of(user.id)
        text = new_key(bucket(home_id))
        nothing: frozenset[str] = frozenset()
        acts_for = replace(user, roles=nothing, projects=nothing, from_provider=False, device="")
        await self._run(
            "script_keys/make",
            user,
            user.id,
            user.id,
            secrets.token_hex(4),
            digest(text),
            orjson.dumps(claims_of(acts_for)),
            new.name,
            " ".join(sorted(new.scopes)),
            new.session_id or "",
            int(new.in_address),
            new.ends_at or "",
            MOST_KEYS,
        )
        return text, digest(text)

    async def list(self, user: User) -> list[KeptKey]:
        """The newest first, with those that have ended within 30 days. Raises Forbidden."""
        found = await self._run("script_keys/list", user, user.id)
        return [
            _kept(id_.decode(), pairs(record), row)
            for id_, record, row in zip(found[::3], found[1::3], found[2::3], strict=True)
        ]

    async def end(self, user: User, key_id: str) -> None:
        """Ends a key of the user's. When this returns, nothing more comes of it. Raises NotFound."""
        if not (len(key_id) == 64 and key_id.isalnum() and key_id.isascii()):
            raise NotFound("There is no such key")
        await self._ended(await self._run("script_keys/finish", user, user.id, key_id, "revoked"))
        # What was checked before may still be on its way to a session's script, which refuses it when this is over.
        await asyncio.sleep(COUNTS_MS / 1000)

    async def end_all(self, user_ids: Iterable[str], why: Why) -> None:
        """Ends every key of these ids. Connections end within a second."""
        for user_id in sorted(user_ids):
            await self._ended(await self._run("script_keys/finish", Server.ITSELF, user_id, "", why))

    async def _ended(self, ids: Sequence[bytes]) -> None:
        await tell(self._redis, "key", {id_.decode(): 1 for id_ in ids})

    async def check(self, text: str, permissions: Collection[str]) -> Checked:
        """Whom a key acts for now, with at most these permissions. Raises Unauthorized."""
        place = place_of(text)
        return checked(text, await self._redis.run(load("script_keys/use"), [place], COUNTS_MS), permissions)

    async def _run(self, name: str, by: User | Server, user_id: str, *arguments: Any) -> Any:
        home_id = id_of(user_id)
        first = (home_id, LOG_LENGTH, packed(by))
        script: Script = load(name)
        return await self._redis.run(script, keys.of_session(home_id), *first, *arguments)


def place_of(text: str) -> str:
    """Where a key's record lies. Raises Unauthorized for what is no key."""
    return keys.script_key(bucket_of(text), digest(text))


def checked(text: str, reply: Sequence[bytes], permissions: Collection[str]) -> Checked:
    """What `script_keys/use` answers. Raises Unauthorized."""
    claims, scopes, session, ends_at, in_address, until = reply
    key = ScriptKey(
        id=digest(text),
        scopes=frozenset(map(Scope, scopes.decode().split())),
        session_id=session.decode() or None,
        checked_until=int(until),
    )
    expires_at = int(ends_at) if ends_at else LARGEST_INTEGER
    user = user_from_claims({**orjson.loads(claims), "exp": 1})
    user = replace(user, expires_at=expires_at, key=key, permissions=user.permissions & frozenset(permissions))
    return Checked(user, in_address == b"1")


def _kept(id_: str, record: dict[str, bytes], row: bytes) -> KeptKey:
    def time_of(name: str) -> int | None:
        return int(record[name]) if record.get(name) else None

    ends_at, ended_at = time_of("ends_at"), time_of("ended_at")
    if ended_at is None and ends_at is not None and ends_at <= time.time() * 1000:
        ended_at = ends_at
    session = record["session"].decode()
    return KeptKey(
        id=id_,
        name=record["name"].decode(),
        scopes=record["scopes"].decode().split(),
        session_id=session or None,
        session_title=orjson.loads(row.partition(b" ")[2])["title"] if row else None,
        in_address=record["in_address"] == b"1",
        made_at=int(record["made_at"]),
        ends_at=ends_at,
        used_at=time_of("used_at"),
        ended_at=ended_at,
        why=record["why"].decode() if "why" in record else None,
    )
