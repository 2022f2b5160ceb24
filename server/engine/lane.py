"""The messages of one client on their way to the application: in order, one at a time, bounded."""

import asyncio
from collections import deque
from typing import Protocol

from server.engine.packets import Packet


class Owner(Protocol):
    """Whose lane it is. Neither `handle` nor `told` may raise."""

    async def handle(self, message: Packet) -> None: ...

    async def tell_end(self) -> None: ...

    def lane_full(self, full: bool) -> None: ...


class Lane:
    """Has its owner handle one message after the other; clients never wait for one another.

    The task and the queue exist while there is something to do: an idle lane is this object and nothing else.
    `lane_full(True)` is called when more than `limit` messages wait, `lane_full(False)` when they are down to half.
    """

    __slots__ = ("_ending", "_full", "_limit", "_owner", "_pending", "_task")

    def __init__(self, owner: Owner, limit: int) -> None:
        self._owner = owner
        self._limit = limit
        self._full = False
        self._ending = False
        self._pending: deque[Packet] | None = None
        self._task: asyncio.Task[None] | None = None

    def put(self, message: Packet) -> None:
        if self._ending:
            return
        if self._pending is None:
            self._pending = deque((message,))
        else:
            self._pending.append(message)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        elif not self._full and len(self._pending) > self._limit:
            self._full = True
            self._owner.lane_full(True)

    def end(self) -> None:
        """After the messages that wait, the owner tells of the end, and nothing more is accepted."""
        if not self._ending:
            self._ending = True
            if self._task is None:
                self._task = asyncio.get_running_loop().create_task(self._run())

    def cut(self) -> None:
        """Cancels a handler that hangs and forgets what waits; the owner still tells of the end."""
        self._pending = None
        if self._task is not None and self._ending:
            self._task.cancel()

    @property
    def full(self) -> bool:
        return self._full

    async def _run(self) -> None:
        try:
            while self._pending:
                await self._owner.handle(self._pending.popleft())
                if self._full and self._pending is not None and len(self._pending) <= self._limit // 2:
                    self._full = False
                    self._owner.lane_full(False)
            self._pending = None
        except asyncio.CancelledError:
            if not self._ending:
                raise
        finally:
            self._task = None
        if self._ending:
            await self._owner.tell_end()
