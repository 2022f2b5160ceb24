"""The messages of one client on their way to the application: in order, one at a time, bounded."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol

from server.engine.packets import Packet


class Owner(Protocol):
    """Whose lane it is. Nothing here may raise, nor what `handle` answers when it is awaited."""

    def handle(self, message: Packet) -> Awaitable[None] | None:
        """Answers what remains to be awaited before the next message; None when nothing does."""

    def tell_end(self) -> Coroutine[Any, Any, None]: ...

    def lane_full(self, full: bool) -> None: ...


class Lane:
    """Has its owner handle one message after the other; clients never wait for one another.

    The queue exists while there is something in it: an idle lane is this object and nothing else. `lane_full(True)` is
    called when more than the limit wait, `lane_full(False)` when they are down to half.
    """

    __slots__ = ("_busy", "_cut", "_ending", "_full", "_lanes", "_owner", "_pending", "_task", "_told")

    def __init__(self, owner: Owner, lanes: "Lanes") -> None:
        self._owner = owner
        self._lanes = lanes
        self._busy = False
        self._full = False
        self._ending = False
        self._told = False
        self._cut = False
        self._pending: deque[Packet] | None = None
        self._task: asyncio.Task[None] | None = None

    def put(self, message: Packet) -> None:
        if self._ending:
            return
        if self._pending is None:
            self._pending = deque((message,))
        else:
            self._pending.append(message)
        if not self._busy:
            self._busy = True
            self._lanes.add(self)
        elif not self._full and len(self._pending) > self._lanes.limit:
            self._full = True
            self._owner.lane_full(True)

    def end(self) -> None:
        """After the messages that wait, the owner tells of the end, and nothing more is accepted."""
        self._ending = True
        if not self._busy:
            self._busy = True
            self._lanes.add(self)

    def cut(self) -> None:
        """Cancels a handler that hangs and forgets what waits; the owner still tells of the end."""
        self._pending = None
        if self._task is not None and self._ending and not self._told:
            self._cut = True
            self._task.cancel()

    @property
    def full(self) -> bool:
        return self._full

    def advance(self) -> Awaitable[None] | None:
        """Handles what waits. Answers what must be awaited before it is called again; None when nothing is left."""
        while True:
            pending = self._pending
            if self._full and (pending is None or len(pending) <= self._lanes.limit // 2):
                self._full = False
                self._owner.lane_full(False)
            if not pending:
                break
            waiting = self._owner.handle(pending.popleft())
            if waiting is not None:
                return waiting
        self._pending = None
        if self._ending and not self._told:
            self._told = True
            return self._owner.tell_end()
        self._busy = False
        return None

    async def wait(self, waiting: Awaitable[None]) -> None:
        """Awaits what `advance` answered, until it is cut."""
        task = self._task = asyncio.current_task()
        try:
            await waiting
        except asyncio.CancelledError:
            # Somebody else may have cancelled the task beside us.
            if not self._cut or task is None or task.uncancel():
                raise
        finally:
            self._task = None


class Lanes:
    """Runs lanes: one task for all that have something to do in a tick, as long as no handler waits for anything.

    A task for each message costs more than all the rest of its way to the handler (docs/decisions/0022). A handler that
    waits keeps the task, and the other lanes get another one. `limit` is how many messages may wait in a lane.
    """

    __slots__ = ("_is_awake", "_ready", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._ready: deque[Lane] = deque()
        self._is_awake = False  # a task is there, or about to be, that will look at what is ready

    def add(self, lane: Lane) -> None:
        self._ready.append(lane)
        if not self._is_awake:
            self._wake()

    def _wake(self) -> None:
        self._is_awake = True
        asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        ready = self._ready
        try:
            while ready:
                lane = ready.popleft()
                while (waiting := lane.advance()) is not None:
                    self._pass_on()
                    await lane.wait(waiting)
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        """This task has ended or waits: what is ready needs another one."""
        self._is_awake = False
        if self._ready:
            self._wake()
