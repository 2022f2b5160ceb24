"""Viewers of streams on a process that keeps snapshots, and what Redis is asked meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import orjson

from auth.user import LARGEST_INTEGER, User
from handlers.api.call import SocketCall
from handlers.clip.sessions import Clips
from handlers.live.subscriptions import SubscribeOnSession, Subscriptions
from server.realtime.connections import SocketConnection
from sessions.clip.session import Action
from storage.clip.store import ClipStore
from storage.people.moderation import ModerationStore
from storage.people.store import PeopleStore
from storage.redis.client import Redis
from storage.session.rate_limiter import RateLimiter
from storage.session.tickets import Tickets
from tests.polling import until
from tests.processes import RedisProcess
from tests.server.realtime.test_hub import House, Seat
from tests.storage.sessions import MAX_TAP_AGE_MS, PUBLIC_URL, a_session, a_store
from tests.users import a_user

Ack = dict[str, Any]


def a_viewer(id_: str | None = None, *roles: str) -> User:
    return a_user(id_ or f"viewer-{uuid4()}", expires_at=LARGEST_INTEGER, roles=roles)


class Stage(House):
    """A process that serves viewers: its store keeps snapshots. `elsewhere` is the store of a process without any."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.redis = redis
        self.elsewhere = a_store(redis)
        self.people = PeopleStore(redis, public_url=PUBLIC_URL, log_length=1000)
        self.moderation = ModerationStore(redis, public_url=PUBLIC_URL, log_length=1000)
        self.store = ClipStore(
            redis,
            public_url=PUBLIC_URL,
            log_length=1000,
            max_tap_age_ms=MAX_TAP_AGE_MS,
            tap_gap_ms=0,
            kept=self.bus.kept,
        )
        limits, tickets = RateLimiter(redis), Tickets(redis)
        clips = Clips(self.store, limits, tickets, public_url=PUBLIC_URL, create_limit=0, clock=self.bus.now)
        self._subscriptions = Subscriptions(self.feeds, self.bus.kept, {"clip": clips}, self.bus.now)

    async def subscribe(self, session_id: str, user: User | None = None) -> tuple[Ack, SocketConnection, Seat]:
        connection, seat = self.enter(user or a_viewer())
        call = SocketCall("192.0.2.1", connection.user, connection)
        raw = await self._subscriptions.subscribe(call, SubscribeOnSession.model_validate({"session_id": session_id}))
        for step in call.steps:
            step()
        return orjson.loads(raw.json), connection, seat

    async def held(self) -> tuple[str, SocketConnection]:
        """A stream that somebody watches here, so that its snapshot is kept."""
        session_id = await a_session(self.store, Action.START)
        _, connection, _ = await self.subscribe(session_id)
        await self.keeps(session_id)
        return session_id, connection

    async def keeps(self, session_id: str) -> None:
        async def is_kept() -> bool:
            return self.is_kept(session_id)

        await until(is_kept)

    def is_kept(self, session_id: str, user: User | None = None) -> bool:
        user = user or a_viewer()
        return self.bus.kept.snapshot(session_id, user.id, user.ids, b"") is not None


class Commands:
    """What Redis was asked about one session."""

    def __init__(self) -> None:
        self.found: list[str] = []


@asynccontextmanager
async def asked(server: RedisProcess, redis: Redis, session_id: str) -> AsyncIterator[Commands]:
    """Every command that names the session, without those inside of scripts."""
    reader, writer = await asyncio.open_unix_connection(str(server.socket), limit=2**22)
    writer.write(b"MONITOR\r\n")
    assert await reader.readline() == b"+OK\r\n"
    commands, end = Commands(), f"end-{uuid4()}"
    yield commands
    await redis.call("any", "ECHO", end)
    while end not in (line := (await reader.readline()).decode()):
        if session_id in line and " lua]" not in line:
            commands.found.append(line)
    writer.close()


def content(snapshot: Ack) -> Ack:
    return {name: value for name, value in snapshot.items() if name != "now"}


async def as_redis_says(stage: Stage, session_id: str, user: User) -> Ack:
    return content(orjson.loads((await stage.elsewhere.read(session_id, user)).json))
