"""`restore`: brings a backup back into an empty store."""

import argparse
import asyncio
import os
import sys

from server.observability.logs import configure_logs
from server.processes.start import redis_of
from server.services.backup import end, place_of, put_secret
from server.settings.environment import load_settings
from server.settings.model import Settings
from sessions.base.errors import Refusal
from storage.backup.backup import Backups
from storage.backup.manifest import DamagedError
from storage.backup.restore import restore
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.redis.connection import RedisError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", help="a folder, or s3://bucket/prefix")
    parser.add_argument("--at", help="which one, such as 20261125T031500Z; without it the newest")
    parser.add_argument("--list", action="store_true", help="say which there are, and do nothing")


def main(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    configure_logs("error", "text")
    os.umask(0o077)
    return end(asyncio.run(_restore(settings, arguments)))


async def _restore(settings: Settings, arguments: argparse.Namespace) -> int:
    place = place_of(settings, arguments.place)
    backups = Backups(place)
    try:
        stamps = await backups.stamps()
        if arguments.list:
            sys.stdout.write("".join(f"{stamp}\n" for stamp in stamps))
            return 0
        stamp = arguments.at or (stamps[-1] if stamps else None)
        if stamp not in stamps:
            sys.stderr.write(f"There is no such backup in {arguments.place}\n")
            return 1
        media = MediaStore.open(settings.media_location, timeout=settings.media_timeout)
        async with redis_of(settings) as url:
            redis = await Redis.connect(url)
            try:
                await restore(backups, place, stamp, redis, media, say=_say)
            finally:
                await redis.close()
        put_secret(settings, await backups.secret(stamp))
    except (Refusal, RedisError, DamagedError, OSError) as error:
        sys.stderr.write(f"Not restored: {error}\n")
        return 1
    _say(f"Restored the backup of {stamp}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
