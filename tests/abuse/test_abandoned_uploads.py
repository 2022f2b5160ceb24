"""Partial uploads of a killed server are deleted from the disk."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from storage.media.store import MediaStore
from storage.media.upload_cleanup import LIFE_SECONDS, delete_abandoned_uploads
from tests.handlers.voice.people import SECRET, Person, token
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, WorkerProcess

MEBIBYTE = 1024 * 1024


async def test_OP22_what_a_killed_server_was_receiving_is_deleted_by_a_worker(
    redis_server: RedisProcess, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    limit = str(64 * MEBIBYTE)
    settings: dict[str, Any] = {"ROOMTONE_SECRET": SECRET, "ROOMTONE_MATERIAL_LIMIT": limit}
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    person = Person(http, server.url, token(uuid4().hex))
    session_id = (await person.create())["session_id"]
    incoming = tmp_path / "media" / "incoming"

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(63):
            yield os.urandom(MEBIBYTE)
            if await asyncio.to_thread(lambda: any(path.stat().st_size for path in incoming.glob("*"))):
                await server.kill()
                return

    with contextlib.suppress(aiohttp.ClientError):
        await http.put(
            f"{server.url}/voicebot/sessions/{session_id}/materials/{uuid4()}/file",
            data=endless(),
            headers={"Authorization": f"Bearer {person.token}", "Content-Type": "application/octet-stream"},
        )
    (left,) = incoming.iterdir()
    assert left.stat().st_size > 0
    young = incoming / uuid4().hex  # somebody else's upload, in progress
    young.write_bytes(b"half")
    long_ago = time.time() - LIFE_SECONDS - 60
    os.utime(left, (long_ago, long_ago))
    worker = await WorkerProcess(redis_server.url, tmp_path).start()

    async def is_gone() -> bool:
        return not left.exists()

    await until(is_gone)
    await worker.stop()
    assert young.exists()


async def test_OP22_a_store_that_is_no_folder_is_swept_too(tmp_path: Path) -> None:
    class Bucket(MediaStore):
        folder = None  # objects have only names

    media = Bucket(MediaStore.open(tmp_path.as_uri())._store)
    for path in ("incoming/a", "incoming/b", "voice/a"):
        await media.put(path, b"content")
    assert await delete_abandoned_uploads(media) == 0
    assert await delete_abandoned_uploads(media, life_seconds=-60) == 2
    assert await media.changed("incoming") == []
    assert await media.read("voice/a") == b"content"
