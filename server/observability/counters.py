"""Prometheus metrics that are counted for every event: plain numbers, exported when Prometheus asks.

The library's own metrics look up labels and take a lock each time, a quarter of all that an event takes
(docs/decisions/0015). Here one thread counts.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector


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
        bounds = [*(str(float(bound)) for bound in self._buckets), "+Inf"]
        for label, counts in self._counts.items():
            family.add_metric([label], list(zip(bounds, accumulate(counts), strict=True)), self._sums[label])
        yield family
