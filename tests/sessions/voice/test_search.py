"""Words are found by their stems, and phrases between quotes."""

import pytest

from sessions.voice.search import SHOWN, Query, stem


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("откатить", "Вчера мы откатили релиз"),
        ("елка", "Новогодние ёлки"),
        ("rollbacks", "one rollback a day"),
        ("Релиза rolling", "релизы and we roll"),
        ('"откат релиза"', "план: откаты релизов"),
        ("2026", "ноябрь 2026"),
    ],
)
def test_VF1_every_form_of_a_word_finds_the_others(sought: str, text: str) -> None:
    parts = Query.parse(sought).parts(text)
    assert "".join(parts) == text
    assert len(parts) > 1


def test_VF1_a_phrase_is_marked_as_a_whole_and_a_long_text_is_shown_around_it() -> None:
    query = Query.parse('"red car" road')
    assert query.terms == (("red", "car"), ("road",))
    assert query.parts("A red apple, a red car.") == ["A red apple, a ", "red", " ", "car", "."]
    text = "noise " * 100 + "on the road " + "again " * 100
    parts = query.parts(text)
    assert parts[1] == "road"
    assert parts[0].startswith("…noise")
    assert parts[-1].endswith("again…")
    assert len("".join(parts)) <= SHOWN + 2


@pytest.mark.parametrize("text", ["", "  ", '"', '""" !? *', "_ - _"])
def test_VF1_a_query_without_a_word_looks_for_nothing(text: str) -> None:
    assert Query.parse(text).terms == ()


def test_VF1_a_query_is_no_expression_of_the_index() -> None:
    query = Query.parse("a OR b) NEAR(c* {x}: ^'\"; DROP")
    assert query.all.count(" AND ") == len(query.terms) - 1
    assert set("()*{}^;'").isdisjoint(query.all)
    assert len(stem("a" * 10_000)) == 64
    assert len(Query.parse(" ".join(f"w{i}" for i in range(100))).terms) == 12
