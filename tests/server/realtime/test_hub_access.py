"""Access to a session can change during subscriptions: everybody subscribes again, without an exception."""

from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest

from auth.user import LARGEST_INTEGER, User
from server.realtime.connections import SocketConnection
from storage.bus.feed import Position
from storage.jam.jam import Origin
from storage.jam.store import FEED, JamStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.polling import until
from tests.server.realtime.test_hub import House, Seat
from tests.users import a_user

OWNER = a_user("owner-1")


def a_member(id_: str) -> User:
    return a_user(id_, expires_at=LARGEST_INTEGER)


class JamHouse(House):
    """A hub whose sessions are jams."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.redis = redis
        self.jams = JamStore(redis, log_length=1000)

    async def a_jam(self) -> str:
        return (await self.jams.create({}, Origin(owner=OWNER.id)))[0]

    async def edit(self, session_id: str, number: int) -> None:
        await self.jams.edit(session_id, OWNER, str(number), {"tempo": 60 + number})

    async def where(self, session_id: str) -> Position:
        return (await self.jams.read(session_id, OWNER, touch=False)).position

    async def listening(self, session_id: str, user: User | None = None) -> tuple[SocketConnection, Seat]:
        connection, seat = self.enter(user)
        await connection.listen(session_id, FEED)
        return connection, seat

    async def member(self, session_id: str, user: User | None = None) -> tuple[SocketConnection, Seat]:
        connection, seat = await self.listening(session_id, user)
        connection.admit(session_id, await self.where(session_id))
        return connection, seat


@pytest.fixture
async def jams(redis: Redis) -> AsyncIterator[JamHouse]:
    house = JamHouse(redis)
    await house.bus.start()
    yield house
    await house.bus.close()


async def test_JM10_everybody_is_sent_to_ask_again_and_receives_nothing_more(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    connection, seat = await jams.member(session_id)
    await jams.edit(session_id, 1)
    await jams.jams.show(session_id, OWNER, is_public=False)
    await seat.until("resync")
    owner, owners_seat = await jams.member(session_id)  # they have asked, and may
    await jams.edit(session_id, 2)
    await owners_seat.until(3)
    assert seat.received == [1, "resync"]  # and not the event that takes access away
    assert seat.packets[-1][1] == {"session_id": session_id, "reason": "access_changed"}
    assert connection.feed_of(session_id) is None
    owner.closed()
    assert jams.bus.feeds_followed == 0


async def test_JM10_who_was_let_in_before_the_change_and_comes_after_it_asks_again(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    late, seat = await jams.listening(session_id)
    before = await jams.where(session_id)
    witness, witness_seat = await jams.member(session_id)
    await jams.jams.show(session_id, OWNER, is_public=False)
    await witness_seat.until("resync")
    late.admit(session_id, before)
    assert seat.received == ["resync"]
    assert late.feed_of(session_id) is None
    witness.closed()


async def test_JM10_who_asked_after_the_change_stays_when_this_process_is_notified(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    owner, seat = await jams.listening(session_id)
    behind, behind_seat = await jams.member(session_id)
    start = await jams.where(session_id)
    owner.admit(session_id, start._replace(seq=1))  # the snapshot has a change whose event has not arrived
    await jams.jams.show(session_id, OWNER, is_public=False)
    await behind_seat.until("resync")
    await jams.edit(session_id, 2)
    await seat.until(2)
    assert seat.received == [2]
    assert owner.feed_of(session_id) == FEED
    owner.closed()
    behind.closed()


async def test_JM10_SY9_a_change_that_the_bus_lost_is_found_in_the_log_and_counts(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    connection, seat = await jams.member(session_id)
    header = keys.header(session_id)
    json = orjson.dumps({"session_id": session_id, "seq": 1, "type": "visibility_changed"})
    await jams.redis.call(header, "HINCRBY", header, "seq:main", 1)
    await jams.redis.call(header, "XADD", f"{header}:log:main", "1-0", "a", json)  # and nothing is published
    await jams.edit(session_id, 2)
    await seat.until("resync")
    assert seat.received == ["resync"]

    async def gone() -> bool:
        return connection.feed_of(session_id) is None

    await until(gone)


async def test_PE4_whose_role_changes_is_sent_to_ask_again_before_the_event_and_nobody_else(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    people = PeopleStore(jams.redis, public_url="", log_length=1000)
    removed, removed_seat = await jams.member(session_id, a_member("theo"))
    stays, seat = await jams.member(session_id, a_member("wren"))
    await people.set_role(session_id, OWNER, "theo", "banned", None)
    await jams.edit(session_id, 2)
    await seat.until(2)
    assert seat.received == [1, 2]
    assert removed_seat.packets == [["resync", {"session_id": session_id, "reason": "access_changed"}]]
    assert removed.feed_of(session_id) is None
    stays.closed()


async def test_PE4_SY9_a_role_taken_back_in_a_message_that_the_bus_lost_is_found_in_the_log(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    removed, removed_seat = await jams.member(session_id, a_member("theo"))
    stays, seat = await jams.member(session_id, a_member("wren"))
    header = keys.header(session_id)
    json = orjson.dumps({"session_id": session_id, "seq": 1, "type": "member_changed"})
    await jams.redis.call(header, "HINCRBY", header, "seq:main", 1)
    await jams.redis.call(header, "XADD", f"{header}:log:main", "1-0", "utheo", json)  # and nothing is published
    await jams.edit(session_id, 2)
    await seat.until(2)
    assert seat.received == [1, 2]
    assert removed_seat.received == ["resync"]
    assert removed.feed_of(session_id) is None
    stays.closed()


async def test_PE4_who_was_let_in_before_their_role_changed_and_comes_after_it_asks_again(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    people = PeopleStore(jams.redis, public_url="", log_length=1000)
    late, late_seat = await jams.listening(session_id, a_member("theo"))
    other, other_seat = await jams.listening(session_id, a_member("wren"))
    before = await jams.where(session_id)
    witness, witness_seat = await jams.member(session_id)
    await people.set_role(session_id, OWNER, "theo", "viewer", None)
    await witness_seat.until(1)
    late.admit(session_id, before)
    other.admit(session_id, before)
    assert late_seat.received == ["resync"]
    assert late.feed_of(session_id) is None
    assert other_seat.received == [1]
    for connection in (other, witness):
        connection.closed()


async def test_K18_showing_what_is_shown_changes_nothing(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    await jams.jams.show(session_id, OWNER, is_public=True)
    assert (await jams.where(session_id)).seq == 0


async def test_AC14_with_fewer_rights_every_subscription_must_be_asked_for_again(jams: JamHouse) -> None:
    session_id = await jams.a_jam()
    admin = a_user("root", roles=["admin"], expires_at=LARGEST_INTEGER)
    same, same_seat = await jams.member(session_id, admin)
    less, less_seat = await jams.member(session_id, admin)
    same.renew(replace(admin, name="Renamed", permissions=frozenset({"MORE"})))
    less.renew(replace(admin, roles=frozenset()))
    await jams.edit(session_id, 1)
    await same_seat.until(1)
    assert same_seat.received == [1]
    assert less_seat.received == ["resync"]
    assert less_seat.packets == [["resync", {"session_id": session_id, "reason": "access_changed"}]]
    assert less.feed_of(session_id) is None
    for connection in (same, less):
        connection.closed()
