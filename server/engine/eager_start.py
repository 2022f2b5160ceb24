"""Eager start: runs a coroutine at once, without a task. Many handlers end without waiting and need none."""

import asyncio
import types
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any, TypeVar, cast

T = TypeVar("T")


def start_eagerly(coroutine: Coroutine[Any, Any, None]) -> Awaitable[None] | None:
    """Runs a coroutine up to its first wait, and answers what remains to be awaited; None when it has ended.

    Must be called in a task, which is then the coroutine's own. Raises what the coroutine raises.
    """
    try:
        waits = coroutine.send(None)
    except StopIteration:
        return None
    return finish(coroutine, waits)


def finish(coroutine: Coroutine[Any, Any, T], waits: object) -> Awaitable[T]:
    """The rest of a coroutine that was started by `send(None)` and answered `waits`: await it in the same task."""
    return cast("Awaitable[T]", _finish(coroutine, waits))


def is_being_cancelled() -> bool:
    """Whether a CancelledError is meant for this task, or only what it awaited was cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


@types.coroutine
def _finish(coroutine: Coroutine[Any, Any, T], waits: object) -> Generator[object, Any, T]:
    while True:
        try:
            yield waits
        except GeneratorExit:
            coroutine.close()
            raise
        except BaseException as error:  # noqa: BLE001 - whatever comes is the coroutine's
            try:
                waits = coroutine.throw(error)
            except StopIteration as ended:
                return cast("T", ended.value)
        else:
            return cast("T", (yield from coroutine))  # later waits reach the task without us
