"""One timer for the limits of many calls."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest

from server.realtime.time_limit import TimeLimit

SHORT = 0.02

T = TypeVar("T")


async def _within(limit: TimeLimit, awaitable: Awaitable[T]) -> T:
    with limit:
        return await awaitable


async def _forever() -> None:
    await asyncio.Event().wait()


async def test_EN15_what_takes_longer_is_cancelled_and_the_task_goes_on() -> None:
    limit = TimeLimit(SHORT)
    ended: list[str] = []

    async def hang() -> None:
        try:
            await _forever()
        finally:
            ended.append("cleaned up")

    for _ in range(2):  # the timer is set again for those that come later
        with pytest.raises(TimeoutError):
            await _within(limit, hang())
    assert ended == ["cleaned up", "cleaned up"]
    task = asyncio.current_task()
    assert task is not None
    assert not task.cancelling()


def test_EN15_each_of_many_has_its_own_end() -> None:
    """By a clock of its own: five begin, six seconds later five more, and ten seconds are the limit."""
    loop = asyncio.new_event_loop()
    clock = [0.0]
    loop.time = lambda: clock[0]  # type: ignore[method-assign]

    async def later(seconds: float) -> None:
        for step in (0.0, seconds):
            clock[0] += step
            for _ in range(10):
                await asyncio.sleep(0)

    async def scenario() -> None:
        limit = TimeLimit(10.0)
        gate = asyncio.Event()
        first = [asyncio.create_task(_within(limit, gate.wait())) for _ in range(5)]
        await later(6)
        second = [asyncio.create_task(_within(limit, gate.wait())) for _ in range(5)]
        await later(5)
        assert [type(task.exception()) for task in first] == [TimeoutError] * 5
        assert not any(task.done() for task in second)
        late = asyncio.create_task(_within(limit, _forever()))
        await later(4)
        gate.set()
        await later(0)
        assert [task.result() for task in second] == [True] * 5
        assert not late.done()
        await later(7)
        assert isinstance(late.exception(), TimeoutError)

    try:
        loop.run_until_complete(scenario())
    finally:
        loop.close()


async def test_EN15_a_call_that_ended_in_time_leaves_nothing_behind() -> None:
    limit = TimeLimit(SHORT)

    async def value() -> int:
        return 7

    assert await _within(limit, value()) == 7
    await asyncio.sleep(SHORT * 3)  # past where it would have been cancelled
    with pytest.raises(LookupError):
        await _within(limit, _raising())
    await asyncio.sleep(SHORT * 3)


async def _raising() -> None:
    raise LookupError


async def test_EN15_a_cancellation_from_outside_stays_one() -> None:
    limit = TimeLimit(60.0)
    inside = asyncio.Event()

    async def call() -> None:
        inside.set()
        await _forever()

    task = asyncio.create_task(_within(limit, call()))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_EN15_a_call_that_ends_in_spite_of_its_limit_leaves_its_task_uncancelled() -> None:
    limit = TimeLimit(SHORT)

    async def stubborn() -> int:
        try:
            await _forever()
        except asyncio.CancelledError:
            return 7
        return 0

    assert await _within(limit, stubborn()) == 7
    task = asyncio.current_task()
    assert task is not None
    assert not task.cancelling()
