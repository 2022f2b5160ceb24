"""SMPTE timecode: frames counted in real time, named hours:minutes:seconds:frames.

At 23.976, 29.97 and 59.94 frames a second, one second of timecode is longer than one second of time. Non-drop timecode
falls behind by 3.6 s an hour. Drop-frame timecode (`;` before the frames) skips the first two numbers (four at 59.94)
of every minute except each tenth, and so stays with the clock. Only numbers are skipped, never frames.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FrameRate(StrEnum):
    """The frame rates of an editor's timeline; `df` means drop-frame."""

    F23_976 = "23.976"
    F24 = "24"
    F25 = "25"
    F29_97 = "29.97"
    F29_97_DF = "29.97df"
    F30 = "30"
    F50 = "50"
    F59_94 = "59.94"
    F59_94_DF = "59.94df"
    F60 = "60"


@dataclass(frozen=True, slots=True)
class Timebase:
    """`nominal` numbers in each second of timecode; `numerator / denominator` frames in each second of time."""

    nominal: int
    numerator: int
    denominator: int
    dropped: int = 0
    """Numbers skipped at the start of each minute except each tenth."""


TIMEBASES: Final[dict[FrameRate, Timebase]] = {
    FrameRate.F23_976: Timebase(24, 24_000, 1001),
    FrameRate.F24: Timebase(24, 24, 1),
    FrameRate.F25: Timebase(25, 25, 1),
    FrameRate.F29_97: Timebase(30, 30_000, 1001),
    FrameRate.F29_97_DF: Timebase(30, 30_000, 1001, dropped=2),
    FrameRate.F30: Timebase(30, 30, 1),
    FrameRate.F50: Timebase(50, 50, 1),
    FrameRate.F59_94: Timebase(60, 60_000, 1001),
    FrameRate.F59_94_DF: Timebase(60, 60_000, 1001, dropped=4),
    FrameRate.F60: Timebase(60, 60, 1),
}


def frame_at_ms(ms: int, rate: FrameRate) -> int:
    """The same for milliseconds."""
    base = TIMEBASES[rate]
    return ms * base.numerator // (base.denominator * 1000)


def hms(seconds: int) -> str:
    """`00:42:15`: as the offsets of moments are written."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def frames_per_hour_of_names(rate: FrameRate) -> int:
    """How many timecodes there are from 00:00:00:00 up to 01:00:00:00."""
    base = TIMEBASES[rate]
    return 3600 * base.nominal - 54 * base.dropped


def frames_per_day_of_names(rate: FrameRate) -> int:
    """How many frames have a timecode of their own: the next one would be 00:00:00:00 again."""
    return 24 * frames_per_hour_of_names(rate)


def timecode(frame: int, rate: FrameRate) -> str:
    """The timecode of a frame, `01:00:00:00` or with drop-frame `01:00:00;00`, for frames of the first 24 hours."""
    base = TIMEBASES[rate]
    number = frame
    if base.dropped:
        minute = 60 * base.nominal - base.dropped
        tens, rest = divmod(frame, 10 * minute + base.dropped)
        # The first minute of each ten skips no numbers, so it is longer than the nine others.
        skipping = max(0, (rest - base.dropped) // minute)
        number += base.dropped * (9 * tens + skipping)
    seconds, frames = divmod(number, base.nominal)
    separator = ";" if base.dropped else ":"
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{separator}{frames:02}"


def clock(seconds: int) -> str:
    """`0:00`, `12:44` or `1:02:51`."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
