"""What people send becomes materials of the active session (V7, V8, V26), however updates come."""

from collections.abc import Callable
from typing import Any

import pytest
from roomtone_client import RoomtoneClient

from tests.handlers.telegram.bot_api import BotApi
from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.servers import MOSTLY_POLLING
from tests.handlers.telegram.test_commands import started
from tests.handlers.voice.people import Person
from tests.handlers.voice.sound import speak
from tests.polling import until
from tests.processes import ServerProcess

pytestmark = MOSTLY_POLLING
OnTheWeb = Callable[[Chat], Person]
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 100


async def materials(person: Person, session_id: str, count: int) -> list[dict[str, Any]]:
    """The materials of a session, once there are so many."""
    found: list[dict[str, Any]] = []

    async def enough() -> bool:
        found[:] = (await person.view(session_id))["materials"]
        return len(found) >= count

    await until(enough)
    return found


async def content(person: Person, material: dict[str, Any]) -> bytes:
    answer = await person.call("GET", material["file_url"])
    assert answer.status == 200
    return bytes(answer.body)


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return speak(tmp_path_factory.mktemp("sound") / "voice.webm", 2, [0.5])


async def test_V7_V26_every_kind_is_attached_to_the_active_session_with_one_acknowledgement(
    api: BotApi, chat: Chat, on_the_web: OnTheWeb, speech: bytes
) -> None:
    other = await started(chat)
    session_id = await started(chat)
    await chat.write("купить хлеба")
    await chat.write(voice=api.file(speech, "voice.ogg"), caption="с голосом")
    await chat.write(audio=api.file(speech, "song.mp3"))
    await chat.write(video=api.file(b"\x00\x00\x00\x18ftypmp42" + b"v" * 500, "film.mp4"))
    await chat.write(video_note=api.file(b"\x00\x00\x00\x18ftypmp42" + b"n" * 500))
    await chat.write(photo=[api.file(b"small", size=10), api.file(JPEG, size=len(JPEG))], media_group_id="1")
    await chat.write(photo=[api.file(JPEG + b"2")], media_group_id="1", caption="альбом")
    await chat.write(document=api.file(b"%PDF-1.7 ...", "отчёт/2026.pdf"), forward_origin={"type": "hidden_user"})
    await chat.write(location={"latitude": 55.7558, "longitude": 37.6173})
    await chat.write(contact={"phone_number": "+7 900", "first_name": "Пётр"})
    replied = chat.message(text="что-то раньше")
    await chat.write("ответ", reply_to_message=replied)

    person = on_the_web(chat)
    found = await materials(person, session_id, 11)
    assert [(one["kind"], one["text"], one["filename"]) for one in found] == [
        ("text", "купить хлеба", None),
        ("document", "с голосом", "voice.ogg"),  # until a worker has read it
        ("document", None, "song.mp3"),
        ("document", None, "film.mp4"),
        ("document", None, "file.bin"),
        ("photo", None, "photo.jpg"),
        ("photo", "альбом", "photo.jpg"),
        ("document", None, "2026.pdf"),
        ("text", "55.755800, 37.617300\nhttps://www.openstreetmap.org/?mlat=55.755800&mlon=37.617300#map=16", None),
        ("text", "Пётр +7 900", None),
        ("text", "ответ", None),
    ]
    assert {one["source"] for one in found} == {"telegram"}
    assert await content(person, found[1]) == speech
    assert await content(person, found[5]) == JPEG
    assert (await person.view(other))["materials"] == []

    lines: list[str] = []
    while sum(int(line.rpartition(" ")[2]) for line in lines) < 11:
        lines.append((await chat.next()).lines[0])
    # The bot may have been slower than the pause that ends a burst, but it does not answer each material.
    assert all(line.startswith("Добавлено материалов: ") for line in lines)
    assert len(lines) < 6


async def test_V7_V27_without_an_active_open_session_a_new_one_is_made_and_told(
    chat: Chat, on_the_web: OnTheWeb
) -> None:
    closed = await started(chat)
    await chat.ask("/done")
    said = await chat.ask("первая мысль")
    session_id = said.lines[1].rpartition("/")[2]
    assert said.lines[0] == "Сессия создана"
    assert session_id != closed
    assert (await chat.next()).lines == ["Добавлено материалов: 1", "Новая сессия", said.lines[1]]
    person = on_the_web(chat)
    active = await person.active()
    assert active is not None
    assert active["session_id"] == session_id
    assert [one["text"] for one in (await person.view(session_id))["materials"]] == ["первая мысль"]
    assert (await person.view(closed))["materials"] == []


async def test_V8_V26_no_other_open_session_is_taken(chat: Chat, on_the_web: OnTheWeb) -> None:
    """An open session of the same person is not the active one: the pointer moved on and its session was closed."""
    opened, closed = await started(chat), await started(chat)
    assert (await chat.ask("/done")).lines[1].endswith(closed)
    said = await chat.ask("куда я попаду")
    assert said.lines[0] == "Сессия создана"
    person = on_the_web(chat)
    assert (await person.view(opened))["materials"] == []
    assert (await person.view(opened))["session"]["is_active"] is True


async def test_V7_an_edited_message_changes_its_material(chat: Chat, on_the_web: OnTheWeb) -> None:
    session_id = await started(chat)
    message = await chat.write("чрновик")
    person = on_the_web(chat)
    client = RoomtoneClient(person.url, token=person.token, session=person.http)
    before = await materials(person, session_id, 1)
    await chat.edit(message, text="черновик")

    async def is_changed() -> bool:
        return [one["text"] for one in (await person.view(session_id))["materials"]] == ["черновик"]

    await until(is_changed)
    (after,) = (await person.view(session_id))["materials"]
    assert after == before[0] | {"text": "черновик"}
    await client.close()


async def test_V7_an_edit_of_a_message_that_is_not_known_is_a_new_material(chat: Chat, on_the_web: OnTheWeb) -> None:
    session_id = await started(chat)
    await chat.edit(chat.message(text="давно"), text="исправлено")
    assert [one["text"] for one in await materials(on_the_web(chat), session_id, 1)] == ["исправлено"]
    await chat.edit(chat.message(text="/strt"), text="/start")  # a command is not given by an edit
    assert (await chat.ask("/session")).lines[1].endswith(session_id)


async def test_a_file_that_is_too_large_is_told_with_the_way_out(
    api: BotApi, chat: Chat, on_the_web: OnTheWeb, web_server: ServerProcess
) -> None:
    said = await chat.ask("", video=api.file(b"film", size=50_000_000))
    assert said.lines == [
        "Файл слишком большой: боту можно прислать до 20 МБ. Больший файл добавьте на странице сессии:",
        f"{web_server.url}/session",
    ]
    session_id = await started(chat)
    # Telegram did not say how large it is, and refuses to give it.
    unsized = api.file(b"film", size=50_000_000)
    del unsized["file_size"]
    said = await chat.ask("", document=unsized)
    assert said.lines[1] == f"{web_server.url}/session/{session_id}"
    assert (await on_the_web(chat).view(session_id))["materials"] == []


@pytest.mark.parametrize("what", ["unknown", "gone", "empty"])
async def test_V7_TG2_a_file_that_telegram_refuses_is_told_at_once_and_holds_nothing_up(
    api: BotApi, chat: Chat, on_the_web: OnTheWeb, web_server: ServerProcess, what: str
) -> None:
    session_id = await started(chat)
    refused = api.file(b"", size=10) if what == "empty" else api.file(b"%PDF-1.7")
    if what == "unknown":
        refused["file_id"] = "unknown"
    elif what == "gone":
        api.lose(refused)
    await chat.write(document=refused)
    await chat.write("after it")
    assert (await chat.next()).lines == [
        "Telegram не отдал этот файл. Пришлите его ещё раз или добавьте на странице сессии:",
        f"{web_server.url}/session/{session_id}",
    ]
    assert "1" in (await chat.next()).text
    assert [one["text"] for one in (await on_the_web(chat).view(session_id))["materials"]] == ["after it"]


async def test_what_cannot_be_kept_is_told_and_notes_of_telegram_are_passed_over(
    chat: Chat, on_the_web: OnTheWeb
) -> None:
    await chat.write(pinned_message={"message_id": 1})
    said = await chat.ask("", poll={"id": "1", "question": "?"})
    assert said.text == ("Такие сообщения не сохраняются. Пришлите голос, текст, фото, файл, видео или место на карте.")
    assert await on_the_web(chat).active() is None
