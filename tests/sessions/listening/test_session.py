"""How a listened duration is written, and what is taken as a book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sessions.listening.session import (
    ArtworkUrl,
    BookId,
    BookName,
    Entry,
    PlayerStatus,
    format_time,
)

MINUTE = 60_000


class _Fields(BaseModel):
    id: BookId = "a"
    name: BookName = "a"
    artwork_url: ArtworkUrl | None = None
    status: PlayerStatus = "playing"


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (-1, "0:00"),
        (0, "0:00"),
        (999, "0:00"),
        (59_999, "0:59"),
        (45 * MINUTE, "45:00"),
        (60 * MINUTE - 1, "59:59"),
        (60 * MINUTE, "1:00:00"),
        (25 * 60 * MINUTE + 61_000, "25:01:01"),
    ],
)
def test_I17_a_duration_is_minutes_and_seconds_with_hours_when_there_are_any(ms: int, text: str) -> None:
    assert format_time(ms) == text


@given(st.integers(0, 10**10))
def test_I17_a_duration_reads_back_to_the_second(ms: int) -> None:
    total = 0
    for part in format_time(ms).split(":"):
        total = total * 60 + int(part)
    assert total == ms // 1000


def test_I18_a_row_has_the_title_else_the_files_name_else_a_word() -> None:
    for title, name, shown in (("Dune", "d.m4b", "Dune"), (None, "d.m4b", "d.m4b"), (None, "", "Unknown book")):
        entry = Entry.model_construct(
            id="1", book_id="a", book_name=name, book_title=title, artist=None, artwork_url=None, hidden=True,
            started_at=0, ended_at=0,
        )  # fmt: skip
        assert entry.shown_title == shown


@pytest.mark.parametrize(
    "fields",
    [
        {"id": ""},
        {"id": "a/b"},
        {"id": "a b"},
        {"id": "a" * 65},
        {"id": "a\n"},
        {"name": " "},
        {"name": "a\x00"},
        {"name": "a" * 201},
        {"artwork_url": "http://example.org/a.jpg"},
        {"artwork_url": "javascript:alert(1)"},
        {"artwork_url": "https://example.org/" + "a" * 500},
        {"status": "Playing"},
        {"status": ""},
    ],
)
def test_what_cannot_be_a_book_or_a_status_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        _Fields(**fields)
    assert _Fields(artwork_url="https://example.org/a.jpg").artwork_url
