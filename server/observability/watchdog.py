"""Measures what blocks everybody: a step on the event loop, or a script in Redis.

No step should take longer than 50 ms and no script longer than 10 ms (docs/performance.md has the figures of the
largest inputs). Lag is the delay of a timer, which a busy machine lengthens too; the thread's own CPU time
distinguishes the two. Redis keeps the scripts that took longer than 10 ms in its slow log, by its own clock.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import Final, Protocol

from sessions.base.errors import Refusal
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from storage.redis.scripts import PARTS, variants
from storage.redis.tracing import with_place

TICK: Final = 0.01  # seconds between two checks
REST: Final = 0.04  # the same in a process with nothing to do: 100 checks a second took 1 % of a core
BUSY: Final = 0.0005  # seconds of CPU between two checks: more than the checks themselves need
START: Final = 1.0  # seconds in which a process starts, while nobody waits for it
LOOK: Final = 15.0  # seconds between two reads of the slow logs
# seconds; the value is the worst of this period and the one before, so that no scrape misses it
REMEMBERED: Final = 30.0
ENTRIES: Final = 128  # entries of a slow log, as many as Redis keeps by default


class DelayCounts(Protocol):
    def loop_lagged(self, seconds: float) -> None: ...
    def script_was_slow(self, script: str, seconds: float) -> None: ...


class Worst:
    """The largest value of the last half to whole minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._now = self._before = 0.0
        self._turns = clock() + REMEMBERED

    def see(self, value: float) -> None:
        self._turn()
        if value > self._now:
            self._now = value

    def __call__(self) -> float:
        self._turn()
        return max(self._now, self._before)

    def _turn(self) -> None:
        now = self._clock()
        if now >= self._turns:
            self._before = self._now if now < self._turns + REMEMBERED else 0.0
            self._now = 0.0
            self._turns = now + REMEMBERED


class Watchdog:
    """One for each process. `lag` is the longest lag of the loop, `step` the longest CPU time of its thread between two
    checks, `script` the slowest script in Redis's slow log; seconds, of the last minute. `pause` is the seconds to the
    next check."""

    def __init__(self, redis: Redis, counts: DelayCounts) -> None:
        self._redis = redis
        self._counts = counts
        self._seen: dict[str, int] = {}  # the last entry of each node's slow log
        self.pause = TICK
        self._due = 0.0
        self._worked = 0.0
        self.lag = Worst()
        self.step = Worst()
        self.script = Worst()

    async def run(self) -> None:
        """Runs until it is cancelled."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(START, self._begin, loop)
        try:
            while True:
                await self.look()
                await asyncio.sleep(LOOK)
        finally:
            self._timer.cancel()

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due, self._worked = loop.time() + TICK, time.thread_time()
        self._timer = loop.call_at(self._due, self._tick, loop)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        now, worked = loop.time(), time.thread_time()
        lag = max(0.0, now - self._due)
        self._counts.loop_lagged(lag)
        self.lag.see(lag)
        self.step.see(worked - self._worked)
        self.pause = TICK if worked - self._worked > BUSY else min(2 * self.pause, REST)
        self._due, self._worked = now + self.pause, worked
        self._timer = loop.call_at(self._due, self._tick, loop)

    async def look(self) -> None:
        """Reads new entries of the slow logs. A Redis that refuses, or is away, is not asked twice in a row."""
        for address in self._redis.addresses:
            with suppress(Refusal, RedisError, OSError):
                entries = await self._redis.ask(address, "SLOWLOG", "GET", ENTRIES)
                if entries:
                    await asyncio.to_thread(scripts_by_hash)  # the first time it puts all scripts together: 60 ms
                self._read(address, entries)

    def _read(self, address: str, entries: list[list[object]]) -> None:
        numbered = [(int(str(entry[0])), entry) for entry in entries]
        newest = max((number for number, _ in numbered), default=-1)
        last = self._seen.get(address)
        if last is None or newest < last:  # the first read, or another Redis: its entries are older than this process
            self._seen[address] = newest
            return
        self._seen[address] = newest
        for number, (_, __, micros, command, *___) in numbered:
            name = _script(command) if number > last else None
            if name is not None:
                seconds = int(str(micros)) / 1e6
                self._counts.script_was_slow(name, seconds)
                self.script.see(seconds)


def _script(command: object) -> str | None:
    """The name of the script that a command runs."""
    match command:
        case [bytes(verb), bytes(sha), *_] if verb.upper() == b"EVALSHA":
            return scripts_by_hash().get(sha.decode("ascii", "replace"))
    return None


@cache
def scripts_by_hash() -> Mapping[str, str]:
    plain = (script for name in PARTS for script in variants(name))
    return {script.sha: script.name for one in plain for script in (one, with_place(one)) if script is not None}
