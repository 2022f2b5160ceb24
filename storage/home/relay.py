"""Writes the rows of home pages. A session and the homes of those whom it concerns are in different buckets.

The script that changes a session notes it in the bucket's index of changed sessions, in the same step. Every serving
process looks at these indexes a few times a second. It takes a session with a lease, reads what its row says now,
writes the row into each home at a revision, and notes what each user was told. A process that is killed on the way
loses nothing: the lease ends, and the next one reads and writes again. Nothing is doubled: a home takes each revision
once, and a row that says the same as before is no event.
"""

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import orjson

from auth.caller import Server, packed
from sessions.base.home import MOST_REQUESTS_SHOWN
from sessions.base.instant import DAY_MS
from sessions.base.people import REQUEST_SECONDS
from storage.home.store import LOG_LENGTH, HomeStore, rank_of
from storage.identity.aliases import main_ids_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.kind_cache import SessionKinds
from storage.session.looks import Looks
from storage.session.pace import Pace
from storage.telegram.homes import followers

LEASE_MS: Final = 5_000  # a row takes a few ms; a process that is killed delays it by so much
PACE_MS: Final = 1_000  # a row is written at most once in these ms
SHARE: Final = 1 / 2  # of the time: thousands of rows are due while admins delete or import sessions
WRITTEN_AT_ONCE: Final = 32  # homes
DECIDES: Final = frozenset({"owner", "co-owner"})


class Told(NamedTuple):
    """What a home is told: the row as JSON, or b"" when it goes, and when the session was changed (Unix ms)."""

    row: bytes
    changed_at: int

    @property
    def digest(self) -> bytes:
        return blake2b(self.row, digest_size=8).hexdigest().encode() if self.row else b""


class RowWork(NamedTuple):
    """What `home/row_claim` answers."""

    lease: bytes
    again: bytes
    revision: int
    rows: Mapping[str, Told]
    known: Mapping[str, bytes]
    """Digests of what each home was told before, by user; `#known` of the people whom its owners know."""
    people: Mapping[str, bytes]
    owners: Sequence[str]


class HomeRelay:
    """`lease_ms` and `pace_ms` are for tests."""

    def __init__(self, redis: Redis, *, public_url: str, lease_ms: int = LEASE_MS, pace_ms: int = PACE_MS) -> None:
        self._redis = redis
        self._public_url = public_url
        self._lease_ms = lease_ms
        self._pace_ms = pace_ms
        self._homes = HomeStore(redis)
        self._kinds = SessionKinds(redis)
        self._looks = Looks(redis, "home", "changed", self.relay, pace=Pace(SHARE))
        self._writing = asyncio.Semaphore(WRITTEN_AT_ONCE)

    async def run(self) -> None:
        await self._looks.run()

    async def report(self) -> None:
        """Nothing is left to do when the process stops: other processes take what is noted."""

    async def look(self) -> int:
        """Writes the rows of sessions that have changed. Answers how many were due. Raises Unavailable."""
        return await self._looks.look()

    async def relay(self, session_id: str) -> bool:
        """Writes the row of one session, if it is due. Answers whether it was."""
        taken = await self.take(session_id)
        if taken is None:
            return False
        await self.write(session_id, taken)
        return True

    async def take(self, session_id: str) -> RowWork | None:
        """What to write where; None when it is not due, or another process writes it."""
        bounds = (self._public_url, self._lease_ms, self._pace_ms, REQUEST_SECONDS * 1000, MOST_REQUESTS_SHOWN)
        reply = await self._run("home/row_claim", session_id, *bounds)
        if not reply:
            return None
        lease, again, revision, is_shown, fields, people, requests, offered, told, chat_id = reply
        before = {name.decode(): digest for name, digest in zip(told[::2], told[1::2], strict=True)}
        (kind,) = await self._kinds.of(session_id) if is_shown else ("",)
        session = _Session(session_id, kind, fields, await self._one_a_person(requests))
        members = [(user.decode(), role, about) for user, role, about in zip(*[iter(people)] * 3, strict=True)]
        invited = {user.decode(): json for user, json in zip(offered[::2], offered[1::2], strict=True)}
        # A role that somebody was given unasked works, but nothing comes to their home (D34).
        members = [one for one in members if one[0] in invited or _is_wanted(one[1], one[2])]
        rows = {user: session.row(role, about, invited.get(user)) for user, role, about in members}
        for user, offer in invited.items():
            rows.setdefault(user, session.row(None, b"null", offer))
        if chat_id:
            mine = session.row(b"owner", b"null", None)  # whose chat it is, under whatever `sub` (0023)
            rows |= dict.fromkeys(await followers(self._redis, int(chat_id)), mine)
        gone = {user for user in before if not user.startswith("#")} - rows.keys()
        rows.update(dict.fromkeys(gone, Told(b"", 0)))
        names = {user: orjson.dumps((orjson.loads(about) or {}).get("name")) for user, _, about in members}
        owners = [user for user, role, _ in members if role.decode() in DECIDES]
        return RowWork(lease, again, int(revision), rows, before, names, owners)

    async def _one_a_person(self, requests: bytes) -> bytes:
        """Requests as JSON, of whom identities were joined the oldest."""
        if requests == b"[]":
            return requests
        asked = orjson.loads(requests)
        keepers = await main_ids_of(self._redis, (one["user_id"] for one in asked))
        persons: dict[str, Any] = {}
        for one in asked:
            person = keepers[one["user_id"]]
            persons.setdefault(person, {**one, "user_id": person})
        return orjson.dumps(list(persons.values()))

    async def write(self, session_id: str, taken: RowWork) -> None:
        """Writes the rows, then says so to the session. Raises Unavailable: the lease ends, and it is done again."""
        new = {user: row for user, row in taken.rows.items() if taken.known.get(user, b"") != row.digest}
        keepers = await main_ids_of(self._redis, taken.rows)  # their homes show the rows
        homes: dict[str, Told] = {}
        for user, row in taken.rows.items():
            home = homes.get(keepers[user])
            homes[keepers[user]] = row if home is None else max(home, row, key=lambda one: rank_of(one.row))
        concerned = {keepers[user] for user in new}
        await asyncio.gather(*(self._apply(session_id, one, taken.revision, homes[one]) for one in concerned))
        words = [word for user, row in new.items() for word in (user, row.digest)]
        words += await self._introduce(taken, keepers)
        await self._run("home/row_written", session_id, taken.lease, taken.again, *words)

    async def _apply(self, session_id: str, user: str, revision: int, told: Told) -> None:
        async with self._writing:
            await self._homes.apply(user, session_id, revision, told.row, told.changed_at)

    async def _introduce(self, taken: RowWork, keepers: Mapping[str, str]) -> list[str | bytes]:
        """Owners and co-owners know who takes part; said again when that changes, and once a day of changes."""
        day = int(taken.lease) // DAY_MS
        people = {keepers[user]: name for user, name in taken.people.items()}
        owners = sorted({keepers[user] for user in taken.owners})
        listed = orjson.dumps([day, owners, sorted((user, name.decode()) for user, name in people.items())])
        digest = blake2b(listed, digest_size=8).hexdigest().encode()
        if len(people) < 2 or taken.known.get("#known") == digest:
            return []
        for owner in owners:
            others = {user: name for user, name in people.items() if user != owner}
            if others:
                await self._homes.meet(owner, others)
        return ["#known", digest]

    async def _run(self, name: str, session_id: str, *arguments: Any) -> Any:
        first = (session_id, LOG_LENGTH, packed(Server.ITSELF))
        script = load(name, *await self._kinds.of(session_id))
        return await self._redis.run(script, keys.of_session(session_id), *first, *arguments)


def _is_wanted(role: bytes, about: bytes) -> bool:
    """Whether they have made, joined or accepted the session, or asked for their role."""
    known = orjson.loads(about)
    return (role == b"owner" and known is None) or bool(known and known.get("listed"))


class _Session:
    """What the rows of one session have in common."""

    def __init__(self, session_id: str, kind: str, fields: Sequence[bytes], requests: bytes) -> None:
        self._first = b'{"id":"%b","kind":"%b"' % (session_id.encode(), kind.encode())
        self._fields = fields
        self._requests = requests

    def row(self, role: bytes | None, about: bytes, offer: bytes | None) -> Told:
        """The row of a user: with a role, or only invited, and then with the title alone."""
        title, created_at, changed_at, state, facts, viewer_facts = self._fields
        at = int(changed_at)
        if role is None:
            at = orjson.loads(offer or b"{}")["at"]
            shown = b'"created_at":%b,"changed_at":%d,"state":null,"facts":null,"role":null' % (created_at, at)
        else:
            seen = viewer_facts if role == b"viewer" else facts
            shown = b'"created_at":%b,"changed_at":%d,"state":%b,"facts":%b,"role":"%b"' % (
                created_at,
                at,
                state,
                seen,
                role,
            )
        known, listed = orjson.loads(about), role is not None and _is_wanted(role, about)
        by_name = orjson.dumps(known.get("by_name") if known else None)
        requests = self._requests if role is not None and role.decode() in DECIDES else b"[]"
        tail = b'"listed":%b,"by_name":%b,"requests":%b,"invitation":%b}' % (
            b"true" if listed else b"false", by_name, requests, offer or b"null",
        )  # fmt: skip
        return Told(b'%b,"title":%b,%b,%b' % (self._first, title, shown, tail), at)
