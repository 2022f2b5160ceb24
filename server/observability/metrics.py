"""The metrics for Prometheus: one registry object per process, no globals."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from server.limits.room import Used
from server.observability.counters import Answers, Durations, Figure, LabelledCounter, Row
from storage.session.kinds import KINDS

FAN_OUT_BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5)  # seconds
CALL_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds

LAG_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)  # seconds

REJECTED_CODES = frozenset({"invalid_payload", "too_large", "rate_limited"})
REJECTED_STATUSES = frozenset({400, 413, 429})

READS = frozenset({"read", "page", "rows", "books", "senders", "summary", "parent"})
"""Scripts `<kind>/<name>` that read sessions; the others of a kind change them."""


def _used(of: Callable[[], Used]) -> float:
    return of().used


def _limit(of: Callable[[], Used]) -> float:
    return of().limit


class Metrics:
    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._connections = 0
        connections = Gauge("roomtone_connections", "Open Socket.IO connections", registry=registry)
        connections.set_function(lambda: self._connections)  # a plain number: its own `inc` takes a lock
        self.subscribers = Gauge("roomtone_subscribers", "Subscriptions of local clients", registry=registry)
        self.channels = Gauge("roomtone_channels", "Feeds this process listens to", registry=registry)
        self.bus_lag = Gauge("roomtone_bus_lag_seconds", "Time a message to ourselves takes", registry=registry)
        self.slow_disconnects = Gauge("roomtone_slow_disconnects", "Clients cut off as too slow", registry=registry)
        self.bad_packets = Gauge("roomtone_bad_packets", "Packets that were no packets", registry=registry)
        # The same sums for `done`: the library gives its own only as text.
        self._delivered = [0, 0]
        self._fanned_out = [0] * (len(FAN_OUT_BUCKETS) + 1)
        self._rejected = 0  # requests
        self._figures: Mapping[str, Sequence[Figure]] = {}
        self._events = Counter("roomtone_events", "Events fanned out", registry=registry)
        self._deliveries = Counter("roomtone_deliveries", "Events times recipients", registry=registry)
        self._fan_out = Histogram(
            "roomtone_fan_out_seconds", "Time to queue one event for all", registry=registry, buckets=FAN_OUT_BUCKETS
        )
        self._gaps = Counter("roomtone_gaps_filled", "Holes in a feed that were filled from the log", registry=registry)
        self._messages = Gauge(
            "roomtone_messages", "Messages of clients, by the path that handled them", ["path"], registry=registry
        )
        self._acks = Answers(
            ("roomtone_acks", "Answers to socket events"),
            ("roomtone_event_seconds", "Time from event to ack"),
            "event",
            CALL_BUCKETS,
            registry=registry,
        )
        self._requests = LabelledCounter(
            "roomtone_http_requests", "HTTP answers", ["route", "status"], registry=registry
        )
        self._request_time = Histogram(
            "roomtone_http_seconds", "Time to answer", ["route"], registry=registry, buckets=CALL_BUCKETS
        )
        self._scripts = Durations(
            "roomtone_script_seconds", "Round trip of a script", "script", CALL_BUCKETS, registry=registry
        )

        self._loop_lag = Histogram(
            "roomtone_loop_lag_seconds", "Time by which a timer is late", registry=registry, buckets=LAG_BUCKETS
        )
        self._worst_lag = Gauge("roomtone_loop_lag_worst_seconds", "Longest of the last minute", registry=registry)
        self._worst_step = Gauge(
            "roomtone_loop_step_worst_seconds", "Longest the loop's thread worked in the last minute", registry=registry
        )
        self._worst_script = Gauge(
            "roomtone_script_worst_seconds", "Slowest script of the last minute, in Redis itself", registry=registry
        )
        self._slow_scripts = Counter(
            "roomtone_slow_scripts", "Scripts in Redis's slow log", ["script"], registry=registry
        )

        self._stored = Gauge(
            "roomtone_storage_used_bytes", "Bytes that are used where content is kept", ["store"], registry=registry
        )
        self._stored_most = Gauge(
            "roomtone_storage_limit_bytes", "Bytes from which on new content is refused", ["store"], registry=registry
        )

        self._raised = _RaisedAlerts()
        registry.register(self._raised)

    def watch(
        self,
        *,
        loop_lag: Callable[[], float],
        loop_step: Callable[[], float],
        script: Callable[[], float],
        subscribers: Callable[[], float],
        channels: Callable[[], float],
        bus_lag: Callable[[], float],
        slow_disconnects: Callable[[], float],
        bad_packets: Callable[[], float],
        messages: Callable[[], float],
        by_lane: Callable[[], float],
        redis: Callable[[], Used],
        media: Callable[[], Used],
    ) -> None:
        """The sources of values that are read when Prometheus asks."""
        self._worst_lag.set_function(loop_lag)
        self._worst_step.set_function(loop_step)
        self._worst_script.set_function(script)
        self.subscribers.set_function(subscribers)
        self.channels.set_function(channels)
        self.bus_lag.set_function(bus_lag)
        self.slow_disconnects.set_function(slow_disconnects)
        self.bad_packets.set_function(bad_packets)
        self._messages.labels("lane").set_function(by_lane)
        self._messages.labels("general").set_function(lambda: messages() - by_lane())
        for store, of in (("redis", redis), ("media", media)):
            self._stored.labels(store).set_function(partial(_used, of))
            self._stored_most.labels(store).set_function(partial(_limit, of))

    def tell_of(self, figures: Mapping[str, Sequence[Figure]]) -> None:
        """Exports what the products count, by kind, from the counted answers."""
        self._figures = figures
        self.registry.register(_ProductFigures(figures, self.succeeded))

    def done(self) -> dict[str, int]:
        """What this process has done since it started, as admins are told (`Minute` in handlers/fleet/models.py)."""
        made = {
            f"made_{kind}": sum(map(self.succeeded, figure.of))
            for kind, figures in self._figures.items()
            for figure in figures
            if figure.name == "sessions"
        }
        used: dict[str, int] = {}
        for script, runs in self._scripts.runs():
            kind, _, what = script.partition("/")
            if kind in KINDS:
                name = f"{'reads' if what in READS else 'writes'}_{kind}"
                used[name] = used.get(name, 0) + runs
        fanned_out = {f"fan_out_{number}": count for number, count in enumerate(self._fanned_out)}
        return {
            "events": self._delivered[0],
            "deliveries": self._delivered[1],
            "rejected": self._rejected + self._acks.total(REJECTED_CODES),
            **made,
            **used,
            **fanned_out,
        }

    def succeeded(self, call: str) -> int:
        """How often a socket event or a route (`METHOD /path`) was answered without a refusal."""
        return self._acks.of(call, "ok") + self._requests.total(call, lambda status: status.startswith("2"))

    def event_delivered(self, recipients: int, seconds: float) -> None:
        self._events.inc()
        self._deliveries.inc(recipients)
        self._delivered[0] += 1
        self._delivered[1] += recipients
        self._fanned_out[bisect_left(FAN_OUT_BUCKETS, seconds)] += 1
        self._fan_out.observe(seconds)

    def gap_filled(self) -> None:
        self._gaps.inc()

    def row(self, event: str) -> Row:
        """The answers to an event, for whoever counts them without `acked`: `codes`, and `counts` by `bounds`."""
        return self._acks.row(event)

    bounds = CALL_BUCKETS

    def acked(self, event: str, code: str, seconds: float) -> None:
        """`event` is "" for an unknown name: a client must not be able to create new series."""
        self._acks.add(event or "unknown", code, seconds)

    def answered(self, route: str, status: int, seconds: float) -> None:
        self._requests.add(route, str(status))
        self._rejected += status in REJECTED_STATUSES
        self._request_time.labels(route).observe(seconds)

    def raised(self, alerts: Mapping[str, int]) -> None:
        """How often each alert began, in the whole installation."""
        self._raised.counts = alerts

    def connected(self, change: int) -> None:
        self._connections += change

    def loop_lagged(self, seconds: float) -> None:
        self._loop_lag.observe(seconds)

    def script_was_slow(self, script: str, seconds: float) -> None:
        self._slow_scripts.labels(script).inc()

    def script_ran(self, script: str, seconds: float) -> None:
        self._scripts.observe(script, seconds)

    def exposition(self) -> bytes:
        return generate_latest(self.registry)


class _RaisedAlerts(Collector):
    """Each process exports the same sums: Redis counts them."""

    counts: Mapping[str, int] = MappingProxyType({})

    def collect(self) -> Iterator[CounterMetricFamily]:
        about = "Alerts of admins that began, in the whole installation"
        family = CounterMetricFamily("roomtone_alerts_raised", about, labels=["alert"])
        for name, count in self.counts.items():
            family.add_metric([name], count)
        yield family


class _ProductFigures(Collector):
    """`roomtone_<kind>_<figure>_total` for each figure of each product, added up when Prometheus asks."""

    def __init__(self, figures: Mapping[str, Sequence[Figure]], succeeded: Callable[[str], int]) -> None:
        self._figures = figures
        self._succeeded = succeeded

    def collect(self) -> Iterator[CounterMetricFamily]:
        for kind, figures in self._figures.items():
            for figure in figures:
                name = f"roomtone_{kind}_{figure.name}"
                yield CounterMetricFamily(name, figure.about, value=sum(map(self._succeeded, figure.of)))
