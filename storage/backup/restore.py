"""Brings a backup back: the media, then the keys, into a store that has none. One that was interrupted goes on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from sessions.base.errors import Conflict, NotFound
from storage.backup.backup import Backups
from storage.backup.manifest import MEDIA, DamagedError, Manifest
from storage.backup.media import copy
from storage.backup.names import SCANNED
from storage.backup.records import Record, records
from storage.media.store import MediaStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, RedisError

ANY_SESSION: Final = "rt:{*}:session:*"
"""A server that has started without anybody's session has an empty store."""
AT_ONCE: Final = 200
"""Keys that are sent together."""


async def restore(
    backups: Backups, place: MediaStore, stamp: str, redis: Redis, media: MediaStore, say: Callable[[str], None]
) -> Manifest:
    """Raises Conflict when the store has keys of anything but this backup, DamagedError, NotFound, Unavailable."""
    mark = keys.backup("restoring")
    manifest = await backups.manifest(stamp)
    if await redis.call(mark, "GET", mark) != stamp.encode():
        if await _has_sessions(redis):
            raise Conflict("This Redis has data: a backup is restored into an empty one")
        await redis.call(mark, "SET", mark, stamp)
    files = 0
    async for one in backups.files(stamp):
        with suppress(NotFound):
            if await media.size(one.path) == one.size:
                continue  # from the attempt before
        found = await copy(place, f"{MEDIA}/{one.path}", media, one.path)
        if (found.size, found.sha256) != (one.size, one.sha256):
            await media.delete(one.path)
            raise DamagedError(f"{one.path} is damaged: its digest is not the one in the backup")
        files += 1
    say(f"{files} files of media")
    for part in manifest.keys:
        waiting: list[Record] = []
        for record in records(await backups.part(stamp, part)):
            waiting.append(record)
            if len(waiting) == AT_ONCE:
                await _put(redis, waiting)
                waiting.clear()
        await _put(redis, waiting)
    say(f"{manifest.key_count} keys")
    await redis.call(mark, "DEL", mark)
    return manifest


async def _has_sessions(redis: Redis) -> bool:
    for address in redis.addresses:
        cursor = b"0"
        while True:
            cursor, found = await redis.ask(address, "SCAN", cursor, "MATCH", ANY_SESSION, "COUNT", SCANNED)
            if found:
                return True
            if cursor == b"0":
                break
    return False


async def _put(redis: Redis, some: list[Record]) -> None:
    """In their order: a later record of a key replaces an earlier one. Raises Conflict for values of a newer Redis."""
    try:
        await asyncio.gather(*(redis.call(one.key.decode(), *_command(one)) for one in some))
    except RedisError as error:
        if "DUMP payload version" in str(error):
            raise Conflict("The backup is of a newer Redis, or of another one") from error
        raise


def _command(record: Record) -> tuple[Argument, ...]:
    if not record.value:
        return ("DEL", record.key)
    return ("RESTORE", record.key, record.ends_at, record.value, "REPLACE", "ABSTTL")
