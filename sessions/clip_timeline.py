"""Where a moment lies in time: the segment that a tap belongs to, and its place in the recorded video."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from sessions.clip import Clip, Segment, Status
from sessions.errors import SessionNotActive

TAP_MAX_AGE_MS: Final = 6 * 60 * 60 * 1000
"""How old a tap that waited offline may be when nobody configures it: longer than most streams, shorter than a day."""
SKEW_MS: Final = 1000
"""How far behind the server's clock a viewer's may be: who presses as the stream begins has not pressed before it.
A client measures the server's clock to within the time of a round trip, and a second is a slow one."""


class Breaks(StrEnum):
    """Whether the recorded video contains the breaks between segments."""

    CUT = "cut"
    COUNTED = "counted"


class Tap(NamedTuple):
    """A tap that is accepted: its segment and its time, never in the future."""

    segment: Segment
    at_ms: int


def locate_tap(
    status: Status, segments: Sequence[Segment], now_ms: int, tapped_at_ms: int | None, max_age_ms: int
) -> Tap:
    """The segment that a tap arriving now belongs to; `segments` are in order of index.

    A tap without a time of its own belongs to the open segment (C13). One that waited offline belongs to the segment
    it was made in, from its first millisecond to the one before its end; a time in the future counts as now, one at
    most `SKEW_MS` before the stream as its start (CL2).
    Whatever its time, it is accepted only while the session is active: what arrives after the pause is refused (C2,
    C16).

    Raises SessionNotActive, with `reason` = the status, `break` (no segment ran then) or `too_old`.
    """
    if status is not Status.ACTIVE:
        raise SessionNotActive(reason=status.value)
    if tapped_at_ms is None:
        return Tap(segments[-1], now_ms)
    at_ms = min(tapped_at_ms, now_ms)
    if now_ms - at_ms > max_age_ms:
        raise SessionNotActive("This moment waited too long to be counted", reason="too_old")
    begins = segments[0].start_time
    if 0 < begins - at_ms <= SKEW_MS:
        at_ms = begins
    for segment in reversed(segments):
        if segment.start_time <= at_ms:
            if segment.end_time is None or at_ms < segment.end_time:
                return Tap(segment, at_ms)
            break
    raise SessionNotActive("This moment fell into the break and was not counted", reason="break")


def vod_starts(segments: Sequence[Segment], breaks: Breaks) -> dict[int, int]:
    """For each segment's index, where it begins in the video, in ms; `segments` are in order of index.

    With breaks cut out the video holds the segments end to end; with breaks counted it runs from the first start.
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
    """The clip's second in the video whose segments begin at `starts`."""
    return starts[clip.segment_index] // 1000 + clip.offset_seconds
