"""Clients that must know are told when their changes are on the disk."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.redis.client import Redis
from storage.session.durability import AppendOnlyFiles, Disk, Synced
from tests.bad_machine import bad_machine, full_disk
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import RawClient, browsing, joined
from tests.server.processes.test_loss import pid_of
from tests.storage.nodes import Cluster, Node, watched_over

SLOW_MS = 700


@pytest.fixture
async def own_redis() -> AsyncIterator[RedisProcess]:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        yield redis
        await redis.stop()


async def test_OP28_one_sync_serves_all_who_ask_before_it_begins() -> None:
    begun: list[asyncio.Future[Synced]] = []

    async def sync() -> Synced:
        begun.append(asyncio.get_running_loop().create_future())
        return await begun[-1]

    async def until_begun(count: int) -> None:
        while len(begun) < count:  # noqa: ASYNC110 - other tasks of this loop
            await asyncio.sleep(0)

    async def run() -> str:
        raise AssertionError

    disk = Disk(sync, run)
    first = asyncio.create_task(disk.reach())
    await until_begun(1)
    late = [asyncio.create_task(disk.reach()) for _ in range(3)]  # may have written after the first began
    begun[0].set_result(Synced("run", is_on_disk=True))
    assert (await first).is_on_disk
    await until_begun(2)
    assert not any(one.done() for one in late)
    gone = late.pop()
    gone.cancel()  # a client that leaves takes nothing from the others
    begun[1].set_result(Synced("run", is_on_disk=False))
    assert await asyncio.gather(*late) == [("run", False), ("run", False)]
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
    assert (await files.sync()).is_on_disk is is_told
    assert (await files.sync()).is_on_disk is is_told
    await files.close()
    assert (await files.sync()).is_on_disk is is_told  # over a new connection
    await files.close()
    await redis.close()


async def edited(client: RawClient, jam: str, tempo: int) -> dict[str, Any]:
    return await client.ask("edit_session", {"session_id": jam, "edit_id": f"tempo-{tempo}", "set": {"tempo": tempo}})


async def test_OP28_a_change_is_durable_after_a_sync_of_its_own_on_a_slow_disk(tmp_path: Path) -> None:
    server = await ServerProcess("", tmp_path, **await bad_machine(tmp_path, ms=SLOW_MS)).start()  # the embedded Redis
    async with browsing(server) as browser, joined(server) as client:
        me = browser.signed_in()
        before = await client.ask("wait_durable", {})
        assert before == {"ok": True, "durability": "applied", "run": before["run"]}
        jam = (await browser.ask("POST", "/api/sessions", json={}, **me)).json["id"]
        assert (await edited(client, jam, 90))["ok"]
        began = time.monotonic()
        durable = {"durability": "durable", "run": before["run"]}
        assert await client.ask("wait_durable", {"run": before["run"]}) == {"ok": True, **durable}
        assert time.monotonic() - began >= SLOW_MS / 1000
        reached = await browser.ask("POST", "/api/durability", json={"run": before["run"]}, **me)
        assert (reached.status, reached.json) == (200, durable)
        assert (await browser.ask("POST", "/api/durability", **me)).json == {**durable, "durability": "applied"}
        assert (await browser.ask("POST", "/api/durability")).status == 401
    await server.stop()


async def test_D33_OP28_what_a_full_disk_did_not_take_is_not_durable_and_after_a_kill_never_called_so(
    tmp_path: Path,
) -> None:
    server = await ServerProcess("", tmp_path, **await bad_machine(tmp_path)).start()
    redis = await Redis.connect(f"unix://{tmp_path}/redis/redis.sock")
    async with browsing(server) as browser, joined(server) as client:

        async def reached() -> str:
            return str((await client.ask("wait_durable", {"run": run}))["durability"])

        run = (await client.ask("wait_durable", {}))["run"]
        jam = (await browser.ask("POST", "/api/sessions", json={}, **browser.signed_in())).json["id"]
        assert (await edited(client, jam, 90))["ok"]
        assert await reached() == "durable"
        full_disk(tmp_path).touch()
        assert (await edited(client, jam, 91))["ok"]  # Redis learns of it when it writes, after the script
        assert await reached() == "applied"
        assert (await edited(client, jam, 92))["error"] == "unavailable"
        full_disk(tmp_path).unlink()

        async def has_caught_up() -> bool:
            return await reached() == "durable"

        await until(has_caught_up)
        full_disk(tmp_path).touch()
        assert (await edited(client, jam, 93))["ok"]
        pid = await pid_of(redis)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        full_disk(tmp_path).unlink()

        async def is_back() -> bool:
            return await pid_of(redis) not in {None, pid}

        await until(is_back)
        after = await client.ask("wait_durable", {"run": run})
        assert (after["durability"], after["run"] == run) == ("applied", False)

        async def is_edited() -> bool:
            return bool((await edited(client, jam, 94))["ok"])

        await until(is_edited)
        assert (await client.ask("wait_durable", {"run": after["run"]}))["durability"] == "durable"
    await redis.close()
    await server.stop()


async def test_D33_OP28_behind_sentinels_a_change_is_durable_on_a_replicas_disk_too(tmp_path: Path) -> None:
    async with watched_over(tmp_path, "pass", "--appendonly", "yes") as watched:
        redis = await Redis.connect(watched.url)
        files = AppendOnlyFiles(redis)
        first = await files.sync()
        assert first.is_on_disk
        await watched.replica.ask("CONFIG", "SET", "appendonly", "no")
        assert await files.sync() == (first.run, False)
        await watched.replica.ask("CONFIG", "SET", "appendonly", "yes")
        await watched.replica.end()
        assert await files.sync() == (first.run, False)
        await files.close()
        await redis.close()


async def test_OP28_SY4_a_master_that_was_replaced_and_is_master_again_is_another_run(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    async with Node(folders[0]) as first, Node(folders[1]) as second:
        redis = await Redis.connect(first.url)
        files = AppendOnlyFiles(redis)
        runs = [(await files.sync()).run]
        await first.ask("REPLICAOF", "127.0.0.1", second.port)

        async def follows() -> bool:
            return b"master_link_status:up" in await first.ask("INFO", "replication")

        await until(follows)  # what only the first one had is gone
        await first.ask("REPLICAOF", "NO", "ONE")
        runs.append((await files.sync()).run)
        assert runs[0] != runs[1]
        await files.close()
        await redis.close()


async def test_OP28_in_a_cluster_with_replicas_a_change_is_durable_on_a_replicas_disk_too(tmp_path: Path) -> None:
    (tmp_path / "replica").mkdir()
    cluster = await Cluster(tmp_path).start()
    redis = await Redis.connect(cluster.nodes[0].url)
    files = AppendOnlyFiles(redis)
    for node in cluster.nodes:
        await node.ask("CONFIG", "SET", "appendonly", "yes")

    async def is_on_disk() -> bool:
        return (await files.sync()).is_on_disk

    await until(is_on_disk)
    async with cluster.replica_of(cluster.nodes[0], tmp_path / "replica"):
        assert not await is_on_disk()  # two masters have none, and the replica has no append-only file
    assert not await is_on_disk()  # nor while it is away
    await files.close()
    await redis.close()
    await cluster.stop()
