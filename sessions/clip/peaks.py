"""Peaks: how far each moment stands out of its minutes and of the audience then present (CL10).

For a moment with `n` people, of taps from its first second to its last:

- `usual` is how many people its minutes would give it anyway: the median of the people in the half minutes around it
  (five minutes each way, without those that the moment touches), in proportion to the moment's length. A median,
  because another peak near by must not make this one smaller.
- `audience` is the number of people who tapped within ten minutes of it. A stream does not know who watches without
  tapping, and people of a chat do not watch here.
- `heat = (n - usual) / sqrt(1 + usual + audience / 20)`, never below 0: how many times the usual variation. What is
  under the root is the variance of taps that come by chance: `usual` of a steady trickle, and `audience / 20` of a
  crowd of whom each joins a moment with a chance of one in twenty. The 1 keeps a single person in an empty room cool.

People count, not taps: sixty taps of one person are one person. When a fifth of all taps is lost, every number above
shrinks by about a fifth, so the order stays. `web/src/clip/moments/peaks.ts` does the same for the pages; both are
tested with `peaks.cases.json`.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import sqrt
from statistics import median
from typing import Final

from sessions.clip.moments import Moment

HALF_MINUTE: Final = 30
AROUND: Final = 10
"""Half minutes on each side of a moment that say what is usual then: five minutes, in which a game's pace is the
same."""
PRESENT_SECONDS: Final = 600
"""Who taps within ten minutes of a moment was there: a chat that taps 12,000 times in three hours has each viewer tap
twice an hour, so a shorter time would miss most."""
JOINS: Final = 20
"""One in so many of an audience joins a moment by chance."""
SAME_EVENT_SECONDS: Final = 20
"""Of moments whose peaks are closer, the hottest stands for all among the best: a clip of one has the others in it."""


@dataclass(frozen=True)
class Peak:
    """A moment with the number of different people who tapped in it, and its heat."""

    moment: Moment
    people: int
    heat: float

    @property
    def segment_index(self) -> int:
        return self.moment.peak.segment_index

    @property
    def second(self) -> int:
        return self.moment.peak.offset_seconds

    @cached_property
    def shown_heat(self) -> float:
        """The heat as it is shown, to a tenth."""
        return int(self.heat * 10 + 0.5) / 10


def peaks(moments: Iterable[Moment]) -> list[Peak]:
    """The moments, given in the order of C14, with their people and their heat, in the same order. Takes time linear in
    the taps."""
    return [
        peak for _, group in groupby(moments, lambda one: one.peak.segment_index) for peak in _of_segment(list(group))
    ]


def by_heat(found: Iterable[Peak]) -> list[Peak]:
    """The hottest first; of equally hot ones that with more people, then the earlier."""
    return sorted(found, key=lambda peak: (-peak.heat, -peak.people))


def best(found: Iterable[Peak], at_least: int = 1, most: int | None = None) -> list[Peak]:
    """The best peaks of at least so many people, the hottest first: one for each event, so what belongs to a hotter one
    is left out, but never what was split by hand (CL12)."""
    chosen: list[Peak] = []
    taken: dict[int, list[int]] = {}
    for peak in by_heat(found):
        if most is not None and len(chosen) >= most:
            break
        near = taken.setdefault(peak.segment_index, [])
        is_of_hotter = any(abs(peak.second - other) < SAME_EVENT_SECONDS for other in near)
        if peak.people < at_least or (is_of_hotter and not peak.moment.by_hand):
            continue
        near.append(peak.second)
        chosen.append(peak)
    return chosen


def _of_segment(moments: Sequence[Moment]) -> Iterator[Peak]:
    halves: dict[int, set[str]] = {}
    for moment in moments:
        for clip in moment.clips:
            halves.setdefault(clip.offset_seconds // HALF_MINUTE, set()).add(clip.person)
    last = max(halves)
    for moment, audience in zip(moments, _audiences(moments), strict=True):
        first_second, last_second = moment.first.offset_seconds, moment.last.offset_seconds
        first_half, last_half = first_second // HALF_MINUTE, last_second // HALF_MINUTE
        around = (*range(first_half - AROUND, first_half), *range(last_half + 1, last_half + 1 + AROUND))
        counts = [len(halves.get(half, ())) for half in around if 0 <= half <= last]
        usual = median(counts) * (last_second - first_second + 1) / HALF_MINUTE if counts else 0.0
        people = len({clip.person for clip in moment.clips})
        yield Peak(moment, people, max(0.0, (people - usual) / sqrt(1 + usual + audience / JOINS)))


def _audiences(moments: Sequence[Moment]) -> Iterator[int]:
    """For each moment the number of people who tapped within PRESENT_SECONDS of its peak. The peaks ascend, so the taps
    in reach are a window that slides."""
    taps = deque((clip.offset_seconds, clip.person) for moment in moments for clip in moment.clips)
    inside: deque[tuple[int, str]] = deque()
    present: Counter[str] = Counter()
    for moment in moments:
        second = moment.peak.offset_seconds
        while taps and taps[0][0] <= second + PRESENT_SECONDS:
            inside.append(taps.popleft())
            present[inside[-1][1]] += 1
        while inside and inside[0][0] < second - PRESENT_SECONDS:
            person = inside.popleft()[1]
            present[person] -= 1
            if not present[person]:
                del present[person]
        yield len(present)
