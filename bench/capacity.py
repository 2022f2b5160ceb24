"""python -m bench.capacity [--rounds 3]: the costs that docs/capacity.md uses, measured on the product.

One process, a Valkey, a stream, viewers who are guests with separate tokens.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from statistics import median

from bench.measure import load
from bench.sessions import Store
from bench.streams import Stream, Viewers, stream
from bench.systems import prepare
from bench.usage import cpu, cpu_when_quiet, resident
from storage.redis.connection import RedisConnection

EVENTS = 40  # changes of the stream for everybody
Figures = dict[str, float]


def connects(program: Path, here: Stream, count: int) -> Figures:
    """CPU of a viewer who connects, subscribes and leaves while somebody else watches: the process holds the feed."""
    with Viewers(program, here, 1, 0):
        load(program, here.port, "back", 200, 0, here.pid, here.auth, here.join)
        before, redis_before = cpu_when_quiet(here.pid), cpu(here.store.pid)
        load(program, here.port, "back", count, 0, here.pid, here.auth, here.join)
        both, redis = cpu_when_quiet(here.pid) - before, cpu(here.store.pid) - redis_before
    return {
        "connect, subscribe and go, µs": both / count * 1e6,
        "the same, µs of Redis": redis / count * 1e6,
    }


def memory(program: Path, here: Stream, count: int) -> Figures:
    """Memory of a subscriber, in the process and in the kernel (both ends of the connection are here)."""
    load(program, here.port, "back", 20, 0, here.pid, here.auth, here.join)
    before, slab = resident(here.pid), _slab()
    with Viewers(program, here, count, 0):
        held, kernel = resident(here.pid) - before, _slab() - slab
    cpu_when_quiet(here.pid)
    return {"memory of a subscriber, KB": held / count, "memory of a connection in the kernel, KB": kernel / count / 2}


def _slab() -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Slab:"))


def fan_out(program: Path, here: Stream, count: int) -> Figures:
    """CPU of a delivery, one event after the other, and the remaining cost of each event."""

    def received_by(size: int) -> tuple[float, float]:
        with Viewers(program, here, size, 6.0) as viewers:
            cpu_when_quiet(here.pid)
            viewers.begin()
            here.change(EVENTS)
            found = viewers.found()
        if found["done"] < EVENTS * size:
            raise SystemExit(f"{found['done']} of {EVENTS * size} deliveries")
        cpu_when_quiet(here.pid)
        return found["server_cpu"], found["done"]  # signals among them: how many watch

    alone, one = received_by(1)
    cpu_of_many, many = received_by(count)
    each = (cpu_of_many - alone) / (many - one)
    return {f"delivery to one of {count:,}, µs": each * 1e6, "an event besides, µs": alone / EVENTS * 1e6}


def taps(program: Path, here: Stream, seconds: float) -> Figures:
    """A moment submitted and answered: CPU of the process and of Redis."""
    beside = f"beside={here.store.pid}"
    found = load(program, here.port, "ack", 50, seconds, here.pid, here.auth, here.tap, beside, 'mark=offset_seconds":')
    if found["marks"] < found["done"]:
        raise SystemExit("moments were refused")
    return {
        "a moment submitted, µs": found["server_cpu"] / found["done"] * 1e6,
        "a moment submitted, µs of Redis": found["beside_cpu"] / found["done"] * 1e6,
    }


def idle(program: Path, count: int) -> Figures:
    """CPU of idle connections, as a share of one core, scaled to pings every 25 s (here every 2 s)."""
    with stream(ROOMTONE_PING_INTERVAL="2", ROOMTONE_PING_TIMEOUT="10") as here:
        shares = []
        for size in (1, count):
            with Viewers(program, here, size, 6.0) as viewers:
                cpu_when_quiet(here.pid)
                viewers.begin()
                shares.append(viewers.found()["server_cpu"] / 6 / 12.5)
            cpu_when_quiet(here.pid)
    return {"10,000 idle, share of a core": (shares[1] - shares[0]) * 10_000 / count}


async def bus(redis: Store, count: int) -> Figures:
    """CPU of Redis for one published message, by the number of processes that receive it."""
    spoken = {listeners: await _published(redis, listeners, count) for listeners in (0, 1, 10, 50)}
    figures = {"SPUBLISH without a subscriber, µs of Redis": spoken[0]}
    for listeners in (10, 50):
        each = (spoken[listeners] - spoken[0]) / listeners
        figures[f"a message to each of {listeners} processes, µs of Redis"] = each
    return figures


async def _published(redis: Store, listeners: int, count: int) -> float:
    message = b"e 1234567890abcdef 12345 " + b"x" * 300
    received = 0
    all_received = asyncio.Event()

    def on_push(push: list[object]) -> None:
        nonlocal received
        received += push[0] == b"smessage"
        if received == listeners * count:
            all_received.set()

    connections = [await RedisConnection.open(redis.url, on_push) for _ in range(listeners)]
    for connection in connections:
        connection.send("SSUBSCRIBE", "rt:{b1}:bench")
    speaker = await RedisConnection.open(redis.url)
    while int((await speaker.call("PUBSUB", "SHARDNUMSUB", "rt:{b1}:bench"))[1]) < listeners:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    before = cpu(redis.pid)
    for _ in range(count):  # one at a time, as changes are: together they would share their writes to each process
        await speaker.call("SPUBLISH", "rt:{b1}:bench", message)
    if listeners:
        await asyncio.wait_for(all_received.wait(), 60)
    spent = (cpu(redis.pid) - before) / count * 1e6
    for connection in [*connections, speaker]:
        connection.abort()
    return spent


def measured(program: Path) -> Figures:
    with stream() as here:
        figures = memory(program, here, 5000) | connects(program, here, 2000)
        for count in (100, 1000):
            figures |= fan_out(program, here, count)
        figures |= taps(program, here, 2.0) | asyncio.run(bus(here.store, 3000))
        figures["resident after start and load, MB"] = resident(here.pid) / 1024
    return figures | idle(program, 2000)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench.capacity")
    arguments.add_argument("--rounds", type=int, default=3)
    program = prepare()
    runs = [measured(program) for _ in range(arguments.parse_args().rounds)]
    for what in runs[0]:
        sys.stdout.write(f"{what}: {median(run[what] for run in runs):.3g}\n")


if __name__ == "__main__":
    main()
