"""A process that dies after its work and before it says so: the next one does the work again, and it counts once."""

import asyncio
from typing import Any

import orjson
import pytest

from auth.caller import Server
from storage.redis import keys
from storage.redis.client import Redis
from storage.telegram.mailbox import Mailbox
from storage.telegram.outbox import (
    ASK_MS,
    SECOND_MOST,
    SECOND_MS,
    Outbox,
)
from tests.handlers.telegram.stories import Story
from tests.polling import until
from tests.processes import RedisProcess


async def test_V2_V5_a_command_that_is_handled_twice_is_done_and_answered_once(story: Story) -> None:
    assert await story.post(text="/start")
    first, _ = await story.handled(dies=True)
    second, said = await story.handled(dies=False)
    assert (second.session_id, second.attempt, said) == (first.session_id, 2, ["Сессия создана"])
    await story.post(text="/done")
    await story.handled(dies=True)
    _, said = await story.handled(dies=False)
    assert said == ["Сессия завершена"]
    session = orjson.loads((await story.store.read(first.session_id, Server.ITSELF)).session)
    assert (session["is_active"], session["done_count"]) == (False, 1)
    assert await story.queued() == ["Сессия создана", "Сессия завершена"]


@pytest.mark.parametrize("content", [{"text": "мысль"}, {"document": {"file_id": "F1", "file_name": "a.pdf"}}])
async def test_V7_a_material_that_is_handled_twice_is_stored_and_told_once(
    story: Story, content: dict[str, Any]
) -> None:
    """Without an active session: it makes one, and so does no later attempt, even when that session was closed."""
    await story.post(**content)
    first, _ = await story.handled(dies=True)
    second, said = await story.handled(dies=False)
    assert said == ["Сессия создана"]
    assert (second.session_id, second.material_id) == (first.session_id, first.material_id)
    read = await story.store.read(first.session_id, Server.ITSELF)
    assert [orjson.loads(one)["material_id"] for one in read.materials] == [first.material_id]
    assert await story.queued() == ["Сессия создана"]


async def test_a_repeated_update_is_known_and_a_chat_has_one_reader_at_a_time(story: Story) -> None:
    assert await story.post(text="/help")
    story.update_id -= 1
    assert not await story.post(text="/help")
    one, other = (Mailbox(story.redis, holder=name) for name in ("one", "other"))
    claimed = await one.claim(story.chat)
    assert claimed is not None
    assert await other.claim(story.chat) is None
    assert await one.done(claimed) == 0
    assert await other.claim(story.chat) is None
    assert story.chat not in await one.chats()


async def test_a_burst_waits_while_its_chat_has_messages_to_send_and_goes_on_counting(story: Story) -> None:
    """However little Telegram takes, a chat has at most one acknowledgement waiting."""
    outbox = Outbox(story.redis)
    await story.post(text="/start")
    await story.handled(dies=False)
    for text in ("раз", "два"):
        await story.post(text=text)
        await story.handled(dies=False)
    burst = keys.telegram(story.chat, "burst")

    async def is_over() -> bool:
        return float(await story.redis.call(*_burst_end(story))) <= await _now(story.redis)

    await until(is_over)
    await outbox.flush_bursts()
    assert await story.redis.call(burst, "HGET", burst, "count") == b"2"  # the answer to /start has not been sent
    assert await story.queued() == ["Сессия создана"]
    await until(is_over)
    await outbox.flush_bursts()
    assert await story.queued() == ["Добавлено материалов: 2"]


def _burst_end(story: Story) -> tuple[str, str, str, str]:
    index = keys.telegram_index(story.chat, "bursts")
    return index, "ZSCORE", index, str(story.chat)


async def test_the_bot_sends_at_most_thirty_messages_a_second_and_waits_as_telegram_says(
    own_redis: RedisProcess,
) -> None:
    redis = await Redis.connect(own_redis.url)
    outbox = Outbox(redis)

    async def turn(call: str) -> None:
        while wait := await outbox.pace(call):  # noqa: ASYNC110 - the pace is in Redis
            await asyncio.sleep(wait / 1000)

    for number in range(SECOND_MOST):
        await turn(f"{number}")
    assert 0 < await outbox.pace("one more") <= ASK_MS  # none of them has been answered
    answered = await _now(redis)
    await outbox.answered("7")
    await turn("one more")
    assert await _now(redis) - answered >= SECOND_MS  # Telegram may have seen that one just before its answer
    await outbox.answered("one more", pause_ms=60_000)
    assert await outbox.pace("another") > 5_000
    assert await outbox.pace("another") > 5_000  # nobody takes a turn that is so late
    await redis.close()


async def _now(redis: Redis) -> int:
    seconds, micros = await redis.call("x", "TIME")
    return int(seconds) * 1000 + int(micros) // 1000
