"""The bot is told to stop while its Redis is lost and Telegram does not answer: it ends within its time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handlers.telegram.bot_api import TOKEN, BotApi
from tests.handlers.telegram.servers import START_SECONDS
from tests.processes import BotProcess, RedisProcess

WITHIN = 15.0
"""Seconds for an end that takes 2.5 by its settings. One that waited for Telegram and Redis took 18 to 24."""


@pytest.fixture
async def starting(own_redis: RedisProcess, own_api: BotApi, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A bot that has just been started."""
    bot = BotProcess(own_redis.url, tmp_path, own_api.url, TOKEN, "https://rooms.example", ROOMTONE_DRAIN_SECONDS="0.5")
    yield await bot.start()
    await bot.kill()


async def told_to_stop(bot: BotProcess) -> int:
    bot.terminate()
    return await bot.ended(WITHIN)


async def test_OP4_a_bot_that_sends_ends_when_it_is_told_to_though_its_redis_is_stalled(
    own_redis: RedisProcess, own_api: BotApi, starting: BotProcess
) -> None:
    await own_api.called("setMyCommands", 2, START_SECONDS)
    own_api.hold("sendMessage")
    for _ in range(5):
        await own_api.chat().write("/start")
    await own_api.called("sendMessage")
    own_redis.stall()
    assert await told_to_stop(starting) == 0


async def test_OP4_a_bot_that_has_not_begun_ends_when_it_is_told_to_though_its_redis_is_gone(
    own_redis: RedisProcess, own_api: BotApi, starting: BotProcess
) -> None:
    own_api.hold("setMyCommands")
    await own_api.called("setMyCommands", 1, START_SECONDS)
    await own_redis.kill()
    assert await told_to_stop(starting) == 0
