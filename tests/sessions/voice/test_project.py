"""What the words of a project and of a session make together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sessions.voice.project import ProjectWordsChange, prompt_of
from sessions.voice.session import VOCABULARY_LIMIT

LINES = st.text(st.sampled_from("ab ,Яж"), max_size=VOCABULARY_LIMIT).map(str.strip)


def test_VO19_the_words_of_a_session_come_last_and_stay_whole() -> None:
    assert prompt_of("", "") == ""
    assert prompt_of("Strato", "") == prompt_of("", "Strato") == "Strato"
    assert prompt_of("Strato", "Mira") == "Strato, Mira"
    assert prompt_of("x" * 600, "Mira") == "Mira"
    assert prompt_of("Strato, " + "x " * 290, "Mira " * 4).startswith("x x x")
    assert prompt_of("Strato", "y" * 600) == "y" * 600
    assert prompt_of("Strato Mira", "y" * 594) == "Mira, " + "y" * 594
    assert prompt_of("Strato Mira", "y" * 595) == "y" * 595


@given(LINES, LINES)
def test_VO19_a_prompt_is_the_end_of_both_from_a_whole_word_on(project: str, session: str) -> None:
    prompt = prompt_of(project, session)
    both = f"{project}, {session}" if project and session else project or session
    assert len(prompt) <= VOCABULARY_LIMIT
    assert prompt.endswith(session)
    assert both.endswith(prompt)
    assert both == prompt or both[-len(prompt) - 1] == " "


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"vocabulary": None},
        {"vocabulary": "x" * 601},
        {"vocabulary": "a\nb"},
        {"vocabulary": 1},
        {"language": "rus"},
        {"language": "RU"},
        {"vocabulary": "x", "project": "Radio"},
    ],
)
def test_VO19_words_have_a_limit_and_a_language_two_letters(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ProjectWordsChange.model_validate(change)
