"""Who takes part in a session, of whatever kind: each change is one script.

Keys beside the header: `:members` user id to role, `:requests` user id to a request for more, `:invitations` digest to
invitation, `:invited` user id to an invitation by name, `:unlisted` the owners of a stream who were not asked,
`:asked:<user>` while somebody may not ask again.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID, uuid4

import orjson

from auth.access import ROLE_LEVELS, Level
from auth.caller import packed
from auth.user import User
from sessions.base.errors import InvalidSessionId, TicketSpent
from sessions.base.home import INVITED_MS, MOST_INVITED, RECONSIDER_MS
from sessions.base.ids import parse_session_id
from sessions.base.people import (
    ASK_AGAIN_SECONDS,
    BANNED,
    MOST_INVITATIONS,
    MOST_MEMBERS,
    MOST_REQUESTS,
    REQUEST_SECONDS,
    Link,
    Role,
)
from storage.identity.aliases import ids_of, main_ids_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, pairs
from storage.redis.scripts import load
from storage.session.kind_cache import SessionKinds
from storage.session.tickets import digest, new_secret

_TOKEN: Final = re.compile(r"([0-9a-f]{32})([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Member:
    """`role` is a Role or `banned`; `since` in Unix ms, None for a user who owned it or was allowed in from the
    beginning."""

    user_id: str
    role: str
    name: str | None = None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks for more since `at` (Unix ms)."""

    user_id: str
    name: str | None
    at: int


@dataclass(frozen=True, slots=True)
class InvitedUser:
    """Somebody who was invited by name and has not answered; times in Unix ms."""

    user_id: str
    role: Role
    name: str | None
    by_name: str | None
    at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class PeopleRead:
    """Who takes part, as one caller may see it. `roles` and `links` are what the kind of session has."""

    kind: str
    roles: list[Role]
    links: list[Link]
    level: Level
    link: Link
    locked: bool
    asked: bool
    members: list[Member]
    requests: list[Request]
    invitations: list[bytes]
    invited: list[InvitedUser]
    slow_seconds: int
    steps: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class InvitationTarget:
    """What an invitation is for; `title` is None for a session without a name."""

    session_id: str
    kind: str
    title: str | None
    role: Role
    by_name: str | None
    has_it: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A session that somebody takes part in now; `created_at` in Unix ms."""

    session_id: str
    kind: str
    created_at: int


class PeopleStore:
    def __init__(self, redis: Redis, *, public_url: str, log_length: int) -> None:
        self._redis = redis
        self._public_url = public_url
        self._log_length = log_length
        self._kinds = SessionKinds(redis)

    async def read(self, session_id: str, by: User) -> PeopleRead:
        """Raises SessionNotFound, Forbidden."""
        reply = await self._run("people/read", session_id, by)
        kind, roles, links, asked_level, level, link, locked, asked, slow, owners, members, *more = reply
        requests, invitations, shared, invited, steps = more
        people = {owner.decode(): Member(owner.decode(), Role.OWNER) for owner in owners}
        for user_id, stored in pairs(members).items():
            role, about = stored.split(b" ", 1)
            known = orjson.loads(about)
            people[user_id] = Member(user_id, role.decode(), known["name"], known["since"])
        for user in shared:
            people.setdefault(user.decode(), Member(user.decode(), Role.VIEWER))
        decides = level >= Level.CO_OWNER
        shown = await self._as_persons(people.values(), by)
        return PeopleRead(
            kind=kind.decode(),
            roles=[Role(one.decode()) for one in roles],
            links=[Link(one.decode()) for one in links],
            level=Level(level),
            link=Link(link.decode()),
            locked=bool(locked),
            asked=bool(asked),
            members=[one for one in shown if decides or one.role != BANNED],
            requests=await self._asking(pairs(requests), shown, asked_level),
            invitations=invitations,
            invited=await self._invited(pairs(invited)),
            slow_seconds=int(slow),
            steps=_steps(pairs(steps)),
        )

    async def set_role(self, session_id: str, by: User, user_id: str, role: str | None, name: str | None) -> None:
        """Gives a role, `banned`, or takes the role away (None). Raises SessionNotFound, Forbidden, InvalidPayload,
        Conflict for the last owner, TooLarge."""
        user_id, *others = await ids_of(self._redis, user_id, by)
        names = (orjson.dumps(name), MOST_MEMBERS, orjson.dumps(by.name))
        await self._run("people/role", session_id, by, user_id, role or "", *names, "\t".join(others))

    async def set_link(
        self, session_id: str, by: User, link: Link | None, *, locked: bool | None, slow_seconds: int | None = None
    ) -> None:
        """Raises SessionNotFound, Forbidden, InvalidPayload for what the kind does not have."""
        lock = "" if locked is None else int(locked)
        slow = "" if slow_seconds is None else slow_seconds
        await self._run("people/link", session_id, by, link or "", lock, slow, orjson.dumps(by.name))

    async def ask(self, session_id: str, by: User) -> None:
        """Raises SessionNotFound, Forbidden, Conflict, RateLimited, TooLarge."""
        times = (REQUEST_SECONDS * 1000, ASK_AGAIN_SECONDS * 1000)
        await self._run("people/ask", session_id, by, "ask", orjson.dumps(by.name), MOST_REQUESTS, *times)

    async def withdraw(self, session_id: str, by: User) -> None:
        """Takes a request back. Raises SessionNotFound, Forbidden."""
        await self._run("people/ask", session_id, by, "withdraw")

    async def answer(self, session_id: str, by: User, user_id: str, *, accept: bool) -> None:
        """Raises SessionNotFound, Forbidden, NotFound when nobody asks any more, TooLarge."""
        user_id, *others = await ids_of(self._redis, user_id, by)
        await self._run("people/answer", session_id, by, user_id, int(accept), MOST_MEMBERS, "\t".join(others))

    # --- invitations -----------------------------------------------------------------------------------------------

    async def invite(
        self, session_id: str, by: User, role: Role, *, uses: int, seconds: int | None, note: str | None
    ) -> tuple[str, str]:
        """An invitation's id and its token, of which Redis keeps the digest alone. `uses` 0 is any number,
        `seconds` None has no end. Raises SessionNotFound, Forbidden, InvalidPayload, TooLarge."""
        secret, id_ = new_secret(), str(uuid4())
        last = "" if seconds is None else seconds * 1000
        texts = (orjson.dumps(note), orjson.dumps(by.name))
        parts = (digest(secret), id_, role, uses, last, *texts, MOST_INVITATIONS)
        await self._run("people/invitation_make", session_id, by, *parts)
        return id_, _token(session_id, secret)

    async def revoke(self, session_id: str, by: User, invitation_id: str) -> None:
        """Raises SessionNotFound, Forbidden, NotFound."""
        await self._run("people/invitation_revoke", session_id, by, invitation_id)

    async def look(self, token: str, by: User) -> InvitationTarget:
        """What an invitation is for. Raises SessionNotFound, Forbidden for a removed person, TicketSpent."""
        session_id, secret = _parts(token)
        reply = await self._run("people/invitation_look", session_id, by, digest(secret))
        kind, title, role, by_name, has_it = reply
        return InvitationTarget(
            session_id, kind.decode(), orjson.loads(title), Role(role.decode()), orjson.loads(by_name), bool(has_it)
        )

    async def join(self, token: str, by: User) -> Joined:
        """Takes part with an invitation's role. Raises SessionNotFound, Forbidden for a removed person, TicketSpent,
        Conflict, TooLarge."""
        session_id, secret = _parts(token)
        arguments = (digest(secret), orjson.dumps(by.name), MOST_MEMBERS)
        kind, created_at = await self._run("people/invitation_use", session_id, by, *arguments)
        return Joined(session_id, kind.decode(), int(created_at))

    # --- invitations by name ----------------------------------------------------------------------------------------

    async def invite_user(self, session_id: str, by: User, user_id: str, role: Role, name: str | None) -> None:
        """Raises SessionNotFound, Forbidden, InvalidPayload, Conflict, TooLarge, RateLimited for a user who
        declined."""
        user_id, *others = await ids_of(self._redis, user_id, by)
        texts = (orjson.dumps(name), orjson.dumps(by.name))
        bounds = (INVITED_MS, MOST_INVITED, "\t".join(others))
        await self._run("people/invited_make", session_id, by, user_id, role, *texts, *bounds)

    async def take_back(self, session_id: str, by: User, user_id: str) -> None:
        """Raises SessionNotFound, Forbidden, NotFound."""
        user_id, *others = await ids_of(self._redis, user_id, by)
        told = ("revoke", user_id, MOST_MEMBERS, RECONSIDER_MS, "\t".join(others))
        await self._run("people/invited_answer", session_id, by, *told)

    async def answer_invited(self, session_id: str, by: User, answer: str) -> tuple[Joined, Role]:
        """Accepts, declines or reconsiders. Raises SessionNotFound, Forbidden, TicketSpent, Conflict, TooLarge."""
        told = (answer, orjson.dumps(by.name), MOST_MEMBERS, RECONSIDER_MS)
        kind, created_at, role = await self._run("people/invited_answer", session_id, by, *told)
        return Joined(session_id, kind.decode(), int(created_at)), Role(role.decode())

    async def _as_persons(self, members: Iterable[Member], by: User) -> list[Member]:
        """The members, where identities that were joined are one person: an owner, or else removed if one of them was,
        or else with the highest role."""
        listed = list(members)
        keepers = await main_ids_of(self._redis, (one.user_id for one in listed))
        persons: dict[str, Member] = {}
        for one in listed:
            # The caller's token may know of a join that this read does not find any more, or not yet.
            person = by.id if one.user_id in by.aliases else keepers[one.user_id]
            known = persons.get(person)
            if known is None or _rank(one) > _rank(known):
                persons[person] = replace(one, user_id=person, name=one.name or (known.name if known else None))
        return list(persons.values())

    async def _asking(self, stored: Mapping[str, bytes], members: Iterable[Member], least: int) -> list[Request]:
        """The requests, one for each person; without people who under another id have the level `least` that they asked
        for."""
        settled = {one.user_id for one in members if one.role == BANNED or ROLE_LEVELS[one.role.encode()] >= least}
        keepers = await main_ids_of(self._redis, stored)
        requests: dict[str, Request] = {}
        for user_id, request in sorted(stored.items(), key=lambda one: int(one[1].split(b" ", 1)[0])):
            if (person := keepers[user_id]) not in settled:
                requests.setdefault(person, _request(person, request))
        return list(requests.values())

    async def _invited(self, stored: Mapping[str, bytes]) -> list[InvitedUser]:
        """The invitations by name, one for each person: that of the identity that was kept."""
        keepers = await main_ids_of(self._redis, stored)
        invited: dict[str, InvitedUser] = {}
        for user_id, invitation in stored.items():
            if keepers[user_id] not in invited or keepers[user_id] == user_id:
                invited[keepers[user_id]] = _invited(keepers[user_id], invitation)
        return list(invited.values())

    async def _run(self, name: str, session_id: str, by: User, *arguments: Argument) -> Any:
        session_keys = keys.of_session(session_id)
        first = (session_id, self._log_length, packed(by), self._public_url)
        script = load(name, *await self._kinds.of(session_id))
        return await self._redis.run(script, session_keys, *first, *arguments)


def _rank(one: Member) -> int:
    """Which of a person's roles counts (storage/people/members.lua)."""
    if one.role == Role.OWNER:
        return Level.OWNER + 2
    return Level.OWNER + 1 if one.role == BANNED else ROLE_LEVELS[one.role.encode()]


def _token(session_id: str, secret: str) -> str:
    """An invitation's token: it says itself which session it is for, so that nothing else need be looked up."""
    return f"{UUID(session_id).hex}{secret}"


def _parts(token: str) -> tuple[str, str]:
    """The session and the secret. Raises TicketSpent for what is none of our tokens."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise TicketSpent("This invitation is no longer valid")
    try:
        return parse_session_id(str(UUID(match[1]))), match[2]
    except InvalidSessionId:
        raise TicketSpent("This invitation is no longer valid") from None


def _steps(fields: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """The steps of those who decide, newest first."""
    steps = []
    for number in sorted((int(field) for field in fields if field.isdigit()), reverse=True):
        undone = fields.get(f"{number}:undone")
        more = {
            "moments": int(fields.get(f"{number}:moments", 0)),
            "undone_at": None if undone is None else int(undone),
        }
        steps.append({**orjson.loads(fields[str(number)]), **more})
    return steps


def _request(user_id: str, stored: bytes) -> Request:
    at, name = stored.split(b" ", 1)
    return Request(user_id, orjson.loads(name), int(at))


def _invited(user_id: str, stored: bytes) -> InvitedUser:
    known = orjson.loads(stored)
    words = (known["name"], known["by_name"], int(known["at"]), int(known["ends_at"]))
    return InvitedUser(user_id, Role(known["role"]), *words)
