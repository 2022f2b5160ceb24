"""A coroutine that is started by hand and continues in a task, however its waits end."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from server.engine.eager_start import finish, start_eagerly


async def _asked(gates: list[asyncio.Future[int]]) -> list[object]:
    """What each gate answered, or the type of its error."""
    answers: list[object] = []
    for gate in gates:
        try:
            answers.append(await gate)
        except (LookupError, asyncio.CancelledError) as error:
            answers.append(type(error))
    answers.append(asyncio.current_task())
    return answers


def _going_on(coroutine: Coroutine[Any, Any, list[object]]) -> asyncio.Task[list[object]]:
    """A task that continues a coroutine started outside it."""
    waits = coroutine.send(None)

    async def goes_on() -> list[object]:
        return await finish(coroutine, waits)

    return asyncio.create_task(goes_on())


async def test_EN15_a_started_coroutine_receives_every_answer_and_error_in_the_task_that_goes_on_with_it() -> None:
    loop = asyncio.get_running_loop()
    gates: list[asyncio.Future[int]] = [loop.create_future() for _ in range(5)]
    task = _going_on(_asked(gates))
    for number, gate in enumerate(gates):
        await asyncio.sleep(0)
        if number in (0, 1, 3):
            gate.set_exception(LookupError())
        else:
            gate.set_result(number)
    assert await task == [LookupError, LookupError, 2, LookupError, 4, task]


async def test_EN15_what_is_cancelled_while_it_waits_may_go_on() -> None:
    loop = asyncio.get_running_loop()
    gates: list[asyncio.Future[int]] = [loop.create_future() for _ in range(2)]
    task = _going_on(_asked(gates))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    gates[1].set_result(7)
    assert await task == [asyncio.CancelledError, 7, task]


async def test_EN15_what_never_waits_leaves_nothing_to_await() -> None:
    done: list[str] = []

    async def quick() -> None:
        done.append("it ran")

    assert start_eagerly(quick()) is None
    assert done == ["it ran"]
