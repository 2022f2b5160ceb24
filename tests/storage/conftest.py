"""Both servers that the scripts must run on, and fixtures for tests of the stores."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.processes.redis_binary import redis_binary
from storage.bus.feeds import Feeds
from storage.clip import ClipStore
from storage.redis.client import Redis
from tests.processes import RedisProcess
from tests.storage.sessions import a_store


def binaries() -> dict[str, str]:
    """The embedded Valkey and Debian's Redis 7.0, the oldest supported one."""
    debian = shutil.which("redis-server")
    if debian is None:
        raise RuntimeError("redis-server is missing: run `make machine`")
    return {"valkey": str(redis_binary()), "redis": debian}


@pytest.fixture(scope="session", params=["valkey", "redis"])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[RedisProcess]:
    """A Redis of either kind."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        process = RedisProcess(Path(folder), binaries()[request.param])
        await process.start()
        yield process
        await process.stop()


@pytest.fixture
async def stores(engine: RedisProcess) -> AsyncIterator[Redis]:
    """The stores' connection to either kind."""
    connection = await Redis.connect(engine.url)
    yield connection
    await connection.close()


@pytest.fixture
def clips(stores: Redis) -> ClipStore:
    return a_store(stores)


@pytest.fixture
def feeds(stores: Redis) -> Feeds:
    return Feeds(stores)
