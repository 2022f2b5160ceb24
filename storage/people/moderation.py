"""What moderators of a session do against abuse (PE11–PE13): each step is one script, and what it takes away is taken
by further runs of a hundred moments, so that nobody waits for it.

Keys beside the header: `:steps` the last steps, `:removed:<step>` what a step took away, `:todo:<step>` whose moments
it still has to take, `:blocked` networks whose guests are kept out, `:senders` and `:crowds` who sends how much
(clip/common.lua).
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from auth.caller import Caller, Server, packed
from auth.user import User
from sessions.base.errors import NotFound, SessionNotFound
from sessions.base.people import (
    CROWD,
    MOST_MEMBERS,
    MOST_NETWORKS,
    MOST_SENDERS,
)
from storage.identity.aliases import ids_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, pairs
from storage.redis.scripts import PARTS, load
from storage.session.kind_cache import SessionKinds
from storage.session.kinds import KINDS

SCAN_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who marked moments; `name` is that of one of them."""

    user_id: str
    name: str | None
    moments: int
    network: str | None


@dataclass(frozen=True, slots=True)
class SenderNetwork:
    """People of one network."""

    network: str
    people: int
    moments: int
    kept_out: bool


class ModerationStore:
    def __init__(self, redis: Redis, *, public_url: str, log_length: int) -> None:
        self._redis = redis
        self._public_url = public_url
        self._log_length = log_length
        self._kinds = SessionKinds(redis)

    async def remove(
        self,
        session_id: str,
        by: User | Server,
        user_id: str,
        name: str | None,
        *,
        content: bool,
        until: int | None = None,
        task: str = "",
    ) -> tuple[int, int]:
        """Keeps a person out, in a stream with everything they sent, or what they sent up to `until` (Unix ms). Answers
        the step and the moments. A repeat by the same `task` of an admin goes on with its step. Raises SessionNotFound,
        Forbidden, InvalidPayload, Conflict, TooLarge."""
        return await self._remove(session_id, by, user_id, "", name, content, until, task)

    async def remove_network(
        self, session_id: str, by: User | Server, network: str, *, until: int | None = None, task: str = ""
    ) -> tuple[int, int]:
        """Keeps the guests of a network out of a stream, with everything that people without a role sent from there, or
        sent up to `until` (Unix ms). `task` as in `remove`. Raises SessionNotFound, Forbidden, NotFound, TooLarge."""
        return await self._remove(session_id, by, "", network, None, True, until, task)

    async def step_of(self, session_id: str, task: str) -> tuple[int, bool] | None:
        """The step by which a task of an admin has removed somebody, and whether it has taken everything; None when it
        has not begun or is forgotten."""
        header = keys.header(session_id)
        steps = pairs(await self._redis.call(header, "HGETALL", f"{header}:steps"))
        for field, value in steps.items():
            step, _, word = field.partition(":")
            if word == "task" and value.decode() == task:
                return int(step), not await self._redis.call(header, "EXISTS", f"{header}:todo:{step}")
        return None

    async def sent_until(self, session_id: str, by: Sequence[str], network: str, until: int) -> bool:
        """Whether a stream has a moment of one of these people, or of one who came from a network, that was sent up to
        `until` (Unix ms)."""
        home = keys.header(session_id)
        people = [*by, *[one.decode() async for one, _ in self._scan("SSCAN", f"{home}:network:{network}")]]
        latest = datetime.fromtimestamp(until / 1000, UTC)
        for author in people:
            async for id_, _ in self._scan("HSCAN", f"{home}:by:{author}"):
                clip = await self._redis.call(home, "HGET", f"{home}:clips", id_)
                if clip is not None and datetime.fromisoformat(orjson.loads(clip)["created_at"]) <= latest:
                    return True
        return False

    async def _scan(self, command: str, key: str) -> AsyncIterator[tuple[bytes, bytes]]:
        """The members of a set, or the fields of a hash with their values."""
        cursor, width = b"0", 2 if command == "HSCAN" else 1
        while True:
            cursor, rows = await self._redis.call(key, command, key, cursor, "COUNT", SCAN_ROWS)
            for place in range(0, len(rows), width):
                yield rows[place], rows[place + width - 1]
            if cursor == b"0":
                return

    async def _remove(
        self,
        session_id: str,
        by: User | Server,
        user_id: str,
        network: str,
        name: str | None,
        content: bool,
        until: int | None,
        task: str,
    ) -> tuple[int, int]:
        others: list[str] = []
        if user_id:
            user_id, *others = await ids_of(self._redis, user_id, by)
        names = (orjson.dumps(name), MOST_MEMBERS, orjson.dumps(by.name if isinstance(by, User) else None))
        limits = (int(content), MOST_NETWORKS, "\t".join(others), task)
        step, begins = await self._run("people/remove", session_id, by, user_id, network, *names, *limits)
        moments = await self._repeat("remove_sent", session_id, by, step, until or "") if begins else 0
        return step, moments

    async def network_of(self, session_id: str, address: str) -> str:
        """How a session calls the network of an address (storage/clip/network.lua). Raises NotFound when nobody who
        sent something to it came from an address."""
        key = keys.header(session_id)
        salt = await self._redis.call(key, "HGET", key, "salt")
        if salt is None:
            raise NotFound("Nobody came from this network")
        return hashlib.sha1(salt + address.encode(), usedforsecurity=False).hexdigest()[:16]

    async def undo(self, session_id: str, by: User | Server, step: int) -> int:
        """Undoes a step; answers how many moments came back. Raises SessionNotFound, Forbidden, NotFound, Conflict,
        TooLarge."""
        begins = await self._run("people/undo", session_id, by, step, MOST_MEMBERS)
        if not begins:
            return 0
        (kind,) = await self._kinds.of(session_id)
        return await self._repeat("restore_sent", session_id, by, step, KINDS[kind].most_sent)

    async def senders(self, session_id: str, by: User) -> tuple[list[Sender], list[SenderNetwork]]:
        """The people who sent most moments of a stream, and networks of several people. Raises SessionNotFound,
        Forbidden."""
        people, crowds = await self._run_own("senders", session_id, by, MOST_SENDERS, CROWD)
        result = [
            Sender(user.decode(), _name(one), int(moments), network.decode() or None)
            for user, moments, network, one in people
        ]
        return (
            await self._as_persons(session_id, by, result),
            [
                SenderNetwork(network.decode(), count, moments, bool(blocked))
                for network, count, moments, blocked in crowds
            ],
        )

    async def _as_persons(self, session_id: str, by: User, senders: Sequence[Sender]) -> list[Sender]:
        """The people who sent most; joined identities are one person with the moments of all their ids."""
        own = (by.id, *sorted(by.aliases))
        id_lists = await asyncio.gather(*(ids_of(self._redis, one.user_id, by) for one in senders))
        ids = [own if all_[0] in own else all_ for all_ in id_lists]
        moments = {one.user_id: one.moments for one in senders}
        # An id that sent little is not among those who sent most, but its moments count for its person.
        missing = sorted({id_ for all_ in ids if len(all_) > 1 for id_ in all_} - set(moments))
        if missing:
            key = f"{keys.header(session_id)}:senders"
            scores = await self._redis.call(key, "ZMSCORE", key, *missing)
            moments |= {id_: int(score) for id_, score in zip(missing, scores, strict=True) if score is not None}
        persons: dict[str, Sender] = {}
        for one, (person, *others) in zip(senders, ids, strict=True):
            total = sum(moments.get(id_, 0) for id_ in (person, *others))
            persons.setdefault(person, replace(one, user_id=person, moments=total))
        return sorted(persons.values(), key=lambda one: -one.moments)

    async def _repeat(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> int:
        """Repeats a script until it has done everything; after every run the session agrees with its events."""
        moments, more = 0, 1
        while more:
            done, more = await self._run_own(name, session_id, by, *arguments)
            moments += done
        return moments

    async def _run_own(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> Any:
        """A script of the session's kind. Raises SessionNotFound for a kind that has none."""
        for kind in await self._kinds.of(session_id):
            if f"{kind}/{name}" in PARTS:
                return await self._run(f"{kind}/{name}", session_id, by, *arguments)
        raise SessionNotFound

    async def _run(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> Any:
        first = (session_id, self._log_length, packed(by), self._public_url)
        script = load(name, *await self._kinds.of(session_id))
        return await self._redis.run(script, keys.of_session(session_id), *first, *arguments)


def _name(clip: bytes) -> str | None:
    return orjson.loads(clip)["submitted_by"] if clip else None
