"""The pace of long work: it rests between its steps, so that people who use the product meanwhile hardly notice it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

SHARE: Final = 1 / 5
SHORTEST: Final = 0.001  # seconds: a loop does not sleep for less
CREDIT: Final = 0.01  # seconds that it has slept too long and may catch up with


class Pace:
    """`async with pace.step():` does a step, and rests until the steps so far took no more than `share` of the time.

    A step takes longer when Redis or the machine has much to do, and so does the rest after it: the work slows down by
    itself. A step should be short, because others wait behind it: a command or a script of up to 0.2 ms."""

    def __init__(self, share: float = SHARE) -> None:
        self._rest = (1 - share) / share
        self._owed = 0.0

    @asynccontextmanager
    async def step(self) -> AsyncIterator[None]:
        """After a step that fails there is no rest."""
        started = time.monotonic()
        yield
        ended = time.monotonic()
        self._owed += (ended - started) * self._rest
        if self._owed < SHORTEST:
            return
        await asyncio.sleep(self._owed)
        self._owed = max(self._owed - (time.monotonic() - ended), -CREDIT)
