"""The bus on a real Redis: disconnected, stalled, late, restarted, moved; no event is missing, repeated or out of
order."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from sessions.base.errors import SessionNotFound, Unavailable
from sessions.clip.session import Action
from storage.bus.bus import Bus
from storage.bus.feed_listener import FeedListener
from storage.bus.feeds import Feeds, Recovered
from storage.redis import keys
from storage.redis.client import Redis, RedisTimeouts
from storage.redis.pubsub import BusIntervals
from tests.polling import until
from tests.processes import RedisProcess
from tests.storage.sessions import OWNER, Receiver, a_clip, a_session, a_store, parsed

NEVER = 3600.0  # seconds: so that nothing is found by checking quiet feeds
PATIENT = BusIntervals(self_check=0.02, stale_after=NEVER, backoff=0.02, quiet_check=NEVER)
QUICK = BusIntervals(self_check=0.02, stale_after=0.5, backoff=0.02, quiet_check=NEVER)  # stale under load, too
HASTY = RedisTimeouts(retry=0.01)
NOBODY = "00000000-0000-4000-8000-000000000000"


@asynccontextmanager
async def listening_to(url: str, intervals: BusIntervals = PATIENT) -> AsyncIterator[tuple[Redis, Bus]]:
    redis = await Redis.connect(url, HASTY)
    bus = Bus(redis, Feeds(redis), "process", intervals)
    await bus.start()
    try:
        yield redis, bus
    finally:
        await bus.close()
        await redis.close()


def holds(condition: Callable[[], bool]) -> Callable[[], "asyncio.Future[bool]"]:
    def look() -> asyncio.Future[bool]:
        answer = asyncio.get_running_loop().create_future()
        answer.set_result(condition())
        return answer

    return look


async def subscribers(redis: Redis, channel: str) -> int:
    return int((await redis.call(channel, "PUBSUB", "SHARDNUMSUB", channel))[1])


async def write_unreceived(redis: Redis, session_id: str) -> None:
    """Event 2, written without the script, so that nothing is published."""
    header = keys.header(session_id)
    await redis.call(header, "HINCRBY", header, "seq:control", 1)
    await redis.call(header, "XADD", f"{header}:log:control", "2-0", "json", '{"seq":2}')


async def test_SY2_SY3_events_are_received_once_and_in_order_by_everybody(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, one), listening_to(engine.url) as (_, other):
        store, receivers = a_store(redis), [Receiver(), Receiver()]
        session_id = await a_session(store, Action.START)
        for bus, receiver in zip((one, other), receivers, strict=True):
            await bus.listen(session_id, "control", receiver)
        await asyncio.gather(*(a_clip(store, session_id, f"viewer-{n}") for n in range(500)))
        for receiver in receivers:
            await receiver.until(501)
            assert receiver.received == list(range(2, 502))
        assert [event.json for event in receivers[0].events] == [event.json for event in receivers[1].events]


async def test_SY9_a_bus_that_is_cut_again_and_again_receives_everything_once(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        await bus.listen(session_id, "control", receiver)
        chance = random.Random(7)
        killed = 0

        async def kill() -> bool:
            return bool(await redis.call("k", "CLIENT", "KILL", "TYPE", "pubsub"))

        for number in range(200):
            await a_clip(store, session_id, f"viewer-{number}")
            if chance.random() < 0.1:
                await until(kill)  # it has come back from the last time
                killed += 1
        await receiver.until(201)
        assert receiver.received == list(range(2, 202))
        assert killed > 10


async def test_SY9_a_hole_in_what_is_published_is_filled_before_anything_later(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        listening = await bus.listen(session_id, "control", receiver)
        for number in range(10):
            await a_clip(store, session_id, f"viewer-{number}")
        await receiver.until(11)
        # As if 3 of the next 5 had been lost: the process knows less than what arrives.
        lost = Receiver()
        late = FeedListener(session_id, "control", lost)
        log = (await Feeds(redis).recover(session_id, "control", None)).events
        await late.fill(Feeds(redis))
        late.feed.position = listening.feed.position._replace(seq=6)
        epoch = listening.feed.position.epoch.encode()
        assert late.message(b"e %b 10 %b" % (epoch, log[9].json))
        assert late.message(b"e %b 9 %b" % (epoch, log[8].json))
        assert lost.received == []
        await late.fill(Feeds(redis))
        assert lost.received == [7, 8, 9, 10, 11]
        assert not late.message(b"e %b 11 %b" % (epoch, log[10].json))
        assert lost.received == [7, 8, 9, 10, 11]


async def test_SY7_what_is_published_while_a_subscription_begins_is_received_once(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store = a_store(redis)
        session_id = await a_session(store, Action.START)
        tapping = True

        async def tap() -> None:
            number = 0
            while tapping:
                number += 1
                await a_clip(store, session_id, f"viewer-{number}")

        taps = asyncio.create_task(tap())
        for _ in range(50):
            receiver = Receiver()
            listening = await bus.listen(session_id, "control", receiver)
            start = listening.feed.position.seq
            await receiver.until(start + 3)
            received = [one for one in receiver.received if isinstance(one, int)]
            assert received == list(range(received[0], received[0] + len(received)))
            assert received[0] <= start + 1
            bus.leave(listening)
        tapping = False
        await taps


async def test_SY9_a_listener_that_comes_and_goes_quickly_is_subscribed_when_it_stays(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        for _ in range(20):
            passing = asyncio.create_task(bus.listen(session_id, "control", Receiver()))
            await asyncio.sleep(0)
            passing.cancel()
            await asyncio.gather(passing, return_exceptions=True)
        listening = await bus.listen(session_id, "control", receiver)
        assert await subscribers(redis, listening.channel) == 1
        await a_clip(store, session_id)
        await receiver.until(2)
        assert receiver.received == [2]


async def test_SY19_nobody_listens_where_nobody_is(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store = a_store(redis)
        session_id = await a_session(store, Action.START)
        listening = await bus.listen(session_id, "control", Receiver())
        assert await subscribers(redis, listening.channel) == 1
        bus.leave(listening)
        bus.leave(listening)
        assert bus.feeds_followed == 0

        async def nobody() -> bool:
            return await subscribers(redis, listening.channel) == 0

        await until(nobody)


async def test_SY17_the_last_event_ends_the_listening(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store, owner, viewer = a_store(redis), Receiver(), Receiver()
        session_id = await a_session(store, Action.START)
        await bus.listen(session_id, "control", owner)
        await bus.listen(session_id, "public", viewer)
        await store.delete(session_id, OWNER)
        for receiver in (owner, viewer):
            await receiver.until("end")
            assert receiver.received == [2, "end"]
            assert parsed(receiver.events[-1].json)["type"] == "deleted"
        with pytest.raises(SessionNotFound):
            await bus.listen(session_id, "control", Receiver())


async def test_a_session_that_never_was_cannot_be_listened_to(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (_, bus):
        with pytest.raises(SessionNotFound):
            await bus.listen(NOBODY, "control", Receiver())
        assert bus.feeds_followed == 0


async def test_SY10_signals_have_no_number_and_are_not_kept(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        listening = await bus.listen(session_id, "control", receiver)
        signal = {"session_id": session_id, "type": "audience", "by": None, "data": {"viewers": 3}}
        await Feeds(redis).signal(session_id, "control", orjson.dumps(signal))
        await store.audience(session_id, "process", 4)
        await a_clip(store, session_id)
        await receiver.until(2)
        assert receiver.received == ["signal", "signal", 2]
        assert parsed(receiver.signals[1])["data"] == {"viewers": 4}
        assert "seq" not in parsed(receiver.signals[1])
        assert listening.feed.position.seq == 2
        assert len((await Feeds(redis).recover(session_id, "control", None)).events) == 2


async def test_SY9_a_lost_last_event_is_found_while_the_feed_is_quiet(engine: RedisProcess) -> None:
    intervals = BusIntervals(self_check=0.02, stale_after=NEVER, backoff=0.02, quiet_check=0.05)
    async with listening_to(engine.url, intervals) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        await bus.listen(session_id, "control", receiver)
        await write_unreceived(redis, session_id)
        await receiver.until(2)
        await a_clip(store, session_id)
        await receiver.until(3)
        assert receiver.received == [2, 3]


async def test_SY9_OP3_a_deaf_bus_is_noticed_and_listens_anew(own_redis: RedisProcess) -> None:
    async with listening_to(own_redis.url, QUICK) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        await bus.listen(session_id, "control", receiver)
        await until(holds(lambda: not bus.is_stale))
        assert 0 <= bus.lag < 5
        own_redis.stall()
        await until(holds(lambda: bus.is_stale))
        own_redis.resume()
        await until(holds(lambda: not bus.is_stale))
        await a_clip(store, session_id)
        await receiver.until(2)
        assert receiver.received == [2]


async def test_OP3_a_bus_that_has_not_received_its_self_check_is_stale(own_redis: RedisProcess) -> None:
    redis = await Redis.connect(own_redis.url, RedisTimeouts(connect=0.5, stall=0.3, retry=0.01))
    own_redis.stall()
    bus = Bus(redis, Feeds(redis), "process", QUICK)
    assert bus.is_stale
    await bus.start()
    assert bus.is_stale
    with pytest.raises(Unavailable):
        await Bus(redis, Feeds(redis), "other", BusIntervals(confirm=0.05)).listen(NOBODY, "control", Receiver())
    own_redis.resume()
    await until(holds(lambda: not bus.is_stale))
    await bus.close()
    await redis.close()


async def test_SY4_a_restarted_redis_is_another_epoch_and_everybody_starts_again(own_redis: RedisProcess) -> None:
    async with listening_to(own_redis.url) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        listening = await bus.listen(session_id, "control", receiver)
        before = listening.feed.position
        await own_redis.restart()
        await receiver.until("reset")
        assert listening.feed.position.epoch != before.epoch
        assert listening.feed.position.seq == before.seq

        async def tapped() -> bool:
            try:
                await a_clip(store, session_id, submission_id="one")
            except Unavailable:
                return False
            return True

        await until(tapped)
        await receiver.until(2)
        assert (receiver.received, receiver.has_restarted) == (["reset", 2], True)


async def test_SY4_an_emptied_redis_ends_every_listening(own_redis: RedisProcess) -> None:
    async with listening_to(own_redis.url) as (redis, bus):
        receiver = Receiver()
        session_id = await a_session(a_store(redis), Action.START)
        await bus.listen(session_id, "control", receiver)
        await redis.call("k", "FLUSHALL")
        await redis.call("k", "CLIENT", "KILL", "TYPE", "pubsub")
        await receiver.until("end")
        assert receiver.received == ["reset", "end"]


async def test_SY6_a_log_that_no_longer_reaches_back_starts_again_instead_of_losing_events(stores: Redis) -> None:
    store, receiver = a_store(stores, log_length=1), Receiver()
    session_id = await a_session(store, Action.START)
    listening = FeedListener(session_id, "control", receiver)
    await listening.fill(Feeds(stores))
    await asyncio.gather(*(a_clip(store, session_id, f"viewer-{n}") for n in range(500)))
    log = (await Feeds(stores).recover(session_id, "control", None)).events
    assert listening.message(b"e %b 501 %b" % (listening.feed.position.epoch.encode(), log[-1].json))
    await listening.fill(Feeds(stores))
    assert (receiver.received, receiver.has_restarted) == (["reset"], False)
    assert listening.feed.position.seq == 501


class LateFeeds(Feeds):
    """Answers of Redis reach the bus when the gate is open."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.gate = asyncio.Event()
        self.answered = asyncio.Event()

    async def recover(self, *args: Any, **options: Any) -> Recovered:
        recovered = await super().recover(*args, **options)
        self.answered.set()
        await self.gate.wait()
        return recovered


async def test_SY9_a_read_that_was_answered_before_the_subscription_stood_again_is_not_enough(
    engine: RedisProcess,
) -> None:
    redis = await Redis.connect(engine.url, HASTY)
    feeds, receiver = LateFeeds(redis), Receiver()
    bus = Bus(redis, feeds, "process", PATIENT)
    await bus.start()
    session_id = await a_session(a_store(redis), Action.START)
    feeds.gate.set()
    listening = await bus.listen(session_id, "control", receiver)
    feeds.gate.clear()
    feeds.answered.clear()
    bus.check(listening)
    await feeds.answered.wait()
    await write_unreceived(redis, session_id)
    bus.on_confirmed(listening.channel)
    feeds.gate.set()
    await receiver.until(2)
    assert receiver.received == [2]
    await bus.close()
    await redis.close()


async def test_SY9_two_readers_of_one_feed_are_one(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        session_id = await a_session(a_store(redis), Action.START)
        listening = await bus.listen(session_id, "control", Receiver())
        first = bus.check(listening)
        assert bus.check(listening) is first
        await first
        assert listening.filling is None


async def test_SY13_the_bus_knows_what_time_it_is_in_redis(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        seconds, micros = await redis.call("k", "TIME")
        there = int(seconds) * 1000 + int(micros) // 1000
        await until(holds(lambda: abs(bus.now() - there) < 60_000))
