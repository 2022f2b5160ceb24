"""How much room is left: in Redis, in the media store, and on the disks of the media and of the data folder.

New content is refused before Redis or a disk refuses everything, so that reading and deleting always work. Every
process looks by itself, once a second; a call only looks at the result.
"""

import asyncio
import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog

from server.settings.model import Settings
from sessions.base.errors import Refusal, StorageFull
from storage.quota.media import MEDIA
from storage.quota.quota import SumOfAll
from storage.redis.client import Redis
from storage.redis.connection import RedisError

log = structlog.get_logger("room")

LOOK_SECONDS: Final = 1.0
MAXMEMORY_SHARE: Final = 0.9  # of maxmemory: the rest is for what has begun, for reading and for deleting
MACHINE_SHARE: Final = 0.75  # of the machine's memory, where Redis itself has no limit
LOW: Final = 0.8  # of a limit: from here on, `/readyz` says that it is low


@dataclass(frozen=True, slots=True)
class Used:
    """What is used of what, in bytes; a limit of 0 is none. `floor`: of a disk, what must stay free."""

    used: int = 0
    limit: int = 0
    floor: int = 0

    @property
    def is_full(self) -> bool:
        return 0 < self.limit <= self.used

    @property
    def is_low(self) -> bool:
        return 0 < self.limit * LOW <= self.used

    @property
    def share(self) -> float:
        """Of the limit; 0 without one."""
        return self.used / self.limit if self.limit else 0.0

    def refusal(self) -> StorageFull:
        text = None
        if self.floor:
            free = self.floor + self.limit - self.used
            room = f"{_mb(free)} MB of its disk are free, and ROOMTONE_DISK_FLOOR is {_mb(self.floor)} MB"
            text = f"The server is full: {room}"
        return StorageFull(text, used=self.used, limit=self.limit)

    def told(self) -> dict[str, int | bool]:
        return {"used_bytes": self.used, "limit_bytes": self.limit, "low": self.is_low, "full": self.is_full}


class Room:
    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._redis = redis
        self._redis_limit = settings.redis_limit
        self._floor = settings.disk_floor
        self._media_limit = settings.media_limit
        self._all_files = SumOfAll(redis, MEDIA)
        media = urlsplit(settings.media_location)
        self._media_folder = Path(unquote(media.path)) if media.scheme == "file" else None
        self._data_folder = settings.data_dir if settings.redis_url is None else None
        self.redis = Used()
        self.media = Used()
        self.data = Used()
        self._files = Used()
        self._full: dict[bool, StorageFull | None] = {False: None, True: None}

    def require(self, *, media: bool = False) -> None:
        """Raises StorageFull when there is no room for something new; `media`: a file."""
        full = self._full[media]
        if full is not None:
            raise StorageFull(full.text, **full.details)

    async def wait(self, ending: asyncio.Event) -> None:
        """Returns as soon as there is room for a file. Raises StorageFull when `ending` is set before."""
        if self._full[True] is not None:
            log.warning("waits_for_room")
        while self._full[True] is not None and not ending.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await ending.wait()
        self.require(media=True)

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        self.redis = await self._of_redis()
        disk = await asyncio.to_thread(self._of_disk, self._media_folder)
        self.media = max(disk, await self._of_files(), key=lambda one: one.share)
        self.data = await asyncio.to_thread(self._of_disk, self._data_folder)
        everything = next((one for one in (self.redis, self.data) if one.is_full), None)
        files = everything or (self.media if self.media.is_full else None)
        if files is not None and self._full[True] is None:
            log.error("storage_full", files_only=everything is None, hint=files.refusal().text)
        for media, problems in ((False, everything), (True, files)):
            self._full[media] = None if problems is None else problems.refusal()

    async def _of_redis(self) -> Used:
        """The fullest node; what was known before when none can be asked."""
        problems = []
        for address in self._redis.addresses:
            try:
                info = await self._redis.ask(address, "INFO", "memory")
            except (RedisError, Refusal):
                continue
            problems.append(memory_of(_fields(info), self._redis_limit))
        return max(problems, key=lambda one: one.share, default=self.redis)

    async def _of_files(self) -> Used:
        """All files that users have stored; what was known before when Redis cannot be asked."""
        if self._media_limit:
            with contextlib.suppress(RedisError, Refusal):
                self._files = Used(await self._all_files.read(), self._media_limit)
        return self._files

    def _of_disk(self, folder: Path | None) -> Used:
        if folder is None or not self._floor or not folder.is_dir():
            return Used()
        disk = shutil.disk_usage(folder)
        # A floor larger than the disk leaves room for nothing.
        floor = min(self._floor, disk.total - 1)
        return Used(disk.total - disk.free, disk.total - floor, floor)


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f}"


def memory_of(info: Mapping[str, str], limit: int = 0) -> Used:
    """What INFO says of a node; `limit` is the setting's."""
    maxmemory, machine = int(info.get("maxmemory", 0)), int(info.get("total_system_memory", 0))
    share = int(maxmemory * MAXMEMORY_SHARE) or int(machine * MACHINE_SHARE)
    return Used(int(info.get("used_memory", 0)), limit or share)


def _fields(info: bytes) -> dict[str, str]:
    return dict(line.split(":", 1) for line in info.decode().splitlines() if ":" in line)
