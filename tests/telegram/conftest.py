"""A Bot API server, a web server, and the bot between them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from roomtone_client import shared_session

from storage.redis.client import Redis
from tests.processes import BotProcess, RedisProcess, ServerProcess
from tests.telegram.bot_api import TOKEN, BotApi, Chat
from tests.telegram.stories import Story
from tests.voice.people import SECRET, Person, token

START_SECONDS = 200.0  # a bot's start takes 4 s of CPU, nearly all for aiogram's import


async def start_bot(api: BotApi, redis_url: str, data: Path, public_url: str, **settings: str) -> BotProcess:
    """A bot that has told Telegram its commands, the last step of its start."""
    before = api.count("setMyCommands")
    process = await BotProcess(redis_url, data, api.url, TOKEN, public_url, **settings).start()
    await api.called("setMyCommands", before + 2, START_SECONDS)
    return process


@pytest.fixture(scope="session")
def telegram_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("telegram")


@pytest.fixture(scope="session")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi().serving() as served:
        yield served


@pytest.fixture
async def own_api() -> AsyncIterator[BotApi]:
    """For a test with a bot of its own."""
    async with BotApi().serving() as served:
        yield served


@pytest.fixture(scope="session")
async def web_server(redis_server: RedisProcess, telegram_data: Path) -> AsyncIterator[ServerProcess]:
    process = await ServerProcess(
        redis_server.url,
        telegram_data,
        ROOMTONE_SECRET=SECRET,
        ROOMTONE_TELEGRAM_TOKEN=TOKEN,
    ).start()
    yield process
    await process.stop()


@pytest.fixture(scope="session")
async def bot(
    redis_server: RedisProcess, telegram_data: Path, api: BotApi, web_server: ServerProcess
) -> AsyncIterator[BotProcess]:
    """The bot that all tests share which do not stop one."""
    process = await start_bot(api, redis_server.url, telegram_data, web_server.url)
    yield process
    assert await process.stop() == 0


@pytest.fixture
def chat(api: BotApi, bot: BotProcess) -> Chat:
    """The chat of somebody new."""
    return api.chat()


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
