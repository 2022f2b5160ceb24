"""Two bots on one Redis: the second is told so and does not start."""

from pathlib import Path

import pytest

from server.settings.errors import CannotStartError
from server.telegram.bot_lock import BotLock
from storage.redis import keys
from storage.redis.client import Redis
from storage.telegram.outbox import Outbox
from tests.handlers.telegram.servers import START_SECONDS
from tests.processes import BotProcess, RedisProcess


async def test_a_second_bot_is_refused_and_a_second_process_of_one_bot_is_not(own_redis: RedisProcess) -> None:
    redis = await Redis.connect(own_redis.url)
    outbox = Outbox(redis)
    for _ in range(2):
        await BotLock(outbox, "1:first", 60_000).begin()
    with pytest.raises(CannotStartError, match=r"Another bot \(its id is 1\)"):
        await BotLock(outbox, "2:second", 100).begin()
    await redis.call(keys.telegram_bot(), "PEXPIRE", keys.telegram_bot(), 200)
    await BotLock(outbox, "2:second", 2_000).begin()  # the first has ended: the second begins
    await redis.close()


async def test_a_bot_stays_the_only_one_and_ends_when_another_has_come(own_redis: RedisProcess) -> None:
    redis = await Redis.connect(own_redis.url)
    only = BotLock(Outbox(redis), "1:first", 30)
    await only.begin()
    await redis.call(keys.telegram_bot(), "SET", keys.telegram_bot(), "2")
    with pytest.raises(CannotStartError):
        await only.keep()
    await redis.close()


async def test_the_process_of_a_second_bot_says_why_it_does_not_start(own_redis: RedisProcess, tmp_path: Path) -> None:
    redis = await Redis.connect(own_redis.url)
    await redis.call(keys.telegram_bot(), "SET", keys.telegram_bot(), "7")
    process = await BotProcess(
        own_redis.url, tmp_path, "http://127.0.0.1:9", "8:token", "https://rooms.example"
    ).start()
    assert await process.ended(START_SECONDS) == 1
    assert "Roomtone cannot start: Another bot (its id is 7) works on this Redis." in process.log.read_text()
    await redis.close()
