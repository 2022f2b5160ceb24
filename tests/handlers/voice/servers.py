"""A server with a known secret, people with tokens, and workers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from roomtone_client import Backoff, RoomtoneClient, shared_session

from tests.handlers.voice.people import SECRET, Person, token
from tests.handlers.voice.sound import speak
from tests.processes import RedisProcess, ServerProcess, WorkerProcess

QUICK = Backoff(base=0.05, cap=0.5)  # a test has no herd to spread

MakePerson = Callable[..., Person]
Connect = Callable[[Person], RoomtoneClient]
Servers = Callable[..., Awaitable[ServerProcess]]
Workers = Callable[..., Awaitable[WorkerProcess]]


@pytest.fixture(scope="session")
def voice_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that servers and workers of these tests share."""
    return tmp_path_factory.mktemp("voice")


@pytest.fixture(scope="session")
async def voice_server(redis_server: RedisProcess, voice_data: Path) -> AsyncIterator[ServerProcess]:
    process = ServerProcess(
        redis_server.url,
        voice_data,
        ROOMTONE_SECRET=SECRET,
        ROOMTONE_CHUNK_LIMIT="65536",
        ROOMTONE_MATERIAL_LIMIT="65536",
        ROOMTONE_FILE_LIMIT="67108864",
    )
    yield await process.start()
    await process.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    session = shared_session()
    yield session
    await session.close()


@pytest.fixture
def person(voice_server: ServerProcess, http: aiohttp.ClientSession) -> MakePerson:
    """`person("ann", permissions=…, projects=…, telegram_user_id=…)`."""

    def make(sub: str, **claims: object) -> Person:
        return Person(http, voice_server.url, token(sub, **claims))  # type: ignore[arg-type]

    return make


@pytest.fixture
async def connect(http: aiohttp.ClientSession) -> AsyncIterator[Connect]:
    """`connect(person)` makes a client of theirs; all are closed at the end."""
    clients: list[RoomtoneClient] = []

    def make(person: Person) -> RoomtoneClient:
        clients.append(RoomtoneClient(person.url, token=person.token, session=http, backoff=QUICK))
        return clients[-1]

    yield make
    for client in clients:
        await client.close()


@pytest.fixture
async def servers(redis_server: RedisProcess, voice_data: Path) -> AsyncIterator[Servers]:
    """`await servers(**settings)` starts one beside `voice_server`. None outlives its test."""
    started: list[ServerProcess] = []

    async def start(**settings: Any) -> ServerProcess:
        started.append(ServerProcess(redis_server.url, voice_data, ROOMTONE_SECRET=SECRET, **settings))
        return await started[-1].start()

    yield start
    for process in started:
        await process.kill()


FORGET = """
for _, key in ipairs(redis.call('KEYS', 'rt:{b*}:search:*')) do redis.call('DEL', key) end
for _, key in ipairs(redis.call('KEYS', 'rt:{b*}:index:voice:jobs')) do redis.call('DEL', key) end
for _, key in ipairs(redis.call('KEYS', 'rt:{jobs}:*')) do
  if not string.match(key, ':meta$') then redis.call('DEL', key) end
end
"""


@pytest.fixture
async def no_jobs(redis_server: RedisProcess) -> None:
    """No job of earlier tests is left: it would call this test's services. No killed worker has the search index."""
    assert not (await redis_server.command("EVAL", FORGET, "0")).startswith(b"-")


@pytest.fixture
async def workers(redis_server: RedisProcess, voice_data: Path, no_jobs: None) -> AsyncIterator[Workers]:
    """`await workers(**settings)` starts one. None outlives its test, or it would do the work of the next one."""
    started: list[WorkerProcess] = []

    async def start(**settings: str) -> WorkerProcess:
        started.append(await WorkerProcess(redis_server.url, voice_data, **settings).start())
        return started[-1]

    yield start
    for process in started:
        await process.kill()


@pytest.fixture
async def worker(redis_server: RedisProcess, voice_data: Path, no_jobs: None) -> AsyncIterator[WorkerProcess]:
    process = await WorkerProcess(redis_server.url, voice_data).start()
    yield process
    await process.stop()


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Three seconds of WebM with beeps at 0.5 and 2 s."""
    return speak(tmp_path_factory.mktemp("sound") / "speech.webm", 3, [0.5, 2])
