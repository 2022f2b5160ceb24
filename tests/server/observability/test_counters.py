"""Our own counters beside the library's: Prometheus reads the same."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from server.observability.counters import Answers, Durations, LabelledCounter

BUCKETS = (0.001, 0.5, 1)

CALLS = (
    ("a", "ok", 0.001),
    ("a", "forbidden", 0.25),
    ("a", "ok", 7.0),
    ('b"\n', "ok", 0.0),
    ('b"\n', "ok", 1.0),
)


def _lines(registry: CollectorRegistry) -> set[str]:
    text = generate_latest(registry).decode()
    return {line for line in text.splitlines() if line and "_created" not in line}


def test_OP11_a_counter_and_durations_read_as_the_librarys_own() -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    ours_counted = LabelledCounter("x_acks", "Answers", ["event", "code"], registry=ours)
    durations = Durations("x_seconds", "Time", "event", BUCKETS, registry=ours)
    counter = Counter("x_acks", "Answers", ["event", "code"], registry=theirs)
    histogram = Histogram("x_seconds", "Time", ["event"], registry=theirs, buckets=BUCKETS)
    # On a bound, between bounds, beyond the last; two events, one of them with two codes.
    for event, code, seconds in CALLS:
        ours_counted.add(event, code)
        durations.observe(event, seconds)
        counter.labels(event, code).inc()
        histogram.labels(event).observe(seconds)
    assert _lines(ours) == _lines(theirs)
    assert len(_lines(ours)) > 10


def test_OP11_answers_read_as_a_counter_and_durations() -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    answers = Answers(("x_acks", "Answers"), ("x_seconds", "Time"), "event", BUCKETS, registry=ours)
    counter = Counter("x_acks", "Answers", ["event", "code"], registry=theirs)
    histogram = Histogram("x_seconds", "Time", ["event"], registry=theirs, buckets=BUCKETS)
    for event, code, seconds in CALLS:
        answers.add(event, code, seconds)
        counter.labels(event, code).inc()
        histogram.labels(event).observe(seconds)
    assert _lines(ours) == _lines(theirs)
    assert (answers.of("a", "ok"), answers.of("a", "no"), answers.of("c", "ok")) == (2, 0, 0)
    assert (answers.total({"ok"}), answers.total({"ok", "forbidden"}), answers.total(())) == (4, 5, 0)


def test_OP11_what_never_happened_has_no_series() -> None:
    registry = CollectorRegistry()
    LabelledCounter("x_acks", "Answers", ["event"], registry=registry)
    Durations("x_seconds", "Time", "event", BUCKETS, registry=registry)
    Answers(("y_acks", "Answers"), ("y_seconds", "Time"), "event", BUCKETS, registry=registry)
    assert all(line.startswith("#") for line in _lines(registry))
