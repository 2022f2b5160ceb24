"""What people may type: titles, notes, names and the ids that clients choose."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sessions.base.text import (
    NOTE_LIMIT,
    DisplayName,
    Game,
    Note,
    OpaqueId,
    Title,
)
from tests.sessions.clip.streams import lines

NOTE: TypeAdapter[str | None] = TypeAdapter(Note)
TITLE: TypeAdapter[str] = TypeAdapter(Title)
GAME: TypeAdapter[str] = TypeAdapter(Game)
NAME: TypeAdapter[str] = TypeAdapter(DisplayName)
OPAQUE: TypeAdapter[str] = TypeAdapter(OpaqueId)
LINES: list[TypeAdapter[Any]] = [NOTE, TITLE, GAME, NAME]


@pytest.mark.parametrize("character", ["x", "ы", "😂", "界"])
def test_C15_a_note_has_at_most_100_code_points_however_many_bytes(character: str) -> None:
    assert NOTE.validate_python(character * NOTE_LIMIT) == character * NOTE_LIMIT
    with pytest.raises(ValidationError, match="at most 100 characters"):
        NOTE.validate_python(character * (NOTE_LIMIT + 1))


def test_C15_white_space_around_a_note_is_removed_and_counts() -> None:
    assert NOTE.validate_python("  " + "x" * (NOTE_LIMIT - 4) + " \n") == "x" * (NOTE_LIMIT - 4)
    with pytest.raises(ValidationError):
        NOTE.validate_python("x" * NOTE_LIMIT + " ")


@pytest.mark.parametrize("nothing", [None, "", "   ", "\u200b\u2060 \u200b"])
def test_C12_a_note_that_cannot_be_seen_is_no_note(nothing: str | None) -> None:
    assert NOTE.validate_python(nothing) is None


@pytest.mark.parametrize("nothing", [None, "", " ", "\u200b"])
def test_C21_who_gives_no_name_has_none(nothing: str | None) -> None:
    assert NAME.validate_python(nothing) is None
    assert NAME.validate_python("ы" * 32) == "ы" * 32
    with pytest.raises(ValidationError):
        NAME.validate_python("ы" * 33)


@pytest.mark.parametrize("bad", ["a\0b", "a\nb", "a\tb", "a\rb", "a\x1bb", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b"])
@pytest.mark.parametrize("line", LINES)
def test_C15_control_characters_and_line_breaks_are_refused(line: TypeAdapter[Any], bad: str) -> None:
    with pytest.raises(ValidationError, match="Control characters"):
        line.validate_python(bad)


@pytest.mark.parametrize("bad", ["\ud800", "a\udfffb", 5, 1.5, True, [], {}, b"bytes"])
@pytest.mark.parametrize("line", LINES)
def test_C15_lone_surrogates_and_other_types_are_refused(line: TypeAdapter[Any], bad: object) -> None:
    with pytest.raises(ValidationError):
        line.validate_python(bad)


def test_C15_joined_emoji_and_flags_stay_whole() -> None:
    family, wales = "👩‍👩‍👧‍👦", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    assert NOTE.validate_python(family + wales) == family + wales


@given(lines)
def test_C15_clean_text_is_kept_as_it_is_and_cleaning_again_changes_nothing(text: str) -> None:
    once = NOTE.validate_python(text)
    assert once in {text.strip(), None}
    assert NOTE.validate_python(once) == once


@given(st.text())
def test_C15_whatever_is_accepted_fits_in_one_line_of_utf_8(text: str) -> None:
    try:
        note = NOTE.validate_python(text)
    except ValidationError:
        return
    if note is not None:
        assert 0 < len(note) <= NOTE_LIMIT
        assert note.splitlines() == [note]
        assert note.encode().decode() == note


def test_C21_title_and_game_hold_100_characters_and_may_be_empty() -> None:
    for line in (TITLE, GAME):
        assert line.validate_python(" ") == ""
        assert line.validate_python("  Blind  run\n") == "Blind  run"
        assert line.validate_python("ы" * 100) == "ы" * 100
        with pytest.raises(ValidationError):
            line.validate_python("ы" * 101)


def test_SY12_a_clients_id_is_1_to_64_visible_characters() -> None:
    assert OPAQUE.validate_python("~" * 64) == "~" * 64
    for bad in ("", "x" * 65, "a b", "a\n", "é", "\0", b"x", 7):
        with pytest.raises(ValidationError):
            OPAQUE.validate_python(bad)
