"""python -m bench.admin [--sessions 20000 200000]: what admins do, in a store with many sessions of a seeded generator.

The jams are written as the scripts write them. For each request, in ms: how long a client waits, the CPU time of the
server and of Redis, and the longest script. One store after the other, as one table.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import aiohttp

from bench.usage import cpu
from storage import keys
from storage.redis.client import Redis
from tests.admin.people import People
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser

DAY = 86_400_000
NAMES = ("Ночь", "Утро", "Night", "Kick", "Untitled", "Дождь")
REPEATS = 9
DEEP = 20_000
SLICE = 5000


async def generate(redis: Redis, count: int, now: int, seed: int = 7) -> None:
    """Jams of all ages; more than a third are orphaned. Entries of one index are written together: one command for each
    took longer than all measurements."""
    chance = random.Random(seed)
    for first in range(0, count, SLICE):
        entries: defaultdict[str, list[str | int]] = defaultdict(list)
        sums: Counter[tuple[str, str]] = Counter()
        headers = [_jam(chance, now, entries, sums) for _ in range(min(SLICE, count - first))]
        await asyncio.gather(*(redis.call(header, "HSET", header, *fields) for header, fields in headers))
        await asyncio.gather(*(redis.call(index, "ZADD", index, *rows) for index, rows in entries.items()))
        await asyncio.gather(*(redis.call(key, "HINCRBY", key, name, by) for (key, name), by in sums.items()))


def _jam(
    chance: random.Random, now: int, entries: defaultdict[str, list[str | int]], sums: Counter[tuple[str, str]]
) -> tuple[str, list[str | int]]:
    """The key of a header, and its fields."""
    id_ = str(UUID(int=chance.getrandbits(128), version=4))
    created = now - chance.randrange(400 * DAY)
    accessed = min(now, created + chance.randrange(300 * DAY))
    size, owner = int(chance.paretovariate(1.2) * 300), f"user-{chance.randrange(5000)}"
    name = f"{chance.choice(NAMES).lower()} {chance.randrange(1000)}"
    fields: dict[str, str | int] = {
        "kind": "jam", "owner": owner, "created_at": created, "updated_at": accessed, "accessed_at": accessed,
        "size": size, "indexed_size": size, "epoch": "a", "edited_seq": 0, "public": 1,
        "indexed_names": f"\t{name}\t", "indexed_owners": f"\t{owner}\t",
    }  # fmt: skip
    scores = {"created": created, "updated": accessed, "accessed": accessed, "size": size, "remixes": 0, "ids": 0}
    for by, score in scores.items():
        entries[keys.index(id_, "jam", by)] += [score, id_]
    for by, text in (("names", name), ("owners", owner)):
        entries[keys.index(id_, "jam", by)] += [0, f"{text}\t{id_}"]
    totals = keys.index(id_, "jam", "totals")
    sums[totals, "bytes"] += size
    sums[totals, "age"] += accessed - created
    return keys.header(id_), [part for one in fields.items() for part in one]


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
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        store = RedisProcess(Path(folder))
        server = ServerProcess(store.url, Path(folder))
        try:
            return await _measured(store, server, count)
        finally:
            await server.stop()
            await store.stop()


async def _measured(store: RedisProcess, server: ServerProcess, count: int) -> dict[str, Figures]:
    await store.start()
    redis = await Redis.connect(store.url)
    started = time.perf_counter()
    await generate(redis, count, int(time.time() * 1000))
    print(f"{count} sessions made in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    for name, value in (("slowlog-log-slower-than", "50"), ("slowlog-max-len", "1000")):
        await redis.ask(next(iter(redis.addresses)), "CONFIG", "SET", name, value)
    await server.start()
    async with aiohttp.ClientSession() as session:
        made = Trial(redis, People(Browser(server, session)), store.pid, server.pid)
        await made.all(count)
    await redis.close()
    return made.found


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
