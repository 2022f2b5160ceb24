"""The size of a log, and what clients get when it does not have a change (SY23)."""

from uuid import uuid4

import orjson

from sessions.voice.session import NewVoiceSession
from storage.bus.feed import RING_BYTES, Feed, FeedEvent, Position
from storage.bus.feeds import Feeds
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.store import FEED, VoiceStore
from tests.polling import until
from tests.processes import RedisProcess
from tests.storage.bus.test_bus import holds, listening_to
from tests.storage.sessions import PUBLIC_URL, Receiver, a_text
from tests.users import a_recorder

ANN = a_recorder("ann")
LENGTH = 1000  # events, and KiB, of a log
MOST = LENGTH * 1024 * 5 // 4  # bytes: the last step may be under way, and a node of the stream has some waste


async def a_voice_session(voice: VoiceStore) -> str:
    session_id = str(uuid4())
    await voice.create(session_id, ANN, NewVoiceSession(session_name="Large"), place=1)
    return session_id


async def attach(voice: VoiceStore, session_id: str, size: int) -> None:
    material_id = str(uuid4())
    await voice.attach(session_id, ANN, material_id, a_text(material_id, "x" * size, ANN.id))


def store(redis: Redis) -> VoiceStore:
    return VoiceStore(redis, public_url=PUBLIC_URL, log_length=LENGTH)


async def log_bytes(redis: Redis, session_id: str) -> int:
    key = f"{keys.header(session_id)}:log:{FEED}"
    return int(await redis.call(key, "MEMORY", "USAGE", key, "SAMPLES", "0"))


async def test_SY23_two_hundred_large_changes_cost_the_log_their_numbers_and_are_received(
    engine: RedisProcess,
) -> None:
    async with listening_to(engine.url) as (redis, bus):
        voice, feeds = store(redis), Feeds(redis)
        session_id = await a_voice_session(voice)
        start = (await voice.read(session_id, ANN)).position
        receiver = Receiver()
        await bus.listen(session_id, FEED, receiver)
        for _ in range(200):
            await attach(voice, session_id, 55_000)
        await until(holds(lambda: len(receiver.events) == 200))
        assert all(len(event.json) > 55_000 for event in receiver.events)
        assert await log_bytes(redis, session_id) < 100_000
        assert await feeds.missed(session_id, FEED, start) is None  # a snapshot
        last = (await voice.read(session_id, ANN)).position
        await attach(voice, session_id, 10)
        missed = await feeds.missed(session_id, FEED, last)
        assert missed is not None
        assert [event.seq for event in missed] == [last.seq + 1]
        recovered = await feeds.recover(session_id, FEED, start)
        assert (recovered.complete, [event.seq for event in recovered.events]) == (False, [last.seq + 1])


async def test_SY23_D24_a_process_that_did_not_receive_a_large_change_sends_its_clients_to_a_snapshot(
    engine: RedisProcess,
) -> None:
    async with listening_to(engine.url) as (redis, bus):
        voice = store(redis)
        session_id = await a_voice_session(voice)
        receiver = Receiver()
        listening = await bus.listen(session_id, FEED, receiver)
        await attach(voice, session_id, 10)
        await until(holds(lambda: receiver.received == [1]))
        listening.channel, channel = "nowhere", listening.channel
        del bus._listening[channel]
        await attach(voice, session_id, 55_000)
        await attach(voice, session_id, 10)
        listening.channel = channel
        bus._listening[channel] = listening
        await bus.check(listening)
        assert receiver.received == [1, "reset"]
        assert listening.feed.position.seq == 3


async def test_SY23_a_log_of_events_below_the_limit_is_bounded_in_bytes_and_has_no_hole(redis: Redis) -> None:
    voice, feeds = store(redis), Feeds(redis)
    session_id = await a_voice_session(voice)
    most = 0
    for number in range(600):
        await attach(voice, session_id, 15_000 if number % 3 else 100)
        if number % 50 == 49:
            most = max(most, await log_bytes(redis, session_id))
    assert LENGTH * 1024 // 2 < most < MOST
    position = (await voice.read(session_id, ANN)).position
    recovered = await feeds.recover(session_id, FEED, Position(position.epoch, position.seq - 40))
    assert recovered.complete
    assert [event.seq for event in recovered.events] == list(range(position.seq - 39, position.seq + 1))
    assert all(orjson.loads(event.json)["type"] == "material_added" for event in recovered.events)


def test_SY23_a_process_keeps_a_bounded_number_of_bytes_of_a_feed_and_always_the_newest() -> None:
    feed = Feed(Position("e", 0))
    size = RING_BYTES // 4
    for seq in range(1, 11):
        feed.accept("e", FeedEvent(seq, b"x" * size))
    assert feed.since(Position("e", 5)) is None
    known = feed.since(Position("e", 6))
    assert known is not None
    assert [event.seq for event in known] == [7, 8, 9, 10]
    feed.accept("e", FeedEvent(11, b"x" * RING_BYTES * 2))
    newest = feed.since(Position("e", 10))
    assert newest is not None
    assert len(newest) == 1
