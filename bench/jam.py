"""python -m bench.jam [--editors 500] [--rate 40] [--sessions 1] [--seconds 10] [--rounds 3]: people editing jams.

The whole product (one server process, Redis with an append-only file) beside a Node Socket.IO relay that keeps nothing
and Hocuspocus with Yjs documents in memory, in turns. Edits come at a steady rate; measured is the time from sending
one to each hearing of it, and the server's CPU.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp
import orjson
import uvloop

from bench.editors import Dialect, Editor, Heard, Relay, Roomtone
from bench.systems import HERE, NODE, pinned, prepare
from bench.usage import cpu
from bench.yjs import Items, YjsEditor
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
class Place:
    """Where people edit: the server, how each of them speaks to it, and for each a token and a session."""

    url: str
    pid: int
    dialect: Callable[[], Dialect]
    people: list[tuple[str, str]]
    editor: type[Editor] = Editor


@dataclass(frozen=True)
class Figures:
    """One round: ms from an edit to each hearing, edits and hearings a second, the server's share of a core."""

    p50: float
    p99: float
    edits: float
    heard: float
    server_cpu: float


@asynccontextmanager
async def product(editors: int, sessions: int) -> AsyncIterator[Place]:
    """The product, with a session's state as people leave it."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        server = await ServerProcess(redis.url, Path(folder), ROOMTONE_USER_EVENT_RATE="1000").start()
        os.sched_setaffinity(server.pid, {0})
        try:
            async with aiohttp.ClientSession(server.url) as http:
                ids = [
                    (await made(http, "/api/sessions", {"state": {"tracks": TRACKS}}))["id"] for _ in range(sessions)
                ]
                tokens = [(await made(http, "/api/auth/guest", {}))["token"] for _ in range(editors)]
            people = [(token, ids[number % sessions]) for number, token in enumerate(tokens)]
            yield Place(server.url, server.pid, Roomtone, people)
        finally:
            await server.stop()
            await redis.stop()


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


def named(editors: int, sessions: int) -> list[tuple[str, str]]:
    return [("", f"s{number % sessions}") for number in range(editors)]


@asynccontextmanager
async def relay(editors: int, sessions: int) -> AsyncIterator[Place]:
    """Node's relay."""
    async with node("relay.js") as (url, pid):
        yield Place(url, pid, Relay, named(editors, sessions))


@asynccontextmanager
async def hocuspocus(editors: int, sessions: int) -> AsyncIterator[Place]:
    """Hocuspocus, each session a Yjs document."""
    async with node("hocuspocus.js") as (url, pid):
        yield Place(url, pid, Items().dialect, named(editors, sessions), YjsEditor)


SYSTEMS = {"roomtone": product, "node": relay, "hocuspocus": hocuspocus}


async def measure(name: str, editors: int, sessions: int, rate: float, seconds: float) -> Figures:
    async with SYSTEMS[name](editors, sessions) as place:
        pid = place.pid
        heard = Heard()
        loop = asyncio.get_running_loop()
        host, port = place.url.removeprefix("http://").split(":")
        joined = []
        for token, session_id in place.people:
            editor = place.editor(place.url, place.dialect(), token, session_id, heard)
            await loop.create_connection(lambda editor=editor: editor, host, int(port))  # type: ignore[misc]
            joined.append(editor)
            await editor.ready
        heard.is_counting = True
        before, start = cpu(pid), loop.time()
        count = int(rate * seconds)
        for number in range(count):
            await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
            joined[number * 7919 % editors].edit(number)
        expected = count * editors // sessions
        for _ in range(200):  # the last edits are on their way
            if len(heard.latencies) >= expected:
                break
            await asyncio.sleep(0.05)
        took = loop.time() - start
        used = cpu(pid) - before
        for editor in joined:
            editor.close()
        if len(heard.latencies) != expected or heard.acks != count:
            raise SystemExit(f"{name}: {len(heard.latencies)} of {expected} hearings, {heard.acks} of {count} acks")
        times = sorted(heard.latencies)
        middle, high = times[len(times) // 2], times[int(len(times) * 0.99)]
        return Figures(middle, high, count / took, expected / took, used / took)


async def main(options: argparse.Namespace) -> None:
    prepare()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    found: dict[str, list[Figures]] = {name: [] for name in SYSTEMS}
    for _ in range(options.rounds):
        for name in SYSTEMS:
            found[name].append(await measure(name, options.editors, options.sessions, options.rate, options.seconds))
    people = f"{options.editors} editors in {options.sessions} session(s), {options.rate:g} edits/s"
    print(f"{people}, medians of {options.rounds} rounds of {options.seconds:g} s")
    rows = []
    for name, rounds in found.items():
        values = {field: median(getattr(one, field) for one in rounds) for field in Figures.__dataclass_fields__}
        cpu_us = values["server_cpu"] / values["edits"] * 1e6
        print(
            f"{name:10} p50 {values['p50']:.1f} ms  p99 {values['p99']:.1f} ms  {values['edits']:.0f} edits/s  "
            f"{values['heard']:.0f} heard/s  {values['server_cpu'] * 100:.0f} % of a core"
        )
        spread = max(one.p99 for one in rounds) - min(one.p99 for one in rounds)
        rows.append(
            {
                "work": f"jam-{options.editors}-editors",
                "system": name,
                "median": values["p99"],
                "spread": spread,
                "unit": "ms p99",
                "cpu_us": cpu_us,
                "n": options.editors,
            }
        )
    (HERE / "out").mkdir(exist_ok=True)
    (HERE / "out" / f"jam-{options.editors}.json").write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.jam")
    parser.add_argument("--editors", type=int, default=500)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    uvloop.run(main(parser.parse_args(sys.argv[1:])))
