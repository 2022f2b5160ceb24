"""Eager start: runs a coroutine at once, without a task. Many handlers end without waiting and need none."""

import asyncio
import types
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any, TypeVar, cast

T = TypeVar("T")


def start_eagerly(coroutine: Coroutine[Any, Any, None]) -> Awaitable[None] | None:
    """Runs a coroutine up to where it waits, and answers what remains to be awaited; None when it has ended.

    To be called in a task, which is then the coroutine's own. Raises what the coroutine raises.
    """
    try:
        waits = coroutine.send(None)
    except StopIteration:
        return None
    return finish(coroutine, waits)


def finish(coroutine: Coroutine[Any, Any, T], waits: object) -> Awaitable[T]:
    """What remains of a coroutine that was begun by `send(None)` and answered `waits`: await it in the same task."""
    return cast("Awaitable[T]", _finish(coroutine, waits))


def is_being_cancelled() -> bool:
    """Is a CancelledError meant for this task, or was only what it awaited cancelled?"""
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
            return cast("T", (yield from coroutine))  # what it waits for from here on reaches the task without us
