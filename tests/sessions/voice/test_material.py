"""Tasks that are marked in texts, and their ids (V21)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.base.ids import is_uuid
from sessions.voice.material import TASK_LIMIT, marked_tasks, task_id


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("TODO: call Ann", ["call Ann"]),
        ("  todo : call   Ann  ", ["call Ann"]),
        ("Задача: проверить откат до пятницы, Лёша", ["проверить откат до пятницы, Лёша"]),
        ("ЗАДАЧА: раз\nзадача: два", ["раз", "два"]),
        ("- [ ] one\n* [] two\n- [x] done", ["one", "two"]),
        ("TODO: twice\nTODO: twice", ["twice"]),
        ("nothing TODO: here, it is no line of its own", []),
        ("TODO:\nЗадача:   ", []),
        ("", []),
    ],
)
def test_V21_a_task_is_a_line_that_is_marked_as_one(text: str, tasks: list[str]) -> None:
    assert marked_tasks(text) == tasks


@given(st.text(max_size=2_000))
def test_V21_any_text_gives_short_distinct_single_lines(text: str) -> None:
    tasks = marked_tasks(text)
    assert len(tasks) == len(set(tasks))
    assert all(task and len(task) <= TASK_LIMIT and task == " ".join(task.split()) for task in tasks)


def test_V21_the_same_task_of_the_same_source_has_the_same_id() -> None:
    assert task_id("a", "x") == task_id("a", "x")
    assert len({task_id("a", "x"), task_id("b", "x"), task_id("a", "y")}) == 3
    assert is_uuid(task_id("a", "x"), "8")
