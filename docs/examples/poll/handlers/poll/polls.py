"""Polls over HTTP and sockets: parse, ask the store, answer."""

from collections.abc import Mapping
from typing import Annotated, Final, NoReturn, Protocol

from pydantic import Field

from auth.access import MEMBER, ROLE_LEVELS, AccessRules, Header, Level
from auth.user import User
from handlers.api.bin import DeletedSessionList, DeletedSessionRow
from handlers.api.call import Call, SocketCall
from handlers.api.contract import (
    Access,
    Raw,
    SessionRef,
    event,
    route,
)
from handlers.api.lazy_model import LazyModel
from sessions.base.errors import (
    Forbidden,
    InvalidPayload,
    NotFound,
    RateLimited,
    SessionNotActive,
    SessionNotFound,
    TooLarge,
)
from sessions.base.ids import SessionId
from sessions.base.job import JobRef
from sessions.base.text import Title
from storage.poll.store import FEED, PollRead, PollStore
from storage.session.rate_limiter import RateLimiter


def _level(user: User | None, header: Header) -> Level:
    if user is not None and user.is_one(header.get("owner")):
        return Level.OWNER
    if (member := header.get(MEMBER)) is not None:
        return ROLE_LEVELS[member]
    return Level.NONE if header.get("link") == b"nobody" else Level.READER


POLL_ACCESS: Final = AccessRules(
    kind="poll",
    needed={
        "read": Level.READER,
        "vote": Level.READER,
        "close": Level.CO_OWNER,
        "people": Level.CO_OWNER,
        "own": Level.OWNER,
    },
    level_of=_level,
    too_low="Only who runs a poll closes it",
)


class NewPoll(LazyModel):
    """A question with two to ten answers."""

    question: Title
    options: Annotated[list[Title], Field(min_length=2, max_length=10)]


class Vote(LazyModel):
    """One answer, counted from 0; another vote takes the place of the first."""

    session_id: SessionId
    option: Annotated[int, Field(strict=True, ge=0, le=9)]


class Poll(LazyModel):
    """A poll; `winner` is null until a closed one has been counted, and -1 when nobody voted."""

    id: SessionId
    question: str
    options: list[str]
    counts: list[int]
    is_open: bool
    winner: int | None


class OnePoll(LazyModel):
    """The poll after the change."""

    poll: Poll


class Jobs(Protocol):
    """Where jobs wait for a worker."""

    async def add(self, job: JobRef) -> None: ...


class Polls:
    """Everybody with the link votes; who made the poll closes it, and its co-owners do."""

    has_presence = False
    is_hidden = False

    def __init__(self, store: PollStore, limits: RateLimiter, jobs: Jobs, *, create_limit: int) -> None:
        self._store = store
        self._limits = limits
        self._jobs = jobs
        self._create_limit = create_limit

    @route("POST", "/api/polls", status=201, access=Access.SIGNED_IN, errors=[RateLimited], grows=True)
    async def create(self, call: Call, body: NewPoll) -> Raw[Poll]:
        """Makes a poll."""
        await self._limits.consume("create", call.address, most=self._create_limit, seconds=60)
        return Raw(await self._store.create(call.user, body.question, body.options))

    @event(
        "vote",
        access=Access.READER,
        errors=[SessionNotFound, Forbidden, SessionNotActive, InvalidPayload, TooLarge],
        repeatable=True,
    )
    async def vote(self, call: SocketCall, payload: Vote) -> Raw[OnePoll]:
        """Votes, or votes for something else."""
        return Raw(b'{"poll":%b}' % await self._store.vote(payload.session_id, call.user, payload.option))

    @event("close_poll", access=Access.CO_OWNER, errors=[SessionNotFound, Forbidden], repeatable=True)
    async def close(self, call: SocketCall, payload: SessionRef) -> Raw[OnePoll]:
        """Ends the vote; a background job finds the winner."""
        poll = await self._store.close(payload.session_id, call.user)
        await self._jobs.add(JobRef(payload.session_id, "find_winner", 1))
        return Raw(b'{"poll":%b}' % poll)

    @route("DELETE", "/api/polls/{session_id}", status=204, access=Access.OWNER, errors=[SessionNotFound, Forbidden])
    async def delete(self, call: Call, session_id: SessionId) -> None:
        """Moves a poll into its owner's bin."""
        await self._store.bin.delete(session_id, call.user, [call.user.id])

    @route("GET", "/api/deleted/polls", access=Access.SIGNED_IN)
    async def deleted(self, call: Call) -> DeletedSessionList:
        """The polls in the user's bin."""
        rows = await self._store.bin.of(call.user)
        return DeletedSessionList(items=[DeletedSessionRow.of(row) for row in rows])

    @route(
        "POST",
        "/api/deleted/polls/{session_id}/restore",
        status=204,
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def restore(self, call: Call, session_id: SessionId) -> None:
        """Brings a poll back from the bin."""
        await self._store.bin.restore(session_id, call.user)

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        level = POLL_ACCESS.require(user, header, "read")
        return ("owner" if level >= Level.CO_OWNER else "voter"), FEED

    async def snapshot(self, user: User, session_id: str) -> PollRead:
        return await self._store.read(session_id, user)

    async def page(self, user: User, session_id: str, cursor: str) -> NoReturn:
        raise InvalidPayload("A poll is one page")
