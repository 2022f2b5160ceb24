"""The works that go through Redis: an edit stored and answered, and one received by a client of another process."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Figure, MeasureError, Work, load
from bench.sessions import Session, Store, a_session, auth_of, store
from bench.systems import (
    BUN_SERVER,
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
class Setup:
    """A Redis, a session in it, and servers: (port, pid) of each, started with `environment`. `keys` describes the
    load."""

    store: Store
    session: Session
    environment: dict[str, str]
    servers: list[tuple[int, int]]
    keys: tuple[str, ...]


@contextmanager
def set_up(system: System, processes: int, *, stored: bool = False) -> Iterator[Setup]:
    """`stored`: the system's edits are the product's script."""
    with ExitStack() as entered:
        folder = entered.enter_context(tempfile.TemporaryDirectory(prefix="rt"))
        redis = entered.enter_context(store())
        session = a_session(redis)
        environment = redis.environment(folder) | ({"BENCH_EDIT": session.edit_script()} if stored else {})
        servers = [entered.enter_context(running(system, **environment)) for _ in range(processes)]
        keys = (f"auth={auth_of(system, servers[0][0])}", f"say={session.edit}", f"beside={redis.pid}")
        yield Setup(redis, session, environment, servers, keys)


def _edit_ack(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """Edits stored and answered, a second; every answer must have the number of its event."""
    with set_up(system, 1, stored=True) as setup:
        port, pid = setup.servers[0]
        found = load(program, port, "ack", n, seconds, pid, *setup.keys, 'mark=seq":')
    done = found["done"]
    if found["marks"] < done:
        raise MeasureError(f"{done - found['marks']} edits were refused")
    share = found["own_cpu"] / found["seconds"]
    return [
        Figure(done / found["seconds"], found["server_cpu"] / done * 1e6, share),
        Figure(found["beside_cpu"] / done * 1e6, None, share),
    ]


def _cross(mode: str, program: Path, system: System, n: int, seconds: float, *keys: str) -> dict[str, float]:
    """Edits from clients of one process to `n` subscribers on another, on the same core."""
    with set_up(system, 2) as setup:
        (port, pid), (other, other_pid) = setup.servers
        keys += (f"senders={UNDER_WAY}", f"to={other}", f"join={setup.session.join()}", 'mark=edit_id":"')
        return load(program, port, mode, n, seconds, f"{pid},{other_pid}", *setup.keys, *keys)


def _cross_process(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """Deliveries a second, and the CPU of both processes for each; Redis's for each event."""
    found = _cross("flow", program, system, n, seconds)
    done, share = found["done"], found["own_cpu"] / found["seconds"]
    return [
        Figure(done / found["seconds"], found["server_cpu"] / done * 1e6, share),
        Figure(found["beside_cpu"] / done * n * 1e6, None, share),
    ]


def _cross_process_p99(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """ms from sending an event to hearing it, the 99th percentile at a fixed rate."""
    found = _cross("steady", program, system, n, seconds, f"rate={RATE}")
    return [Figure(found["p99"], found["server_cpu"] / found["done"] * 1e6, found["own_cpu"] / found["seconds"])]


def works() -> list[Work]:
    redis = (PRODUCT, NODE_REDIS, NODE_SHARDED, NODE_STREAMS, STOCK_REDIS)
    edit = (("edit-ack", "edits/s"), ("edit-ack-redis", "µs of Redis an edit"))
    cross = (("cross-process", "deliveries/s"), ("cross-process-redis", "µs of Redis an event"))
    return [
        Work(edit, 50, (PRODUCT, ENGINE, BUN_SERVER, NODE_EDIT, STOCK_EDIT), _edit_ack),
        Work(cross, 10, redis, _cross_process),
        Work((("cross-process-p99", "ms"),), 10, redis, _cross_process_p99),
    ]
