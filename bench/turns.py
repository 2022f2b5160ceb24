"""Work that takes turns with pauses while somebody edits: other load on the machine meets both alike, so the times of
edits in the turns and in the pauses can be compared, on a machine that is not quiet too."""

import asyncio
import math
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from typing import TypeVar

from bench.live_edits import LiveEdits
from bench.usage import cpu
from storage.redis.client import Redis
from storage.redis.scripts import PARTS, fresh

Found = TypeVar("Found")

TURN = 1.0  # seconds
SETTLING = 0.25  # at the beginning of a turn or a pause: what the one before has left counts for neither
LONG = 100  # µs: commands of Redis that take longer are counted


@dataclass(frozen=True, slots=True)
class Spans:
    """Times of edits in ms by the turns that they come from, each sorted, and CPU as shares of a core."""

    turns: list[list[float]]
    cpu: dict[str, float]

    @property
    def edits(self) -> list[float]:
        return sorted(took for turn in self.turns for took in turn)

    @property
    def median(self) -> float:
        return median(self.edits) if self.turns else math.nan

    @property
    def p99(self) -> float:
        return _p99(self.edits)

    @property
    def usual_p99(self) -> float:
        """The median of the turns' own: what else happens on the machine spoils a few turns, and all of `p99`."""
        return median(map(_p99, self.turns)) if self.turns else math.nan


def _p99(edits: list[float]) -> float:
    return edits[int(len(edits) * 0.99)] if edits else math.nan


@dataclass(frozen=True, slots=True)
class Slow:
    """Commands of Redis that took longer than `LONG`: how many of which name, their median and the longest, in µs."""

    name: str
    count: int
    median: int
    longest: int


@dataclass(slots=True)
class _Kept:
    spans: list[tuple[float, float]] = field(default_factory=list)
    cpu: Counter[str] = field(default_factory=Counter)

    @property
    def seconds(self) -> float:
        return sum(ended - began for began, ended in self.spans)


class Turns:
    """`resume` and `pause` let the work go on and hold it, after `settling` seconds at the latest."""

    def __init__(
        self,
        edits: LiveEdits,
        pids: Mapping[str, int],
        resume: Callable[[], None],
        pause: Callable[[], None],
        *,
        settling: float = SETTLING,
    ) -> None:
        self._edits = edits
        self._pids = pids
        self._resume = resume
        self._pause = pause
        self._settling = settling
        self._kept = {True: _Kept(), False: _Kept()}
        self.worked = 0.0
        """Seconds in which the work could go on."""

    async def run(self, work: Callable[[], Awaitable[Found]]) -> Found:
        """Begins with a pause."""
        taking = asyncio.create_task(self._take_turns())
        try:
            return await work()
        finally:
            taking.cancel()
            with suppress(asyncio.CancelledError):
                await taking
            self._resume()
            await asyncio.sleep(0.5)  # the acks of the last edits

    async def _take_turns(self) -> None:
        working = False
        while True:
            (self._resume if working else self._pause)()
            began = time.monotonic()
            try:
                await asyncio.sleep(self._settling)
                counted, spent = time.monotonic(), self._spent()
                await asyncio.sleep(TURN)
                kept = self._kept[working]
                kept.spans.append((counted, time.monotonic()))
                kept.cpu.update({part: seconds - spent[part] for part, seconds in self._spent().items()})
            finally:
                if working:
                    self.worked += time.monotonic() - began
            working = not working

    def _spent(self) -> dict[str, float]:
        return {part: cpu(pid) for part, pid in self._pids.items()}

    def found(self, *, working: bool) -> Spans:
        kept = self._kept[working]
        turns = [self._edits.between(began, ended) for began, ended in kept.spans]
        seconds = kept.seconds or math.nan
        return Spans([turn for turn in turns if turn], {part: kept.cpu[part] / seconds for part in self._pids})


class Uninterrupted:
    """As `Turns`, for work that cannot be held: edits meanwhile are compared with `quiet`, those of a time before it.
    Other load on the machine must be the same in both."""

    def __init__(self, edits: LiveEdits, pids: Mapping[str, int], quiet: Spans) -> None:
        self._edits = edits
        self._pids = pids
        self._quiet = quiet
        self._spent: dict[str, float] = {}
        self._began = 0.0
        self.worked = 0.0

    async def run(self, work: Callable[[], Awaitable[Found]]) -> Found:
        self._began = time.monotonic()
        before = {part: cpu(pid) for part, pid in self._pids.items()}
        try:
            return await work()
        finally:
            self.worked = time.monotonic() - self._began
            self._spent = {part: cpu(pid) - before[part] for part, pid in self._pids.items()}
            await asyncio.sleep(0.5)  # the acks of the last edits

    def found(self, *, working: bool) -> Spans:
        if not working:
            return self._quiet
        begins = [self._began + turn * TURN for turn in range(int(self.worked / TURN))]
        turns = [self._edits.between(began, began + TURN) for began in begins]
        shares = {part: spent / self.worked for part, spent in self._spent.items()}
        return Spans([turn for turn in turns if turn], shares)


class SlowLog:
    """Which commands take Redis long."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._address = next(iter(redis.addresses))
        self._names = {fresh(name).sha: name for name in PARTS}

    async def begin(self) -> None:
        for name, value in (("slowlog-log-slower-than", str(LONG)), ("slowlog-max-len", "100000")):
            await self._redis.ask(self._address, "CONFIG", "SET", name, value)
        await self._redis.ask(self._address, "SLOWLOG", "RESET")

    async def found(self) -> list[Slow]:
        """Those that took the most time together first."""
        took: defaultdict[str, list[int]] = defaultdict(list)
        for entry in await self._redis.ask(self._address, "SLOWLOG", "GET", -1):
            name, *rest = (word.decode(errors="replace") for word in entry[3])
            took[self._names.get(rest[0], name) if name == "EVALSHA" else name].append(int(entry[2]))
        slow = [Slow(name, len(times), round(median(times)), max(times)) for name, times in took.items()]
        return sorted(slow, key=lambda one: one.count * one.median, reverse=True)
