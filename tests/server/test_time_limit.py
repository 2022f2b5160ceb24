"""One timer for the limits of many calls."""

import asyncio

import pytest

from server.time_limit import TimeLimit

SHORT = 0.02


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
            await limit.wait(hang())
    assert ended == ["cleaned up", "cleaned up"]
    task = asyncio.current_task()
    assert task is not None
    assert not task.cancelling()


async def test_EN15_each_of_many_has_its_own_end() -> None:
    limit = TimeLimit(SHORT)
    gate = asyncio.Event()

    async def quick() -> str:
        await asyncio.sleep(0)
        return "done"

    async def first_quick_then_hanging() -> str:
        assert await limit.wait(quick()) == "done"
        gate.set()
        await limit.wait(_forever())
        return "never"

    async def later() -> str:
        await gate.wait()
        return await limit.wait(quick())

    found = await asyncio.gather(
        *(first_quick_then_hanging() for _ in range(10)), *(later() for _ in range(10)), return_exceptions=True
    )
    assert [type(one) for one in found[:10]] == [TimeoutError] * 10
    assert found[10:] == ["done"] * 10


async def test_EN15_a_call_that_ended_in_time_leaves_nothing_behind() -> None:
    limit = TimeLimit(SHORT)

    async def value() -> int:
        return 7

    assert await limit.wait(value()) == 7
    await asyncio.sleep(SHORT * 3)  # past where it would have been cancelled
    with pytest.raises(LookupError):
        await limit.wait(_raising())
    await asyncio.sleep(SHORT * 3)


async def _raising() -> None:
    raise LookupError


async def test_EN15_a_cancellation_from_outside_stays_one() -> None:
    limit = TimeLimit(60.0)
    inside = asyncio.Event()

    async def call() -> None:
        inside.set()
        await _forever()

    task = asyncio.create_task(limit.wait(call()))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
