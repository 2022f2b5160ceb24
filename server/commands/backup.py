"""`backup`: copies the store and the media into a folder or a bucket, while people work."""

import argparse
import asyncio
import sys

from server.observability.logs import configure_logs
from server.processes.start import redis_of
from server.services.backup import back_up, end
from server.settings.environment import load_settings
from server.settings.model import Settings
from sessions.base.errors import Refusal
from storage.backup.manifest import DamagedError
from storage.redis.client import Redis
from storage.redis.connection import RedisError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", nargs="?", help="a folder, or s3://bucket/prefix; without it ROOMTONE_BACKUP_URL")
    parser.add_argument("--keep", type=int, help="delete all but the newest KEEP backups there")


def main(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    place = arguments.place or settings.backup_url
    if not place:
        sys.stderr.write("Say where: python -m server backup /folder, or set ROOMTONE_BACKUP_URL.\n")
        return 2
    configure_logs("error", "text")
    return end(asyncio.run(_backup(settings, place, arguments.keep)))


async def _backup(settings: Settings, place: str, keep: int | None) -> int:
    async with redis_of(settings) as url:
        try:
            redis = await Redis.connect(url)
            try:
                made = await back_up(settings, redis, place, keep=keep, say=_say)
            finally:
                await redis.close()
        except (Refusal, RedisError, DamagedError, OSError) as error:
            sys.stderr.write(f"No backup was made: {error}\n")
            return 1
    seconds = (made.ended_at - made.began_at) / 1000
    _say(f"Backed up {made.bytes / 1e6:.1f} MB in {seconds:.1f} s to {place}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
