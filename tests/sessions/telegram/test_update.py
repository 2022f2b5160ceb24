"""What the Bot API sends and what it means; what the bot tells of a closed session."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.telegram.recap import (
    MESSAGE_LIMIT,
    duration,
    recap_text,
    transcripts,
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
    session = {"session_name": "н" * 100, "url": f"https://rooms.example/session/{SESSION_ID}"}
    tasks = [{"text": "з" * 500} for _ in range(30)]
    materials: list[dict[str, Any]] = [{}]
    materials += [{"summary": "о" * 600, "created_at": f"2026-01-01T10:{n:02}:00Z"} for n in range(50)]
    told = recap_text(session, materials, [{"duration_ms": 10**9}], tasks, [{"state": "queued"}], "en")
    assert len(told) <= MESSAGE_LIMIT
    assert told.split("\n")[-2:] == [
        "and 20 more",
        "The transcript and the tasks are being prepared and will appear here.",
    ]
    quiet = recap_text(session, [], [], [], [{"state": "done"}], "ru")
    assert quiet.split("\n")[2:] == ["Длительность 0:00 · материалов: 0 · записей: 0", "Задач не найдено."]


def test_VO6_the_summaries_stand_before_the_tasks_in_the_order_of_the_timeline() -> None:
    session = {"session_name": "Планёрка", "url": "https://rooms.example/session/1"}
    recordings: list[dict[str, Any]] = [{"summary": "Второе.", "created_at": "2026-01-01T10:02:00Z"}, {"summary": None}]
    materials = [{"summary": "Первое.", "created_at": "2026-01-01T10:01:00Z"}, {}]
    for count, rest in ((0, []), (2, ["и ещё 1"])):
        more = [{"summary": f"Ещё {n}.", "created_at": f"2026-01-01T10:1{n}:00Z"} for n in range(count)]
        told = recap_text(session, [*more, *materials], recordings, [{"text": "Проверить"}], [], "ru")
        shown = ["Кратко:", "Первое.", "Второе.", *(["Ещё 0."] if count else []), *rest]
        assert told.split("\n")[3:] == [*shown, "Задачи:", "• Проверить"]


def test_a_transcript_comes_in_parts_and_the_page_has_the_rest() -> None:
    assert transcripts([], "u", "en") == ["There is no transcript of this session."]
    assert transcripts(["a", "b"], "u", "en") == ["a\n\nb"]
    parts = transcripts(["a" * MESSAGE_LIMIT * 5], "https://x", "ru")
    assert [len(part) for part in parts[:3]] == [MESSAGE_LIMIT] * 3
    assert parts[3:] == ["Продолжение — на странице сессии:\nhttps://x"]
