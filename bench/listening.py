"""What listening histories cost: `python -m bench.listening`; docs/listening.md has a run.

The product's own store and handlers, on an embedded-like Redis. CPU is the scheduler's own count, of this process and
of Redis: other work on the machine changes it little.
"""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from typing import Any, cast

from obstore.store import MemoryStore
from pydantic import BaseModel

from auth.user import User
from bench.durability import connected, user
from handlers.api.call import Call
from handlers.listening.history import Histories
from handlers.listening.models import HistoryQuery, Period
from handlers.listening.summaries import Summaries
from server.processes.redis_binary import redis_binary
from sessions.listening.session import PlayerReport, Stretch
from storage.listening.artwork import ListeningArtwork
from storage.listening.store import ListeningStore
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis.client import Redis

LISTENERS = 2_000
ROUNDS = 3  # heartbeats of each
AT_ONCE = 50
ENTRIES = 20_000
BOOKS = 30
A_DAY_MS = 86_400_000
END_MS = 1_769_613_300_000
REPEATS = 5


class Caller:
    """A call of this user, as far as the routes of reading look at it."""

    def __init__(self, of: User) -> None:
        self.user = of


class Meter:
    """CPU in ms and Redis's calls, since the last time it was read."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._before = (0.0, 0.0, 0)

    async def read(self) -> tuple[float, float, int]:
        told = (await self._redis.call("", "INFO", "everything")).decode()
        fields = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
        redis_ms = 1000 * (float(fields["used_cpu_user_main_thread"]) + float(fields["used_cpu_sys_main_thread"]))
        calls = int(fields["cmdstat_evalsha"].split("=")[1].split(",")[0]) if "cmdstat_evalsha" in fields else 0
        now = (1000 * time.process_time(), redis_ms, calls)
        found = (now[0] - self._before[0], now[1] - self._before[1], now[2] - self._before[2])
        self._before = now
        return found


async def heartbeats(store: ListeningStore, meter: Meter) -> None:
    people = [user(f"listener-{number}") for number in range(LISTENERS)]
    report = PlayerReport(book_id="b", status="playing", player_id="p", position_ms=1)
    for person in people:
        await store.add_book(person, "b", {"name": "b.m4b"})
        await store.track(person, report)
    turns = asyncio.Semaphore(AT_ONCE)

    async def beat(person: User, number: int) -> None:
        async with turns:
            await store.track(person, report.model_copy(update={"position_ms": number}))

    await meter.read()
    for number in range(ROUNDS):
        await asyncio.gather(*(beat(person, number + 2) for person in people))
    own, redis, calls = await meter.read()
    count = LISTENERS * ROUNDS
    print(f"heartbeat: {1000 * own / count:.0f} µs CPU, {1000 * redis / count:.0f} µs Redis, {calls / count:.2f} calls")


async def a_long_history(store: ListeningStore, person: User) -> None:
    """Entries of three years, at most as long as a chapter, of which some overlap."""
    chance = random.Random(1)
    for number in range(BOOKS):
        await store.add_book(person, f"b{number}", {"name": f"b{number}.m4b", "title": f"Book {number}"})
    step = 3 * 365 * A_DAY_MS // ENTRIES
    made = [
        Stretch(client_id=str(at), book_id=f"b{at % BOOKS}", started_at=start, ended_at=start + length)
        for at in range(ENTRIES)
        for start, length in [(END_MS - at * step, chance.randrange(60_000, 1_500_000))]
    ]
    for first in range(0, ENTRIES, 500):
        await store.batch(person, made[first : first + 500], 0)


async def reads(redis: Redis, store: ListeningStore, meter: Meter) -> None:
    person = user("reader")
    await a_long_history(store, person)
    call = cast("Call", Caller(person))
    artwork = ListeningArtwork(store, MediaStore(MemoryStore()), MediaQuota(redis, owner_limit=0, guest_limit=0))
    histories, summaries = Histories(store, artwork, lambda: END_MS), Summaries(store, lambda: END_MS)
    entries, _ = await store.open(person)
    print(f"a history of {entries} entries, CPU with Redis's, the least of {REPEATS}:")

    async def measure(name: str, read: Callable[[], Awaitable[Any]]) -> None:
        costs = []
        for _ in range(REPEATS):
            await meter.read()
            began = time.perf_counter()
            answer = await read()
            lasted = 1000 * (time.perf_counter() - began)
            own, redis, _ = await meter.read()
            costs.append((own + redis, redis, lasted))
        both, redis, lasted = min(costs)
        size = len(answer.model_dump_json() if isinstance(answer, BaseModel) else answer.json)
        print(f"  {name}: {both:.0f} ms, {redis:.0f} of them Redis's; {lasted:.0f} ms here; {size} bytes")

    zone = "Europe/Berlin"
    await measure("first page", lambda: histories.list(call, HistoryQuery()))
    await measure("search", lambda: histories.list(call, HistoryQuery(q="Book 7")))
    year = Period(zone=zone, first=date(2025, 2, 1), last=date(2026, 1, 31))
    await measure("statistics of a year", lambda: summaries.statistics(call, year))
    old = Period(zone=zone, first=date(2023, 2, 1), last=date(2024, 1, 31))
    await measure("statistics of the first year", lambda: summaries.statistics(call, old))


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        address = f"{folder}/r.sock"
        options = ["--port", "0", "--unixsocket", address, "--dir", folder, "--save", "", "--logfile", f"{folder}/log"]
        process = await asyncio.create_subprocess_exec(str(redis_binary()), *options, env=os.environ.copy())
        redis = await connected(f"unix://{address}")
        try:
            store, meter = ListeningStore(redis, log_length=1000, throttle_ms=0), Meter(redis)
            await heartbeats(store, meter)
            await reads(redis, store, meter)
        finally:
            await redis.close()
            process.terminate()
            with suppress(ProcessLookupError):
                await process.wait()


if __name__ == "__main__":
    asyncio.run(main())
