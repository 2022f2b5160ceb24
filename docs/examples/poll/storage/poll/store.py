"""Polls in Redis: each change is one script."""

import secrets
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import orjson

from auth.caller import Caller, Server, packed
from auth.user import User
from sessions.base.job import JobRef
from storage.bin.bin import SessionBin
from storage.bus.feed import Position
from storage.quota.content import ContentQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load

FEED: Final = "votes"
MOST_VOTERS: Final = 10_000  # of one poll: 700 KB in Redis


@dataclass(frozen=True, slots=True)
class PollRead:
    """A poll as a subscription begins with it. `now` is Redis's clock, Unix ms."""

    position: Position
    now: int
    role: str
    json: bytes


class PollStore:
    def __init__(self, redis: Redis, *, log_length: int) -> None:
        self._redis = redis
        self._log_length = log_length
        self.bin = SessionBin(redis, "poll", self._run, ContentQuota(redis))

    async def create(self, owner: User, question: str, options: list[str]) -> bytes:
        fields = (secrets.token_hex(4), owner.id, question, orjson.dumps(options))
        poll: bytes = await self._run("poll/create", str(uuid4()), owner, *fields)
        return poll

    async def vote(self, session_id: str, user: User, option: int) -> bytes:
        """Raises SessionNotFound, SessionNotActive, InvalidPayload, TooLarge."""
        poll: bytes = await self._run("poll/vote", session_id, user, user.id, option, MOST_VOTERS)
        return poll

    async def close(self, session_id: str, user: User) -> bytes:
        """Raises SessionNotFound, Forbidden."""
        poll: bytes = await self._run("poll/close", session_id, user)
        return poll

    async def find_winner(self, job: JobRef) -> None:
        """The work of the background job: once, however often it is done. Raises SessionNotFound."""
        await self._run("poll/winner", job.session_id, Server.ITSELF, job.name)

    async def read(self, session_id: str, user: User) -> PollRead:
        """Raises SessionNotFound."""
        epoch, seq, now, role, json = await self._run("poll/read", session_id, user)
        return PollRead(Position(epoch.decode(), int(seq)), int(now), role.decode(), json)

    async def _run(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> Any:
        session_keys = keys.of_session(session_id)
        return await self._redis.run(load(name), session_keys, session_id, self._log_length, packed(by), *arguments)
