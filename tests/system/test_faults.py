"""What a word promises: every change that was answered is looked for after a fault, in all four kinds of session."""

import shutil
from pathlib import Path

import pytest

from tests.effort import PROOF
from tests.faults.history import Call, History, judged
from tests.faults.rounds import run, table

SECONDS = 900 if PROOF else 8
NO_GO = "there is no Go: porcupine does not judge, our own model alone does"


def history(*calls: Call) -> History:
    return History("one", [], list(calls))


def answered(do: str, value: str, start: int, end: int, *seen: str) -> Call:
    return Call(do, value, list(seen), start, end)


def test_SY15_the_model_finds_what_is_lost_and_what_is_doubled() -> None:
    both = history(answered("add", "a", 1, 2), answered("add", "b", 3, 4), Call("add", "c", [], 5))
    assert both.lost(["b"], durable_alone=False) == {"a"}
    assert both.lost(["a", "b"], durable_alone=False) == set()  # nobody was told that `c` is there
    assert both.lost([], durable_alone=True) == set()
    both.durable = {"b"}
    assert both.lost([], durable_alone=True) == {"b"}
    assert both.doubled(["a", "b", "a"]) == {"a"}
    removed = history(answered("add", "a", 1, 2), answered("remove", "a", 3, 4))
    assert removed.lost([], durable_alone=False) == set()
    written = history(answered("write", "1", 1, 2), answered("write", "2", 3, 4))
    assert written.lost(["2"], durable_alone=False) == set()
    assert written.lost(["1"], durable_alone=False) == {"2"}
    assert history(answered("write", "1", 1, 5), answered("write", "2", 3, 4)).lost(["1"], durable_alone=False) == set()


@pytest.mark.skipif(shutil.which("go") is None, reason=NO_GO)
async def test_SY15_porcupine_finds_a_read_that_nothing_explains(tmp_path: Path) -> None:
    right = history(answered("add", "a", 1, 2), answered("read", "", 3, 4, "a"), answered("remove", "a", 5, 6))
    wrong = history(answered("add", "a", 1, 2), answered("read", "", 3, 4))
    wrong.name = "two"
    open_ended = history(Call("add", "a", [], 1), answered("read", "", 3, 4), answered("read", "", 5, 6, "a"))
    open_ended.name = "three"
    verdicts = await judged([right, wrong, open_ended], tmp_path)
    assert verdicts == {"one": "ok", "two": "illegal", "three": "ok"}


@pytest.mark.proof
@pytest.mark.timeout(SECONDS + 240)
async def test_SY12_SY15_OP28_no_fault_loses_or_doubles_what_was_answered(tmp_path: Path) -> None:
    figures, has_judge = await run(tmp_path, SECONDS, seed=1)
    told = "\n".join(table(figures))
    for fault, one in figures.items():
        assert not one.lost | one.doubled | one.illegal, (fault, one, told)
        assert one.undecided <= one.rounds / 10, told
        assert one.acknowledged > 20 * one.rounds, told
    assert sum(one.durable for one in figures.values()) > 0, told
    assert sum(one.rounds for one in figures.values()) >= SECONDS // 20 + 1, told
    if not has_judge:
        pytest.skip(NO_GO)
