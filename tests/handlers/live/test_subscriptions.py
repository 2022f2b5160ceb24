"""Who loses access while they subscribe is not subscribed, wherever between two calls to Redis it happens."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
import pytest

from auth.user import LARGEST_INTEGER, User
from handlers.api.call import SocketCall
from handlers.clip.sessions import Clips
from handlers.jam.sessions import Jams
from handlers.live.subscriptions import SubscribeOnSession, Subscriptions, UpdatePresence
from server.realtime.connections import SocketConnection
from sessions.base.errors import Forbidden
from sessions.base.people import Link
from sessions.clip.session import Action, ClipSessionChange
from sessions.jam.state import LIMITS
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis.client import Redis
from storage.session.rate_limiter import RateLimiter
from storage.session.tickets import Tickets
from tests.interrupted import InterruptedRedis
from tests.polling import until
from tests.processes import RedisProcess
from tests.server.realtime.test_hub import House, Seat
from tests.storage.sessions import OWNER, PUBLIC_URL, a_session, a_store
from tests.users import a_user

MOST_CALLS = 8  # of one subscription
TAKES = ("banned", "closed")


@dataclass
class Desk:
    """A process whose calls to Redis can be interrupted, and what happens elsewhere meanwhile."""

    house: House
    redis: InterruptedRedis
    clips: ClipStore
    jams: JamStore
    people: PeopleStore
    subscriptions: Subscriptions

    async def open(self, kind: str) -> str:
        if kind == "clip":
            return await a_session(self.clips, Action.START)
        return (await self.jams.create({}, Origin(owner=OWNER.id)))[0]

    async def take(self, how: str, session_id: str, user: User) -> None:
        if how == "banned":
            await self.people.set_role(session_id, OWNER, user.id, "banned", None)
        else:
            await self.people.set_link(session_id, OWNER, Link.NOBODY, locked=None)

    async def change(self, kind: str, session_id: str) -> None:
        if kind == "clip":
            await self.clips.update(session_id, OWNER, ClipSessionChange(title="After it"))
        else:
            await self.jams.edit(session_id, OWNER, "after", {"tempo": 77})

    async def subscribe(self, connection: SocketConnection, session_id: str, since: Any = None) -> dict[str, Any]:
        call = SocketCall("192.0.2.1", connection.user, connection)
        payload = SubscribeOnSession.model_validate({"session_id": session_id, "since": since})
        raw = await self.subscriptions.subscribe(call, payload)
        for step in call.steps:
            step()
        return dict(orjson.loads(raw.json))

    def enter(self) -> tuple[SocketConnection, Seat]:
        return self.house.enter(a_user("theo", expires_at=LARGEST_INTEGER))


@pytest.fixture
async def desk(redis: Redis, redis_server: RedisProcess) -> AsyncIterator[Desk]:
    interrupted = await InterruptedRedis.connect(redis_server.url)
    house = House(redis)  # the bus has a client of its own, so that its clock is not counted
    house.feeds = house.hub.feeds = Feeds(interrupted)
    await house.bus.start()
    clips, jams = a_store(interrupted), JamStore(interrupted, log_length=1000)
    limits = RateLimiter(interrupted)
    kinds: Any = {
        "clip": Clips(clips, limits, Tickets(redis), public_url=PUBLIC_URL, create_limit=0, clock=house.bus.now),
        "jam": Jams(jams, limits, LIMITS, create_limit=0, clock=house.bus.now),
    }
    yield Desk(
        house,
        interrupted,
        a_store(redis),
        JamStore(redis, log_length=1000),
        PeopleStore(redis, public_url=PUBLIC_URL, log_length=1000),
        Subscriptions(house.feeds, house.bus.kept, kinds, house.bus.now),
    )
    await house.bus.close()
    await interrupted.close()


@pytest.mark.parametrize("how", TAKES)
@pytest.mark.parametrize("ahead", [None, -1, 0, 1, 2], ids=lambda one: "snapshot" if one is None else f"since{one:+}")
@pytest.mark.parametrize("kind", ["clip", "jam"])
async def test_PE4_AC13_who_loses_access_while_they_subscribe_receives_nothing_more(
    desk: Desk, kind: str, ahead: int | None, how: str
) -> None:
    tried = 0
    for at in range(MOST_CALLS):
        session_id = await desk.open(kind)
        await desk.change(kind, session_id)
        connection, seat = desk.enter()
        position = (await desk.subscribe(connection, session_id))["position"]
        since = None if ahead is None else {**position, "seq": max(0, position["seq"] + ahead)}
        desk.redis.interrupt(at, partial(desk.take, how, session_id, connection.user))
        with suppress(Forbidden):
            await desk.subscribe(connection, session_id, since)
        if not desk.redis.was_interrupted:
            connection.closed()
            break
        tried += 1
        witness, _ = desk.house.enter(a_user(OWNER.id, expires_at=LARGEST_INTEGER))
        await desk.subscribe(witness, session_id)
        await desk.change(kind, session_id)
        await until_gone(connection, session_id)
        assert "After it" not in str(seat.packets)
        assert seat.received in ([], ["resync"])  # and not the event that takes it away
        witness.closed()
        connection.closed()
    assert tried


@pytest.mark.parametrize("how", TAKES)
async def test_PE4_SY10_who_loses_access_while_they_send_presence_is_not_seen_after_it(desk: Desk, how: str) -> None:
    for at in range(MOST_CALLS):
        session_id = await desk.open("jam")
        connection, _ = desk.enter()
        await desk.subscribe(connection, session_id)
        witness, seat = desk.house.enter(a_user(OWNER.id, expires_at=LARGEST_INTEGER))

        async def take(
            session_id: str = session_id, user: User = connection.user, witness: SocketConnection = witness
        ) -> None:
            await desk.take(how, session_id, user)
            await desk.subscribe(witness, session_id)

        desk.redis.interrupt(at, take)
        call = SocketCall("192.0.2.1", connection.user, connection)
        payload = UpdatePresence.model_validate({"session_id": session_id, "presence": {"at": "the drums"}})
        with suppress(Forbidden):
            await desk.subscriptions.update_presence(call, payload)
        if not desk.redis.was_interrupted:
            connection.closed()
            assert at > 0
            break
        await desk.change("jam", session_id)  # the last event: what was sent before it has arrived
        await seat.until(2)
        assert "the drums" not in str(seat.packets)
        connection.closed()
        witness.closed()


async def until_gone(connection: SocketConnection, session_id: str) -> None:
    async def is_gone() -> bool:
        return connection.feed_of(session_id) is None

    await until(is_gone)
