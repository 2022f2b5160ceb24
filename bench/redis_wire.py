"""Our connection to Redis against redis-py's: scripts a second and CPU a call, in one run.

    python -m bench.redis_wire [--calls 20000] [--rounds 5]

The same script (a position of a feed, read by EVALSHA), the same embedded Valkey on a unix socket, uvloop for both.
Rounds alternate between the two, so that what else the machine does meets both; the medians are compared.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis.asyncio
import uvloop

from sessions.clip.session import NewClipSession
from storage.clip.store import ClipStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from tests.processes import RedisProcess
from tests.users import a_user

IN_FLIGHT = (1, 64, 1000)

Call = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Round:
    calls_a_second: float
    cpu_us: float


async def one_round(call: Call, calls: int, in_flight: int) -> Round:
    """`calls` calls with `in_flight` of them waiting at any time."""
    left = calls

    async def caller() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            await call()

    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(in_flight)))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Round(calls / wall, cpu / calls * 1e6)


def median(rounds: list[Round]) -> Round:
    return Round(
        statistics.median(one.calls_a_second for one in rounds), statistics.median(one.cpu_us for one in rounds)
    )


async def compare(calls: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        server = RedisProcess(Path(folder))
        await server.start()
        ours = await Redis.connect(server.url)
        theirs = redis.asyncio.Redis(unix_socket_path=str(server.socket), max_connections=max(IN_FLIGHT))
        session_id = await a_session(ours)
        session_keys = [keys.header(session_id), keys.run(session_id)]
        script = load("bus/recover")
        arguments = ("control", "", 0, 10)

        async def our_call() -> None:
            await ours.run(script, session_keys, *arguments)

        async def their_call() -> None:
            await theirs.evalsha(script.sha, 2, *session_keys, *arguments)

        print("| in flight | | calls/s | CPU µs a call |\n| --- | --- | --- | --- |")
        for in_flight in IN_FLIGHT:
            found: dict[str, list[Round]] = {"ours": [], "redis-py": []}
            for call in (our_call, their_call):
                await one_round(call, in_flight * 2, in_flight)  # connections are made before the clock runs
            for _ in range(rounds):
                found["ours"].append(await one_round(our_call, calls, in_flight))
                found["redis-py"].append(await one_round(their_call, calls, in_flight))
            a, b = median(found["ours"]), median(found["redis-py"])
            print(f"| {in_flight} | ours | {a.calls_a_second:,.0f} | {a.cpu_us:.1f} |")
            print(f"| | redis-py | {b.calls_a_second:,.0f} | {b.cpu_us:.1f} |")
            print(f"| | ratio | {a.calls_a_second / b.calls_a_second:.2f} | {b.cpu_us / a.cpu_us:.2f} |", flush=True)
        await theirs.aclose()
        await ours.close()
        await server.stop()


async def a_session(connection: Redis) -> str:
    store = ClipStore(connection, public_url="http://localhost", log_length=100, max_tap_age_ms=1000)
    await store.create(a_user("owner"), NewClipSession())
    ((session_id, _),) = await store.ids_of("owner", 0, 1)
    return session_id


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    uvloop.run(compare(given.calls, given.rounds))
