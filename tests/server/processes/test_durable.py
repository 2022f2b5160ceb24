"""Clients that must know are told when their changes are on the disk."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.redis.client import Redis
from storage.session.durability import AppendOnlyFiles, Disk
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing, joined
from tests.slow_disk import slow_disk

SLOW_MS = 700


@pytest.fixture
async def own_redis() -> AsyncIterator[RedisProcess]:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        yield redis
        await redis.stop()


async def test_OP28_one_sync_serves_all_who_ask_before_it_begins() -> None:
    begun: list[asyncio.Future[bool]] = []

    async def sync() -> bool:
        begun.append(asyncio.get_running_loop().create_future())
        return await begun[-1]

    async def until_begun(count: int) -> None:
        while len(begun) < count:  # noqa: ASYNC110 - other tasks of this loop
            await asyncio.sleep(0)

    disk = Disk(sync)
    first = asyncio.create_task(disk.reach())
    await until_begun(1)
    late = [asyncio.create_task(disk.reach()) for _ in range(3)]  # may have written after the first began
    begun[0].set_result(True)
    assert await first
    await until_begun(2)
    assert not any(one.done() for one in late)
    gone = late.pop()
    gone.cancel()  # a client that leaves takes nothing from the others
    begun[1].set_result(False)
    assert await asyncio.gather(*late) == [False, False]
    assert len(begun) == 2
    again = asyncio.create_task(disk.reach())
    await until_begun(3)
    begun[2].set_exception(OSError())
    with pytest.raises(OSError):
        await again


@pytest.mark.parametrize(("mode", "is_told"), [("always", True), ("everysec", True), ("off", False)])
async def test_OP28_a_redis_that_syncs_says_when_and_another_is_not_waited_for(
    own_redis: RedisProcess, mode: str, is_told: bool
) -> None:
    if mode == "off":
        await own_redis.command("CONFIG", "SET", "appendonly", "no")
    else:
        await own_redis.command("CONFIG", "SET", "appendfsync", mode)
    redis = await Redis.connect(own_redis.url)
    files = AppendOnlyFiles(redis)
    assert await files.sync() is is_told
    assert await files.sync() is is_told
    await files.close()
    assert await files.sync() is is_told  # over a new connection
    await files.close()
    await redis.close()


async def test_OP28_a_change_is_durable_after_a_sync_of_its_own_on_a_slow_disk(tmp_path: Path) -> None:
    slow: dict[str, Any] = await slow_disk(tmp_path, ms=SLOW_MS)
    server = await ServerProcess("", tmp_path, **slow).start()  # with the embedded Redis
    async with browsing(server) as browser, joined(server) as client:
        me = browser.signed_in()
        jam = (await browser.ask("POST", "/api/sessions", json={}, **me)).json["id"]
        edit = {"session_id": jam, "edit_id": "one", "set": {"tempo": 90}}
        assert (await client.ask("edit_session", edit))["ok"]
        began = time.monotonic()
        assert await client.ask("wait_durable", {}) == {"ok": True, "durability": "durable"}
        assert time.monotonic() - began >= SLOW_MS / 1000
        reached = await browser.ask("POST", "/api/durability", **me)
        assert (reached.status, reached.json) == (200, {"durability": "durable"})
        assert (await browser.ask("POST", "/api/durability")).status == 401
    await server.stop()
