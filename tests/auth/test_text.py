import pytest

from auth.text import NAME_LENGTH, clean_name, is_user_id, requested_name
from sessions.base.errors import InvalidPayload


@pytest.mark.parametrize("text", ["u1", "auth0|5f7c", "tg:111", "00u-ж", "x" * 128])
def test_an_id_is_printable_and_bounded(text: str) -> None:
    assert is_user_id(text)


@pytest.mark.parametrize("text", ["", "x" * 129, "a b", "a\nb", "a\0b", "\ud800", "a\u200db", "\u202eu1", "\u2028"])
def test_what_could_break_a_key_or_a_line_is_no_id(text: str) -> None:
    assert not is_user_id(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Ines   Ортега ", "Ines Ортега"),
        ("Ame\u0301lie", "Am\u00e9lie"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("x" * NAME_LENGTH, "x" * NAME_LENGTH),
    ],
)
def test_a_requested_name_is_kept_as_people_see_it(text: str, name: str) -> None:
    assert requested_name(text) == name


@pytest.mark.parametrize("text", ["", " \t ", "\u200d", "\u0301", "x" * 65, "a\0b", "\ud83d", "Ann\u202enaa"])
def test_a_name_nobody_can_read_is_refused(text: str) -> None:
    with pytest.raises(InvalidPayload):
        requested_name(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Ann\u202enaa", "Annnaa"), ("a\0\nb", "a b"), ("\ud83d", ""), ("\u200d", ""), ("x" * 90, "x" * NAME_LENGTH)],
)
def test_a_provider_s_name_is_made_fit_to_show(text: str, name: str) -> None:
    assert clean_name(text) == name
