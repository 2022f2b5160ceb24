"""python -m bench.backup [--sessions 100000] [--media 2000]: a backup while somebody edits, and the way back.

One person edits a jam 100 times a second: alone, and then beside the command `backup`. Then the backup is restored into
an empty Redis and an empty folder, and the states of all sessions and all files are compared. `--media`: megabytes, in
files of one. Figures on stdout, and what took Redis long on stderr.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.admin_store import installation
from bench.admin_work import HEAD, RATE, WARM, Trial
from bench.jam import TRACKS
from bench.live_edits import LiveEdits
from storage.backup.names import ALL
from storage.redis.client import Redis
from storage.redis.connection import pairs
from tests.processes import RedisProcess
from tests.server.client import a_token
from tests.server.commands.run import environment

MEGABYTE = 1_000_000
LIMIT = 1800.0


async def command(data_dir: Path, redis: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", *arguments, env=environment(data_dir, REDIS_URL=redis), stdout=sys.stderr
    )


class BackupTrial(Trial):
    async def back_up(self, place: Path) -> None:
        store, data_dir = self._made.store, self._made.server.data_dir

        async def work() -> tuple[int, bool]:
            running = await command(data_dir, store.url, "backup", str(place))
            return 0, await running.wait() == 0

        await self.measure_uninterrupted("backup", work)


def make_media(folder: Path, megabytes: int) -> None:
    for number in range(megabytes):
        path = folder / "voice" / f"{number % 256:02x}" / f"{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(MEGABYTE))


def same_files(folder: Path, other: Path) -> str:
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    same = sum((other / path).read_bytes() == (folder / path).read_bytes() for path in files)
    return f"{same} of {len(files)} files are equal"


async def states(redis: Redis) -> dict[bytes, dict[str, bytes]]:
    """What nobody changes meanwhile."""
    found: dict[bytes, dict[str, bytes]] = {}
    cursor = b"0"
    while True:
        cursor, keys = await redis.call("x", "SCAN", cursor, "MATCH", ALL, "COUNT", 1000)
        names = [key.decode() for key in keys if key.endswith(b":state")]
        values = await asyncio.gather(*(redis.call(name, "HGETALL", name) for name in names))
        found.update((name.encode(), dict(pairs(flat))) for name, flat in zip(names, values, strict=True))
        if cursor == b"0":
            return found


async def same_keys(here: Redis, there: Redis, jam: str) -> str:
    one, other = await states(here), await states(there)
    mine = [key for key in one if jam.encode() in key]
    same = sum(other.get(key) == value for key, value in one.items() if key not in mine)
    return f"{same} of {len(one) - len(mine)} keys are equal"


async def main(sessions: int, media_mb: int) -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as name:
        folder = Path(name)
        async with asyncio.timeout(LIMIT), installation(sessions, with_worker=True) as made:
            media = made.server.data_dir / "media"
            await asyncio.to_thread(make_media, media, media_mb)
            jam = await made.people.jam(tracks=TRACKS)
            token = a_token(made.server.data_dir, "anna")
            async with LiveEdits.running(made.server.url, token, jam, RATE) as edits:
                await asyncio.sleep(WARM)
                trial = BackupTrial(made, edits)
                await trial.measure("nothing", trial.nothing)
                await trial.back_up(folder / "place")
            print(HEAD)
            for phase in trial.found:
                print(phase.line)
            empty = RedisProcess(folder / "empty")
            empty.folder.mkdir()
            await empty.start()
            started = time.perf_counter()
            restoring = await command(folder / "data", empty.url, "restore", str(folder / "place"))
            code = await restoring.wait()
            print(f"restored in {time.perf_counter() - started:.1f} s, exit code {code}")
            there = await Redis.connect(empty.url)
            print(await same_keys(made.redis, there, jam))
            print(await asyncio.to_thread(same_files, media, folder / "data" / "media"))
            await there.close()
            await empty.stop()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m bench.backup")
    arguments.add_argument("--sessions", type=int, default=100_000)
    arguments.add_argument("--media", type=int, default=2000)
    given = arguments.parse_args()
    asyncio.run(main(given.sessions, given.media))
