"""Fan-out on a real Redis: which position receives which events, and which subscribers must subscribe again."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from auth.user import User
from server.engine import Frame
from server.limits.client_limits import ClientLimits
from server.limits.rates import Bucket
from server.observability.fleet import watched
from server.realtime import connections
from server.realtime.connections import SocketConnection
from server.realtime.hub import Hub
from server.realtime.token_expiry import Expiries
from sessions.base.errors import SessionNotFound, TooLarge, Unauthorized
from sessions.clip.session import Action
from storage.bus.bus import Bus
from storage.bus.feed import RING, Position
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.pubsub import BusIntervals
from tests.polling import PATIENCE, until
from tests.storage.sessions import OWNER, a_clip, a_session, a_store

NEVER = 3600.0
QUICK = BusIntervals(self_check=0.02, stale_after=NEVER, backoff=0.02, quiet_check=NEVER)


def a_user(user_id: str = "user-1", expires_in: float = 3600) -> User:
    empty: frozenset[str] = frozenset()
    return User(user_id, "Lena", True, None, empty, empty, empty, int((time.time() + expires_in) * 1000))


class Seat:
    """A client's transport, which keeps what is sent to it."""

    def __init__(self) -> None:
        self.packets: list[list[Any]] = []
        self.closed_because: str | None = None
        self.buffered = 0
        self._changed = asyncio.Event()

    def write(self, frame: Frame) -> None:
        assert isinstance(frame.packet, str)
        assert frame.packet.startswith("42")
        self.packets.append(orjson.loads(frame.packet[2:]))
        self._changed.set()

    queue = write

    def close(self, reason: str) -> None:
        self.closed_because = reason

    @property
    def received(self) -> list[int | str]:
        """Seqs of events, and the names of everything else."""
        return [payload["seq"] if name == "session_event" else name for name, payload in self.packets]

    async def until(self, what: int | str) -> None:
        async with asyncio.timeout(PATIENCE):
            while what not in self.received:
                self._changed.clear()
                await self._changed.wait()


class House:
    """A hub with its bus, a store to change sessions with, and connections for whoever comes in."""

    def __init__(self, redis: Redis) -> None:
        self.feeds = Feeds(redis)
        self.bus = Bus(redis, self.feeds, "process", QUICK)
        self.hub = Hub(self.bus, self.feeds, self)
        self.store: ClipStore = a_store(redis)
        self.delivered = 0
        self.expired: list[SocketConnection] = []
        self._expiries = Expiries(self.expired.append)

    def event_delivered(self, recipients: int, seconds: float) -> None:
        self.delivered += recipients

    def enter(self, user: User | None = None) -> tuple[SocketConnection, Seat]:
        seat = Seat()
        connection = SocketConnection(
            "sid",
            seat,
            user or a_user(),
            "192.0.2.1",
            self.hub,
            Bucket(0, 1),
            self._expiries,
            ClientLimits.unlimited().subscriptions,
        )
        return connection, seat

    async def position(self, session_id: str) -> Position:
        return (await self.store.read(session_id, OWNER)).position


@pytest.fixture
async def house(redis: Redis) -> AsyncIterator[House]:
    house = House(redis)
    await house.bus.start()
    yield house
    await house.bus.close()


async def tapped(house: House, session_id: str, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        await a_clip(house.store, session_id, f"viewer-{number}")


async def received_by_channel(house: House, session_id: str, seq: int) -> None:
    channel = await house.hub.acquire(session_id, "control")

    async def reached() -> bool:
        return channel._listening is not None and channel._listening.feed.position.seq >= seq

    await until(reached)
    house.hub.release(channel)


@pytest.mark.parametrize("known", [1, 3, 5])
async def test_SY5_SY7_a_client_that_is_behind_or_level_receives_exactly_the_events_after_its_position(
    known: int, house: House
) -> None:
    session_id = await a_session(house.store, Action.START)
    connection, seat = house.enter()
    await connection.listen(session_id, "control")
    start = await house.position(session_id)
    await tapped(house, session_id, 4)
    await received_by_channel(house, session_id, 5)
    connection.admit(session_id, start._replace(seq=known))
    await tapped(house, session_id, 2, first=4)
    await seat.until(7)
    assert seat.received == list(range(known + 1, 8))
    connection.closed()


async def test_SY7_who_knows_more_than_this_process_has_received_gets_nothing_twice(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    other, listener = house.enter()
    await other.listen(session_id, "control")
    other.admit(session_id, await house.position(session_id))
    ahead, seat = house.enter()
    channel = await ahead.listen(session_id, "control")
    start = await house.position(session_id)
    # the snapshot was read after three taps whose events have not arrived
    ahead.admit(session_id, start._replace(seq=4))
    await tapped(house, session_id, 5)
    await listener.until(6)
    await seat.until(6)
    assert listener.received == [2, 3, 4, 5, 6]
    assert seat.received == [5, 6]
    assert len(channel.members) == 2
    ahead.closed()
    other.closed()


async def test_K27_the_subscribers_of_a_session_and_how_far_they_lag_are_counted_over_its_feeds(house: House) -> None:
    session_id, quiet = [await a_session(house.store, Action.START) for _ in range(2)]
    connections = []
    for user, feed, waiting in ((OWNER, "control", 0), (a_user(), "public", 700), (a_user(), "public", 20_000)):
        position = (await house.store.read(session_id, user)).position
        connection, seat = house.enter(user)
        await connection.listen(session_id, feed)
        connection.admit(session_id, position)
        seat.buffered = waiting
        connections.append(connection)
    assert {one.pop("session_id"): one for one in watched(house.hub, {session_id, quiet})} == {
        session_id: {"subscribers": 3, "behind": 2, "most_waiting_bytes": 20_000},
        quiet: {"subscribers": 0, "behind": 0, "most_waiting_bytes": 0},
    }
    for connection in connections:
        connection.closed()


async def test_SY7_a_client_that_leaves_while_it_is_ahead_receives_nothing(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    stays, listener = house.enter()
    await stays.listen(session_id, "control")
    stays.admit(session_id, await house.position(session_id))
    ahead, seat = house.enter()
    await ahead.listen(session_id, "control")
    ahead.admit(session_id, (await house.position(session_id))._replace(seq=3))
    ahead.closed()
    await tapped(house, session_id, 4)
    await listener.until(5)
    assert seat.received == []
    stays.closed()


async def test_SY6_a_client_too_far_behind_is_told_to_start_again(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    connection, seat = house.enter()
    await connection.listen(session_id, "control")
    start = await house.position(session_id)
    await tapped(house, session_id, RING + 1)
    await received_by_channel(house, session_id, RING + 2)
    connection.admit(session_id, start)
    assert seat.packets == [["resync", {"session_id": session_id, "reason": "log_too_short"}]]
    assert connection.feed_of(session_id) is None
    await tapped(house, session_id, 1, first=9999)
    assert seat.received == ["resync"]
    assert house.hub.subscribers == 0


async def test_SY4_who_knows_a_newer_epoch_than_this_process_makes_it_look(house: House, redis: Redis) -> None:
    session_id = await a_session(house.store, Action.START)
    old, old_seat = house.enter()
    await old.listen(session_id, "control")
    old.admit(session_id, await house.position(session_id))
    was = await redis.call("k", "GET", keys.run(session_id))
    await redis.call("k", "SET", keys.run(session_id), "another")
    new, seat = house.enter()
    await new.listen(session_id, "control")
    new.admit(session_id, await house.position(session_id))
    assert seat.received == ["resync"]
    await old_seat.until("resync")  # nothing was published: the new subscriber's position was enough
    told = ["resync", {"session_id": session_id, "reason": "store_restarted"}]
    assert seat.packets[-1] == old_seat.packets[-1] == told
    await new.listen(session_id, "control")
    new.admit(session_id, await house.position(session_id))
    await tapped(house, session_id, 1)
    await seat.until(2)
    await redis.call("k", "SET", keys.run(session_id), was)
    new.closed()


async def test_SY4_a_position_in_another_feed_is_of_another_epoch(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    viewer = (await house.store.read(session_id, a_user("viewer"))).position
    await tapped(house, session_id, 3)
    connection, seat = house.enter()
    channel = await connection.listen(session_id, "control")
    assert await channel.since(viewer) is None
    connection.admit(session_id, viewer)
    assert seat.received == ["resync"]


async def test_SY5_what_was_missed_comes_from_memory_or_from_the_log_or_not_at_all(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    start = await house.position(session_id)
    await tapped(house, session_id, 400)
    connection, _ = house.enter()
    channel = await connection.listen(session_id, "control")
    near = await channel.since(start._replace(seq=399))
    far = await channel.since(start)
    assert near is not None
    assert far is not None
    assert [event.seq for event in near] == [400, 401]
    assert [event.seq for event in far] == list(range(2, 402))
    assert await channel.since(start._replace(seq=402)) is None
    assert await channel.since(Position("x", 1)) is None
    connection.closed()


async def test_SY17_the_end_of_a_session_is_told_and_frees_everybody(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    member, member_seat = house.enter()
    await member.listen(session_id, "control")
    member.admit(session_id, await house.position(session_id))
    waiting, waiting_seat = house.enter()
    await waiting.listen(session_id, "control")
    position = await house.position(session_id)
    await house.store.delete(session_id, OWNER)
    await member_seat.until(2)
    assert member_seat.packets[-1][1]["type"] == "deleted"
    waiting.admit(session_id, position)
    assert waiting_seat.received == ["resync"]  # they subscribe again, and get `session_not_found`
    assert (member.feed_of(session_id), waiting.feed_of(session_id)) == (None, None)
    assert house.bus.feeds_followed == 0
    with pytest.raises(SessionNotFound):
        await member.listen(session_id, "control")
    assert house.hub.channels("control") == []


async def test_SY19_a_channel_closes_with_its_last_subscriber(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    pair = [house.enter()[0] for _ in range(2)]
    for connection in pair:
        await connection.listen(session_id, "control")
        connection.admit(session_id, await house.position(session_id))
    assert (house.hub.subscribers, house.bus.feeds_followed) == (2, 1)
    assert pair[0].leave(session_id)
    assert not pair[0].leave(session_id)
    assert (house.hub.subscribers, house.bus.feeds_followed) == (1, 1)
    pair[1].closed()
    assert (house.hub.subscribers, house.bus.feeds_followed) == (0, 0)


async def test_SY19_everybody_who_leaves_while_it_opens_leaves_nothing_behind(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    waiting = [asyncio.create_task(house.enter()[0].listen(session_id, "control")) for _ in range(3)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    async def nothing_is_left() -> bool:
        return house.bus.feeds_followed == 0 and not house.hub.channels("control")

    await until(nothing_is_left)


async def test_a_connection_that_closes_while_it_subscribes_is_not_subscribed(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    connection, _ = house.enter()
    listening = asyncio.create_task(connection.listen(session_id, "control"))
    await asyncio.sleep(0)
    connection.closed()
    with pytest.raises(Unauthorized):
        await listening
    assert house.bus.feeds_followed == 0


async def test_subscribing_again_replaces_the_old_subscription(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    connection, seat = house.enter()
    for _ in range(3):
        await connection.listen(session_id, "control")
        connection.admit(session_id, await house.position(session_id))
    await connection.listen(session_id, "public")
    await connection.listen(session_id, "control")
    connection.admit(session_id, await house.position(session_id))
    await tapped(house, session_id, 1)
    await seat.until(2)
    await house.store.transition(session_id, OWNER, Action.END)
    await seat.until(3)
    assert seat.received == [2, 3]
    connection.closed()


async def test_OP6_a_connection_watches_a_bounded_number_of_sessions(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_SUBSCRIPTIONS", 2)
    ids = [await a_session(house.store) for _ in range(3)]
    connection, _ = house.enter()
    for session_id in ids[:2]:
        await connection.listen(session_id, "control")
    await connection.listen(ids[0], "control")  # the same subscription again is not one more
    with pytest.raises(TooLarge, match="2 subscriptions"):
        await connection.listen(ids[2], "control")
    connection.closed()


async def test_SY3_a_reader_that_goes_while_an_event_is_fanned_out_takes_nothing_from_the_others(house: House) -> None:
    session_id = await a_session(house.store, Action.START)
    pairs = [house.enter() for _ in range(5)]
    for connection, _ in pairs:
        await connection.listen(session_id, "control")
        connection.admit(session_id, await house.position(session_id))

    def goes(frame: Frame) -> None:
        pairs[1][0].leave(session_id)
        pairs[3][0].leave(session_id)

    pairs[1][0].write = goes
    await tapped(house, session_id, 1)
    await house.store.audience(session_id, "process", 1)
    for number in (0, 2, 4):
        await pairs[number][1].until("session_signal")
        assert pairs[number][1].received == [2, "session_signal"]
    for connection, _ in pairs:
        connection.closed()


async def test_AC6_a_connection_ends_with_its_token_unless_it_is_renewed(house: House) -> None:
    ends, _ = house.enter(a_user(expires_in=0.05))
    renewed, _ = house.enter(a_user(expires_in=0.05))
    renewed.renew(a_user(expires_in=3600))
    with pytest.raises(Unauthorized):
        renewed.renew(a_user("user-2"))
    assert renewed.user.id == "user-1"

    async def has_ended() -> bool:
        return bool(house.expired)

    await until(has_ended)
    assert house.expired == [ends]
    gone, _ = house.enter(a_user(expires_in=0.0))
    gone.closed()
    far, _ = house.enter(a_user(expires_in=9e12))
    far.closed()
    await asyncio.sleep(0)
    assert house.expired == [ends]
    renewed.closed()
