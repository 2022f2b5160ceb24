"""What is measured: each work runs one server and the load generator, and answers one figure and its CPU."""

import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from bench import jam, reconnects, through_redis
from bench.measure import Figure, Measure, MeasureError, Work, load
from bench.peers import CENTRIFUGO, SOCKETIOXIDE
from bench.servers import event
from bench.sessions import auths
from bench.systems import (
    AUTH,
    BUN_SERVER,
    ENGINE,
    FLOOR,
    FLOOR_C,
    LIMITED,
    NODE_DEFLATE,
    NODE_REDIS,
    NODE_SERVER,
    NODE_STREAMS,
    ROOMTONE,
    STOCK,
    STOCK_EDIT,
    STOCK_REDIS,
    System,
    pinned,
    running,
)
from bench.usage import cpu_when_quiet, forget_peak, peak, resident

SOCKET_IO = (FLOOR_C, FLOOR, ROOMTONE, SOCKETIOXIDE, BUN_SERVER, NODE_SERVER, STOCK)
ALL = (*SOCKET_IO, CENTRIFUGO)
SAME_EVENT = (ROOMTONE, SOCKETIOXIDE, BUN_SERVER, NODE_SERVER, STOCK)
SERVERS = (*SAME_EVENT, CENTRIFUGO)
# Left out of a quick run, as LONG works are.
RARE = (FLOOR_C, SOCKETIOXIDE, CENTRIFUGO, STOCK, STOCK_EDIT, STOCK_REDIS, NODE_REDIS, NODE_STREAMS)
LONG = ("fanout-5000", "idle-memory-deflate", "jam-500-editors")
DEFLATE = (ROOMTONE, NODE_SERVER, NODE_DEFLATE, STOCK)


def _rate(mode: str, *keys: str) -> Measure:
    """Things done a second."""

    def measure(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
        with running(system) as (port, pid):
            asks = {"fanout": system.fan, "ack": system.echo}.get(mode, ())
            found = load(program, port, mode, n, seconds, pid, *system.keys, *asks, *keys)
        done = found["done"]
        return [Figure(done / found["seconds"], found["server_cpu"] / done * 1e6, found["own_cpu"] / found["seconds"])]

    return measure


def _slow_readers(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """The 99th percentile, in ms, of what the good ones hear of 20 events a second, without and with 100 who read
    nothing; what each of these costs the server in KB at most. Events of 16 KB, so that they fill every buffer."""
    with running(system, **event.environment(padding=16_000)) as (port, pid):
        without = load(program, port, "slow", n, seconds, pid, AUTH, "rate=20")
        forget_peak(pid)
        before = peak(pid)
        found = load(program, port, "slow", n, 2 * seconds, pid, AUTH, "stalled=100", "rate=20")
        grown = peak(pid) - before
    share = found["own_cpu"] / found["seconds"]
    return [
        Figure(without["p99"], without["server_cpu"] / without["done"] * 1e6, without["own_cpu"] / without["seconds"]),
        Figure(found["p99"], found["server_cpu"] / found["done"] * 1e6, share),
        Figure(grown / 100, None, share),
    ]


def _flood(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """What `n` quiet clients wait for answers, 20 each a second, in ms: alone, and beside one that sends as fast as the
    server takes it. Every client is a user of its own."""
    with running(system) as (port, pid), TemporaryDirectory(prefix="rt") as folder:
        keys = (f"auth={auths(folder, n + 1)}", *system.echo, f"rate={20 * n}")
        alone, beside = (load(program, port, "flood", n + 1, seconds, pid, *keys, f"flood={flood}") for flood in (0, 1))
    return [
        Figure(found[percentile], None, found["own_cpu"] / found["seconds"])
        for found in (alone, beside)
        for percentile in ("p50", "p99")
    ]


def _memory_with_deflate(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """KB of a connection that has offered deflate."""
    return _holding(program, system, n, 0.1, "deflate=1")[:1]


def _holding(program: Path, system: System, n: int, seconds: float, *keys: str) -> list[Figure]:
    """Connections that do nothing: memory of each, CPU of their heartbeats, CPU of each when all leave at once.

    They are pinged every 5 s, not every 25, so that a short run sees all of them; the CPU is brought to 25 s.
    """
    with running(system, PING_INTERVAL="5") as (port, pid):
        # What the first connections import is not the memory of the others.
        load(program, port, "connect", 20, 0.3, pid, *system.keys)
        before = resident(pid)
        command = pinned(1, (str(program), str(port), "hold", str(n), str(seconds), str(pid), *system.keys, *keys))
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            found, memory = _held(process, pid, before)
            leaving = cpu_when_quiet(pid) - found["server_cpu_total"]
            _tell(process)
    share = found["own_cpu"] / found["seconds"]
    idle = found["server_cpu"] / found["seconds"] / 5
    return [
        Figure(memory / n, None, share),
        Figure(idle, None, share),
        Figure(leaving / n * 1e6, leaving / n * 1e6, share),
    ]


def _held(process: "subprocess.Popen[str]", pid: int, before: int) -> tuple[dict[str, Any], int]:
    assert process.stdout is not None
    if process.stdout.readline() != "ready\n":
        raise MeasureError("the server does not hold the connections")
    memory = resident(pid) - before
    _tell(process)
    found: dict[str, Any] = orjson.loads(process.stdout.readline())
    process.stdout.readline()  # they have left
    return found, memory


def _tell(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def _one(name: str, unit: str, n: int, systems: tuple[System, ...], measure: Measure) -> Work:
    return Work(((name, unit),), n, systems, measure)


def works(*, quick: bool) -> list[Work]:
    idle = (("idle-memory", "KB"), ("idle-cpu", "share of a core"), ("disconnect", "µs"))
    slow = (("slow-readers-before", "ms"), ("slow-readers", "ms"), ("slow-readers-memory", "KB of a reader"))
    flood = tuple((f"{which}-{percentile}", "ms") for which in ("quiet", "flood") for percentile in ("p50", "p99"))
    every = [
        _one("fanout-100", "deliveries/s", 100, ALL, _rate("fanout")),
        _one("fanout-1000", "deliveries/s", 1000, ALL, _rate("fanout")),
        _one("fanout-5000", "deliveries/s", 5000, ALL, _rate("fanout")),
        _one("fanout-overlap-1000", "deliveries/s", 1000, SOCKET_IO, _rate("fanout", "burst=10")),
        _one("event-ack", "events/s", 50, (*ALL, ENGINE), _rate("ack")),
        _one("connects", "connects/s", 50, ALL, _rate("connect")),
        Work(idle, 2_000 if quick else 10_000, SERVERS, _holding, rounds=1),
        Work(slow, 1000, SAME_EVENT, _slow_readers, rounds=2),
        Work(flood, 10, (ROOMTONE, LIMITED, BUN_SERVER, NODE_SERVER), _flood),
        _one("fanout-deflate-1000", "deliveries/s", 1000, DEFLATE, _rate("fanout", "deflate=1")),
        Work((("idle-memory-deflate", "KB"),), 1000, DEFLATE, _memory_with_deflate, rounds=1),
        *through_redis.works(),
        *reconnects.works(quick=quick),
        *jam.works(),
    ]
    every = [_installed(work) for work in every]
    return [_for_every_day(work) for work in every if work.figures[0][0] not in LONG] if quick else every


def _installed(work: Work) -> Work:
    return replace(work, systems=tuple(one for one in work.systems if one.needs is None or one.needs.exists()))


def _for_every_day(work: Work) -> Work:
    return replace(work, systems=tuple(system for system in work.systems if system not in RARE))
