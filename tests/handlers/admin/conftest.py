"""A server of its own for admins: what they are told is of all sessions, and those of other tests would count."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.admin.work import AdminWork
from storage.redis.client import Redis
from tests.handlers.admin.people import People
from tests.handlers.admin.workers import work_of
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing


@pytest.fixture(scope="session")
async def admin_redis() -> AsyncIterator[RedisProcess]:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        process = RedisProcess(Path(folder))
        await process.start()
        yield process
        await process.stop()


@pytest.fixture(scope="session")
async def admin_server(
    admin_redis: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ServerProcess]:
    process = await ServerProcess(admin_redis.url, tmp_path_factory.mktemp("data"), ROOMTONE_CREATE_LIMIT="0").start()
    yield process
    await process.stop()


@pytest.fixture
async def store(admin_redis: RedisProcess) -> AsyncIterator[Redis]:
    """An empty Redis behind the server. Who connects writes the run ids: a worker that did it during a test would begin
    every feed anew."""
    connection = await Redis.connect(admin_redis.url)
    await connection.call("k", "FLUSHDB")
    await connection.close()
    connection = await Redis.connect(admin_redis.url)
    yield connection
    await connection.close()


@pytest.fixture
async def people(admin_server: ServerProcess, store: Redis) -> AsyncIterator[People]:
    async with browsing(admin_server) as browser:
        yield People(browser)


@pytest.fixture
def work(store: Redis) -> AdminWork:
    """A worker's part, without its queue."""
    return work_of(store)
