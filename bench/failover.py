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
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from storage.session.durability import AppendOnlyFiles
from tests.storage.nodes import Watched, fail_over, watched_over

ROUNDS = 5
BEFORE, AFTER = 2.0, 4.0  # seconds of moments around the order to fail over
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


async def measure(watched: Watched) -> str:
    redis = await Redis.connect(watched.url)
    files = AppendOnlyFiles(redis)
    store = ClipStore(redis, public_url="", log_length=1000, max_tap_age_ms=1, tap_gap_ms=0)
    session_id = orjson.loads(await store.create(user("o"), NewClipSession(title="t", game="g")))["id"]
    await store.transition(session_id, user("o"), Action.START)
    trial = Trial(store, files, session_id)
    tasks = [asyncio.create_task(trial.mark()) for _ in range(VIEWERS)] + [asyncio.create_task(trial.ask())]
    await asyncio.sleep(BEFORE)
    await fail_over(watched)
    await asyncio.sleep(AFTER)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    kept = {orjson.loads(clip)["id"] for clip in (await store.read_whole(session_id, user("o"))).clips}
    lost = trial.answered.keys() - kept
    times = sorted(trial.answered.values())
    silent = max(later - earlier for earlier, later in itertools.pairwise(times))
    over = max((trial.answered[one] for one in lost), default=0.0) - min(
        (trial.answered[one] for one in lost), default=0.0
    )
    await files.close()
    await redis.close()
    return (
        f"answered {len(trial.answered)}, lost {len(lost)} ({over:.1f} s of them), called durable {len(trial.durable)}, of "
        f"these lost {len(lost & trial.durable)}, no answer for {silent:.1f} s"
    )


async def main() -> None:
    for setting in ("always", "everysec"):
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory(prefix="rt") as folder:
                async with watched_over(
                    Path(folder), "pass", "--appendonly", "yes", "--appendfsync", setting
                ) as watched:
                    print(f"{setting}: {await measure(watched)}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
