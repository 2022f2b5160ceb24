"""What a planned failover behind Sentinel loses: `python -m bench.failover`; docs/deploying.md has a run.

Viewers mark moments through the store while a Sentinel replaces the master by its replica, and one client asks all the
time what is durable. Answered moments that the new master does not have are lost.
"""

import asyncio
import contextlib
import itertools
import tempfile
import time
from pathlib import Path

import orjson

from bench.durability import user
from sessions.base.errors import Refusal
from sessions.clip.session import Action, ClipSubmission, NewClipSession
from storage.clip.read import ClipRead
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from storage.session.durability import AppendOnlyFiles
from tests.storage.nodes import Watched, fail_over, watched_over

ROUNDS = 3
AROUND = 2.0  # seconds of moments before the order to fail over, and after the new master answers
WAYS = {
    "as Sentinel comes": ((), ()),
    "min-replicas-to-write 1": (("--min-replicas-to-write", "1"), ()),
    "FAILOVER … COORDINATED": ((), ("COORDINATED",)),
}
"""Options of both servers, and of the order."""
VIEWERS = 4
PAUSE = 0.01  # seconds between two moments of a viewer


class Trial:
    """The answered moments of one round, by their ids, with the time of the answer."""

    def __init__(self, store: ClipStore, files: AppendOnlyFiles, session_id: str) -> None:
        self.answered: dict[str, float] = {}
        self.durable: set[str] = set()
        self._store, self._files, self._session_id = store, files, session_id
        self._number = 0

    async def mark(self) -> None:
        while True:
            self._number += 1
            with contextlib.suppress(Refusal, RedisError):
                viewer = user(f"v{self._number}")
                clip = await self._store.submit(self._session_id, viewer, ClipSubmission())
                self.answered[orjson.loads(clip)["id"]] = time.monotonic()
            await asyncio.sleep(PAUSE)

    async def ask(self) -> None:
        run, since = "", set(self.answered)
        while True:
            before = set(self.answered)
            with contextlib.suppress(Refusal, RedisError):
                reached = await self._files.sync()
                if reached.is_on_disk and reached.run == run:
                    self.durable |= before - since
                elif reached.run != run:
                    run, since = reached.run, set(self.answered)
            await asyncio.sleep(PAUSE)


async def measure(watched: Watched, *options: str) -> str:
    redis = await Redis.connect(watched.url)
    files = AppendOnlyFiles(redis)
    store = ClipStore(redis, public_url="", log_length=1000, max_tap_age_ms=1, tap_gap_ms=0)
    session_id = orjson.loads(await store.create(user("o"), NewClipSession(title="t", game="g")))["id"]
    await store.transition(session_id, user("o"), Action.START)
    trial = Trial(store, files, session_id)
    tasks = [asyncio.create_task(trial.mark()) for _ in range(VIEWERS)] + [asyncio.create_task(trial.ask())]
    await asyncio.sleep(AROUND)
    run = (await files.sync()).run
    await fail_over(watched, *options)
    while True:
        with contextlib.suppress(Refusal, RedisError):
            if await files.run() != run:
                break
        await asyncio.sleep(PAUSE)
    answered = len(trial.answered)
    while len(trial.answered) == answered:  # noqa: ASYNC110 - the tasks mark
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(AROUND)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    kept = {orjson.loads(clip)["id"] for clip in (await read(store, session_id)).clips}
    lost = trial.answered.keys() - kept
    times = sorted(trial.answered.values())
    silent = max(later - earlier for earlier, later in itertools.pairwise(times))
    over = max((trial.answered[one] for one in lost), default=0.0) - min(
        (trial.answered[one] for one in lost), default=0.0
    )
    await files.close()
    await redis.close()
    return (
        f"answered {len(trial.answered)}, lost {len(lost)} ({over:.1f} s of them), "
        f"called durable {len(trial.durable)}, of these lost {len(lost & trial.durable)}, no answer for {silent:.1f} s"
    )


async def read(store: ClipStore, session_id: str) -> ClipRead:
    while True:
        with contextlib.suppress(Refusal, RedisError):
            return await store.read_whole(session_id, user("o"))
        await asyncio.sleep(PAUSE)


async def main() -> None:
    for name, (options, order) in WAYS.items():
        for setting in ("always", "everysec"):
            for _ in range(ROUNDS):
                with tempfile.TemporaryDirectory(prefix="rt") as folder:
                    written = ("--appendonly", "yes", "--appendfsync", setting, *options)
                    async with watched_over(Path(folder), "pass", *written) as watched:
                        print(f"{name}, {setting}: {await measure(watched, *order)}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
