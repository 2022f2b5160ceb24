"""Writes the embedded Redis's append-only file through to the disk, from outside Redis.

Redis itself puts its writes off while its own sync is running (`appendfsync everysec`) and has answered by then: killed
at that moment, it loses what it acknowledged. With `appendfsync no` every change is in the system's file cache before
its answer, which no killed process takes with it, and the sync is ours. docs/decisions/0020 has the figures.
"""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger(__name__)

PAUSE: Final = 1.0  # seconds between two syncs: what a power cut may take, with the duration of one


def append_only_folder(data_dir: Path) -> Path:
    """Where the embedded Redis of a data folder writes every change."""
    return data_dir.resolve() / "redis" / "appendonlydir"


class DiskSync:
    """Syncs the files of an append-only folder each second, when something was written.

    `failures` counts rounds that the disk refused since the last one that it took.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._synced: dict[tuple[int, int], int] = {}  # bytes on the disk, by device and inode
        self._refused: set[tuple[int, int]] = set()
        self.failures = 0

    async def run(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            try:
                await asyncio.to_thread(self.sync)
            except OSError as error:
                self.failures += 1
                log.error("embedded_redis_not_synced", error=str(error), failures=self.failures)
            else:
                self.failures = 0

    async def synced(self) -> bool:
        """Whether everything written before the call is on the disk. That is not known of a file that the disk has
        refused once: the kernel drops what it could not write, and the next sync succeeds. A rewrite begins another."""
        try:
            await asyncio.to_thread(self.sync)
        except OSError as error:
            log.error("embedded_redis_not_synced", error=str(error))
            return False
        return self._refused.isdisjoint(self._synced)

    def sync(self) -> None:
        """Everything written before the call is on the disk on return. Blocks; raises OSError.

        A rewrite begins a new file: Redis syncs the one before it and the folder, and both are looked at here as long
        as they exist."""
        seen: dict[tuple[int, int], int] = {}
        for path in self._folder.glob("*.incr.aof"):
            with suppress(FileNotFoundError):  # a rewrite has replaced it
                self._sync_one(path, seen)
        self._synced = seen

    def _sync_one(self, path: Path, seen: dict[tuple[int, int], int]) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            file = (status.st_dev, status.st_ino)
            if self._synced.get(file) != status.st_size:
                try:
                    _fdatasync(descriptor)
                except OSError:
                    self._refused.add(file)
                    raise
            seen[file] = status.st_size
        finally:
            os.close(descriptor)


_fdatasync = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync
