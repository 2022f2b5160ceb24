"""Where a clip lies in the video (CL4)."""

from hypothesis import given

from sessions.clip.timeline import Breaks, vod_seconds, vod_starts
from tests.sessions.clip.streams import (
    Stream,
    a_clip,
    a_segment,
    streams,
)


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
