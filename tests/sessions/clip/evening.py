"""A recorded evening, the same for a seed: three hours, 2,000 viewers, 12,000 taps, nine planted peaks of different
shapes, and the noise of a chat in which some tap at everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from sessions.clip.session import Clip, Tag, chronological
from tests.sessions.clip.streams import a_clip, a_segment

HOURS: Final = 3
VIEWERS: Final = 2000
TAPS: Final = 12_000


@dataclass(frozen=True)
class Planted:
    """`people` tap around `second`; `shape` says how they are spread over `width` seconds."""

    second: int
    people: int
    shape: str
    width: int


PLANTED: Final = (
    Planted(620, 60, "sharp", 6),  # early: few are there yet
    Planted(1500, 95, "slow rise", 22),
    Planted(2710, 150, "sharp", 5),
    Planted(3600, 110, "plateau", 24),
    Planted(4415, 200, "long tail", 28),
    Planted(5205, 130, "two steps", 16),
    Planted(5235, 100, "sharp", 6),  # thirty seconds after another one
    Planted(7300, 170, "slow rise", 25),
    Planted(9950, 120, "sharp", 8),  # late: half have gone
)
SPREAD: Final = {
    "sharp": lambda draw, width: draw.triangular(-width / 2, width / 2, 0),
    "slow rise": lambda draw, width: draw.triangular(-width, 2, 0),
    "plateau": lambda draw, width: draw.uniform(-width / 2, width / 2),
    "long tail": lambda draw, width: min(width, draw.expovariate(4 / width)),
    "two steps": lambda draw, width: draw.choice((-width / 2, 0)) + draw.uniform(-2, 2),
}


def evening(seed: int) -> list[Clip]:
    """The clips in the order of C14."""
    return chronological(
        a_clip(SEGMENT, second, note, number=n, tag=tag, person=f"{person:08x}")
        for n, (second, person, note, tag) in enumerate(_taps(Random(seed)))
    )


SEGMENT: Final = a_segment(1, 0, HOURS * 3600)


def present(second: float) -> int:
    """How many viewers are there: they arrive in the first half hour and leave in the last one."""
    arriving, leaving = second / 1800, (HOURS * 3600 - second) / 1800
    return int(VIEWERS * max(0.15, min(1.0, arriving, leaving)))


def _taps(draw: Random) -> Iterator[tuple[int, int, str | None, Tag | None]]:
    left = TAPS
    for number, peak in enumerate(PLANTED):
        for person in draw.sample(range(present(peak.second)), peak.people):
            second = int(peak.second + SPREAD[peak.shape](draw, peak.width))
            yield second, person, f"peak {number}" if draw.random() < 0.2 else None, draw.choice([None, *Tag])
            left -= 1
    for person in range(8):  # somebody's cat lies on the key, some tap at everything: many taps, one person
        start = draw.randrange(HOURS * 3600 - 300)
        for beat in range(61):
            yield start + beat * 3, person, None, None
            left -= 1
    while left > 0:  # small events that a few notice, and taps at nothing
        at = draw.uniform(0, HOURS * 3600 - 40)
        for _ in range(min(left, draw.choice((1, 1, 1, 1, 1, 2, 3, 5, 8)))):
            yield int(at + abs(draw.gauss(0, 4))), draw.randrange(present(at)), None, draw.choice([None, *Tag])
            left -= 1
