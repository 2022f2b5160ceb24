"""Telegram refuses, asks to wait or breaks; the bot is killed. Nothing is lost or doubled, however updates come."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack

import orjson
import pytest

from auth.caller import Server
from storage.redis.client import Redis
from storage.telegram.outbox import CHAT_MS
from storage.voice.store import VoiceStore
from tests.handlers.telegram.bot_api import BotApi
from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.servers import MOSTLY_POLLING, QUICK, World
from tests.handlers.telegram.test_commands import NO_ACTIVE, started
from tests.polling import until

pytestmark = MOSTLY_POLLING


@pytest.fixture(autouse=True)
async def paced(world: World) -> AsyncIterator[None]:
    """Here the shared bot waits between two messages to a chat as it does for Telegram."""
    await restarted(world, str(CHAT_MS))
    yield
    await restarted(world, QUICK)


async def restarted(world: World, chat_ms: str) -> None:
    await world.bot.stop()
    world.bot.set(CHAT_MS=chat_ms)
    await world.start_bot()


def sends(chat: Chat) -> list[float]:
    """When messages to a chat were sent or tried."""
    return [
        at
        for at, (name, params) in zip(chat.api.times, chat.api.calls, strict=True)
        if name == "sendMessage" and params["chat_id"] == str(chat.id)
    ]


async def one_message_a_second(chat: Chat) -> None:
    for _ in range(3):
        await chat.write("/session")
    assert {(await chat.next()).text for _ in range(3)} == {NO_ACTIVE}
    first, second, third = sends(chat)
    assert min(second - first, third - second) > 0.99


async def too_many_requests_waits_as_told_and_says_it_once(chat: Chat) -> None:
    chat.api.fail("sendMessage", 429, chat=chat, retry_after=2)
    assert (await chat.ask("/session")).text == NO_ACTIVE
    refused, accepted = sends(chat)
    assert accepted - refused > 1.99


async def a_broken_telegram_is_tried_again(chat: Chat) -> None:
    chat.api.fail("sendMessage", 502, times=2, chat=chat)
    assert (await chat.ask("/session")).text == NO_ACTIVE
    assert len(sends(chat)) == 3


async def a_person_who_has_blocked_the_bot_gets_nothing_until_they_write_again(chat: Chat) -> None:
    chat.is_blocked = True
    await chat.write("/help")

    async def is_refused() -> bool:
        return len(sends(chat)) == 1

    await until(is_refused)
    chat.is_blocked = False
    assert (await chat.ask("/session")).text == NO_ACTIVE
    assert len(sends(chat)) == 2


async def what_telegram_does_not_take_stands_in_nobodys_way(chat: Chat) -> None:
    chat.api.fail("sendMessage", 400, chat=chat)
    await chat.write("/help")
    assert (await chat.ask("/session")).text == NO_ACTIVE


async def test_limits_errors_and_a_person_who_has_blocked_the_bot(world: World) -> None:
    """Beside each other, in a chat each: each of them waits for seconds."""
    await asyncio.gather(
        *(
            story(world.api.chat())
            for story in (
                one_message_a_second,
                too_many_requests_waits_as_told_and_says_it_once,
                a_broken_telegram_is_tried_again,
                a_person_who_has_blocked_the_bot_gets_nothing_until_they_write_again,
                what_telegram_does_not_take_stands_in_nobodys_way,
            )
        )
    )


async def killed_with_a_material_claimed_and_an_answer_sent(world: World, chat: Chat, other: Chat) -> None:
    """The material is not stored, and the answer is not noted. Another process of the bot goes on."""
    api: BotApi = world.api
    with ExitStack() as held:
        held.callback(api.hold("getFile"))
        held.callback(api.hold("sendMessage"))
        files = api.count("getFile")
        update = {"message": chat.message(document=api.file(b"%PDF-1.7 important"), caption="договор")}
        update_id = await api.deliver(update)
        await chat.write("и вот ещё")
        await api.called("getFile", files + 1)
        await other.write("/start")

        async def is_sending() -> bool:
            return bool(sends(other))

        await until(is_sending)
        await world.bot.kill()
    await world.start_bot()
    await api.deliver(update, update_id)  # Telegram did not hear that it had arrived


async def test_V2_V7_a_bot_that_is_killed_loses_nothing_and_doubles_one_message_at_most(world: World) -> None:
    chat, other = world.api.chat(), world.api.chat()
    session_id = await started(chat)
    await killed_with_a_material_claimed_and_an_answer_sent(world, chat, other)

    made = await other.next()
    assert made.lines[0] == "Сессия создана"
    answer = await other.ask("/session")
    while answer.text == made.text:  # the one message that a kill can double
        answer = await other.next()
    assert answer.lines[:2] == ["Активная сессия", made.lines[1]]

    said = await chat.ask("/session")
    while said.lines[0] != "Активная сессия":
        assert said.lines[0].startswith("Добавлено материалов: ")
        said = await chat.next()
    assert said.lines[1] == f"{world.web.url}/session/{session_id}"
    redis = await Redis.connect(world.redis.url)
    store = VoiceStore(redis, public_url=world.web.url, log_length=10)
    found = [orjson.loads(one) for one in (await store.read_whole(session_id, Server.ITSELF)).materials]
    assert [(one["text"], one["size"]) for one in found] == [("договор", 18), ("и вот ещё", None)]
    await redis.close()
