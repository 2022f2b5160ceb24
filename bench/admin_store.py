"""A store with many sessions of a seeded generator, and the processes that serve it."""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import aiohttp
import orjson

from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.admin.people import People
from tests.processes import RedisProcess, ServerProcess, WorkerProcess
from tests.server.client import Browser

DAY = 86_400_000
NAMES = ("Ночь", "Утро", "Night", "Kick", "Untitled", "Дождь")
SLICE = 5000
MOST_CONTENT = 4096  # bytes of a jam's state


@dataclass(frozen=True, slots=True)
class Installation:
    """`worker` is None when nobody needs one; `http` has no time limit."""

    redis: Redis
    store: RedisProcess
    server: ServerProcess
    worker: WorkerProcess | None
    http: aiohttp.ClientSession
    people: People


@asynccontextmanager
async def installation(
    count: int, *, with_worker: bool = False, with_content: bool = False
) -> AsyncIterator[Installation]:
    """A Redis with so many generated sessions, a server, and a worker if one is wanted. All are ended on leaving."""
    with tempfile.TemporaryDirectory(prefix="rt") as name:
        folder = Path(name)
        store = RedisProcess(folder)
        server = ServerProcess(store.url, folder)
        worker = WorkerProcess(store.url, folder) if with_worker else None
        try:
            await store.start()
            redis = await Redis.connect(store.url)
            started = time.perf_counter()
            await generate(redis, count, int(time.time() * 1000))
            print(f"{count} sessions made in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
            await _settled(redis)
            await server.start()
            if worker is not None:
                await worker.start()
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as http:
                yield Installation(redis, store, server, worker, http, People(Browser(server, http)))
            await redis.close()
        finally:
            if worker is not None:
                await worker.stop()
            await server.stop()
            await store.stop()


async def _settled(redis: Redis) -> None:
    """Redis has rewritten its file: this would be measured too."""
    address = next(iter(redis.addresses))
    async with asyncio.timeout(60):
        while b"aof_rewrite_in_progress:1" in await redis.ask(address, "INFO", "persistence"):  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def generate(redis: Redis, count: int, now: int, seed: int = 7) -> None:
    """Jams of all ages; more than a third are orphaned. Entries of one index are written together: one command for each
    took longer than all measurements."""
    chance = random.Random(seed)
    for first in range(0, count, SLICE):
        entries: defaultdict[str, list[str | int]] = defaultdict(list)
        sums: Counter[tuple[str, str]] = Counter()
        headers = [_jam(chance, now, entries, sums) for _ in range(min(SLICE, count - first))]
        await asyncio.gather(*(redis.call(header, "HSET", header, *fields) for header, fields in headers))
        told = [(header, dict(zip(map(str, fields[::2]), fields[1::2], strict=True))) for header, fields in headers]
        hashes = [(f"{header}:state", _state(one)) for header, one in told]
        hashes += [(f"{header}:homes", _homes(one)) for header, one in told]
        await asyncio.gather(*(redis.call(key, "HSET", key, *fields) for key, fields in hashes))
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


def _state(header: dict[str, str | int]) -> list[str | int]:
    """The name, and paths and values of about the size that the header says; at most `MOST_CONTENT`."""
    name = str(header["indexed_names"]).strip()
    state: list[str | int] = ["name", orjson.dumps(name).decode(), "tempo", "120"]
    for number in range(min(int(header["size"]), MOST_CONTENT) // 100):
        steps = [(number + step) % 3 == 0 for step in range(16)]
        state += [f"tracks/t{number}/steps", orjson.dumps(steps).decode()]
    return state


def _homes(header: dict[str, str | int]) -> list[str | int]:
    """What its owner's home page was told of it."""
    at = int(header["updated_at"])
    return ["#at", at, "#revision", at * 1000, header["owner"], "0123456789abcdef"]
