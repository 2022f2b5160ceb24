"""python -m bench.admin_work [--sessions 200000] [--delete 50000] [work …]: what admins let run, while somebody edits.

One person edits a jam 100 times a second all the time: during a recalculation, an export of everything, a bulk deletion
of orphans, and an import of an export into a second installation that is empty; or only some of these works. Each work
is held and let go on in turns of 1.25 s: edits meanwhile are compared with those of its own pauses, so that other load
on the machine meets both alike. An import cannot be held: it is one request, and what is on its way goes on; its edits
are compared with those of a time before it. Of each work: seconds without the pauses, rows a second, the memory of the
server and of the worker, CPU in the pauses and beside the work, and the time until an edit is acknowledged, with its
ratio to that of the pauses. On stderr: what took Redis long. A Markdown table; each work is stopped when its time is
over, and says so: all of it takes no more than `WHOLE`.
"""

import argparse
import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from bench.admin_store import Installation, installation
from bench.jam import TRACKS
from bench.live_edits import LiveEdits
from bench.turns import SETTLING, Slow, SlowLog, Spans, Turns, Uninterrupted
from bench.usage import forget_peak, peak, resident
from tests.server.client import a_token, bearer, joined

RATE = 100.0  # edits a second
WARM = 3.0  # seconds
QUIET = 10.0
LIMITS = {"recalculate": 800.0, "export": 600.0, "delete": 1200.0, "import": 300.0}
"""Seconds for each work, with its pauses."""
WHOLE = 3600.0
IMPORTED = 20_000
HELD = 16_384  # bytes that wait for a reader
SEGMENT = 1400  # bytes: with the long ones of the loopback a short buffer takes ages
READ_ON = 1.0  # seconds in which the server fills what it and the system keep for a reader that reads no more
OLDEST_DAYS = 400

Work = Callable[[], Awaitable[tuple[int, bool]]]
"""Answers how many rows it has done, and whether these are all."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Memory in MB: before, and the most during."""

    name: str
    seconds: float
    rows: int
    is_whole: bool
    working: Spans
    pausing: Spans
    server: tuple[float, float]
    worker: tuple[float, float] | None
    slow: list[Slow]

    @property
    def line(self) -> str:
        rows = [f"{self.rows:,}", f"{self.rows / self.seconds:,.0f}"] if self.rows else ["", ""]
        if not self.is_whole:
            rows[0] += ", stopped"
        memory = ["" if one is None else f"{one[0]:.0f}, {one[1]:.0f}" for one in (self.server, self.worker)]
        both = (self.pausing, self.working)
        shares = " → ".join(", ".join(f"{share:.2f}" for share in one.cpu.values()) for one in both)
        edits = [f"{one.median:.1f}, {one.usual_p99:.1f}, {one.p99:.1f}" for one in both]
        ratio = f"{self.working.usual_p99 / self.pausing.usual_p99:.2f}, {self.working.p99 / self.pausing.p99:.2f}"
        return "| " + " | ".join([self.name, f"{self.seconds:.0f}", *rows, *memory, shares, *edits, ratio]) + " |"

    def show(self) -> None:
        lines = [
            self.line,
            *(f"    {one.name}: {one.count}, {one.median} µs, {one.longest} µs" for one in self.slow[:8]),
        ]
        print("\n".join(lines), file=sys.stderr, flush=True)


HEAD = (
    "| work | s | rows | rows a second | MB of the server: before, most | MB of the worker "
    "| cores of server, worker, Redis: in pauses → beside the work "
    "| ms of an edit in pauses: median, usual p99 of a turn, p99 of all "
    "| beside the work | p99s to those of the pauses |\n" + "| --- " * 10 + "|"
)


class Trial:
    """One installation, somebody who edits in it, and what was measured."""

    def __init__(self, made: Installation, edits: LiveEdits) -> None:
        if made.worker is None:
            raise ValueError("an installation without a worker")
        self._made = made
        self._edits = edits
        self._log = SlowLog(made.redis)
        self._pids = {"server": made.server.pid, "worker": made.worker.pid, "redis": made.store.pid}
        self._may_go_on = asyncio.Event()
        self.found: list[Phase] = []

    async def measure(self, name: str, work: Work, *, by_worker: bool = False, settling: float = SETTLING) -> None:
        """`by_worker`: the worker does it, and is held in the pauses. Other work asks `_may_go_on`."""
        holding = self._holding_worker() if by_worker else self._holding_here()
        await self._measure(name, work, Turns(self._edits, self._pids, *holding, settling=settling))

    async def measure_uninterrupted(self, name: str, work: Work) -> None:
        """What cannot be held: beside it and in the first phase, in which nothing was done."""
        await self._measure(name, work, Uninterrupted(self._edits, self._pids, self.found[0].working))

    async def _measure(self, name: str, work: Work, turns: Turns | Uninterrupted) -> None:
        watched = [self._pids["server"], self._pids["worker"]]
        before = {pid: resident(pid) / 1024 for pid in watched}
        for pid in watched:
            forget_peak(pid)
        await self._log.begin()
        rows, is_whole = await turns.run(work)
        memory = [(before[pid], peak(pid) / 1024) for pid in watched]
        spans = turns.found(working=True), turns.found(working=False)
        phase = Phase(name, turns.worked, rows, is_whole, *spans, memory[0], memory[1], await self._log.found())
        self.found.append(phase)
        phase.show()

    def _holding_worker(self) -> tuple[Callable[[], None], Callable[[], None]]:
        pid = self._pids["worker"]
        return partial(os.kill, pid, signal.SIGCONT), partial(os.kill, pid, signal.SIGSTOP)

    def _holding_here(self) -> tuple[Callable[[], None], Callable[[], None]]:
        return self._may_go_on.set, self._may_go_on.clear

    async def nothing(self) -> tuple[int, bool]:
        await asyncio.sleep(QUIET)
        return 0, True

    async def task(self, path: str, body: Any, limit: float) -> tuple[int, bool]:
        """Begins a task of admins and waits for its end as their page does: by its events."""
        people = self._made.people
        desk = (await people.admin("PUT", "/admin/desk"))["session_id"]
        async with joined(self._made.server, "root", roles=["admin"]) as admin:
            await admin.ask("subscribe_on_session", {"session_id": desk})
            begun = await people.admin("POST", path, body)
            until, is_stopped = time.monotonic() + limit, False
            while True:
                event = await admin.event("session_event")
                admin.packets.clear()
                if event["type"] != "task_changed" or event["data"]["task"]["id"] != begun["id"]:
                    continue
                task = event["data"]["task"]
                if task["state"] != "running":
                    if task["found"] or task["skipped"]:
                        print(f"found {task['found']}, skipped {task['skipped']}", file=sys.stderr, flush=True)
                    return task["done"] + task["skipped"], task["state"] == "done"
                if time.monotonic() > until and not is_stopped:
                    is_stopped = True
                    await people.admin("POST", f"/admin/tasks/{begun['id']}/stop")

    async def delete(self, wanted: int) -> None:
        """Deletes about so many orphans: those that nobody has used for some number of days."""
        low, high = 90, OLDEST_DAYS
        while low < high:  # the most days of which there are enough
            days = (low + high + 1) // 2
            low, high = (days, high) if (await self._count(days))["count"] >= wanted else (low, days - 1)
        found = await self._count(low)
        body = {"older_than_days": low, "unused_since": found["unused_since"], "confirm": found["count"]}
        await self.measure(
            f"bulk deletion of {found['count']:,}",
            lambda: self.task("/admin/orphans/delete", body, LIMITS["delete"]),
            by_worker=True,
        )

    async def _count(self, days: int) -> dict[str, int]:
        found: dict[str, int] = await self._made.people.admin("POST", "/admin/orphans/count", {"older_than_days": days})
        return found

    async def export(self, kept: Path) -> tuple[int, bool]:
        """Reads all of it and keeps the first sessions, for an import."""
        until, rows, rest, is_whole = time.monotonic() + LIMITS["export"], 0, b"", False
        url = f"{self._made.server.url}/admin/export"
        with kept.open("wb") as file:
            async with _held() as http, http.get(url, headers=self._root()) as answer:
                answer.raise_for_status()
                async for part in answer.content.iter_any():
                    await self._may_go_on.wait()
                    *lines, rest = (rest + part).split(b"\n")
                    for line in lines:
                        rows += b'"header":{' in line
                        is_whole = line.startswith(b'{"end"')
                        if rows < IMPORTED or (rows == IMPORTED and b'"header":{' in line):
                            file.write(line + b"\n")
                    if time.monotonic() > until:
                        break
        return rows, is_whole

    async def take(self, kept: Path) -> tuple[int, bool]:
        """Imports a file as one request, as people do. How much of it was in is not known when the time is over."""
        url, timeout = f"{self._made.server.url}/admin/import", aiohttp.ClientTimeout(total=LIMITS["import"])
        try:
            with kept.open("rb") as file:
                async with self._made.http.post(url, data=file, headers=self._root(), timeout=timeout) as answer:
                    answer.raise_for_status()
                    return (await answer.json())["imported"], True
        except TimeoutError:
            return 0, False

    def _root(self) -> dict[str, str]:
        return bearer(a_token(self._made.server.data_dir, "root", roles=["admin"]))


def _held() -> aiohttp.ClientSession:
    """A client that holds the server by reading no more: the system would take megabytes for it."""

    def connection(address: Any) -> socket.socket:
        family, kind, protocol, *_ = address
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, HELD)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)  # the server's side keeps some of these
        return made

    connector = aiohttp.TCPConnector(socket_factory=connection)
    return aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None), read_bufsize=HELD)


@asynccontextmanager
async def beginning(count: int) -> AsyncIterator[Trial]:
    """An installation in which somebody edits, after a time in which nothing else happened."""
    async with installation(count, with_worker=True) as made:
        jam = await made.people.jam(tracks=TRACKS)
        token = a_token(made.server.data_dir, "anna")
        async with LiveEdits.running(made.server.url, token, jam, RATE) as edits:
            await asyncio.sleep(WARM)
            trial = Trial(made, edits)
            await trial.measure("nothing", trial.nothing)
            yield trial


async def main(sessions: int, delete: int, works: Collection[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        kept = Path(folder) / "export"
        trials = []
        async with asyncio.timeout(WHOLE):
            async with beginning(sessions) as first:
                trials.append(first)
                if "recalculate" in works:
                    limit = LIMITS["recalculate"]
                    await first.measure(
                        "recalculation", lambda: first.task("/admin/recalculate", None, limit), by_worker=True
                    )
                if {"export", "import"} & set(works):
                    await first.measure("export of everything", lambda: first.export(kept), settling=READ_ON)
                if "delete" in works:
                    await first.delete(delete)
            if "import" in works:
                async with beginning(0) as second:
                    trials.append(second)
                    await second.measure_uninterrupted("import into an empty installation", lambda: second.take(kept))
    print(HEAD)
    for trial in trials:
        for phase in trial.found:
            print(phase.line)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m bench.admin_work")
    arguments.add_argument("--sessions", type=int, default=200_000)
    arguments.add_argument("--delete", type=int, default=50_000)
    arguments.add_argument("work", nargs="*", help=f"only these of {', '.join(LIMITS)}")
    given = arguments.parse_args()
    asyncio.run(main(given.sessions, given.delete, given.work or LIMITS))
