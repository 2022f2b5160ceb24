"""How hot it is now, for viewers (CL20)."""

import pytest

from sessions.base.errors import Forbidden
from sessions.clip.session import Action, ClipSessionChange
from storage.redis import keys
from storage.redis.client import Redis
from tests.polling import until
from tests.processes import RedisProcess
from tests.storage.bus.test_bus import listening_to
from tests.storage.sessions import OWNER, Receiver, a_clip, a_session, a_store, parsed
from tests.users import a_user

SHOWN = ClipSessionChange(shows_heat=True)


def told(receiver: Receiver) -> list[int]:
    signals = [parsed(json) for json in receiver.signals]
    assert all(signal["by"] is None and len(signal["data"]) == 1 for signal in signals)
    return [signal["data"]["people"] for signal in signals if signal["type"] == "heat"]


async def a_second_later(redis: Redis, session_id: str, told: str = "0:0") -> None:
    """As if the last signal had been told long ago."""
    header = keys.header(session_id)
    await redis.call(header, "HSET", header, "told_heat", told)


async def test_CL20_viewers_are_told_how_many_people_mark_once_a_second(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store, elsewhere, viewers, streamers = a_store(redis), a_store(redis), Receiver(), Receiver()
        session_id = await a_session(store, Action.START)
        await store.update(session_id, OWNER, SHOWN)
        await bus.listen(session_id, "public", viewers)
        await bus.listen(session_id, "control", streamers)
        await a_clip(store, session_id, "ann")
        await a_clip(elsewhere, session_id, "bob")
        await a_clip(elsewhere, session_id, "bob")
        await a_second_later(redis, session_id, "1:0")
        # The tap of the second that was not told is told by the next report of viewers, of whichever process.
        await elsewhere.audience(session_id, "another", 0)
        await elsewhere.audience(session_id, "third", 0)

        async def both() -> bool:
            return len(told(viewers)) == 2

        await until(both)
        assert told(viewers) == [1, 2]
        assert told(streamers) == []
        assert (await store.read(session_id, a_user("new"))).heat == 2
        header = keys.header(session_id)
        await redis.call(header, "DEL", f"{header}:crowd")  # ten seconds later
        await a_second_later(redis, session_id, "2:0")
        for process in ("one", "another"):
            await store.audience(session_id, process, 0)
        await a_clip(store, session_id, "last")
        await a_second_later(redis, session_id)
        await a_clip(store, session_id, "last")
        await until(lambda: _is(told(viewers)[-1:], [1]))
        assert told(viewers) == [1, 2, 0, 1]


async def _is(found: list[int], wanted: list[int]) -> bool:
    return found == wanted


async def test_CL20_nothing_is_told_unless_the_streamer_allows_it(engine: RedisProcess) -> None:
    async with listening_to(engine.url) as (redis, bus):
        store, viewers = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        await bus.listen(session_id, "public", viewers)
        with pytest.raises(Forbidden):
            await store.update(session_id, a_user("viewer"), SHOWN)
        await a_clip(store, session_id)
        read = await store.read(session_id, a_user("viewer"))
        assert (read.heat, parsed(read.session)["shows_heat"]) == (0, False)
        await store.update(session_id, OWNER, SHOWN)
        await a_clip(store, session_id)
        await store.update(session_id, OWNER, ClipSessionChange(shows_heat=False))
        await a_second_later(redis, session_id)
        await a_clip(store, session_id, "another")
        await store.audience(session_id, "process", 7)
        await until(lambda: _is([len(viewers.signals)], [2]))
        assert told(viewers) == [1]
        assert (await store.read(session_id, a_user("viewer"))).heat == 0
