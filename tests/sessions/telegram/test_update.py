"""What the Bot API sends and what it means; what the bot tells of a closed session."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.telegram.recap import (
    FILE_LIMIT,
    MESSAGE_LIMIT,
    as_file,
    as_message,
    duration,
    recap_text,
)
from sessions.telegram.update import (
    Command,
    FileContent,
    TelegramMessage,
    TextContent,
    command_of,
    content_of,
    kept_of,
    press_data,
    pressed,
    read_update,
)
from sessions.voice.exports.document import Document, document
from tests.sessions.clip.streams import SESSION_ID

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KIND = st.sampled_from(["update_id", "message", "edited_message", "callback_query"])


@given(st.dictionaries(KIND, JSON) | JSON)
def test_no_json_breaks_the_reading_of_an_update(fields: object) -> None:
    update = read_update(fields)
    assert update is None or update.chat is not None


def message(**content: Any) -> TelegramMessage:
    head = {"message_id": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}}
    return TelegramMessage.model_validate({**head, **content})


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", Command("start", "", "")),
        ("/START@Some_Bot  x y ", Command("start", "Some_Bot", "x y")),
        ("/session\nabc", Command("session", "", "abc")),
        ("start", None),
        ("/", None),
        ("/старт", None),
        ("/start-now", None),
    ],
)
def test_a_command_begins_a_message(text: str, command: Command | None) -> None:
    assert command_of(text) == command


def test_V7_the_largest_size_of_a_photo_is_taken_and_a_film_is_not_a_document_twice() -> None:
    sizes = [{"file_id": "s", "file_size": 10}, {"file_id": "l", "file_size": 90}, {"file_id": "?"}]
    assert content_of(message(photo=sizes, caption="вид")) == FileContent("l", 90, "photo.jpg", "вид")
    film = {"file_id": "a", "file_name": "a.gif.mp4"}
    both = message(animation=film, document=film)
    assert content_of(both) == FileContent("a", None, "a.gif.mp4", "")
    assert content_of(message(text="  ")) is None
    assert content_of(message(text=" да ")) == TextContent(" да ")
    place = {"location": {"latitude": 1.5, "longitude": -2}, "title": "Кафе", "address": "Мира, 1"}
    found = content_of(message(venue=place, location=place["location"]))
    assert isinstance(found, TextContent)
    assert found.text.startswith("Кафе\nМира, 1\n1.500000, -2.000000\nhttps://")


def test_D22_of_a_group_only_a_command_that_names_a_bot_is_kept() -> None:
    def kept(**content: Any) -> dict[str, Any] | None:
        fields = {
            "update_id": 5,
            "message": {
                "message_id": 1,
                "chat": {"id": -7, "type": "group", "title": "Секреты"},
                "from": {"id": 7, "first_name": "Анна", "language_code": "en"},
                **content,
            },
        }
        update = read_update(fields)
        assert update is not None
        return kept_of(update, fields)

    assert kept(text="секрет") is None
    assert kept(text="/start") is None
    assert kept(voice={"file_id": "v"}) is None
    assert kept(text="/start@a_bot с секретом") == {
        "update_id": 5,
        "message": {
            "message_id": 1,
            "chat": {"id": -7, "type": "group"},
            "from": {"id": 7, "language_code": "en"},
            "text": "/start@a_bot",
        },
    }


@pytest.mark.parametrize("button", ["done", "rename", "transcript", "new"])
def test_a_button_carries_what_it_does_and_to_which_session(button: Any) -> None:
    data = press_data(button, SESSION_ID)
    assert len(data.encode()) <= 64
    assert pressed(data) == (button, SESSION_ID)
    assert pressed("x:1") is None
    assert pressed("") is None


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0:00"), (499, "0:00"), (2_980, "0:03"), (61_000, "1:01"), (3_600_000, "1:00:00")]
)
def test_a_duration_is_told_in_seconds(ms: int, text: str) -> None:
    assert duration(ms) == text


def test_a_summary_fits_into_one_message_whatever_is_in_the_session() -> None:
    session: dict[str, Any] = {"session_name": "н" * 100, "url": f"https://rooms.example/session/{SESSION_ID}"}
    session["summary"] = "о" * 1000
    tasks = [{"text": "з" * 500} for _ in range(30)]
    told = recap_text(session, [{}] * 51, [{"duration_ms": 10**9}], tasks, [{"state": "queued"}], "en")
    assert len(told) <= MESSAGE_LIMIT
    assert told.split("\n")[-2:] == [
        "and 20 more",
        "The transcript and the tasks are being prepared and will appear here.",
    ]
    quiet = recap_text(session | {"summary": None}, [], [], [], [{"state": "done"}], "ru")
    assert quiet.split("\n")[2:] == ["Длительность 0:00 · материалов: 0 · записей: 0", "Задач не найдено."]


def test_VO6_the_summary_stands_before_the_tasks() -> None:
    session = {"session_name": "Планёрка", "url": "https://rooms.example/session/1", "summary": "О сроках."}
    told = recap_text(session, [], [], [{"text": "Проверить"}], [], "ru")
    assert told.split("\n")[3:] == ["Кратко:", "О сроках.", "Задачи:", "• Проверить"]


def test_TG4_a_transcript_that_is_too_long_for_a_message_is_a_file_and_one_without_end_leads_to_the_page() -> None:
    source = {"recording_id": SESSION_ID, "created_at": "1", "duration_ms": 10**7}
    session = {"session_name": "Планёрка", "url": "https://x", "created_at": "1", "summary": None}
    row = {"source_id": SESSION_ID, "end_ms": 10**6, "speaker": None, "language": None, "words": None}

    def said(text: str, times: int = 1) -> Document:
        rows = [{**row, "start_ms": i, "text": text} for i in range(times)]
        return document(session, [source], rows, [], [], "ru")

    assert as_message(said("а" * MESSAGE_LIMIT)) == "а" * MESSAGE_LIMIT
    assert as_message(said("😀" * (MESSAGE_LIMIT // 2 + 1))) is None  # Telegram counts UTF-16
    assert as_file(said("а"), "ru").startswith(b"\xef\xbb\xbf")
    long = as_file(said("а" * 5000, FILE_LIMIT // 10_000 + 1), "ru").decode()
    assert len(long.encode()) <= FILE_LIMIT + 200
    assert long.endswith("а\n\nПродолжение — на странице сессии:\nhttps://x\n")
