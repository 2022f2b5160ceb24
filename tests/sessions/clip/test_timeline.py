"""Which segment a tap belongs to (C2, C13, C16, CL2) and where a clip lies in the video (CL4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.base.errors import SessionNotActive
from sessions.clip.session import Segment, Status
from sessions.clip.timeline import (
    SKEW_MS,
    Breaks,
    vod_seconds,
    vod_starts,
)
from tests.oracles.clip_tap import locate_tap
from tests.sessions.clip.streams import (
    T0,
    Stream,
    a_clip,
    a_segment,
    streams,
)

HOUR = 3_600_000
SEGMENTS = (a_segment(1, 0, 100), a_segment(2, 160, 200), a_segment(3, 200, None))


def at(seconds: float) -> int:
    return T0 + round(seconds * 1000)


@pytest.mark.parametrize("status", [Status.CREATED, Status.PAUSED, Status.ENDED])
@pytest.mark.parametrize("tapped", [None, 50, 99.999])
def test_C2_only_an_active_session_accepts_taps_whatever_time_they_carry(status: Status, tapped: float | None) -> None:
    closed = () if status is Status.CREATED else SEGMENTS[:2]
    with pytest.raises(SessionNotActive) as refused:
        locate_tap(status, closed, at(210), None if tapped is None else at(tapped), HOUR)
    assert refused.value.details == {"reason": status.value}


def test_C16_a_tap_made_before_the_pause_and_arriving_after_it_is_refused() -> None:
    with pytest.raises(SessionNotActive):
        locate_tap(Status.PAUSED, SEGMENTS[:1], at(101), at(99), HOUR)


def test_C13_a_tap_without_a_time_belongs_to_the_open_segment_now() -> None:
    assert locate_tap(Status.ACTIVE, SEGMENTS, at(210), None, HOUR) == (SEGMENTS[2], at(210))


@pytest.mark.parametrize(
    ("tapped", "index"),
    [(0, 1), (99.999, 1), (160, 2), (199.999, 2), (200, 3), (209, 3), (210, 3)],
)
def test_CL2_an_offline_tap_belongs_to_the_segment_it_was_made_in(tapped: float, index: int) -> None:
    tap = locate_tap(Status.ACTIVE, SEGMENTS, at(210), at(tapped), HOUR)
    assert (tap.segment.index, tap.at_ms) == (index, at(tapped))


def test_CL2_a_tap_from_the_future_counts_as_now() -> None:
    assert locate_tap(Status.ACTIVE, SEGMENTS, at(210), at(99_999), HOUR) == (SEGMENTS[2], at(210))


@pytest.mark.parametrize("tapped", [-0.001, -1])
def test_CL2_C13_a_tap_up_to_a_second_before_the_stream_counts_as_its_first_moment(tapped: float) -> None:
    assert locate_tap(Status.ACTIVE, SEGMENTS, at(210), at(tapped), HOUR) == (SEGMENTS[0], at(0))


@pytest.mark.parametrize("tapped", [-1.001, -60, 100, 130, 159.001, 159.999])
@pytest.mark.parametrize("status", [Status.ACTIVE, Status.PAUSED])
def test_CL2_C16_an_offline_tap_in_a_break_or_before_the_stream_is_refused(status: Status, tapped: float) -> None:
    with pytest.raises(SessionNotActive) as refused:
        locate_tap(status, SEGMENTS, at(210), at(tapped), HOUR)
    assert refused.value.details == {"reason": "early" if tapped < 0 else "break"}


def test_CL2_C16_an_offline_tap_may_be_as_old_as_the_setting_and_no_older() -> None:
    assert locate_tap(Status.ACTIVE, SEGMENTS, at(50) + HOUR, at(50), HOUR).segment.index == 1
    with pytest.raises(SessionNotActive) as refused:
        locate_tap(Status.ACTIVE, SEGMENTS, at(50) + HOUR + 1, at(50), HOUR)
    assert refused.value.details == {"reason": "too_old"}


@given(streams(max_clips=0), st.data())
def test_CL2_an_accepted_tap_lies_inside_its_segment_not_ahead_of_now(stream: Stream, data: st.DataObject) -> None:
    last = stream.segments[-1].model_copy(update={"end_time": None})
    segments: tuple[Segment, ...] = (*stream.segments[:-1], last)
    now = last.start_time + data.draw(st.integers(0, HOUR))
    tapped = data.draw(st.integers(segments[0].start_time - 2 * SKEW_MS, now + 1000))
    begins = segments[0].start_time
    meant = begins if begins - SKEW_MS <= tapped < begins else min(tapped, now)
    holding = [s for s in segments if s.start_time <= meant < (s.end_time or now + 1)]
    if now - tapped > 10 * HOUR or not holding:
        with pytest.raises(SessionNotActive):
            locate_tap(Status.ACTIVE, segments, now, tapped, 10 * HOUR)
    else:
        tap = locate_tap(Status.ACTIVE, segments, now, tapped, 10 * HOUR)
        assert holding == [tap.segment]
        assert tap.at_ms == meant


def test_CL4_the_video_holds_the_segments_end_to_end_or_with_the_breaks() -> None:
    segments = (a_segment(1, 10, 70.5), a_segment(2, 190, 250), a_segment(3, 300, None))
    assert vod_starts(segments, Breaks.CUT) == {1: 0, 2: 60_500, 3: 120_500}
    assert vod_starts(segments, Breaks.COUNTED) == {1: 0, 2: 180_000, 3: 290_000}
    clip = a_clip(segments[1], 30)
    assert vod_seconds(clip, vod_starts(segments, Breaks.CUT)) == 90
    assert vod_seconds(clip, vod_starts(segments, Breaks.COUNTED)) == 210


@given(streams())
def test_CL4_a_position_counts_the_time_before_it_to_the_second(stream: Stream) -> None:
    cut, counted = vod_starts(stream.segments, Breaks.CUT), vod_starts(stream.segments, Breaks.COUNTED)
    for clip in stream.clips:
        segment = stream.segments[clip.segment_index - 1]
        at_ms = segment.start_time + clip.offset_seconds * 1000
        assert vod_seconds(clip, counted) == (at_ms - stream.segments[0].start_time) // 1000
        seen = sum(s.end_time - s.start_time for s in stream.segments[: segment.index - 1] if s.end_time is not None)
        assert vod_seconds(clip, cut) == (seen + clip.offset_seconds * 1000) // 1000
