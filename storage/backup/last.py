"""When the last backup was made, and whose turn it is: in Redis, so that one worker makes them and admins see it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from pydantic import BaseModel, ConfigDict

from sessions.base.errors import Conflict, Refusal
from storage.backup.manifest import Manifest
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.lease import Lease

LEASE_MS: Final = 60_000
HOUR_MS: Final = 60 * 60 * 1000


class LastBackup(BaseModel):
    """`ended_at` in Unix ms, `bytes` of the store and the media together."""

    model_config = ConfigDict(frozen=True)

    ended_at: int
    bytes: int
    keys: int
    files: int


async def last(redis: Redis) -> LastBackup | None:
    key = keys.backup("last")
    stored = await redis.call(key, "GET", key)
    return None if stored is None else LastBackup.model_validate_json(stored)


async def note(redis: Redis, made: Manifest) -> None:
    about = LastBackup(ended_at=made.ended_at, bytes=made.bytes, keys=made.key_count, files=made.file_count)
    key = keys.backup("last")
    await redis.call(key, "SET", key, about.model_dump_json())


@asynccontextmanager
async def turn(redis: Redis) -> AsyncIterator[None]:
    """For one process at a time; a killed one holds it for a minute. Raises Conflict while another makes a backup."""
    lease = Lease(redis, keys.backup("lease"), LEASE_MS)
    if not await lease.hold():
        raise Conflict("Another process is making a backup")
    keeping = asyncio.create_task(_keep(lease), name="backup-lease")
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(Refusal):
            await lease.release()


async def _keep(lease: Lease) -> None:
    while True:
        await asyncio.sleep(LEASE_MS / 3000)
        with suppress(Refusal):
            await lease.hold()
