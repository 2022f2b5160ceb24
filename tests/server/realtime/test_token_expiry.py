"""One timer for the expiry of all tokens."""

import asyncio
import time

from server.realtime.token_expiry import FEW, Expiries
from tests.polling import until


def _in(seconds: float, now: float | None = None) -> int:
    return int(((now or time.time()) + seconds) * 1000)


async def test_AC6_each_ends_at_its_time_and_in_order() -> None:
    ended: list[str] = []
    expiries = Expiries(ended.append)
    now = time.time()
    for name, seconds in (("never", 3600.0), ("second", 0.04), ("first", 0.02), ("past", -5.0), ("third", 0.06)):
        expiries.watch(name, _in(seconds, now))
    assert not ended  # not while the connection is being made

    async def all_have() -> bool:
        return len(ended) == 4

    await until(all_have)
    assert ended == ["past", "first", "second", "third"]
    assert len(expiries) == 1


async def test_AC6_who_has_left_or_renewed_does_not_end() -> None:
    ended: list[str] = []
    expiries = Expiries(ended.append)
    now = time.time()
    left = expiries.watch("left", _in(0.02, now))
    renewed = expiries.watch("renewed", _in(0.02, now))
    expiries.watch("stays", _in(0.04, now))
    renewed.cancel()
    expiries.watch("renewed", _in(3600))
    left.cancel()
    left.cancel()

    async def one_has() -> bool:
        return bool(ended)

    await until(one_has)
    assert ended == ["stays"]
    assert len(expiries) == 1


async def test_AC6_one_that_ends_may_cancel_and_watch_others() -> None:
    ended: list[str] = []

    def on_expired(name: str) -> None:
        ended.append(name)
        for other in others:
            other.cancel()
        if name == "one":
            expiries.watch("last", _in(0.02))

    expiries = Expiries(on_expired)
    at = _in(0.02)
    expiries.watch("one", at)
    others = [expiries.watch(f"other-{number}", at + 1) for number in range(3 * FEW)]

    async def both_have() -> bool:
        return ended == ["one", "last"]

    await until(both_have)
    await asyncio.sleep(0)
    assert len(expiries) == 0


async def test_AC6_those_who_left_are_cleared_up_before_their_tokens_end() -> None:
    expiries = Expiries[int](lambda number: None)
    for number in range(20 * FEW):
        expiries.watch(number, _in(3600 + number)).cancel()
        assert len(expiries) <= 2 * FEW
    kept = [expiries.watch(number, _in(3600 - number)) for number in range(10)]
    assert len(expiries) <= 2 * FEW + len(kept)
