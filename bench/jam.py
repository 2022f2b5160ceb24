"""python -m bench.jam [--editors 500] [--rate 40] [--sessions 1] [--seconds 10] [--warm 5] [--rounds 3] [system …]

People editing jams: the whole product (one server process, Redis with an append-only file) beside a Node Socket.IO
relay that stores nothing and Hocuspocus with Yjs documents in memory, in turns. Edits come at a steady rate; measured
are the time from sending an edit to each delivery, and the CPU of the server and of Redis.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median

import aiohttp
import uvloop

from bench.editors import Dialect, SocketIo, play
from bench.measure import Figure, Work
from bench.systems import NODE, PRODUCT, System, pinned, prepare
from bench.yjs import Items
from tests.processes import RedisProcess, ServerProcess

TRACKS = [
    {
        "id": f"t{n}",
        "name": f"Track {n}",
        "sampleId": "kick",
        "stepCount": 64,
        "steps": [(n + k) % 3 == 0 for k in range(64)],
    }
    for n in range(16)
]


@dataclass(frozen=True)
class Setup:
    """What is measured: the server, its processes, and the messages of each person in which session."""

    url: str
    pids: list[int]
    people: Sequence[tuple[Dialect, str]]


@dataclass(frozen=True)
class Figures:
    """One round: ms from an edit until each client has it, the 99th percentile of each second, shares of a core."""

    p50: float
    p99: float
    by_second: list[float]
    server_cpu: float
    redis_cpu: float
    load_cpu: float


@asynccontextmanager
async def product(editors: int, sessions: int) -> AsyncIterator[Setup]:
    """The product, with a session's state as people leave it."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        server = await ServerProcess(redis.url, Path(folder)).start()
        os.sched_setaffinity(server.pid, {min(os.sched_getaffinity(0))})
        os.sched_setaffinity(redis.pid, {max(os.sched_getaffinity(0))})  # beside the load, which has time to spare
        try:
            async with aiohttp.ClientSession(server.url) as http:
                ids = [
                    (await made(http, "/api/sessions", {"state": {"tracks": TRACKS}}))["id"] for _ in range(sessions)
                ]
                tokens = [(await made(http, "/api/auth/guest", {}))["token"] for _ in range(editors)]
            people = [(editor(id_, token), id_) for id_, token in zip(cycle(ids), tokens, strict=False)]
            yield Setup(server.url, [server.pid, redis.pid], people)
        finally:
            await server.stop()
            await redis.stop()


def editor(session_id: str, token: str) -> SocketIo:
    return SocketIo(session_id, "subscribe_on_session", "edit_session", {"token": token})


async def made(http: aiohttp.ClientSession, path: str, body: object) -> dict[str, str]:
    async with http.post(path, json=body) as answer:
        answer.raise_for_status()
        found: dict[str, str] = await answer.json()
        return found


@asynccontextmanager
async def node(script: str) -> AsyncIterator[tuple[str, int]]:
    """A Node server's address and pid."""
    process = await asyncio.create_subprocess_exec(*pinned(0, ("node", str(NODE / script))), stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}", process.pid
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def relay(editors: int, sessions: int) -> AsyncIterator[Setup]:
    """Node's relay."""
    async with node("relay.js") as (url, pid):
        names = [f"s{n % sessions}" for n in range(editors)]
        yield Setup(url, [pid], [(SocketIo(name, "join", "edit"), name) for name in names])


@asynccontextmanager
async def hocuspocus(editors: int, sessions: int) -> AsyncIterator[Setup]:
    """Hocuspocus, each session a Yjs document."""
    async with node("hocuspocus.js") as (url, pid):
        items = Items()
        names = [f"s{n % sessions}" for n in range(editors)]
        yield Setup(url, [pid], [(items.dialect(name), name) for name in names])


SYSTEMS = {"roomtone": product, "node": relay, "hocuspocus": hocuspocus}


async def measure(name: str, options: argparse.Namespace) -> Figures:
    async with SYSTEMS[name](options.editors, options.sessions) as setup:
        received = await asyncio.to_thread(
            play, setup.url, setup.people, setup.pids, rate=options.rate, warm=options.warm, seconds=options.seconds
        )
    times = sorted(latency for second in received.latencies for latency in second)
    by_second = [percentile(sorted(second), 0.99) for second in received.latencies]
    server, redis = [*received.cpu, 0.0][:2]
    return Figures(percentile(times, 0.5), percentile(times, 0.99), by_second, server, redis, received.own_cpu)


def percentile(times: list[float], share: float) -> float:
    return times[int(len(times) * share)]


async def main(options: argparse.Namespace) -> None:
    prepare()
    found: dict[str, list[Figures]] = {name: [] for name in options.system or SYSTEMS}
    for number in range(options.rounds):
        for name, rounds in found.items():
            figures = await measure(name, options)
            rounds.append(figures)
            seconds = " ".join(f"{one:.1f}" for one in figures.by_second)
            print(f"round {number + 1}  {name:10} p50 {figures.p50:.2f}  p99 {figures.p99:.2f}  by second: {seconds}")
    people = f"{options.editors} editors in {options.sessions} session(s), {options.rate:g} edits/s"
    print(f"{people}, medians of {options.rounds} rounds of {options.seconds:g} s")
    for name, rounds in found.items():
        middle = {field: median(getattr(one, field) for one in rounds) for field in ("p50", "p99")}
        cpu = {part: median(getattr(one, f"{part}_cpu") for one in rounds) for part in ("server", "redis", "load")}
        spread = max(one.p99 for one in rounds) - min(one.p99 for one in rounds)
        shares = "  ".join(f"{part} {share:.0%}" for part, share in cpu.items())
        print(f"{name:10} p50 {middle['p50']:.2f} ms  p99 {middle['p99']:.2f} ms ({spread:.1f} apart)  {shares}")


def _in_one_session(_load: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """The 99th percentile in ms from an edit to each delivery; the CPU is for one edit."""
    options = argparse.Namespace(editors=n, sessions=1, rate=40, warm=2, seconds=max(5, seconds))
    found = asyncio.run(measure(system.name, options))
    return [Figure(found.p99, found.server_cpu / options.rate * 1e6, found.load_cpu)]


def works() -> list[Work]:
    """What `python -m bench` measures of it."""
    relayed = System("node", ("node", str(NODE / "relay.js")))
    shared = System("hocuspocus", ("node", str(NODE / "hocuspocus.js")), ("@hocuspocus/server", "yjs"))
    return [Work((("jam-500-editors", "ms p99"),), 500, (PRODUCT, relayed, shared), _in_one_session, rounds=2)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.jam")
    parser.add_argument("--editors", type=int, default=500)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--warm", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("system", nargs="*", help=f"only these of {', '.join(SYSTEMS)}")
    uvloop.run(main(parser.parse_args(sys.argv[1:])))
