"""The received messages of one client: handled in order, one at a time, bounded."""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable
from typing import Final, Protocol, cast

from server.engine.packets import Packet

A_TURN: Final = 16  # messages of one client in a turn of the loop: one that floods delays the others by 0.1 ms a turn


class Owner(Protocol):
    """The owner of a queue."""

    def handle(self, message: Packet) -> "Handled":
        """Answers what remains to be awaited before the next message; None when nothing does. Both may raise: then
        `failed` is called."""

    def failed(self, error: BaseException) -> None: ...

    def notify_end(self) -> None: ...

    def queue_full(self, full: bool) -> None: ...


class Parked(ABC):
    """A handler that waits for one reply, without a task. When the reply is there, it goes on at once, and calls
    `resumed` of its queue."""

    __slots__ = ("queue",)

    queue: "ClientQueue"

    @abstractmethod
    def cut(self) -> None:
        """Cancels the handler; its answer is not wanted any more."""


Handled = Awaitable[None] | Parked | None
"""What remains of a message's handler."""


class ClientQueue:
    """Calls its owner with one message after the other. Clients do not wait for each other.

    The queue exists only while it is not empty: an idle queue is this object alone. `queue_full(True)` is called when
    more than `limit` wait, `queue_full(False)` when half of the limit is left. `task` is the task of a handler that
    waits, `parked` a handler that waits without one.
    """

    __slots__ = (
        "_all",
        "_busy",
        "_cut",
        "_end_notified",
        "_ending",
        "_full",
        "_next",
        "_owner",
        "_pending",
        "limit",
        "parked",
        "task",
    )

    def __init__(self, owner: Owner, all_: "ClientQueues") -> None:
        self._owner = owner
        self._all = all_
        self.limit = all_.limit
        self._busy = False
        self._full = False
        self._ending = False
        self._end_notified = False
        self._cut = False
        self._next: Packet | None = None  # most messages come one at a time and need no deque
        self._pending: deque[Packet] | None = None
        self.task: asyncio.Task[None] | None = None
        self.parked: Parked | None = None

    def put(self, message: Packet) -> None:
        if self._ending:
            return
        if not self._busy:
            self._busy = True
            self._next = message
            self._all.add(self)
            return
        if self._pending is None:
            self._pending = deque((message,))
        else:
            self._pending.append(message)
        if not self._full and len(self._pending) + (self._next is not None) > self.limit:
            self._full = True
            self._owner.queue_full(True)

    def end(self) -> None:
        """After the waiting messages, the owner is notified of the end, and nothing more is accepted."""
        self._ending = True
        if not self._busy:
            self._busy = True
            self._all.add(self)

    def cut(self) -> None:
        """Cancels a handler that hangs and drops the waiting messages; the owner is still notified of the end."""
        self._next = self._pending = None
        if not self._ending or self._end_notified:
            return
        if self.task is not None:
            self._cut = True
            self.task.cancel()
        elif self.parked is not None:
            self.parked.cut()

    @property
    def busy(self) -> bool:
        """Whether messages wait, or one is handled."""
        return self._busy

    @property
    def full(self) -> bool:
        return self._full

    def advance(self) -> Awaitable[None] | None:
        """Handles waiting messages. Answers what must be awaited before the next call; None when nothing is left, when
        a handler is parked, or when it goes on in the loop's next turn."""
        left = A_TURN
        while True:
            if not left:
                self._all.put_off(self)
                return None
            left -= 1
            message, self._next = self._next, None
            if message is None and self._pending:
                message = self._take(self._pending)
            if message is None:
                break
            try:
                waiting = self._owner.handle(message)
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - told; and this task is not being cancelled
                self._owner.failed(error)
                continue
            if isinstance(waiting, Parked):
                self.parked = waiting
                waiting.queue = self
                return None
            if waiting is not None:
                return waiting
        self._pending = None
        if self._full:
            self._make_room()
        if self._ending and not self._end_notified:
            self._end_notified = True
            self._owner.notify_end()
        self._busy = False
        return None

    def resumed(self, rest: Awaitable[None] | None = None, error: BaseException | None = None) -> None:
        """The parked handler has ended, with an `error` that became no answer; or `rest` must be awaited, in a task and
        in the context of this call. The next message comes in the loop's next turn, in a task that can be cancelled."""
        self.parked = None
        if error is not None:
            self._owner.failed(error)
        if rest is not None:
            self._all.wait(self, rest)
        elif self._pending or self._ending or self._full:
            self._all.add(self)
        else:
            self._pending = None
            self._busy = False

    def _take(self, pending: deque[Packet]) -> Packet:
        """The next message of the queue."""
        if self._full and len(pending) <= self.limit // 2:
            self._make_room()
        return pending.popleft()

    def _make_room(self) -> None:
        self._full = False
        self._owner.queue_full(False)

    def survives(self, error: BaseException, task: "asyncio.Task[None]") -> bool:
        """Whether the queue continues after the awaited part in `task` has raised."""
        if not task.cancelling():
            self._owner.failed(error)
            return True
        return self._cut and not task.uncancel()  # somebody else may have cancelled the task too


class ClientQueues:
    """Runs all queues: one task for all that have messages in a tick, as long as no handler waits for anything.

    A task for each message costs more than the rest of its path to the handler (docs/decisions/0015). A handler that
    waits keeps its task, and while handlers wait, each queue gets a task: they all begin in the same turn of the loop,
    so that their requests to Redis are sent in one write. `limit` is how many messages may wait in a queue, unless
    the queue has another one.
    """

    __slots__ = ("_awake", "_last_waited", "_loop", "_put_off", "_ready", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._loop: asyncio.AbstractEventLoop | None = None  # read once: Python 3.11 asks the kernel each time
        self._ready: deque[ClientQueue] = deque()
        self._put_off: list[ClientQueue] = []
        self._awake = 0  # tasks that run, or are about to, and will check what is ready
        self._last_waited = False  # whether the last handler waited

    def add(self, queue: ClientQueue) -> None:
        self._ready.append(queue)
        if not self._awake or self._last_waited:
            self._wake()

    def put_off(self, queue: ClientQueue) -> None:
        """A queue that has had its share of this turn: others, and the loop, go first."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        if not self._put_off:
            self._loop.call_soon(self._go_on)
        self._put_off.append(queue)

    def _go_on(self) -> None:
        queues, self._put_off = self._put_off, []
        for queue in queues:
            self.add(queue)

    def _wake(self) -> None:
        """Starts as many tasks as the ready queues need."""
        wanted = len(self._ready) if self._last_waited else min(1, len(self._ready))
        while self._awake < wanted:
            self._awake += 1
            if self._loop is None:
                self._loop = asyncio.get_running_loop()
            asyncio.Task(self._run(), loop=self._loop, name="client_queues")  # a given name saves making one up

    def wait(self, queue: ClientQueue, rest: Awaitable[None]) -> None:
        """Awaits the rest of a parked handler, and handles what follows."""
        self._awake += 1
        asyncio.Task(self._run(queue, rest), loop=self._loop, name="client_queues")

    async def _run(self, queue: ClientQueue | None = None, waiting: Awaitable[None] | None = None) -> None:
        """`waiting` is what remains of a handler of `queue`."""
        ready = self._ready
        task = cast("asyncio.Task[None]", asyncio.current_task(self._loop))
        try:
            while ready or queue is not None:
                if queue is None:
                    queue = ready.popleft()
                    waiting = queue.advance()
                    self._last_waited = waiting is not None
                while waiting is not None:
                    queue.task = task
                    self._leave()
                    try:
                        await waiting
                    except (Exception, asyncio.CancelledError) as error:
                        if not queue.survives(error, task):
                            raise
                    finally:
                        queue.task = None
                        self._awake += 1
                    waiting = queue.advance()
                queue = None
        finally:
            self._leave()

    def _leave(self) -> None:
        """A task has ended or waits: ready queues need another one."""
        self._awake -= 1
        if self._awake < len(self._ready):
            self._wake()
