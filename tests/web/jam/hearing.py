"""When a page's sounds are heard: each `start()` of a sound is noted, and the audio clock is read at the output. What a
busy machine starts too late is only counted."""

import asyncio
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Self

from playwright.async_api import Page, expect

from tests.polling import until

LISTEN = """(() => {
  const heard = window.heard = { starts: [], ahead: [], late: 0 };
  const look = (context) => {
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    if (contextTime > 0.5) heard.ahead.push([contextTime, contextTime - performanceTime / 1000]);
  };
  const start = AudioScheduledSourceNode.prototype.start;
  AudioScheduledSourceNode.prototype.start = function (when, ...rest) {
    if (this.context instanceof AudioContext) {
      look(this.context);
      if (when <= this.context.currentTime) heard.late += 1;
      else if (heard.starts.at(-1) !== when) heard.starts.push(when);
    }
    return start.call(this, when, ...rest);
  };
})()"""
AROUND_SECONDS = 3.0
TOLD = "() => ({ ...window.heard, origin: performance.timeOrigin })"


@dataclass(frozen=True)
class Apart:
    """How two pages hear the same music, in ms: `ms` by how much the second is later at each step."""

    ms: Sequence[float]
    moved: float
    """The most by which a step of one page was scheduled at another distance from the one before than the tempo says,
    by the audio clock: an output that stands still on a busy machine moves what is heard, and is no correction."""

    @property
    def median(self) -> float:
        return median(self.ms)

    @property
    def most(self) -> float:
        return max(map(abs, self.ms))

    @classmethod
    def of(
        cls, one: Sequence[float], other: Sequence[float], step_ms: float, scheduled: Sequence[Sequence[float]] = ()
    ) -> Self:
        found = []
        for at in one:
            n = bisect(other, at)
            nearest = min(other[max(0, n - 1) : n + 1], key=lambda each: abs(each - at))
            if abs(nearest - at) < step_ms / 2:
                found.append(nearest - at)
        pairs = [pair for times in scheduled for pair in pairwise(times)]
        gaps = [after - before for before, after in pairs]
        return cls(found, max((abs(gap - step_ms * max(1, round(gap / step_ms))) for gap in gaps), default=0.0))


async def starts(page: Page) -> list[float]:
    """The Unix ms at which sounds were heard, so far."""
    told = await page.evaluate(TOLD)
    readings = [(at, ahead) for at, ahead in told["ahead"]]
    return [told["origin"] + 1000 * (when - truest(readings, when)) for when in told["starts"] if readings]


def truest(readings: Sequence[tuple[float, float]], when: float) -> float:
    """By how much the audio clock was ahead around `when`: a busy machine reads late, and an output that stood still
    goes on later."""
    first, last = (bisect(readings, (when + way * AROUND_SECONDS, 0.0)) for way in (-1, 1))
    near = sorted(ahead for _, ahead in readings[first:last] or readings[:1])
    return near[len(near) * 9 // 10]


async def play(page: Page) -> None:
    await page.get_by_role("button", name="Play", exact=True).click()
    await expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()


async def heard_together(one: Page, other: Page, seconds: float, step_ms: float, settled: float = 2.0) -> Apart:
    """Both play; what they hear from `settled` seconds after Play for `seconds`."""
    await play(one)
    await play(other)

    async def enough() -> bool:
        times = await starts(other)
        return len(times) > 0 and times[-1] - times[0] > (settled + seconds) * 1000

    await asyncio.sleep(seconds)
    await until(enough)
    times = [await starts(page) for page in (one, other)]
    first = max(each[0] for each in times) + settled * 1000
    heard = [[at for at in each if first < at < first + seconds * 1000] for each in times]
    scheduled = [[1000 * when for when in (await page.evaluate(TOLD))["starts"]] for page in (one, other)]
    return Apart.of(heard[0], heard[1], step_ms, scheduled)
