"""The works that go through Redis: an edit that is stored and answered, and one that is heard on another worker."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Figure, MeasureError, Work, load
from bench.sessions import Session, Store, a_session, auth_of, store
from bench.systems import (
    ENGINE,
    NODE_EDIT,
    NODE_REDIS,
    NODE_SHARDED,
    NODE_STREAMS,
    PRODUCT,
    STOCK_EDIT,
    STOCK_REDIS,
    System,
    running,
)

UNDER_WAY = 20  # events, each from a client of its own
RATE = 1000  # events a second


@dataclass(frozen=True)
class Place:
    """A Redis, a session in it, and servers: (port, pid) of each. `told` is what they were told of Redis, `keys` what
    the load is."""

    store: Store
    session: Session
    told: dict[str, str]
    servers: list[tuple[int, int]]
    keys: tuple[str, ...]


@contextmanager
def place(system: System, workers: int, *, stored: bool = False) -> Iterator[Place]:
    """`stored`: the system's edits are the product's script."""
    with ExitStack() as entered:
        folder = entered.enter_context(tempfile.TemporaryDirectory(prefix="rt"))
        redis = entered.enter_context(store())
        session = a_session(redis)
        told = redis.environment(folder) | ({"BENCH_EDIT": session.told()} if stored else {})
        servers = [entered.enter_context(running(system, **told)) for _ in range(workers)]
        keys = (f"auth={auth_of(system, servers[0][0])}", f"say={session.edit}", f"beside={redis.pid}")
        yield Place(redis, session, told, servers, keys)


def _edit_ack(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """Edits stored and answered, a second; every answer must have the number of its event."""
    with place(system, 1, stored=True) as there:
        port, pid = there.servers[0]
        found = load(program, port, "ack", n, seconds, pid, *there.keys, 'mark=seq":')
    done = found["done"]
    if found["marks"] < done:
        raise MeasureError(f"{done - found['marks']} edits were refused")
    share = found["own_cpu"] / found["seconds"]
    return [
        Figure(done / found["seconds"], found["server_cpu"] / done * 1e6, share),
        Figure(found["beside_cpu"] / done * 1e6, None, share),
    ]


def _cross(mode: str, program: Path, system: System, n: int, seconds: float, *keys: str) -> dict[str, float]:
    """Edits from clients of one worker to `n` subscribers on another one, on the same core."""
    with place(system, 2) as there:
        (port, pid), (other, other_pid) = there.servers
        keys += (f"senders={UNDER_WAY}", f"to={other}", f"join={there.session.join()}", 'mark=edit_id":"')
        return load(program, port, mode, n, seconds, f"{pid},{other_pid}", *there.keys, *keys)


def _cross_worker(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """Deliveries a second, and the CPU of both workers for each; Redis's for each event."""
    found = _cross("flow", program, system, n, seconds)
    done, share = found["done"], found["own_cpu"] / found["seconds"]
    return [
        Figure(done / found["seconds"], found["server_cpu"] / done * 1e6, share),
        Figure(found["beside_cpu"] / done * n * 1e6, None, share),
    ]


def _cross_worker_p99(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """ms from sending an event to hearing it, the 99th percentile at a fixed rate."""
    found = _cross("steady", program, system, n, seconds, f"rate={RATE}")
    return [Figure(found["p99"], found["server_cpu"] / found["done"] * 1e6, found["own_cpu"] / found["seconds"])]


def works() -> list[Work]:
    redis = (PRODUCT, NODE_REDIS, NODE_SHARDED, NODE_STREAMS, STOCK_REDIS)
    edit = (("edit-ack", "edits/s"), ("edit-ack-redis", "µs of Redis an edit"))
    cross = (("cross-worker", "deliveries/s"), ("cross-worker-redis", "µs of Redis an event"))
    return [
        Work(edit, 50, (PRODUCT, ENGINE, NODE_EDIT, STOCK_EDIT), _edit_ack),
        Work(cross, 10, redis, _cross_worker),
        Work((("cross-worker-p99", "ms"),), 10, redis, _cross_worker_p99),
    ]
