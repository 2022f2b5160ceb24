"""One conversation across everything: the chat, a worker, a reader on the web, and back to the chat."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from roomtone_client import RoomtoneClient

from tests.handlers.telegram.bot_api import BotApi
from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.test_commands import NO_ACTIVE, started
from tests.handlers.voice.people import Person
from tests.handlers.voice.sound import speak
from tests.handlers.voice.speech_service import KEY, SpeechService, speech_service
from tests.polling import until
from tests.processes import RedisProcess, WorkerProcess

OnTheWeb = Callable[[Chat], Person]


@pytest.fixture
async def service() -> AsyncIterator[SpeechService]:
    async with speech_service() as one:
        yield one


@pytest.fixture
async def worker(
    redis_server: RedisProcess, telegram_data: Path, service: SpeechService
) -> AsyncIterator[WorkerProcess]:
    process = WorkerProcess(
        redis_server.url,
        telegram_data,
        ROOMTONE_TRANSCRIPTION_URL=service.url,
        ROOMTONE_TRANSCRIPTION_KEY=KEY,
        ROOMTONE_TASKS_URL=service.url,
        ROOMTONE_TASKS_KEY=KEY,
    )
    yield await process.start()
    await process.stop()


async def test_V1_V3_V7_D5_a_voice_in_the_chat_is_live_on_the_web_and_done_there_is_told_once_in_the_chat(
    api: BotApi, chat: Chat, on_the_web: OnTheWeb, worker: WorkerProcess, service: SpeechService, tmp_path: Path
) -> None:
    service.summary = "Договорились проверить откат."
    session_id = await started(chat)
    person = on_the_web(chat)
    client = RoomtoneClient(person.url, token=person.token, session=person.http)
    seen: list[str] = []
    subscription = await client.subscribe(session_id, on_event=lambda event: seen.append(event["type"]))
    voice = speak(tmp_path / "voice.webm", 3, [0.5, 2])
    written = await chat.write(voice=api.file(voice, "voice.ogg", duration=3))

    async def is_voice() -> bool:
        return bool((await person.view(session_id))["segments"])

    await until(is_voice)
    assert "material_added" in seen
    assert "material_changed" in seen

    reply = await chat.reply()
    assert (reply.text, reply.params["reply_parameters"]["message_id"]) == ("Сказано за 3 с.", written["message_id"])
    await client.command("session_done", {"session_id": session_id})
    recap = await chat.recap()
    text = await chat.edited(recap, lambda text: "Задачи:" in text and "готовятся" not in text)
    assert text.split("\n") == [
        "Итоги: Сказано за 3 с",
        f"{person.url}/session/{session_id}",
        "Длительность 0:03 · материалов: 1 · записей: 0",
        "Кратко:",
        "Договорились проверить откат.",
        "Задачи:",
        "• Проверить откат до пятницы",
    ]
    name, content = await chat.document()
    assert name == "Сказано за 3 с.txt"
    assert "Договорились проверить откат.\n\n[0:00] Сказано за 3 с.\n\n[ ] Проверить откат до пятницы\n" in content
    assert (await chat.next()).lines[0] == "Добавлено материалов: 1"
    assert (await chat.ask("/session")).text == NO_ACTIVE
    # Closed again: counted, and not told again.
    await client.command("session_done", {"session_id": session_id})
    await chat.press(recap, "Расшифровка")
    assert (await chat.next()).text == "Сказано за 3 с."
    assert (await chat.ask("/session")).text == NO_ACTIVE
    assert len(chat.recaps) == 1
    assert (await person.view(session_id))["session"]["done_count"] == 2
    await subscription.close()
    await client.close()


async def test_D43_sessions_are_listed_and_pressed_named_and_searched(chat: Chat, worker: WorkerProcess) -> None:
    assert (await chat.ask("/sessions")).text == "Сессий пока нет. Напишите /start."
    assert (await chat.ask("/name Что угодно")).text == NO_ACTIVE
    first = await started(chat)
    assert (await chat.ask("/name  Разбор сбоя ")).lines[::2] == ["Сессия переименована", "Разбор сбоя"]
    assert "1" in (await chat.ask("мы откатили всё руками")).text  # the acknowledgement
    second = await started(chat)
    listed = await chat.ask("/sessions")
    rows = [row[0] for row in listed.params["reply_markup"]["inline_keyboard"]]
    assert [row["callback_data"] for row in rows] == [f"a:{second}", f"a:{first}"]
    assert rows[1]["text"].startswith("Разбор сбоя · ")
    await chat.press(listed, rows[1]["text"])
    said = await chat.next()
    assert (said.lines[0], said.lines[2]) == ("Сессия активирована", "Разбор сбоя")

    async def is_found() -> bool:
        return (await chat.ask("/search откат")).lines[2:] == ["• мы откатили всё руками"]

    await until(is_found)
    assert (await chat.ask("/search")).text == "Напишите, что искать: /search слова"
    assert (await chat.ask("/search жираф")).text == "Ничего не найдено."
    assert (await chat.ask("/name")).text.endswith(first)
