"""A limit on how long calls take: one timer for all calls in progress."""

import asyncio
from typing import Protocol


class Cancellable(Protocol):
    def cancel(self) -> object: ...


class TimeLimit:
    """Like `asyncio.timeout`, with the same length for all: a timer for each call often takes longer than its handler.

        with limit:
            await …  # cancelled when it takes longer, and then TimeoutError is raised

    One object for all tasks; it must not be nested in one task. Calls expire in the order in which they began, so the
    timer is only set for the first.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: dict[Cancellable, float] = {}  # for each task inside, and whatever has begun
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None  # read once: Python 3.11 asks the kernel each time

    def begin(self, one: Cancellable) -> None:
        """`one` is cancelled when it has not ended in time; it need not be a task."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        self._ends[one] = self._loop.time() + self._seconds
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._look)

    def end(self, one: Cancellable) -> float | None:
        """When its time would have been over; None when it was."""
        return self._ends.pop(one, None)

    def __enter__(self) -> None:
        task = asyncio.current_task(self._loop)
        if task is None:
            raise RuntimeError("a limit is for what a task awaits")
        self.begin(task)

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        task = asyncio.current_task(self._loop)
        if task is None or self.end(task) is not None:
            return
        # Cancelled by us; but somebody else may have cancelled the task too.
        if not task.uncancel() and isinstance(error, asyncio.CancelledError):
            raise TimeoutError from None

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        for one, end in list(self._ends.items()):
            if end > loop.time():
                self._timer = loop.call_at(end, self._look)
                return
            if self.end(one) is not None:  # what is cancelled at once may have ended others
                one.cancel()
