"""How often a jam is read for one request."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.api.call import Call
from handlers.jam.models import WholeState
from handlers.jam.sessions import Jams
from sessions.jam.state import LIMITS
from storage.jam.jam import Jam, Origin
from storage.jam.store import JamStore
from storage.redis import keys
from storage.session.rate_limiter import RateLimiter
from tests.handlers.jam.test_http import STATE
from tests.processes import RedisProcess
from tests.trips import CountedRedis
from tests.users import a_user


class Reads(JamStore):
    """Notes what it reads; `then` is done after the first read, by somebody else."""

    def __init__(self, redis: CountedRedis) -> None:
        super().__init__(redis, log_length=100)
        self.count = 0
        self.then: dict[str, Any] = {}

    async def read(self, *arguments: Any, **options: Any) -> Jam:
        self.count += 1
        jam, then, self.then = await super().read(*arguments, **options), self.then, {}
        if then:
            await self.edit(jam.id, a_user("bob"), "e1", then)
        return jam


@pytest.fixture
async def redis(redis_server: RedisProcess) -> AsyncIterator[CountedRedis]:
    connection = await CountedRedis.connect(redis_server.url)
    yield connection
    await connection.close()


@pytest.fixture
def store(redis: CountedRedis) -> Reads:
    return Reads(redis)


@pytest.fixture
def jams(redis: CountedRedis, store: Reads) -> Jams:
    return Jams(store, RateLimiter(redis), LIMITS, create_limit=1000, clock=lambda: 0)


def a_call() -> Call:
    call = Call("127.0.0.1")
    call.signed_in = a_user("ann")
    return call


async def test_D7_a_put_reads_the_jam_once(redis: CountedRedis, store: Reads, jams: Jams) -> None:
    id_, _ = await store.create({}, Origin())
    body = WholeState.model_validate({"state": STATE})
    await jams.replace(a_call(), id_, body)
    store.count = 0
    with redis.counted() as trips:
        await jams.replace(a_call(), id_, WholeState.model_validate({"state": {**STATE, "tempo": 99}}))
    assert (store.count, trips.count) == (1, 2)


async def test_D7_a_put_that_an_edit_overtakes_reads_again(store: Reads, jams: Jams) -> None:
    id_, _ = await store.create({}, Origin())
    store.then = {"swing": 40}
    await jams.replace(a_call(), id_, WholeState.model_validate({"state": {"tempo": 99}}))
    assert store.count == 2
    assert (await store.read(id_, a_user("ann"), touch=False)).flat == {"tempo": 99}


@pytest.mark.parametrize("way", ["remix", "publish"])
async def test_K21_a_copy_reads_the_jam_once_and_is_a_use_of_it(
    redis: CountedRedis, store: Reads, jams: Jams, way: str
) -> None:
    id_, _ = await store.create({"tempo": 99}, Origin())
    copy = jams.remix if way == "remix" else jams.publish
    await copy(a_call(), id_)
    key = keys.header(id_)
    await redis.call(key, "HSET", key, "accessed_at", 1)
    store.count = 0
    with redis.counted() as trips:
        made = await copy(a_call(), id_)
    assert store.count == 1
    assert trips.count == {"remix": 7, "publish": 5}[way]
    assert int(await redis.call(key, "HGET", key, "accessed_at")) > 1
    assert (await store.read(made.id, a_user("ann"), touch=False)).flat == {"tempo": 99}
