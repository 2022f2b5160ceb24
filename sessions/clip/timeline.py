"""Where a moment lies in time: the segment that a tap belongs to, and its position in the recorded video."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from sessions.clip.session import Clip, Segment

SKEW_MS: Final = 1000
"""How far a viewer's clock may be behind the server's: a tap made as the stream begins must not count as made before
it. A client knows the server's clock to within the time of a round trip; a second is a slow one."""

GAP_MS: Final = 2000
"""The least time between two moments of one viewer, by the times of the taps (C26)."""
BURST: Final = 120
"""Moments of one viewer that may arrive at once: four minutes of tapping offline."""


class Breaks(StrEnum):
    """Whether the recorded video contains the breaks between segments."""

    CUT = "cut"
    COUNTED = "counted"


def vod_starts(segments: Sequence[Segment], breaks: Breaks) -> dict[int, int]:
    """Where each segment begins in the video, in ms by index; `segments` are in order of index.

    With the breaks cut out, the segments follow each other directly; otherwise the video runs from the first start.
    """
    starts: dict[int, int] = {}
    recorded_ms = 0
    for segment in segments:
        counted_ms = segment.start_time - segments[0].start_time
        starts[segment.index] = max(0, counted_ms) if breaks is Breaks.COUNTED else recorded_ms
        if segment.end_time is not None:
            recorded_ms += max(0, segment.end_time - segment.start_time)
    return starts


def vod_seconds(clip: Clip, starts: dict[int, int]) -> int:
    """The clip's second in the video; `starts` are the beginnings of the segments."""
    return starts[clip.segment_index] // 1000 + clip.offset_seconds
