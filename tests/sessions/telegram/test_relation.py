"""Whose words a message forwards, and which album it is a part of."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.telegram.relation import AUTHOR_LIMIT, album_of, forwarded_from


@pytest.mark.parametrize(
    ("origin", "author"),
    [
        ({"type": "user", "sender_user": {"id": 7, "first_name": "Пётр", "last_name": "Ли"}}, "Пётр Ли"),
        ({"type": "user", "sender_user": {"id": 7, "username": "p_li"}}, "p_li"),
        ({"type": "hidden_user", "sender_user_name": "Кто-то"}, "Кто-то"),
        ({"type": "hidden_user"}, None),
        ({"type": "chat", "sender_chat": {"id": -1, "title": "Команда"}}, "Команда"),
        ({"type": "channel", "chat": {"id": -1, "title": "Новости"}, "author_signature": "Анна"}, "Новости (Анна)"),
        ({"sender_user": {"first_name": "\u202eevil\n\x00name"}}, "evil name"),
        ({"sender_user_name": "я" * 500}, "я" * AUTHOR_LIMIT),
        (None, None),
    ],
)
def test_TG6_a_forwarded_message_has_the_name_of_its_author(origin: Any, author: str | None) -> None:
    assert forwarded_from(origin) == author


@given(st.recursive(st.none() | st.integers() | st.text(), lambda one: st.dictionaries(st.text(), one) | st.lists(one)))
def test_no_origin_breaks_the_reading_of_a_message(origin: object) -> None:
    forwarded_from(origin)
    forwarded_from({"sender_user": origin, "chat": origin, "sender_user_name": origin})


def test_TG6_an_album_is_one_of_its_chat() -> None:
    assert album_of(7, "1") == album_of(7, "1") != album_of(8, "1")
    assert album_of(7, None) is album_of(7, {}) is album_of(7, "") is None
