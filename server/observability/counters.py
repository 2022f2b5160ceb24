"""Prometheus metrics that are counted for every event: plain numbers, exported when Prometheus asks.

The library's own metrics look up labels and take a lock each time, a quarter of all that an event takes
(docs/decisions/0015). Here one thread counts.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class Figure:
    """What a product counts, as the metric `roomtone_<kind>_<name>_total`: how often the calls `of` succeeded."""

    name: str
    about: str
    of: tuple[str, ...]
    """Names of socket events, and of routes as `METHOD /path`."""


class LabelledCounter(Collector):
    """A counter with labels."""

    def __init__(self, name: str, description: str, labels: Sequence[str], *, registry: CollectorRegistry) -> None:
        self._name, self._description, self._labels = name, description, labels
        self._counts: defaultdict[tuple[str, ...], int] = defaultdict(int)
        registry.register(self)

    def add(self, *labels: str) -> None:
        self._counts[labels] += 1

    def total(self, label: str, is_wanted: Callable[[str], bool]) -> int:
        """The sum for a first label and the given second one."""
        counts = self._counts.items()
        return sum(count for (first, second, *_), count in counts if first == label and is_wanted(second))

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._description, labels=self._labels)
        for labels, count in self._counts.items():
            family.add_metric(labels, count)
        yield family


class Durations(Collector):
    """A histogram of seconds with one label; `buckets` are its upper bounds."""

    def __init__(
        self, name: str, description: str, label: str, buckets: Sequence[float], *, registry: CollectorRegistry
    ) -> None:
        self._name, self._description, self._label, self._buckets = name, description, label, buckets
        self._counts: dict[str, list[int]] = {}  # by bucket; the last is for values above every bound
        self._sums: dict[str, float] = {}
        registry.register(self)

    def observe(self, label: str, seconds: float) -> None:
        counts = self._counts.get(label)
        if counts is None:
            counts = self._counts[label] = [0] * (len(self._buckets) + 1)
            self._sums[label] = 0.0
        counts[bisect_left(self._buckets, seconds)] += 1
        self._sums[label] += seconds

    def runs(self) -> Iterator[tuple[str, int]]:
        """Each label, and how many values it has."""
        return ((label, sum(counts)) for label, counts in self._counts.items())

    def collect(self) -> Iterator[HistogramMetricFamily]:
        family = HistogramMetricFamily(self._name, self._description, labels=[self._label])
        for label, counts in self._counts.items():
            family.add_metric([label], _cumulated(self._buckets, counts), self._sums[label])
        yield family


class Row:
    """The answers of one name; `counts` by bucket, the last is for values above every bound."""

    __slots__ = ("codes", "counts", "seconds")

    def __init__(self, buckets: int) -> None:
        self.codes: dict[str, int] = {}
        self.counts = [0] * buckets
        self.seconds = 0.0


class Answers(Collector):
    """The answers to calls: how many, by name and code, and how long they took, by name. One step counts both: it runs
    for every event. `buckets` are upper bounds in seconds."""

    def __init__(
        self, counter: tuple[str, str], durations: tuple[str, str], label: str, buckets: Sequence[float], *,
        registry: CollectorRegistry,
    ) -> None:  # fmt: skip
        """`counter`, `durations`: the metric's name and its description."""
        self._counter, self._durations, self._label, self._buckets = counter, durations, label, buckets
        self._rows: dict[str, Row] = {}
        registry.register(self)

    def add(self, name: str, code: str, seconds: float) -> None:
        row = self._rows.get(name) or self.row(name)
        row.codes[code] = row.codes.get(code, 0) + 1
        row.counts[bisect_left(self._buckets, seconds)] += 1
        row.seconds += seconds

    def row(self, name: str) -> Row:
        """The answers of one name, for whoever adds to them by itself."""
        row = self._rows.get(name)
        if row is None:
            row = self._rows[name] = Row(len(self._buckets) + 1)
        return row

    def of(self, name: str, code: str) -> int:
        """How many answers there were with this code."""
        row = self._rows.get(name)
        return 0 if row is None else row.codes.get(code, 0)

    def total(self, codes: Container[str]) -> int:
        """How many answers there were with these codes."""
        return sum(count for row in self._rows.values() for code, count in row.codes.items() if code in codes)

    def collect(self) -> Iterator[CounterMetricFamily | HistogramMetricFamily]:
        counter = CounterMetricFamily(*self._counter, labels=[self._label, "code"])
        durations = HistogramMetricFamily(*self._durations, labels=[self._label])
        for name, row in self._rows.items():
            if not row.codes:
                continue
            for code, count in row.codes.items():
                counter.add_metric([name, code], count)
            durations.add_metric([name], _cumulated(self._buckets, row.counts), row.seconds)
        yield counter
        yield durations


def _cumulated(buckets: Sequence[float], counts: Sequence[int]) -> list[tuple[str, int]]:
    """The buckets as the library takes them."""
    return list(zip([*(str(float(bound)) for bound in buckets), "+Inf"], accumulate(counts), strict=True))
