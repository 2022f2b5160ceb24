"""python -m bench.admin [--sessions 200000]: what admins do, in a store with many sessions of a seeded generator.

The jams are written as the scripts write them. Each figure is the time of a request as a client sees it.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import aiohttp

from storage import keys
from storage.redis.client import Redis
from tests.admin.people import People
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser

DAY = 86_400_000
NAMES = ("Ночь", "Утро", "Night", "Kick", "Untitled", "Дождь")
REPEATS = 5
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


async def timed(name: str, work: Callable[[], Awaitable[Any]]) -> None:
    took = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        await work()
        took.append((time.perf_counter() - started) * 1000)
    print(f"{name:48} median {median(took):7.1f} ms   worst {max(took):7.1f} ms", flush=True)


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        store = RedisProcess(Path(folder))
        await store.start()
        redis = await Redis.connect(store.url)
        started = time.perf_counter()
        await generate(redis, count, int(time.time() * 1000))
        print(f"{count} sessions made in {time.perf_counter() - started:.0f} s", flush=True)
        server = await ServerProcess(store.url, Path(folder)).start()
        async with aiohttp.ClientSession() as session:
            people = People(Browser(server, session))

            def ask(path: str) -> Callable[[], Awaitable[Any]]:
                return lambda: people.admin("GET", path)

            await timed("metrics", ask("/admin/metrics"))
            for sort in ("created", "accessed", "size", "remixes", "id", "name"):
                await timed(f"list by {sort}", ask(f"/admin/sessions?sort={sort}"))
            await timed("orphaned, by last use", ask("/admin/sessions?filter=orphaned&sort=accessed"))
            await timed("orphaned, by creation", ask("/admin/sessions?filter=orphaned"))
            await timed("large, by creation: 400 rows are looked at", ask("/admin/sessions?size_from=10000000"))
            await timed("beginning of a name", ask("/admin/sessions?q=ноч"))
            await timed("one owner", ask("/admin/sessions?owner=user-77"))
            for sort in ("created", "remixes"):
                cursor = ""
                for _ in range(100):
                    path = f"/admin/sessions?sort={sort}&limit=200&cursor={cursor}"
                    cursor = (await people.admin("GET", path))["next_cursor"]
                await timed(f"page after 20,000 rows by {sort}", ask(f"/admin/sessions?sort={sort}&cursor={cursor}"))
            count_path = "/admin/orphans/count"
            await timed("count of orphans", lambda: people.admin("POST", count_path, {"older_than_days": 90}))
        await server.stop()
        await redis.close()
        await store.stop()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m bench.admin")
    arguments.add_argument("--sessions", type=int, default=200_000)
    asyncio.run(main(arguments.parse_args().sessions))
