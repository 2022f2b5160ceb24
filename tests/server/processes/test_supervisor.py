"""`web --processes N`: several processes behind one port."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.polling import PATIENCE, until
from tests.processes import ROOT, RedisProcess


class Cluster:
    """A supervisor with three processes."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process = process
        self.url = url

    def processes(self) -> set[int]:
        """The processes that the supervisor has started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(pid) for pid in children.read_text().split()}

    async def answers(self) -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.get(f"{self.url}/readyz") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False


async def started(redis: RedisProcess, folder: Path) -> asyncio.subprocess.Process:
    environment = os.environ | {
        "PORT": "0", "REDIS_URL": redis.url, "ROOMTONE_DATA_DIR": str(folder), "ROOMTONE_DRAIN_SECONDS": "0.1",
    }  # fmt: skip
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "web", "--processes", "3",
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def address_of(process: asyncio.subprocess.Process) -> str:
    """The last word of its first line, once all serve; empty when it has ended instead."""
    if process.stdout is None:
        raise RuntimeError("the supervisor has no output")
    async with asyncio.timeout(60):
        return (await process.stdout.readline()).decode().rpartition(" ")[2].strip()


@pytest.fixture
async def cluster(redis_server: RedisProcess, tmp_path: Path) -> AsyncIterator[Cluster]:
    process = await started(redis_server, tmp_path)
    yield Cluster(process, await address_of(process))
    if process.returncode is None:
        process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()


async def test_OP13_processes_share_one_port_and_a_dead_one_is_started_again(cluster: Cluster) -> None:
    before = cluster.processes()
    assert len(before) == 3
    assert await cluster.answers()

    victim = min(before)
    os.kill(victim, signal.SIGKILL)

    async def replaced() -> bool:
        now = cluster.processes()
        return len(now) == 3 and victim not in now

    await until(replaced)
    assert before - {victim} < cluster.processes()
    await until(cluster.answers)


async def test_OP13_a_process_that_is_killed_in_its_first_start_is_started_again(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    starting = Cluster(await started(redis_server, tmp_path), "")

    async def are_all_begun() -> bool:
        return len(starting.processes()) == 3

    await until(are_all_begun)
    os.kill(max(starting.processes()), signal.SIGKILL)
    assert (await address_of(starting.process)).startswith("http://")
    assert len(starting.processes()) == 3
    starting.process.terminate()
    async with asyncio.timeout(PATIENCE):
        assert await starting.process.wait() == 0


async def test_OP13_all_processes_end_with_their_supervisor(cluster: Cluster) -> None:
    processes = cluster.processes()
    cluster.process.kill()
    await cluster.process.wait()

    async def all_gone() -> bool:
        return not any(map(_lives, processes))

    await until(all_gone)


async def test_OP13_terminating_the_supervisor_drains_all_processes(cluster: Cluster) -> None:
    cluster.process.terminate()
    async with asyncio.timeout(PATIENCE):
        assert await cluster.process.wait() == 0


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def test_OP13_a_process_that_cannot_start_ends_them_all(redis_server: RedisProcess, tmp_path: Path) -> None:
    environment = os.environ | {"PORT": "0", "REDIS_URL": f"unix://{tmp_path}/nothing.sock"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "web", "--workers", "2",
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(60):
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert b"REDIS_URL" in errors
