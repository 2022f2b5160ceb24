import asyncio

import pytest

from sessions.base.errors import RateLimited
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.rate_limiter import RateLimiter


async def rewind(redis: Redis, who: str, ms: int) -> None:
    """As if `ms` had passed since everything was counted."""
    key = keys.limit("create", who)
    times = [int(at) for at in await redis.call(key, "LRANGE", key, 0, -1)]
    for place, at in enumerate(times):
        await redis.call(key, "LSET", key, place, at - ms)


async def test_S20_OP6_ten_a_minute_are_free_and_the_eleventh_waits_for_the_first_to_pass(stores: Redis) -> None:
    limits = RateLimiter(stores)
    answers = await asyncio.gather(
        *(limits.consume("create", "192.0.2.1", most=10, seconds=60) for _ in range(50)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, RateLimited)]
    assert len(refused) == 40
    assert {answer.retry_after for answer in refused} <= {59, 60}
    await limits.consume("create", "192.0.2.2", most=10, seconds=60)
    await limits.consume("other", "192.0.2.1", most=10, seconds=60)


async def test_OP6_the_window_slides(stores: Redis) -> None:
    limits = RateLimiter(stores)
    await limits.consume("create", "slider", most=2, seconds=60)
    await rewind(stores, "slider", 40_000)
    await limits.consume("create", "slider", most=2, seconds=60)
    with pytest.raises(RateLimited) as refused:
        await limits.consume("create", "slider", most=2, seconds=60)
    assert 19 <= refused.value.retry_after <= 20
    await rewind(stores, "slider", 20_001)  # the first is 60 s ago, the second 20 s
    await limits.consume("create", "slider", most=2, seconds=60)
    with pytest.raises(RateLimited) as refused:
        await limits.consume("create", "slider", most=2, seconds=60)
    assert 39 <= refused.value.retry_after <= 40


async def test_OP6_being_refused_does_not_push_the_end_away(stores: Redis) -> None:
    limits = RateLimiter(stores)
    await limits.consume("create", "patient", most=1, seconds=60)
    for _ in range(5):
        with pytest.raises(RateLimited):
            await limits.consume("create", "patient", most=1, seconds=60)
    await rewind(stores, "patient", 60_000)
    await limits.consume("create", "patient", most=1, seconds=60)


async def test_OP6_nothing_is_kept_longer_than_the_window_and_no_more_than_the_limit(stores: Redis) -> None:
    limits = RateLimiter(stores)
    key = keys.limit("create", "tidy")
    for _ in range(3):
        await limits.consume("create", "tidy", most=3, seconds=60)
    assert await stores.call(key, "LLEN", key) == 3
    assert 0 < await stores.call(key, "PTTL", key) <= 60_000


async def test_OP6_a_limit_of_nothing_is_no_limit(stores: Redis) -> None:
    for _ in range(20):
        await RateLimiter(stores).consume("create", "free", most=0, seconds=60)
