"""Moments and heat (CL3)."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.clip.moments import (
    HOT_GAP_SECONDS,
    MIN_CUT_SECONDS,
    count_moments,
    heat,
    hot_moments,
)
from sessions.clip.session import MAX_MOMENT_SECONDS, Clip, chronological
from tests.sessions.clip.streams import (
    Stream,
    a_clip,
    a_segment,
    a_stream,
    streams,
)


def test_CL3_taps_at_most_5_seconds_apart_chain_into_one_moment() -> None:
    stream = a_stream([100], [(1, 10, None), (1, 15, "parry"), (1, 20, "later"), (1, 26, None)])
    moments = hot_moments(chronological(stream.clips))
    assert [(m.first.offset_seconds, m.last.offset_seconds, m.count, m.note) for m in moments] == [
        (10, 20, 3, "parry"),
        (26, 26, 1, None),
    ]


def test_CL3_a_moment_never_crosses_a_break() -> None:
    stream = a_stream([100, 100], [(1, 2, None), (2, 2, None)])
    assert [moment.count for moment in hot_moments(chronological(stream.clips))] == [1, 1]


CASES: dict[str, Any] = json.loads((Path(__file__).parents[3] / "web/src/clip/moments/moments.cases.json").read_text())


@pytest.mark.parametrize("case", CASES["cuts"], ids=[case["name"] for case in CASES["cuts"]])
def test_CL3_moments_are_cut_as_in_the_pages(case: dict[str, Any]) -> None:
    segment = a_segment(1, 0, 3600)
    moments = hot_moments([a_clip(segment, offset) for offset in case["offsets"]])
    assert [
        [moment.first.offset_seconds, moment.last.offset_seconds, moment.count, moment.peak.offset_seconds]
        for moment in moments
    ] == case["moments"]


@pytest.mark.parametrize("case", CASES["words"], ids=[case["name"] for case in CASES["words"]])
def test_CL3_moments_are_named_as_in_the_pages(case: dict[str, Any]) -> None:
    clips = [
        a_clip(a_segment(tap["segment"], 0, 3600), tap["offset"]).model_copy(
            update={
                "note": tap.get("note"),
                "tag": tap.get("tag"),
                "submitted_by": tap.get("by"),
                "clipped": tap.get("clipped", False),
                "note_edited": tap.get("edited", False),
                "created_at": tap.get("arrived", number) * 1000,
            }
        )
        for number, tap in enumerate(case["taps"])
    ]
    assert [
        {
            "segment": moment.peak.segment_index,
            "taps": moment.count,
            "note": moment.note,
            "tag": moment.tag,
            "names": list(moment.names),
            "clipped": moment.clipped,
        }
        for moment in hot_moments(chronological(clips))
    ] == case["moments"]


crowds = st.lists(st.integers(0, 240), max_size=300).map(sorted)
"""Seconds at which people tapped: dense enough to chain far beyond the bound."""


def crowd(seconds: list[int]) -> list[Clip]:
    segment = a_segment(1, 0, 3600)
    return [a_clip(segment, second, number=number) for number, second in enumerate(seconds)]


@given(crowds)
def test_CL3_no_moment_is_longer_than_the_bound_and_no_tap_is_lost_or_moved(seconds: list[int]) -> None:
    ordered = crowd(seconds)
    moments = hot_moments(ordered)
    assert [clip for moment in moments for clip in moment.clips] == ordered
    for moment in moments:
        assert moment.last.offset_seconds - moment.first.offset_seconds <= MAX_MOMENT_SECONDS
        assert moment.first.offset_seconds <= moment.peak.offset_seconds <= moment.last.offset_seconds


@given(streams(max_clips=40))
def test_CL3_moments_hold_every_clip_once_and_split_at_every_larger_gap(stream: Stream) -> None:
    ordered = chronological(stream.clips)
    moments = hot_moments(ordered)
    assert [clip for moment in moments for clip in moment.clips] == ordered
    for moment in moments:
        for before, clip in pairwise(moment.clips):
            assert clip.segment_index == before.segment_index
            assert clip.offset_seconds - before.offset_seconds <= HOT_GAP_SECONDS


@given(crowds)
def test_CL3_a_chain_is_cut_only_when_it_would_pass_the_bound(seconds: list[int]) -> None:
    moments = hot_moments(crowd(seconds))
    for left, right in pairwise(moments):
        if right.first.offset_seconds - left.last.offset_seconds <= HOT_GAP_SECONDS:
            assert right.first.offset_seconds - left.first.offset_seconds >= MIN_CUT_SECONDS
            chain = [second for second in seconds if second >= left.first.offset_seconds]
            end = next((at for at, (a, b) in enumerate(pairwise(chain)) if b - a > HOT_GAP_SECONDS), len(chain) - 1)
            assert chain[end] - chain[0] > MAX_MOMENT_SECONDS


@given(crowds, st.lists(st.integers(0, 240), max_size=60))
def test_CL3_a_moment_that_is_over_stays_while_the_stream_goes_on(seconds: list[int], later: list[int]) -> None:
    """So that no row of the control room changes unnoticed."""
    before = [[clip.id for clip in moment.clips] for moment in hot_moments(crowd(seconds))]
    now = max(seconds, default=0)
    grown = crowd([*seconds, *sorted(now + 1 + second for second in later)])
    after = [[clip.id for clip in moment.clips] for moment in hot_moments(grown)]
    assert after[: max(0, len(before) - 1)] == before[:-1]


def test_CL3_three_hours_of_a_tapping_crowd_are_hundreds_of_moments() -> None:
    chance = Random(7)
    seconds = sorted(chance.randrange(3 * 3600) for _ in range(12_000))
    assert len(hot_moments(crowd(seconds))) > 300


@given(streams(max_clips=40))
def test_CL3_the_list_counts_the_moments_that_the_pages_show(stream: Stream) -> None:
    taps = Counter((clip.segment_index, clip.offset_seconds) for clip in stream.clips)
    assert count_moments(sorted(taps.items())) == len(hot_moments(chronological(stream.clips)))


class _CountedClips:
    """An iterable that counts how often a clip is taken from it."""

    def __init__(self, clip: Clip, number: int) -> None:
        self.clip, self.number, self.taken = clip, number, 0

    def __iter__(self) -> "_CountedClips":
        return self

    def __next__(self) -> Clip:
        if self.taken == self.number:
            raise StopIteration
        self.taken += 1
        return self.clip


def test_CL3_a_hundred_thousand_taps_are_read_once_each() -> None:
    segment = a_segment(1, 0, 3600)
    clip = a_clip(segment, 1800)
    clips = _CountedClips(clip, 100_000)
    hot_moments(clips)
    assert clips.taken == 100_000


@given(st.lists(st.integers(0, 999)), st.integers(1, 20))
def test_CL3_a_tap_falls_into_the_bucket_of_its_time(positions: list[int], buckets: int) -> None:
    strip = heat(Counter(positions).items(), 1000, buckets)
    for place, count in enumerate(strip):
        assert count == sum(place * 1000 <= p * buckets < (place + 1) * 1000 for p in positions)
