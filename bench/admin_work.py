"""python -m bench.admin_work [--sessions 200000] [--delete 50000] [work …]: what admins let run, while somebody edits.

One person edits a jam 50 times a second all the time: first while nothing else happens, then during a recalculation, an
export of everything, and a bulk deletion of orphans; then during an import of an export into a second installation that
is empty; or only some of these works. Of each: how long it takes, rows a second, the memory of the server and of the
worker, and the time until an edit is acknowledged. A Markdown table; each work is stopped when its time is over, and
says so.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from bench.admin_store import Installation, installation
from bench.jam import TRACKS
from bench.live_edits import LiveEdits
from bench.usage import cpu, forget_peak, peak, resident
from tests.server.client import a_token, bearer, joined

RATE = 50.0  # edits a second
WARM = 3.0  # seconds
QUIET = 10.0
LIMITS = {"recalculate": 120.0, "export": 150.0, "delete": 90.0, "import": 60.0}
"""Seconds for each work."""
WHOLE = 8 * 60.0
IMPORTED = 20_000
OLDEST_DAYS = 400

Work = Callable[[], Awaitable[tuple[int, bool]]]
"""Answers how many rows it has done, and whether these are all."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Times of edits in ms, memory in MB before and the most during, CPU as shares of a core."""

    name: str
    seconds: float
    rows: int
    is_whole: bool
    edits: list[float]
    server: tuple[float, float]
    worker: tuple[float, float] | None
    cpu: dict[str, float]

    @property
    def p99(self) -> float:
        return self.edits[int(len(self.edits) * 0.99)]

    def line(self, quiet: float) -> str:
        rows = [f"{self.rows:,}", f"{self.rows / self.seconds:,.0f}"] if self.rows else ["", ""]
        if not self.is_whole:
            rows[0] += ", stopped"
        memory = ["" if one is None else f"{one[0]:.0f}, {one[1]:.0f}" for one in (self.server, self.worker)]
        edits = f"{median(self.edits):.1f}, {self.p99:.1f} ({self.p99 / quiet:.2f})"
        shares = ", ".join(f"{share:.2f}" for share in self.cpu.values())
        return "| " + " | ".join([self.name, f"{self.seconds:.0f}", *rows, *memory, shares, edits]) + " |"


HEAD = (
    "| work | s | rows | rows a second | MB of the server: before, most | MB of the worker | "
    "cores: server, worker, Redis | ms of an edit: median, p99 (to quiet) |\n" + "| --- " * 8 + "|"
)


class Trial:
    """One installation, somebody who edits in it, and what was measured."""

    def __init__(self, made: Installation, edits: LiveEdits) -> None:
        self._made = made
        self._edits = edits
        self._pids = {"server": made.server.pid, "worker": made.worker and made.worker.pid, "redis": made.store.pid}
        self.found: list[Phase] = []

    async def measure(self, name: str, work: Work) -> None:
        server, worker = self._pids["server"], self._pids["worker"]
        watched = [pid for pid in (server, worker) if pid]
        before = {pid: resident(pid) / 1024 for pid in watched}
        for pid in watched:
            forget_peak(pid)
        spent = {part: cpu(pid) for part, pid in self._pids.items() if pid}
        began = time.monotonic()
        rows, is_whole = await work()
        ended = time.monotonic()
        await asyncio.sleep(0.5)  # the acks of the last edits, and a moment until the next work
        memory = {pid: (before[pid], peak(pid) / 1024) for pid in watched}
        phase = Phase(
            name,
            ended - began,
            rows,
            is_whole,
            self._edits.between(began, ended),
            memory[server or 0],
            memory.get(worker or 0),
            {part: (cpu(self._pids[part] or 0) - one) / (ended - began) for part, one in spent.items()},
        )
        self.found.append(phase)
        print(phase.line(self.quiet), file=sys.stderr, flush=True)

    @property
    def quiet(self) -> float:
        return self.found[0].p99

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
        )

    async def _count(self, days: int) -> dict[str, int]:
        found: dict[str, int] = await self._made.people.admin("POST", "/admin/orphans/count", {"older_than_days": days})
        return found

    async def export(self, kept: Path) -> tuple[int, bool]:
        """Reads all of it and keeps the first sessions, for an import."""
        until, rows, rest, is_whole = time.monotonic() + LIMITS["export"], 0, b"", False
        url = f"{self._made.server.url}/admin/export"
        with kept.open("wb") as file:
            async with self._made.http.get(url, headers=self._root()) as answer:
                answer.raise_for_status()
                async for part in answer.content.iter_any():
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
        """Imports a file."""
        timeout = aiohttp.ClientTimeout(total=LIMITS["import"])
        url = f"{self._made.server.url}/admin/import"
        with kept.open("rb") as file:
            async with self._made.http.post(url, data=file, headers=self._root(), timeout=timeout) as answer:
                answer.raise_for_status()
                done = await answer.json()
        return done["imported"], True

    def _root(self) -> dict[str, str]:
        return bearer(a_token(self._made.server.data_dir, "root", roles=["admin"]))


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
                    await first.measure("recalculation", lambda: first.task("/admin/recalculate", None, limit))
                if {"export", "import"} & set(works):
                    await first.measure("export of everything", lambda: first.export(kept))
                if "delete" in works:
                    await first.delete(delete)
                await first.measure("nothing, once more", first.nothing)
            if "import" in works:
                async with beginning(0) as second:
                    trials.append(second)
                    await second.measure("import into an empty installation", lambda: second.take(kept))
    print(HEAD)
    for trial in trials:
        for phase in trial.found:
            print(phase.line(trial.quiet))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m bench.admin_work")
    arguments.add_argument("--sessions", type=int, default=200_000)
    arguments.add_argument("--delete", type=int, default=50_000)
    arguments.add_argument("work", nargs="*", help=f"only these of {', '.join(LIMITS)}")
    given = arguments.parse_args()
    asyncio.run(main(given.sessions, given.delete, given.work or LIMITS))
