"""The buttons under the bot's messages, where Telegram can open our pages."""

from typing import Any

import orjson

from auth.telegram import telegram_user
from handlers.telegram.replies import Replies, Writer
from sessions.voice.replies import Happened
from storage.voice.store import Json
from tests.sessions.clip.streams import SESSION_ID

PUBLIC = "https://rooms.example"
URL = f"{PUBLIC}/session/{SESSION_ID}"
FIELDS = {"session_id": SESSION_ID, "url": URL, "session_name": "Планёрка", "project": None}
SESSION = Json(orjson.dumps(FIELDS))
WRITER = Writer(7, telegram_user(7, "Анна"), "ru")


def buttons(replies: Replies, happened: Happened) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = replies.success(happened, WRITER, SESSION).params["reply_markup"][
        "inline_keyboard"
    ]
    return found


def test_V4_AC22_an_open_session_has_done_open_rename_new_and_the_recorder_in_the_chat() -> None:
    rows = buttons(Replies(PUBLIC), Happened.ACTIVE)
    assert rows == [
        [
            {"text": "Завершить", "callback_data": f"d:{SESSION_ID}"},
            {"text": "Открыть", "url": URL},
        ],
        [{"text": "Переименовать", "callback_data": f"r:{SESSION_ID}"}, {"text": "Новая", "callback_data": "n:"}],
        [{"text": "Записать", "web_app": {"url": f"{PUBLIC}/tg_app/{SESSION_ID}"}}],
    ]
    closed = [button["text"] for row in buttons(Replies(PUBLIC), Happened.DONE) for button in row]
    assert closed == ["Открыть", "Расшифровка", "Новая"]


def test_V28_AC22_without_an_active_session_the_recorder_can_be_opened_too() -> None:
    told = Replies(PUBLIC).no_active_session("en")
    assert told.params["reply_markup"]["inline_keyboard"] == [
        [{"text": "New", "callback_data": "n:"}],
        [{"text": "Record", "web_app": {"url": f"{PUBLIC}/tg_app"}}],
    ]


def test_a_server_that_only_this_machine_knows_has_no_buttons_that_telegram_refuses() -> None:
    for rows in (
        buttons(Replies("http://127.0.0.1:8000"), Happened.CREATED),
        Replies("http://127.0.0.1:8000").no_active_session("ru").params["reply_markup"]["inline_keyboard"],
    ):
        assert all(set(button) == {"text", "callback_data"} for row in rows for button in row)
        assert all(rows)


def test_V25_every_text_is_looked_through_also_names_of_sessions_and_acknowledgements() -> None:
    old = f"https://old.example/session/{SESSION_ID}"
    replies = Replies(PUBLIC, ("old.example",))
    session = Json(orjson.dumps({**FIELDS, "session_name": f"see {old}"}))
    burst = replies.burst(WRITER, session)
    texts = [
        replies.success(Happened.ACTIVE, WRITER, session).params["text"],
        replies.recap(f"{old}: done", URL, SESSION_ID, "en")["text"],
        replies.say("login", "en", url=old).params["text"],
        burst.before + burst.after,
    ]
    assert all(URL in text for text in texts)
    assert not any("old.example" in text for text in texts)
