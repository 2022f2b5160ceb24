"""A limit on how long calls take: one timer for all that are under way."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


class TimeLimit:
    """As `asyncio.timeout`, of one length for all: a timer of its own costs each call more than its handler often does.

    They end in the order in which they began, so the timer is only ever set for the first.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: dict[asyncio.Task[object], float] = {}  # of each task that is inside
        self._timer: asyncio.TimerHandle | None = None

    async def wait(self, awaitable: Awaitable[T]) -> T:
        """Awaits, and raises TimeoutError when it takes longer; what it awaits is cancelled then. Not to be nested."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a limit is for what a task awaits")
        self._ends[task] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._look)
        try:
            return await awaitable
        except asyncio.CancelledError:
            # Somebody else may have cancelled the task instead of us, or beside us.
            if task in self._ends or task.uncancel():
                raise
            raise TimeoutError from None
        finally:
            self._ends.pop(task, None)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        for task, end in list(self._ends.items()):
            if end > loop.time():
                self._timer = loop.call_at(end, self._look)
                return
            del self._ends[task]
            task.cancel()
