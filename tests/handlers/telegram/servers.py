"""A Bot API server, a web server, and the bot between them."""

import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from roomtone_client import shared_session

from storage.redis.client import Redis
from tests.effort import in_proof
from tests.handlers.telegram.bot_api import TOKEN, BotApi
from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.stories import Story
from tests.handlers.voice.people import SECRET, Person, token
from tests.processes import BotProcess, RedisProcess, ServerProcess, free_port

START_SECONDS = 200.0  # a bot's start takes 4 s of CPU, nearly all for aiogram's import
QUICK = "20"  # ms between two messages of the shared bots to a chat


@dataclass
class World:
    """A bot with its Bot API, its Redis, and the web server beside it."""

    api: BotApi
    redis: RedisProcess
    web: ServerProcess
    bot: BotProcess

    async def start_bot(self) -> None:
        """Returns when it has told Telegram its commands, the last step of its start."""
        before = self.api.count("setMyCommands")
        await self.bot.start()
        await self.api.called("setMyCommands", before + 2, START_SECONDS)


@pytest.fixture(scope="session")
def telegram_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("telegram")


@pytest.fixture
async def own_api() -> AsyncIterator[BotApi]:
    """For a test with a bot of its own."""
    async with BotApi().serving() as served:
        yield served


# --- what all tests share: a bot for each way in which updates come ---------------------------------------------------


@pytest.fixture(scope="session")
async def polling_api() -> AsyncIterator[BotApi]:
    async with BotApi().serving() as served:
        yield served


@pytest.fixture(scope="session")
async def polling_web(redis_server: RedisProcess, telegram_data: Path) -> AsyncIterator[ServerProcess]:
    process = await ServerProcess(
        redis_server.url, telegram_data, ROOMTONE_SECRET=SECRET, ROOMTONE_TELEGRAM_TOKEN=TOKEN
    ).start()
    yield process
    await process.stop()


@pytest.fixture(scope="session")
async def polling(
    redis_server: RedisProcess, telegram_data: Path, polling_api: BotApi, polling_web: ServerProcess
) -> AsyncIterator[World]:
    bot = BotProcess(redis_server.url, telegram_data, polling_api.url, TOKEN, polling_web.url, CHAT_MS=QUICK)
    world = World(polling_api, redis_server, polling_web, bot)
    await world.start_bot()
    yield world
    assert await bot.stop() == 0


@pytest.fixture(scope="session")
async def webhook(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """With a Redis of its own: a bot takes the updates of every chat."""
    data, port = tmp_path_factory.mktemp("webhook"), free_port()
    public_url, ways = f"http://127.0.0.1:{port}", {"ROOMTONE_TELEGRAM_UPDATES": "webhook"}
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        async with BotApi().serving() as served:
            web = ServerProcess(
                redis.url,
                data,
                port,
                ROOMTONE_SECRET=SECRET,
                ROOMTONE_PUBLIC_URL=public_url,
                ROOMTONE_TELEGRAM_TOKEN=TOKEN,
                ROOMTONE_TELEGRAM_API=served.url,
                ROOMTONE_BODY_LIMIT="65536",
                **ways,
            )
            await web.start()
            bot = BotProcess(redis.url, data, served.url, TOKEN, public_url, CHAT_MS=QUICK, **ways)
            world = World(served, redis, web, bot)
            await world.start_bot()
            yield world
            assert await bot.stop() == 0
        await web.stop()
        await redis.stop()


BOTH_WAYS = pytest.mark.parametrize("way", ["polling", "webhook"])
"""For tests that hold however updates come."""
MOSTLY_POLLING = pytest.mark.parametrize("way", ["polling", in_proof("webhook")])
"""For those of what the bot does after an update has come."""


@pytest.fixture
def way() -> str:
    return "polling"


@pytest.fixture
def world(way: str, request: pytest.FixtureRequest) -> World:
    """The bot that tests share; who kills it starts it again."""
    found: World = request.getfixturevalue(way)
    return found


@pytest.fixture
def api(way: str, request: pytest.FixtureRequest) -> BotApi:
    found: BotApi = request.getfixturevalue("polling_api") if way == "polling" else request.getfixturevalue(way).api
    return found


@pytest.fixture
def web_server(way: str, request: pytest.FixtureRequest) -> ServerProcess:
    found: ServerProcess = (
        request.getfixturevalue("polling_web") if way == "polling" else request.getfixturevalue(way).web
    )
    return found


@pytest.fixture
def chat(world: World) -> Chat:
    """The chat of somebody new."""
    return world.api.chat()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    session = shared_session()
    yield session
    await session.close()


@pytest.fixture
def on_the_web(http: aiohttp.ClientSession, web_server: ServerProcess) -> Callable[[Chat], Person]:
    """The person of a chat on the web, with another `sub`: an identity provider names their Telegram id."""

    def make(chat: Chat) -> Person:
        return Person(http, web_server.url, token(f"web-{chat.user_id}", telegram_user_id=chat.user_id))

    return make


@pytest.fixture
async def story(own_redis: RedisProcess, tmp_path: Path) -> AsyncIterator[Story]:
    """In a Redis of its own: the bot that other tests share would take part."""
    redis = await Redis.connect(own_redis.url)
    one = Story(redis, tmp_path)
    yield one
    await one.jobs.close()
    await redis.close()
