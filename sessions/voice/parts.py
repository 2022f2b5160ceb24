"""Where a long sound is cut into parts for a service: where it is quiet. Steps are STEP_SECONDS long."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

STEP_SECONDS: Final = 0.1
NEIGHBOURS: Final = 2
"""Steps on each side of a cut that are quiet where it needs no overlap: 0.4 s of silence in all."""
QUIET: Final = 6
"""The loudest sample of a quiet step, of 255: a room's noise is below, a whisper above."""
OVERLAP: Final = 20
"""Steps on each side of a cut that is not quiet: two seconds hold the words that it goes through."""
SOUGHT: Final = 0.2
"""The last share of a part's length in which a quiet place is sought."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part stands for `begin` to `end`, and is heard from `first` to `last`, which may overlap with others. All are
    steps."""

    begin: int
    end: int
    first: int
    last: int


def spans(loudness: Sequence[int], sizes: Sequence[int], most_steps: int, most_bytes: int) -> list[Span]:
    """Parts of at most `most_steps` and about `most_bytes`; `loudness` (0–255) and `sizes` (bytes) have a number for
    each step."""
    cuts, loud = [0], [False]
    while (end := _furthest(sizes, cuts[-1], most_steps, most_bytes)) < len(sizes):
        sought = range(max(cuts[-1] + 1, end - round((end - cuts[-1]) * SOUGHT)), end + 1)
        place = min(sought, key=lambda step: (_around(loudness, step), -step))
        cuts.append(place)
        loud.append(_around(loudness, place) > QUIET)
    cuts.append(len(sizes))
    loud.append(False)
    return [
        Span(
            begin,
            end,
            max(0, begin - OVERLAP) if loud[number] else begin,
            min(len(sizes), end + OVERLAP) if loud[number + 1] else end,
        )
        for number, (begin, end) in enumerate(pairwise(cuts))
    ]


def _furthest(sizes: Sequence[int], begin: int, most_steps: int, most_bytes: int) -> int:
    """The step before which a part that begins here must end."""
    end, size = begin, 0
    while end < len(sizes) and end - begin < most_steps and (size + sizes[end] <= most_bytes or end == begin):
        size += sizes[end]
        end += 1
    return end


def _around(loudness: Sequence[int], step: int) -> int:
    return max(loudness[max(0, step - NEIGHBOURS) : step + NEIGHBOURS] or [0])
