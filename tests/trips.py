"""How often somebody waits for Redis: calls that are sent together are one round trip."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from storage.redis.client import Redis
from storage.redis.connection import Command


class Trips:
    def __init__(self) -> None:
        self.calls: list[tuple[int, int]] = []
        """When each call began and ended, on one clock that ticks at each of these."""

    @property
    def count(self) -> int:
        """The longest row of calls of which each began after the one before had ended."""
        found, last = 0, -1
        for began, ended in sorted(self.calls, key=lambda call: call[1]):
            if began > last:
                found, last = found + 1, ended
        return found


class CountedRedis(Redis):
    """The client that the product has, which notes when it asks and when it is answered."""

    _counting: Trips | None = None
    _clock = count()

    @contextmanager
    def counted(self) -> Iterator[Trips]:
        trips = self._counting = Trips()
        yield trips
        self._counting = None

    def _ask(self, address: str, command: Command) -> Awaitable[Any]:
        trips, asked = self._counting, super()._ask(address, command)
        if trips is None:
            return asked
        began, reply = next(self._clock), asyncio.ensure_future(asked)
        reply.add_done_callback(lambda _: trips.calls.append((began, next(self._clock))))
        return reply
