"""Peaks: the best moments of a crowd (CL10, CL11)."""

import json
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sessions.clip.moments import hot_moments
from sessions.clip.peaks import Peak, best, by_heat, peaks
from sessions.clip.session import Clip
from tests.sessions.clip.evening import PLANTED, TAPS, evening
from tests.sessions.clip.streams import a_clip, a_segment

EVENINGS = range(6)
CASES: dict[str, Any] = json.loads((Path(__file__).parents[3] / "web/src/clip/moments/peaks.cases.json").read_text())


def ranking(clips: list[Clip], most: int = 12) -> list[int]:
    """The planted peaks among the best, by their numbers in PLANTED; -1 is none."""
    return [planted_at(peak) for peak in best(peaks(hot_moments(clips)), most=most)]


def planted_at(peak: Peak) -> int:
    return next(
        (number for number, planted in enumerate(PLANTED) if abs(peak.second - planted.second) <= 12),
        -1,
    )


@pytest.mark.parametrize("seed", EVENINGS)
def test_CL10_all_nine_planted_peaks_are_among_the_best_twelve(seed: int) -> None:
    clips = evening(seed)
    assert len(clips) == TAPS
    assert {*ranking(clips)} >= {*range(len(PLANTED))}


@pytest.mark.parametrize("seed", EVENINGS)
def test_CL10_the_ranking_stays_when_a_fifth_of_the_taps_is_lost(seed: int) -> None:
    clips, draw = evening(seed), Random(seed)
    whole, lossy = ranking(clips), ranking([clip for clip in clips if draw.random() >= 0.2])
    assert {*lossy} >= {*range(len(PLANTED))}
    pairs = list(combinations(range(len(PLANTED)), 2))
    same = sum((whole.index(a) < whole.index(b)) == (lossy.index(a) < lossy.index(b)) for a, b in pairs)
    assert same / len(pairs) >= 0.8  # the least of 6 evenings; a peak of two steps may be cut elsewhere


@pytest.mark.parametrize("case", CASES["peaks"], ids=[case["name"] for case in CASES["peaks"]])
def test_CL10_people_and_heat_are_as_in_the_pages(case: dict[str, Any]) -> None:
    found = peaks(hot_moments(_clips(case["taps"])))
    assert [[peak.second, peak.people, peak.shown_heat] for peak in found] == case["peaks"]
    assert [peak.second for peak in best(found, case["at_least"], 5)] == case["best"]


@pytest.mark.parametrize("case", CASES["by_hand"], ids=[case["name"] for case in CASES["by_hand"]])
def test_CL12_moments_are_split_and_put_together_as_in_the_pages(case: dict[str, Any]) -> None:
    clips = _clips([[offset, "a"] for offset in case["offsets"]])
    moments = hot_moments(clips, {(1, second): is_split for second, is_split in case["cuts"]})
    shown = [[one.first.offset_seconds, one.last.offset_seconds, one.by_hand] for one in moments]
    assert shown == case["moments"]
    assert [clip for moment in moments for clip in moment.clips] == clips


def test_CL10_the_heat_of_one_person_and_of_ten() -> None:
    """By hand: 1 / sqrt(1 + 0 + 1/20), and 10 / sqrt(1 + 0 + 10/20)."""
    alone, ten = (peaks(hot_moments(_clips([[5, f"p{n}"] for n in range(people)]))) for people in (1, 10))
    assert alone[0].heat == pytest.approx(0.9759, abs=1e-4)
    assert ten[0].heat == pytest.approx(8.1650, abs=1e-4)


def test_CL10_each_event_is_once_among_the_best_unless_it_was_split_by_hand() -> None:
    clips = _clips([[100 + n, f"p{n}"] for n in range(16)])
    cuts = {(1, 108): True}
    assert len(best(peaks(hot_moments(clips)))) == 1
    assert len(best(peaks(hot_moments(clips, cuts)))) == 2


@pytest.mark.parametrize("second", [10, 50])
def test_CL10_a_break_hides_nobody_of_another_segment(second: int) -> None:
    first, other = a_segment(1, 0, 100), a_segment(2, 200, 300)
    clips = [a_clip(first, second), a_clip(other, second, person="b")]
    assert [peak.people for peak in by_heat(peaks(hot_moments(clips)))] == [1, 1]


def _clips(taps: list[list[Any]]) -> list[Clip]:
    segment = a_segment(1, 0, 36_000)
    return [a_clip(segment, offset, number=n, person=person) for n, (offset, person) in enumerate(taps)]
