"""One read for all who ask for the same thing at the same time.

After a restart thousands of clients of one session return within seconds. Each of their reads must begin after it was
requested, so nobody gets an old state; but a thousand requests made during one read can share the next one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

WINDOW = 0.005  # seconds between two reads of one key: at most 200 a second, however many ask


class SharedRead(Generic[Key, Value]):
    """`read(key)`, shared. The first request is served at once, later ones wait for the read of the next window."""

    def __init__(self, read: Callable[[Key], Awaitable[Value]], window: float = WINDOW) -> None:
        self._read = read
        self._window = window
        self._next: dict[Key, asyncio.Task[Value]] = {}
        self._started: dict[Key, float] = {}

    async def get(self, key: Key) -> Value:
        """Raises what the read raises."""
        waiting = self._next.get(key)
        if waiting is None:
            waiting = self._next[key] = asyncio.create_task(self._read_next(key))
        return await asyncio.shield(waiting)

    async def _read_next(self, key: Key) -> Value:
        loop = asyncio.get_running_loop()
        delay = self._started.get(key, 0.0) + self._window - loop.time()
        if delay > 0:
            await asyncio.sleep(delay)
        del self._next[key]  # the read starts now: later callers get the next one
        self._started[key] = loop.time()
        loop.call_later(self._window, self._forget, key)
        return await self._read(key)

    def _forget(self, key: Key) -> None:
        started = self._started.get(key)
        if started is not None and started + self._window <= asyncio.get_running_loop().time() + 1e-3:
            del self._started[key]
