"""Which segment a tap belongs to and where in it, as plain functions: what `clip_submit.lua` is compared with."""

from collections.abc import Sequence
from typing import NamedTuple

from sessions.clip import TRANSITIONS, Action, Segment, Status
from sessions.clip_timeline import SKEW_MS
from sessions.errors import SessionNotActive


def legal_actions(status: Status) -> tuple[Action, ...]:
    """The actions a control room shows in this state (C25)."""
    return tuple(action for action, transition in TRANSITIONS.items() if status in transition.legal_from)


class ClipOffset(NamedTuple):
    """Where in its segment a tap lies: as it came, and with the reaction lead taken off. Never negative (C13)."""

    raw_ms: int
    raw_seconds: int
    seconds: int


def clip_offset(at_ms: int, segment_start_ms: int, lead_ms: int) -> ClipOffset:
    """The offset of a tap at `at_ms`; a clock that stepped back gives 0, not a negative offset (C13)."""
    raw_ms = max(0, at_ms - segment_start_ms)
    return ClipOffset(raw_ms, raw_ms // 1000, max(0, raw_ms - lead_ms) // 1000)


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
