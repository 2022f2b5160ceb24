"""Both servers that the scripts must run on, and fixtures for tests of the stores."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.processes.redis_binary import redis_binary
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from storage.jam.store import JamStore
from storage.people.moderation import ModerationStore
from storage.people.store import PeopleStore
from storage.redis.client import Redis
from storage.voice.store import VoiceStore
from tests.effort import FAST
from tests.processes import RedisProcess
from tests.storage.sessions import a_store


def binaries() -> dict[str, str]:
    """The embedded Valkey and Debian's Redis 7.0, the oldest supported one."""
    debian = shutil.which("redis-server")
    if debian is None:
        raise RuntimeError("redis-server is missing: run `make machine`")
    return {"valkey": str(redis_binary()), "redis": debian}


@pytest.fixture(scope="session", params=["valkey"] if FAST else ["valkey", "redis"])
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


@pytest.fixture
def people(stores: Redis) -> PeopleStore:
    return PeopleStore(stores, public_url="http://127.0.0.1", log_length=1000)


@pytest.fixture
def jams(stores: Redis) -> JamStore:
    return JamStore(stores, log_length=1000)


@pytest.fixture
def voices(stores: Redis) -> VoiceStore:
    return VoiceStore(stores, public_url="http://127.0.0.1", log_length=1000)


@pytest.fixture
def moderation(stores: Redis) -> ModerationStore:
    return ModerationStore(stores, public_url="", log_length=1000)
