"""The real Redis and the real servers of the tests."""

import os
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import Playwright, async_playwright, expect

from storage.redis.client import Redis
from tests import message_check
from tests.effort import examples, leave_out_long
from tests.forks import Forks
from tests.order import longest_first
from tests.polling import PATIENCE
from tests.processes import BotProcess, RedisProcess, ServerProcess, WorkerProcess
from tests.storage.nodes import Node

pytest_plugins = ("tests.handlers.voice.servers", "tests.handlers.telegram.servers")
"""The servers, workers and bots that tests of several rooms use."""

expect.set_options(timeout=PATIENCE * 1000)
# The duration of an example depends more on the machine than on the code.
settings.register_profile(
    "any machine", deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

RedisProcess.listener = message_check.Listener
Node.listener = message_check.Listener
ServerProcess.module = "tests.answer_check"
BotProcess.module = "tests.quick_bot"
WorkerProcess.module = "tests.quick_worker"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test in Chromium that fails is run once more, two of them in a run at most, and the summary shows the failure.
    Nothing else is: what fails now and then is a race, of the test or of the product."""
    leave_out_long(config, items)
    longest_first(items, Path(__file__).parent)
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session", autouse=True)
def outgoing_problems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The file for undeclared messages; checked once more when every server and Redis has ended."""
    os.environ[message_check.FOLDER] = str(tmp_path_factory.mktemp("outgoing"))
    yield
    assert message_check.take_problems() == []


@pytest.fixture(scope="session", autouse=True)
def forks() -> Iterator[None]:
    """Every server, worker and bot of the tests is a fork of one that has imported the program."""
    parents = Forks()
    for kind in (ServerProcess, WorkerProcess, BotProcess):
        kind.forks = parents
    yield
    parents.end()


@pytest.fixture(autouse=True)
def only_what_is_declared() -> Iterator[None]:
    """Nothing undeclared is sent; a message of one test may be found after the next one."""
    yield
    assert message_check.take_problems() == []


@pytest.fixture(scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    """Playwright's own process, which drives every Chromium of this one."""
    async with async_playwright() as started:
        yield started


@pytest.fixture(scope="session")
async def redis_server() -> AsyncIterator[RedisProcess]:
    """One Redis for all tests that do not stop it. Its folder has a short name: a socket's path has 108 bytes."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        server = RedisProcess(Path(folder))
        await server.start()
        yield server
        await server.stop()


@pytest.fixture
async def redis(redis_server: RedisProcess) -> AsyncIterator[Redis]:
    """A connection of the stores."""
    connection = await Redis.connect(redis_server.url)
    yield connection
    await connection.close()


@pytest.fixture
async def own_redis() -> AsyncIterator[RedisProcess]:
    """A Redis for this test, which may stop or stall it, or rely on its content."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        process = RedisProcess(Path(folder))
        await process.start()
        yield process
        process.resume()
        await process.stop()


@pytest.fixture(scope="session")
async def server(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """One server for all tests that do not stop it; its address is `server.url`."""
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("data")).start()
    yield process
    await process.stop()


@pytest.fixture(scope="session")
async def two_servers(
    redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[ServerProcess, ServerProcess]]:
    """Two processes on one Redis and with one secret."""
    data = tmp_path_factory.mktemp("data")
    pair = ServerProcess(redis_server.url, data), ServerProcess(redis_server.url, data)
    for process in pair:
        await process.start()
    yield pair
    for process in pair:
        await process.stop()


_RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names without random parts: all processes of the test run must collect the same ones."""
    if isinstance(val, bytes):
        return f"{argname}-{len(val)}"
    return _RANDOM.sub("uuid", val) if isinstance(val, str) and _RANDOM.search(val) else None
