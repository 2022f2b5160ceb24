"""How the calls of events end: their handlers are waited for, limited in time, counted and answered."""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextvars import copy_context
from typing import Any, Protocol

from handlers.api.call import SocketCall
from server.engine.client_queue import Handled, Parked
from server.engine.eager_start import finish, is_being_cancelled
from server.engine.speedups import Lane
from server.limits.rates import BYTES_OUT
from server.realtime import codec
from server.realtime.connections import SocketConnection
from server.realtime.handler_errors import refusal_of
from server.realtime.time_limit import TimeLimit
from sessions.base.errors import Refusal
from storage.redis.connection import Reply

Running = Coroutine[Any, Any, object]
"""A handler that was started by `send(None)`."""
Begun = tuple[SocketConnection, str, SocketCall, str, Sequence[object], float, tuple[Any, ...] | None]
"""The client, the ack's id, the call, the event's name and arguments, when it began, and what the lane knows of the
event when it was the lane's."""


class AckCounts(Protocol):
    def acked(self, event: str, code: str, seconds: float) -> None: ...


class Calls:
    """`names` are the events', `one_script` those whose handlers go on without a task when Redis replies; `seconds` is
    how long a handler may take."""

    def __init__(self, names: Collection[str], one_script: Collection[str], counts: AckCounts, seconds: float) -> None:
        self._names = names
        self._one_script = one_script
        self._counts = counts
        self._limit = TimeLimit(seconds)
        self.lane: Lane | None = None

    def rest(self, running: Running, waits: object, begun: Begun) -> Handled:
        """What remains of a handler that waits. A call with a script's key has its checks around the handler, and needs
        a task in any case."""
        if isinstance(waits, Reply) and begun[3] in self._one_script and begun[0].user.key is None:
            return ParkedCall(self, running, waits, begun, self._limit)
        return self.finish(running, waits, begun)

    async def finish(self, running: Running, waits: object, begun: Begun, until: float | None = None) -> None:
        """In a task; up to `until` in the loop's time, if its time has begun before."""
        try:
            if until is None:
                with self._limit:
                    answer = await finish(running, waits)
            else:
                async with asyncio.timeout_at(until):
                    answer = await finish(running, waits)
        except (Exception, asyncio.CancelledError) as error:
            if is_being_cancelled():
                raise
            self.failed(begun, error)
        else:
            self.ended(begun, answer)

    def failed(self, begun: Begun, error: BaseException) -> None:
        """A handler has raised."""
        _, _, call, name, arguments, *_ = begun
        self.ended(begun, refusal_of(error, call, name, arguments))

    def ended(self, begun: Begun, answer: object) -> None:
        """A handler has answered, or was refused."""
        client, ack_id, call, name, _, started, entry = begun
        if entry is None or self.lane is None or isinstance(answer, Refusal):
            self.answer(client, ack_id, name, answer, time.monotonic() - started, call)
        else:
            self.lane.ended(client.writer, client, ack_id, call, entry, started, answer)

    def answer(
        self, client: SocketConnection, ack_id: str, name: str, answer: object, seconds: float,
        call: SocketCall | None = None,
    ) -> None:  # fmt: skip
        code = answer.code if isinstance(answer, Refusal) else "ok"
        self._counts.acked(name if name in self._names else "", code, seconds)
        if ack_id:
            frame = codec.answer_frame(ack_id, answer)
            client.writer.queue(frame)  # at the end of the tick, with those of others
            if frame.size >= BYTES_OUT:
                client.owe(frame.size // BYTES_OUT)
        if call is not None and call.steps and code == "ok":
            for step in call.steps:
                step()


class ParkedCall(Parked):
    """The rest of a handler that waits for `reply` alone. When that is there, the handler goes on at once, in its own
    context variables and without a task; when it waits again, it gets one."""

    __slots__ = ("_begun", "_calls", "_context", "_limit", "_reply", "_running")

    def __init__(self, calls: Calls, running: Running, reply: Reply, begun: Begun, limit: TimeLimit) -> None:
        self._calls = calls
        self._running = running
        self._reply = reply
        self._begun = begun
        self._limit = limit
        self._context = copy_context()
        reply.resume = self._resume
        limit.begin(self)

    def cancel(self) -> None:
        """The time is over, and the limit has forgotten it."""
        self._throw(TimeoutError())

    def cut(self) -> None:
        self._limit.end(self)
        self._throw(_CutError())

    def _resume(self) -> None:
        until = self._limit.end(self)
        self._context.run(self._step, self._running.send, None, until)

    def _throw(self, told: Exception) -> None:
        self._reply.resume = None
        self._reply.cancel()
        self._context.run(self._step, self._cancelled, told, None)

    def _cancelled(self, told: Exception) -> object:
        """Cancels the handler, as a task would; raises `told` when that ends it."""
        try:
            return self._running.throw(asyncio.CancelledError())
        except asyncio.CancelledError:
            raise told from None

    def _step(self, go_on: Callable[[Any], object], argument: object, until: float | None) -> None:
        rest, fault = None, None
        try:
            try:
                waits = go_on(argument)
            except StopIteration as ended:
                self._calls.ended(self._begun, ended.value)
            except _CutError:
                pass
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - it becomes the answer
                self._calls.failed(self._begun, error)
            else:
                rest = self._calls.finish(self._running, waits, self._begun, until)
        except Exception as error:  # noqa: BLE001 - told of like those of handlers in tasks
            fault = error
        self.queue.resumed(rest, fault)


class _CutError(Exception):
    """The handler was cut, and nobody waits for its answer."""
