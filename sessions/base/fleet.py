"""What processes did over time: minutes and half hours are joined to the points of a chart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS

PERIODS: Final = {"1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS, "30d": 30 * 24 * HOUR_MS}
"""What a chart can show, in ms."""

STEPS: Final = {"1h": MINUTE_MS, "24h": 10 * MINUTE_MS, "7d": HOUR_MS, "30d": 4 * HOUR_MS}
"""The ms of one point: 60 to 180 points a chart."""

FROM_MINUTES: Final = frozenset({"1h", "24h"})
"""Minutes are kept a day; longer charts are made from half hours."""


@dataclass(slots=True)
class UsageSpan:
    """From `at` (Unix ms): the most connections and subscriptions at once, and the sums of what was done."""

    at: int
    connections: int = 0
    subscribers: int = 0
    done: dict[str, int] = field(default_factory=dict)

    def add(self, connections: int, subscribers: int, done: Mapping[str, int]) -> None:
        self.connections = max(self.connections, connections)
        self.subscribers = max(self.subscribers, subscribers)
        for name, amount in done.items():
            self.done[name] = self.done.get(name, 0) + amount


def joined(spans: Iterable[UsageSpan], *, since: int, step: int) -> list[UsageSpan]:
    """The stretches that began at `since` or later, joined into steps; a step without any is left out: nothing was
    measured then."""
    by_time: dict[int, UsageSpan] = {}
    for span in spans:
        if span.at >= since:
            at = span.at - span.at % step
            by_time.setdefault(at, UsageSpan(at)).add(span.connections, span.subscribers, span.done)
    return [by_time[at] for at in sorted(by_time)]
