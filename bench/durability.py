"""Event to answer under each way of writing to the disk: `python -m bench.durability`; docs/decisions/0020 has a run.

Moments are marked at a steady pace through the store, on an embedded-like Redis of each kind, round by round in turn.
`no + sync` is what the product ships: Redis writes, and a thread of ours syncs from outside.
"""

import asyncio
import os
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import orjson

from auth.user import User
from server.processes.disk_sync import DiskSync
from server.processes.redis_binary import redis_binary
from sessions.base.errors import Unavailable
from sessions.clip.session import Action, ClipSubmission, NewClipSession
from storage.clip.store import ClipStore
from storage.redis.client import Redis

RATE = 400  # moments a second
SECONDS = 4
ROUNDS = 7
KINDS = ("everysec", "no + sync", "always")


async def measure(kind: str, environment: dict[str, str]) -> list[float]:
    fsync = kind.split(" ", maxsplit=1)[0]
    with tempfile.TemporaryDirectory(prefix="rt", dir=os.environ.get("BENCH_DIR")) as folder:
        address = f"{folder}/r.sock"
        options = ["--port", "0", "--unixsocket", address, "--dir", folder, "--save", "", "--appendonly", "yes"]
        options += ["--appendfsync", fsync, "--logfile", f"{folder}/log"]
        process = await asyncio.create_subprocess_exec(str(redis_binary()), *options, env=os.environ | environment)
        syncing = asyncio.create_task(DiskSync(Path(folder, "appendonlydir")).run()) if "sync" in kind else None
        store = await connected(f"unix://{address}")
        try:
            return await mark(ClipStore(store, public_url="", log_length=1000, max_tap_age_ms=1, tap_gap_ms=0))
        finally:
            if syncing is not None:
                syncing.cancel()
            await store.close()
            process.terminate()
            with suppress(ProcessLookupError):
                await process.wait()


def user(name: str) -> User:
    return User(name, name, True, None, frozenset(), frozenset(), frozenset(), 0)


async def connected(url: str) -> Redis:
    while True:
        try:
            return await Redis.connect(url)
        except Unavailable:  # it has just been started
            await asyncio.sleep(0.01)


async def mark(clips: ClipStore) -> list[float]:
    session_id = orjson.loads(await clips.create(user("o"), NewClipSession(title="t", game="g")))["id"]
    await clips.transition(session_id, user("o"), Action.START)
    took: list[float] = []

    async def one(number: int) -> None:
        began = time.perf_counter()
        await clips.submit(session_id, user(f"v{number % 50}"), ClipSubmission())
        took.append((time.perf_counter() - began) * 1000)

    started, tasks = time.perf_counter(), []
    for number in range(RATE * SECONDS):
        await asyncio.sleep(max(0.0, started + number / RATE - time.perf_counter()))
        tasks.append(asyncio.create_task(one(number)))
    await asyncio.gather(*tasks)
    return took


async def main() -> None:
    environment = {name: os.environ[name] for name in ("LD_PRELOAD", "SLOW_DISK_MS") if name in os.environ}
    rounds: dict[str, list[list[float]]] = {kind: [] for kind in KINDS}
    for _ in range(ROUNDS):
        for kind in KINDS:
            rounds[kind].append(await measure(kind, environment))
    for kind, runs in rounds.items():
        p50 = statistics.median(statistics.median(run) for run in runs)
        p99s = [sorted(run)[int(len(run) * 0.99)] for run in runs]
        print(f"{kind:20} p50 {p50:7.2f} ms   p99 {statistics.median(p99s):8.2f} ms  {[round(p, 2) for p in p99s]}")


if __name__ == "__main__":
    asyncio.run(main())
