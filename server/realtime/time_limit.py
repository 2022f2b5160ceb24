"""A limit on how long calls take: one timer for all calls in progress."""

import asyncio


class TimeLimit:
    """Like `asyncio.timeout`, with the same length for all: a timer for each call often takes longer than its handler.

        with limit:
            await …  # cancelled when it takes longer, and then TimeoutError is raised

    One object for all tasks; it must not be nested in one task. Calls expire in the order in which they began, so the
    timer is only set for the first.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: dict[asyncio.Task[object], float] = {}  # for each task inside
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None  # read once: Python 3.11 asks the kernel each time

    def __enter__(self) -> None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        loop = self._loop
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a limit is for what a task awaits")
        self._ends[task] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._look)

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        task = asyncio.current_task(self._loop)
        if task is None or self._ends.pop(task, None) is not None:
            return
        # Cancelled by us; but somebody else may have cancelled the task too.
        if not task.uncancel() and isinstance(error, asyncio.CancelledError):
            raise TimeoutError from None

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        for task, end in list(self._ends.items()):
            if end > loop.time():
                self._timer = loop.call_at(end, self._look)
                return
            del self._ends[task]
            task.cancel()
