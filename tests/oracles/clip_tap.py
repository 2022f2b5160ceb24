"""The segment of a tap and its offset, as plain functions: `clip/submit.lua` is compared with them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sessions.base.errors import RateLimited, SessionNotActive, TooSoon
from sessions.clip.session import Segment, Status
from sessions.clip.timeline import BURST, SKEW_MS


class ClipOffset(NamedTuple):
    """The offset of a tap in its segment: raw, and with the reaction lead subtracted. Never negative (C13)."""

    raw_ms: int
    raw_seconds: int
    seconds: int


def clip_offset(at_ms: int, segment_start_ms: int, lead_ms: int) -> ClipOffset:
    """The offset of a tap at `at_ms`; a clock that went backwards gives 0, not a negative offset (C13)."""
    raw_ms = max(0, at_ms - segment_start_ms)
    return ClipOffset(raw_ms, raw_ms // 1000, max(0, raw_ms - lead_ms) // 1000)


def offset_hms(seconds: int) -> str:
    """`01:12:34`; the hours have more than two digits for a long stream."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


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

    Raises SessionNotActive, with `reason` = the status, `break` (no segment ran then), `early` (before the stream) or
    `too_old`. `paused` for a tap with a time of its own: it was made in time, and counts when it comes after a resume.
    """
    if status in {Status.CREATED, Status.ENDED} or (status is Status.PAUSED and tapped_at_ms is None):
        raise SessionNotActive(reason=status.value)
    if tapped_at_ms is None:
        return Tap(segments[-1], now_ms)
    tap = _locate_late(segments, now_ms, min(tapped_at_ms, now_ms), max_age_ms)
    if status is Status.PAUSED:
        raise SessionNotActive(reason=status.value)
    return tap


def _locate_late(segments: Sequence[Segment], now_ms: int, at_ms: int, max_age_ms: int) -> Tap:
    if now_ms - at_ms > max_age_ms:
        raise SessionNotActive("This moment waited too long to be counted", reason="too_old")
    begins = segments[0].start_time
    if 0 < begins - at_ms <= SKEW_MS:
        at_ms = begins
    for segment in reversed(segments):
        if segment.start_time <= at_ms:
            if segment.end_time is None or at_ms < segment.end_time:
                return Tap(segment, at_ms)
            raise SessionNotActive("This moment fell into the break and was not counted", reason="break")
    raise SessionNotActive("This moment was made before the stream began", reason="early")


def _seconds(ms: int) -> int:
    return -(-ms // 1000)


def check_gap(at_ms: int, others_ms: Iterable[int], gap_ms: int, *, late: bool) -> None:
    """Refuses a tap at `at_ms` that lies closer than the gap to another one of the same viewer; `late` for a tap that
    has a time of its own: waiting does not help it.

    Raises RateLimited with the seconds to wait, or TooSoon.
    """
    near = [other for other in others_ms if abs(other - at_ms) < gap_ms]
    if near and late:
        raise TooSoon
    if near:
        raise RateLimited(_seconds(max(near) + gap_ms - at_ms))


def use_arrival(paid_until_ms: int, now_ms: int, gap_ms: int) -> int:
    """Until when a viewer's arrivals are covered after one more. Raises RateLimited with the seconds to wait."""
    paid_until_ms = max(paid_until_ms, now_ms)
    ahead_ms = paid_until_ms - now_ms - (BURST - 1) * gap_ms
    if ahead_ms > 0:
        raise RateLimited(_seconds(ahead_ms))
    return paid_until_ms + gap_ms
