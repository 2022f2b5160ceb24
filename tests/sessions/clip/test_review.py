"""In and out, and where the video begins (CL13, D36)."""

import pytest
from pydantic import ValidationError

from sessions.clip.moments import Moment
from sessions.clip.review import (
    UNREVIEWED,
    Around,
    Review,
    Span,
    Video,
    VideoPart,
    VideoPoint,
    in_and_out,
)
from tests.sessions.clip.streams import a_clip, a_segment

SEGMENT = a_segment(1, 0, 600)
HOUR = 3_600_000


def a_point(segment_index: int = 1, offset_seconds: int = 0, *, video_ms: int) -> VideoPoint:
    return VideoPoint(segment_index=segment_index, offset_seconds=offset_seconds, video_ms=video_ms)


def moment(*offsets: int) -> Moment:
    return Moment(tuple(a_clip(SEGMENT, offset, number=n) for n, offset in enumerate(offsets, 1)))


def spans(*values: tuple[int, int, int]) -> Review:
    return Review(
        spans=tuple(Span(segment_index=1, second=at, in_seconds=first, out_seconds=last) for at, first, last in values)
    )


@pytest.mark.parametrize(
    ("review", "offsets", "expected"),
    [
        (UNREVIEWED, (100, 110), (80, 110)),
        (Review(around=Around(before_seconds=5, after_seconds=0)), (100,), (95, 100)),
        (UNREVIEWED, (3,), (0, 13)),
        (UNREVIEWED, (598,), (578, 600)),
        (spans((105, 90, 140)), (100, 110), (90, 140)),
        (spans((105, 90, 140), (100, 95, 99)), (100, 110), (95, 99)),
        (spans((99, 90, 140)), (100, 110), (80, 110)),
        (spans((110, 550, 700)), (110,), (550, 600)),
    ],
    ids=["around the peak", "as set", "start", "end", "by hand", "the earliest", "another moment's", "cut at the end"],
)
def test_CL13_in_and_out_are_around_the_peak_or_as_set_by_hand(
    review: Review, offsets: tuple[int, ...], expected: tuple[int, int]
) -> None:
    assert in_and_out(moment(*offsets), review, 600) == expected


@pytest.mark.parametrize(
    "values", [(30, 30), (40, 30), (0, 601), (None, 5)], ids=["none", "backwards", "too long", "half"]
)
def test_CL13_in_comes_before_out(values: tuple[int | None, int]) -> None:
    with pytest.raises(ValidationError):
        Span(segment_index=1, second=1, in_seconds=values[0], out_seconds=values[1])


def video(*parts: tuple[VideoPoint, ...]) -> Video:
    review = Review(video=tuple(VideoPart(url=f"https://example.org/{n}", points=one) for n, one in enumerate(parts)))
    return Video.of(review, {1: 0, 2: HOUR})


def test_D36_without_a_beginning_the_video_begins_with_the_stream() -> None:
    assert Video.of(UNREVIEWED, {1: 0}).place(5000) == (0, 5000)


def test_D36_a_video_begins_before_or_after_the_start() -> None:
    before, after = video((a_point(video_ms=132_000),)), video((a_point(video_ms=-60_000),))
    assert before.place(10_000) == (0, 142_000)
    assert after.place(60_000) == (0, 0)
    assert after.place(59_999) is None


def test_D36_a_moment_says_where_the_video_is_and_a_second_one_how_fast_it_runs() -> None:
    first = a_point(segment_index=1, offset_seconds=100, video_ms=112_000)
    drifted = a_point(segment_index=2, offset_seconds=100, video_ms=112_000 + HOUR + 400)
    assert video((first,)).place(HOUR) == (0, HOUR + 12_000)
    assert video((first, drifted)).place(HOUR + 100_000) == (0, 112_000 + HOUR + 400)
    assert video((first, drifted)).place(100_000 + HOUR // 2) == (0, 112_000 + HOUR // 2 + 200)


@pytest.mark.parametrize("video_ms", [112_000 + 2 * HOUR, 0], ids=["twice as fast", "backwards"])
def test_D36_a_second_point_that_cannot_be_is_ignored(video_ms: int) -> None:
    first = a_point(segment_index=1, offset_seconds=100, video_ms=112_000)
    wrong = a_point(segment_index=2, offset_seconds=100, video_ms=video_ms)
    assert video((first, wrong)).place(HOUR) == (0, HOUR + 12_000)


def test_D36_each_part_of_a_video_has_its_own_beginning() -> None:
    parts = video((a_point(segment_index=2, video_ms=0),), (a_point(video_ms=30_000),))
    assert [url for url, _ in parts.parts] == ["https://example.org/1", "https://example.org/0"]
    assert parts.place(HOUR - 1) == (0, HOUR + 29_999)
    assert parts.place(HOUR + 5000) == (1, 5000)


def test_D36_a_point_in_a_segment_that_is_not_there_counts_for_nothing() -> None:
    assert Video.of(Review(video=(VideoPart(url=None, points=(a_point(segment_index=9, video_ms=0),)),)), {1: 0}).place(
        7
    ) == (0, 7)
