"""The deletion of an account, and of everything that is theirs alone (AC23, AC24).

One script ends the identity first: from then on nobody is it, so nothing new can come. A worker does the rest, some
seconds later: a change that was on its way when the account ended is done by then. A worker that is killed leaves it
to another one, which begins again: each step may be repeated.

What is theirs in the sessions of others stays, under a name that says nothing. A session is found by a walk over all:
where somebody marked a moment as a viewer is in no index.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import structlog

from auth.caller import Server, packed
from auth.pseudonyms import TELEGRAM_ID_PREFIX
from auth.user import User
from sessions.base.errors import Conflict, Forbidden, InvalidPayload, NotFound, SessionNotFound, Unavailable
from storage.account.identities import Identities
from storage.account.session_notices import sessions_of
from storage.admin.listing import Listing, Place, Way
from storage.admin.metrics import bucket_groups
from storage.bin.bin import bin_list
from storage.home.store import LOG_LENGTH, id_of
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.lease import Lease
from storage.redis.scripts import load
from storage.session.kinds import DELETABLE, KINDS
from storage.session.pace import Pace
from storage.session.schedule import due_entries, groups
from storage.telegram.homes import forget as forget_chat
from storage.telegram.homes import unfollow

log = structlog.get_logger("deletion")

NAME: Final = "Deleted account"
"""What stands instead of their name."""
SETTLE_MS: Final = 3_000
"""A change that was checked before the account ended is done by then."""
LEASE_MS: Final = 30_000
TAKEN_AT_ONCE: Final = 8
SEEN_AT_ONCE: Final = 50
_OURS: Final = tuple(name for kind in KINDS.values() for name in (*kind.lists, *kind.pointers))
_IN_CHAT: Final = tuple(
    name for kind in KINDS.values() if kind.telegram_list for name in (kind.telegram_list, *kind.pointers)
)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What a kind of session has of a person. `take_down` moves a session to the bin, and `erase` deletes for good what
    lies there, by the name of its entry; both are for kinds whose sessions are deleted. `person` deletes what is theirs
    beside that."""

    take_down: Callable[[str, str, int | None], Awaitable[object]] | None = None
    erase: Callable[[str], Awaitable[object]] | None = None
    person: Callable[[User], Awaitable[object]] | None = None


@dataclass(slots=True)
class WhatGoes:
    """How many sessions of each kind are deleted, how many of theirs stay because others own them too, and in how many
    of others something of theirs stays."""

    deleted: Counter[str] = field(default_factory=Counter)
    left: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Leaver:
    """Whose account is deleted: all ids, the one that decides first, their number in Telegram, whose listening
    histories are theirs, and projects whose people they are among."""

    ids: tuple[str, ...]
    telegram: int | None
    histories: list[str]
    projects: list[str]

    @property
    def user(self) -> User:
        """As they leave sessions of others."""
        first, *others = self.ids
        nothing: frozenset[str] = frozenset()
        return User(
            id=first,
            name=NAME,
            guest=False,
            telegram_user_id=self.telegram,
            permissions=nothing,
            projects=nothing,
            roles=nothing,
            expires_at=0,
            aliases=frozenset((*others, *self.histories)) - {first},
        )


class AccountDeletion:
    """`listing` has every kind; `forgetting` is asked by kind, and only where the work is done. `settle_ms` is for
    tests."""

    def __init__(
        self,
        redis: Redis,
        identities: Identities,
        listing: Listing,
        people: PeopleStore,
        forgetting: Mapping[str, Forgetting] | None = None,
        *,
        settle_ms: int = SETTLE_MS,
    ) -> None:
        self._redis = redis
        self._identities = identities
        self._listing = listing
        self._people = people
        self._forgetting = forgetting or {}
        self._settle_ms = settle_ms
        self._pace = Pace()

    # --- the decision ----------------------------------------------------------------------------------------------

    async def leaver(self, user_id: str, user: User | None, named: Callable[[str], str]) -> Leaver:
        """The person who has this id, with every other one of theirs: of joined identities, and of the Telegram account
        that their tokens have named, because what it made in the chat is theirs. `user` is the caller, if it is they
        themselves; `named` answers the id of a number of Telegram."""
        first, others = await self._identities.everyone(user_id)
        telegram = user.telegram_user_id if user is not None else None
        if telegram is None:
            home = keys.header(id_of(first))
            telegram = int(await self._redis.call(home, "HGET", home, "telegram") or 0) or None
        if telegram is not None:
            others |= (await self._identities.everyone(named(f"{TELEGRAM_ID_PREFIX}{telegram}")))[1]
        others |= set(user.ids if user is not None else ())
        kept = await asyncio.gather(*map(self._identities.read, others))
        return Leaver(
            ids=(first, *sorted(others - {first})),
            telegram=telegram,
            histories=sorted({one.history for one in kept if one.history is not None}),
            projects=sorted(user.projects) if user is not None else [],
        )

    async def look(self, ids: Collection[str]) -> WhatGoes:
        """What a deletion takes and what it leaves; changes nothing. In which streams somebody only marked moments is
        known for as long as addresses are kept. Raises Unavailable."""
        found, own = WhatGoes(), set[str]()
        for user_id in ids:
            after: Place | None = None
            way = Way("owner", low=f"{user_id}\t")
            while entries := await self._listing.entries(way, SEEN_AT_ONCE, after, DELETABLE):
                parts = await asyncio.gather(*(self._part(one.id, one.kind, ids) for one in entries))
                for entry, part in zip(entries, parts, strict=True):
                    own.add(entry.id)
                    if part is not None and part.role == "owner":
                        found.left += part.is_shared
                        found.deleted[entry.kind] += not part.is_shared
                after = entries[-1].place
        found.others = len(set(await sessions_of(self._redis, ids)) - own)
        return found

    async def begin(self, leaver: Leaver, by: User | None) -> None:
        """Ends the account at once; the rest follows. `by` is their own user, when it is they who ask. Raises
        Unauthorized when they were signed out meanwhile."""
        await self._identities.delete(leaver.ids, orjson.dumps(leaver), by=by)

    # --- the work --------------------------------------------------------------------------------------------------

    async def run_due(self) -> int:
        """Goes on with what is due, in every bucket; answers how many accounts. Raises Unavailable."""
        count = 0
        for indexes in groups(self._redis, "account", "deleting"):
            due = await due_entries(self._redis, indexes, TAKEN_AT_ONCE, late_ms=self._settle_ms)
            count += sum(await asyncio.gather(*map(self._safely, due)))
        return count

    async def _safely(self, user_id: str) -> bool:
        """One that fails holds up no other."""
        try:
            return await self._work(user_id)
        except Unavailable:
            return False  # it is found again
        except Exception:
            log.exception("account_not_deleted", user=user_id)
            return False

    async def _work(self, user_id: str) -> bool:
        own, index = keys.user(user_id, "identity"), keys.user_index(user_id, "account", "deleting")
        lease = Lease(self._redis, keys.user(user_id, "deleting"), LEASE_MS)
        if not await lease.hold():
            return False
        stored = await self._redis.call(own, "HGET", own, "deleting")
        if stored is not None:
            about = orjson.loads(stored)
            leaver = Leaver(**{**about, "ids": tuple(about["ids"])})
            # Again first: a process that was killed may have ended only some of them.
            await self._identities.delete(leaver.ids, stored, by=None)
            await self._go_over(leaver, lease)
            await self._last(leaver)
            await self._redis.call(own, "HDEL", own, "deleting")
            log.info("account_deleted", user=user_id)
        await self._redis.call(index, "ZREM", index, user_id)
        await lease.release()
        return True

    async def _go_over(self, leaver: Leaver, lease: Lease) -> None:
        async for entries in self._listing.walk(Way("created"), DELETABLE):
            if not await lease.hold():
                raise Unavailable
            for entry in entries:
                async with self._pace.step():
                    part = await self._part(entry.id, entry.kind, leaver.ids)
                if part is not None and not part.is_nothing:
                    await self._leave(entry.id, entry.kind, part, leaver)
        for user_id in leaver.ids:
            for name in DELETABLE:
                await self._empty(user_id, name, leaver.ids)
        for forgetting in self._forgetting.values():
            if forgetting.person is not None:
                await forgetting.person(leaver.user)

    async def _empty(self, user_id: str, kind: str, ids: Collection[str]) -> None:
        """Deletes for good what lies in a bin of theirs. A session that others own too, and its parts, are not theirs
        alone."""
        key, erase = keys.user(user_id, bin_list(kind)), self._forgetting.get(kind, Forgetting()).erase
        for name in (one.decode() for one in await self._redis.call(key, "ZRANGE", key, 0, -1)):
            header = keys.header(name[:36])
            lives, binned = await asyncio.gather(
                self._redis.call(header, "EXISTS", header),
                self._redis.call(header, "HGET", f"{header}:binned", "owners"),
            )
            if erase is not None and not lives and set(orjson.loads(binned or b"[]")) <= set(ids):
                with suppress(NotFound, SessionNotFound):
                    await erase(name)
            await self._redis.call(key, "ZREM", key, name)

    async def _part(self, session_id: str, kind: str, ids: Collection[str]) -> "_Part | None":
        sent = KINDS[kind].sent
        reply = await self._run("deletion/part", session_id, kind, ids, sent[0] if sent else "", *_named(kind))
        if not reply:
            return None
        role, is_shared, senders, is_named = reply
        return _Part(role.decode(), bool(is_shared), [one.decode() for one in senders], bool(is_named))

    async def _leave(self, session_id: str, kind: str, part: "_Part", leaver: Leaver) -> None:
        forgetting = self._forgetting.get(kind, Forgetting())
        with suppress(SessionNotFound, NotFound, Conflict, Forbidden, InvalidPayload):
            if part.role == "owner" and not part.is_shared:
                # First: should this worker be killed, another one finds it in their bin.
                listed = keys.user(leaver.user.id, bin_list(kind))
                await self._redis.call(listed, "ZADD", listed, 0, session_id)
                if forgetting.take_down is not None:
                    await forgetting.take_down(session_id, "", None)
                if forgetting.erase is not None:
                    await forgetting.erase(session_id)
                return
            if part.role not in {"", "banned"}:
                await self._people.set_role(session_id, leaver.user, leaver.user.id, None, None)
        _, script = KINDS[kind].sent or ("", "")
        with suppress(SessionNotFound, NotFound):
            for author in part.sent:
                cursor, first = b"0", True
                while first or cursor != b"0":
                    first = False
                    async with self._pace.step():
                        cursor = await self._run_of_kind(script, session_id, author, orjson.dumps(NAME), cursor)
            if part.is_named:
                await self._run("deletion/names", session_id, kind, leaver.ids, orjson.dumps(NAME), *_named(kind))
        await self._be_unknown(session_id, leaver)

    async def _be_unknown(self, session_id: str, leaver: Leaver) -> None:
        """The session's owners no longer know them as somebody to invite."""
        row = await self._listing.one(session_id)
        for owner in row.owners if row is not None else ():
            home = keys.header(id_of(owner))
            await self._redis.call(home, "ZREM", f"{home}:known", *leaver.ids)
            await self._redis.call(home, "HDEL", f"{home}:names", *leaver.ids)

    async def _last(self, leaver: Leaver) -> None:
        """What nothing else needs any more: their homes, with keys and webhooks, their lists and traces."""
        ids, telegram = leaver.ids, leaver.telegram
        for user_id in ids:
            if telegram is not None:
                await unfollow(self._redis, user_id, telegram)
            home = id_of(user_id)
            first = (home, LOG_LENGTH, packed(Server.ITSELF))
            await self._redis.run(load("home/forget"), keys.of_session(home), *first)
            own = keys.user(user_id, "identity")
            await self._redis.call(own, "UNLINK", *(keys.user(user_id, name) for name in _OURS))
            for group in bucket_groups(self._redis):
                for buckets in group:
                    runs = [keys.run_of(number) for number in buckets]
                    for what in ("sent", "from"):
                        await self._redis.run(load("session/traces"), runs, what, user_id, 0)
        for project in leaver.projects:
            for what, command in (("people", "ZREM"), ("people-names", "HDEL")):
                key = keys.project(project, what)
                await self._redis.call(key, command, key, *ids)
        if telegram is not None:
            await forget_chat(self._redis, telegram, _IN_CHAT)

    async def _run(self, name: str, session_id: str, kind: str, ids: Collection[str], *arguments: Any) -> Any:
        user, *others = ids
        first = (session_id, LOG_LENGTH, packed(Server.ITSELF), "", user, "\t".join(others))
        return await self._redis.run(load(name, kind), keys.of_session(session_id), *first, *arguments)

    async def _run_of_kind(self, name: str, session_id: str, *arguments: Any) -> Any:
        first = (session_id, LOG_LENGTH, packed(Server.ITSELF), "")
        return await self._redis.run(load(name), keys.of_session(session_id), *first, *arguments)


def _named(kind: str) -> tuple[str, str]:
    """Where a kind names people beside what all kinds have, for the scripts."""
    return "\t".join(KINDS[kind].named_in), "\t".join(field for both in KINDS[kind].names for field in both)


@dataclass(frozen=True, slots=True)
class _Part:
    """What somebody has in a session; `sent` are those of their ids that have sent something."""

    role: str
    is_shared: bool
    sent: list[str]
    is_named: bool

    @property
    def is_nothing(self) -> bool:
        return self.role in {"", "banned"} and not self.sent and not self.is_named
