"""python -m bench.admin [--sessions 20000 200000]: what admins do, in a store with many sessions of a seeded generator.

The jams are written as the scripts write them. For each request, in ms: how long a client waits, the CPU time of the
server and of Redis, and the longest script. One store after the other, as one table.
"""

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.admin_store import installation
from bench.usage import cpu
from storage.redis.client import Redis
from tests.handlers.admin.people import People

REPEATS = 9
DEEP = 20_000


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one request, in ms: medians; `script` is the longest of all."""

    waited: float
    server: float
    redis: float
    script: float

    def __str__(self) -> str:
        return f"{self.waited:.0f} ({self.server:.0f} + {self.redis:.0f}, {self.script:.1f})"


class Trial:
    """A store and a server, and what was measured of them."""

    def __init__(self, redis: Redis, people: People, store: int, server: int) -> None:
        self._redis = redis
        self._people = people
        self._processes = (server, store)
        self.found: dict[str, Figures] = {}

    async def all(self, count: int) -> None:
        await self._get("metrics", "/admin/metrics")
        for sort in ("created", "accessed", "size", "remixes", "id", "name"):
            await self._get(f"list by {sort}", f"/admin/sessions?sort={sort}")
        await self._get("orphaned, by last use", "/admin/sessions?filter=orphaned&sort=accessed")
        await self._get("orphaned, by creation", "/admin/sessions?filter=orphaned")
        await self._get("large ones, by creation: 400 rows examined", "/admin/sessions?size_from=10000000")
        await self._get("beginning of a name", "/admin/sessions?q=ноч")
        await self._get("one owner", "/admin/sessions?owner=user-77")
        for sort in ("created", "name", "remixes"):
            cursor = await self._deep(f"/admin/sessions?sort={sort}&limit=200", min(DEEP, count // 2))
            await self._get(f"by {sort}, far down", f"/admin/sessions?sort={sort}&cursor={cursor}")
        await self._measure("count of orphans", "POST", "/admin/orphans/count", {"older_than_days": 90})

    async def _deep(self, path: str, rows: int) -> str:
        cursor = ""
        for _ in range(rows // 200):
            cursor = (await self._people.admin("GET", f"{path}&cursor={cursor}"))["next_cursor"]
        return cursor

    async def _get(self, name: str, path: str) -> None:
        await self._measure(name, "GET", path)

    async def _measure(self, name: str, verb: str, path: str, body: Any = None) -> None:
        await self._people.admin(verb, path, body)  # what is loaded once
        address = next(iter(self._redis.addresses))
        await self._redis.ask(address, "SLOWLOG", "RESET")
        waited, server, redis = [], [], []
        for _ in range(REPEATS):
            before = [cpu(process) for process in self._processes]
            started = time.perf_counter()
            await self._people.admin(verb, path, body)
            waited.append((time.perf_counter() - started) * 1000)
            after = [cpu(process) for process in self._processes]
            server.append((after[0] - before[0]) * 1000)
            redis.append((after[1] - before[1]) * 1000)
        slow = await self._redis.ask(address, "SLOWLOG", "GET", 1000)
        longest = max((int(entry[2]) for entry in slow), default=0) / 1000
        self.found[name] = Figures(median(waited), median(server), median(redis), longest)
        print(f"{name:48} {self.found[name]}   worst {max(waited):.0f}", file=sys.stderr, flush=True)


async def trial(count: int) -> dict[str, Figures]:
    async with installation(count) as made:
        for name, value in (("slowlog-log-slower-than", "50"), ("slowlog-max-len", "1000")):
            await made.redis.ask(next(iter(made.redis.addresses)), "CONFIG", "SET", name, value)
        one = Trial(made.redis, made.people, made.store.pid, made.server.pid)
        await one.all(count)
        return one.found


def main(counts: list[int]) -> None:
    found = [asyncio.run(trial(count)) for count in counts]
    print("| request | " + " | ".join(f"{count:,} sessions" for count in counts) + " |")
    print("| --- |" + " --- |" * len(counts))
    for name in found[0]:
        print(f"| {name} | " + " | ".join(str(one[name]) for one in found) + " |")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m bench.admin")
    arguments.add_argument("--sessions", type=int, nargs="+", default=[20_000, 200_000])
    main(arguments.parse_args().sessions)
