"""A recording's chunks in any order, more than once, and late (V24)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.base.errors import Conflict, InvalidPayload
from sessions.voice.chunks import (
    MAX_CHUNKS,
    Arrival,
    ChunkSet,
    RecordingState,
    complement,
    spans,
)


def of(*numbers: int, total: int | None = None) -> ChunkSet:
    recording = ChunkSet(total=total)
    for number in numbers:
        recording, _ = recording.received(number, b"%d" % number)
    return recording


@given(st.integers(0, 30).flatmap(lambda total: st.tuples(st.just(total), st.permutations(range(total)))), st.data())
def test_V24_a_recording_is_whole_when_every_chunk_is_there_in_any_order(
    drawn: tuple[int, list[int]], data: st.DataObject
) -> None:
    total, order = drawn
    finish_after = data.draw(st.integers(0, total))
    recording = ChunkSet()
    for place, number in enumerate([*order, *order]):
        if place == finish_after:
            recording = recording.finished(total)
        recording, arrival = recording.received(number, b"%d" % number)
        assert arrival is (Arrival.NEW if place < total else Arrival.KNOWN)
        there = set(order[: place + 1])
        assert {n for gap in recording.missing() for n in gap} == set(
            range(total if recording.total is not None else max(there) + 1)
        ) - there
        whole = recording.total is not None and len(there) == total
        assert (recording.state is RecordingState.WHOLE) == whole
    assert recording.finished(total).state is RecordingState.WHOLE


def test_V24_a_chunk_sent_twice_is_known_and_changes_nothing() -> None:
    recording = of(0, 1)
    assert recording.received(1, b"1") == (recording, Arrival.KNOWN)


def test_V24_another_body_under_a_known_number_is_a_conflict() -> None:
    with pytest.raises(Conflict):
        of(0).received(0, b"other")


def test_V24_chunks_may_come_late_but_not_beyond_the_end() -> None:
    recording = of(0, 2).finished(3)
    assert recording.state is RecordingState.UPLOADING
    late, arrival = recording.received(1, b"1")
    assert (late.state, arrival) == (RecordingState.WHOLE, Arrival.NEW)
    with pytest.raises(Conflict):
        late.received(3, b"3")


def test_V24_finishing_again_with_the_same_number_is_allowed() -> None:
    recording = of(0).finished(2)
    assert recording.finished(2) == recording
    for total in (1, 3):
        with pytest.raises(Conflict):
            recording.finished(total)


def test_V24_a_recording_cannot_end_before_a_chunk_that_is_there() -> None:
    with pytest.raises(Conflict) as refused:
        of(0, 4).finished(4)
    assert refused.value.details == {"chunks": 5}


def test_V24_a_recording_without_sound_is_whole_at_once() -> None:
    assert ChunkSet().finished(0).state is RecordingState.WHOLE


@pytest.mark.parametrize("number", [-1, MAX_CHUNKS, 2**40])
def test_V24_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(InvalidPayload):
        ChunkSet().received(number, b"")
    with pytest.raises(InvalidPayload):
        ChunkSet().finished(number if number != MAX_CHUNKS else MAX_CHUNKS + 1)


@given(st.sets(st.integers(0, 200)), st.integers(0, 250))
def test_V24_spans_and_gaps_say_the_same_as_the_numbers(numbers: set[int], end: int) -> None:
    ordered = sorted(numbers)
    found = spans(ordered)
    assert [n for span in found for n in span] == ordered
    assert all(left.stop < right.start for left, right in pairwise(found))
    gaps = complement(ordered, end)
    assert [n for gap in gaps for n in gap] == [n for n in range(end) if n not in numbers]
    assert all(gaps)
