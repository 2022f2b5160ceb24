"""The time that the first head of each connection may take: one timer for all, since all have the same time."""

import asyncio
from typing import Final, Protocol

GRAIN: Final = 1 / 8  # of the time; a connection is closed up to this much late, so that few looks are needed


class HeadTimeout(Protocol):
    def head_overdue(self) -> None: ...


class FirstHeads:
    """Calls `head_overdue` of each connection that has waited for `seconds`, unless `end` was called for it before. A
    timer for each took a tenth of a handshake."""

    __slots__ = ("_ends", "_loop", "_seconds", "_timer")

    def __init__(self, seconds: float) -> None:
        """0 is no limit."""
        self._seconds = seconds
        self._ends: dict[HeadTimeout, float] = {}  # the first is the first to end
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, connection: HeadTimeout) -> None:
        if not self._seconds:
            return
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        self._ends[connection] = self._loop.time() + self._seconds
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._look)

    def end(self, connection: HeadTimeout) -> None:
        self._ends.pop(connection, None)

    def take_over(self, connection: HeadTimeout) -> asyncio.TimerHandle | None:
        """A timer of its own for what is left of the time; None without a limit."""
        end = self._ends.pop(connection, None)
        if end is None or self._loop is None:
            return None
        return self._loop.call_at(end, connection.head_overdue)

    def _look(self) -> None:
        if self._loop is None:
            return
        now = self._loop.time()
        overdue: list[HeadTimeout] = []
        self._timer = None
        for connection, end in self._ends.items():
            if end > now:
                self._timer = self._loop.call_at(max(end, now + self._seconds * GRAIN), self._look)
                break
            overdue.append(connection)
        for connection in overdue:
            del self._ends[connection]
        for connection in overdue:
            connection.head_overdue()
