"""Backups as this installation makes them: with its secret, and once in so many hours by one of its workers."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import structlog

from server.settings.model import Settings
from server.version import VERSION
from sessions.base.errors import Conflict
from storage.backup.backup import Backups
from storage.backup.last import HOUR_MS, last, note, turn
from storage.backup.manifest import Manifest
from storage.media.store import MediaStore
from storage.redis.client import Redis

log = structlog.get_logger("backup")

LOOK_SECONDS: Final = 60.0


def place_of(settings: Settings, address: str) -> MediaStore:
    """A folder, or the address of a bucket."""
    url = address if "://" in address else Path(address).resolve().as_uri()
    return MediaStore.open(url, timeout=settings.media_timeout)


async def back_up(
    settings: Settings, redis: Redis, address: str, *, keep: int | None, say: Callable[[str], None] = lambda line: None
) -> Manifest:
    """Raises Conflict while another process makes one, Unavailable."""
    place, file = place_of(settings, address), _secret_file(settings)
    backups = Backups(place)
    secret = await asyncio.to_thread(file.read_bytes) if settings.secret is None and file.is_file() else None
    media = MediaStore.open(settings.media_location, timeout=settings.media_timeout)
    if media.folder is not None and place.folder is not None and place.folder.is_relative_to(media.folder):
        raise Conflict("A backup in the media folder would contain itself: choose another place")
    async with turn(redis):
        made = await backups.make(redis, media, version=VERSION, secret=secret, say=say)
        await note(redis, made)
        if keep is not None:
            await backups.forget(keep)
    return made


def put_secret(settings: Settings, secret: bytes | None) -> bool:
    """Keeps the secret of a backup, where there is no other. Answers whether it does."""
    file = _secret_file(settings)
    if secret is None or settings.secret is not None or file.exists():
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
        made.write(secret)
    return True


def end(code: int) -> NoReturn:
    """Ends this process without ending Python: the threads of the media store still call it then, and four of six
    processes ended with a bus error (obstore 0.12)."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _secret_file(settings: Settings) -> Path:
    return settings.data_dir / "secret"


class BackupSchedule:
    """Makes a backup when the last one is `backup_hours` old. Every worker looks; one makes it."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._settings = settings
        self._redis = redis

    async def look(self) -> None:
        settings = self._settings
        if settings.backup_url is None or settings.backup_hours == 0:
            return
        made, now = await last(self._redis), await self._now()
        if made is not None and now - made.ended_at < settings.backup_hours * HOUR_MS:
            return
        try:
            done = await back_up(settings, self._redis, settings.backup_url, keep=settings.backup_keep)
        except Conflict:
            return
        log.info("backup_made", bytes=done.bytes, keys=done.key_count, files=done.file_count)

    async def _now(self) -> int:
        seconds, micros = await self._redis.ask(next(iter(self._redis.addresses)), "TIME")
        return int(seconds) * 1000 + int(micros) // 1000
