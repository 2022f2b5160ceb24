"""Telegram refuses, asks to wait or breaks; the bot is killed. Nothing is lost or doubled."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import orjson
import pytest

from auth.caller import Server
from storage.redis.client import Redis
from storage.voice import VoiceStore
from tests.processes import BotProcess, RedisProcess
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import start_bot
from tests.telegram.test_commands import NO_ACTIVE, started

PUBLIC = "https://rooms.example"
Starts = Callable[[], Awaitable[BotProcess]]


@pytest.fixture
async def starts(own_redis: RedisProcess, own_api: BotApi, tmp_path: Path) -> AsyncIterator[Starts]:
    """Starts a bot that the test may kill, with a Redis and a Bot API of its own."""
    running: list[BotProcess] = []

    async def start() -> BotProcess:
        running.append(await start_bot(own_api, own_redis.url, tmp_path, PUBLIC))
        return running[-1]

    yield start
    for process in running:
        await process.kill()


def sends(api: BotApi, chat_id: int) -> list[float]:
    """When messages to a chat were sent or tried."""
    return [
        at
        for at, (name, params) in zip(api.times, api.calls, strict=True)
        if name == "sendMessage" and params["chat_id"] == str(chat_id)
    ]


async def test_limits_errors_and_a_person_who_has_blocked_the_bot(own_api: BotApi, starts: Starts) -> None:
    """One process for all of it: a start takes seconds."""
    process = await starts()
    # One message a second to a chat.
    patient = own_api.chat()
    for _ in range(3):
        await patient.write("/session")
    assert {(await patient.next()).text for _ in range(3)} == {NO_ACTIVE}
    first, second, third = sends(own_api, patient.id)
    assert min(second - first, third - second) > 0.95
    # 429: waits as told, and says it once.
    asked = own_api.chat()
    own_api.fail("sendMessage", 429, retry_after=2)
    assert (await asked.ask("/session")).text == NO_ACTIVE
    refused, accepted = sends(own_api, asked.id)
    assert accepted - refused > 1.95
    # 5xx: tries again.
    broken = own_api.chat()
    own_api.fail("sendMessage", 502, times=2)
    assert (await broken.ask("/session")).text == NO_ACTIVE
    assert len(sends(own_api, broken.id)) == 3
    # 403: nothing is tried again, and what waited is gone; a new message opens the chat again.
    blocked = own_api.chat()
    blocked.is_blocked = True
    await blocked.write("/help")
    await own_api.called("sendMessage", times=9)
    blocked.is_blocked = False
    assert (await blocked.ask("/session")).text == NO_ACTIVE
    assert len(sends(own_api, blocked.id)) == 2
    # What Telegram does not take at all stands in nobody's way.
    odd = own_api.chat()
    own_api.fail("sendMessage", 400)
    await odd.write("/help")
    assert (await odd.ask("/session")).text == NO_ACTIVE
    assert await process.stop() == 0


async def test_V2_V7_a_bot_that_is_killed_loses_nothing_and_doubles_one_message_at_most(
    own_api: BotApi, own_redis: RedisProcess, starts: Starts
) -> None:
    """Killed with a material that is claimed and not stored, and with an answer that is sent and not noted."""
    killed = await starts()
    chat, other = own_api.chat(), own_api.chat()
    session_id = await started(chat)
    release_files, release_sends = own_api.hold("getFile"), own_api.hold("sendMessage")
    update = {"message": chat.message(document=own_api.file(b"%PDF-1.7 important"), caption="договор")}
    update_id = await own_api.deliver(update)
    await chat.write("и вот ещё")
    await own_api.called("getFile")
    sends_before = own_api.count("sendMessage")
    await other.write("/start")
    await own_api.called("sendMessage", sends_before + 1)
    await killed.kill()
    release_files()
    release_sends()
    await starts()
    await own_api.deliver(update, update_id)  # Telegram did not hear that it had arrived

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
    assert said.lines[1] == f"{PUBLIC}/session/{session_id}"
    redis = await Redis.connect(own_redis.url)
    store = VoiceStore(redis, public_url=PUBLIC, log_length=10)
    found = [orjson.loads(one) for one in (await store.read_whole(session_id, Server.ITSELF)).materials]
    assert [(one["text"], one["size"]) for one in found] == [("договор", 18), ("и вот ещё", None)]
    await redis.close()
