"""Moments and heat: taps close together are one moment, and a timeline shows where people tapped.

This is only for display and changes nothing (C4, CL3). Everything here takes time linear in the number of clips.
`web/src/clip/moments/moments.ts` does the same for the pages; both are tested with `moments.cases.json`.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from sessions.clip.session import MAX_MERGED_SECONDS, MAX_MOMENT_SECONDS, Clip, Tag

HOT_GAP_SECONDS: Final = 5
"""Taps at most this far apart belong to one moment: a laugh takes that long, and the next event comes later."""
MIN_CUT_SECONDS: Final = 10
"""A moment is not cut earlier than this after its first tap; otherwise the rise towards a peak would be cut off."""
LIST_BUCKETS: Final = 24
"""The strip in the list of sessions is 120 px wide: 24 bars of 5 px."""

Place = tuple[int, int]
"""The index of a segment, and the offset in it in seconds."""
Cuts = Mapping[Place, bool]
"""What a streamer decided by hand (CL12): a moment begins at the first tap from this place on (True), or the one that
would begin with this second belongs to the one before (False)."""


def _cut(first: int, seconds: Sequence[int], counts: Sequence[int]) -> int:
    """The second at which a chain of taps that is too long is cut: its deepest valley, the largest drop below the peaks
    on both sides. Taps after the bound are ignored, so a moment that is over does not change while the stream goes on.

    `seconds` ascend and lie within the bound; `counts` are the taps in each.
    """
    taps = [0] * (MAX_MOMENT_SECONDS + 2)  # with a silent second at the end, which stands before the first one too
    for second, count in zip(seconds, counts, strict=True):
        taps[second - first] = count
    density = [taps[at - 1] + 2 * taps[at] + taps[at + 1] for at in range(MAX_MOMENT_SECONDS + 1)]
    peaks_after = [0] * (MAX_MOMENT_SECONDS + 1)
    highest = 0
    for at in range(MAX_MOMENT_SECONDS, -1, -1):
        peaks_after[at] = highest = max(highest, density[at])
    best, deepest = MAX_MOMENT_SECONDS, (-1, 0)
    highest = max(density[:MIN_CUT_SECONDS])
    for at in range(MIN_CUT_SECONDS, MAX_MOMENT_SECONDS + 1):
        highest = max(highest, density[at])
        valley = (min(highest, peaks_after[at]) - density[at], -density[at])
        if valley >= deepest:  # the latest of equal ones
            best, deepest = at, valley
    return first + best


def moment_starts(seconds: Sequence[int], counts: Sequence[int]) -> list[int]:
    """Where in `seconds` each moment of one segment begins. `seconds` ascend without repeats; `counts` are their taps.

    A moment ends at a gap of more than HOT_GAP_SECONDS; one that would grow longer than MAX_MOMENT_SECONDS ends at its
    deepest valley.
    """
    starts: list[int] = []
    at = 0
    while at < len(seconds):
        starts.append(at)
        first = seconds[at]
        end = at + 1
        while end < len(seconds) and seconds[end] - seconds[end - 1] <= HOT_GAP_SECONDS:
            if seconds[end] - first > MAX_MOMENT_SECONDS:
                cut = _cut(first, seconds[at:end], counts[at:end])
                while seconds[end - 1] >= cut:
                    end -= 1
                break
            end += 1
        at = end
    return starts


def _by_hand(starts: Sequence[int], seconds: Sequence[int], cuts: Mapping[int, bool]) -> tuple[list[int], set[int]]:
    """The starts after what was decided by hand, and those of them whose moment is so made. A moment that is put
    together is at most MAX_MERGED_SECONDS long; what would be longer stays apart."""
    begins = {*starts}
    split: set[int] = set()
    for second in (second for second, is_split in cuts.items() if is_split):
        at = bisect_left(seconds, second)
        if 0 < at < len(seconds) and at not in begins:
            split.add(at)
    begins |= split
    merged: set[int] = set()
    for second in sorted(second for second, is_split in cuts.items() if not is_split):
        at = bisect_left(seconds, second)
        if at == 0 or at not in begins or seconds[at] != second:
            continue
        before = max(start for start in begins if start < at)
        end = min((start for start in begins if start > at), default=len(seconds))
        if seconds[end - 1] - seconds[before] <= MAX_MERGED_SECONDS:
            begins.remove(at)
            merged.add(before)
    ordered = sorted(begins)
    made = {start for start, end in zip(ordered, [*ordered[1:], -1], strict=True) if start in split or end in split}
    return ordered, made | (merged & begins)


def _starts(index: int, seconds: Sequence[int], counts: Sequence[int], cuts: Cuts) -> tuple[list[int], set[int]]:
    """Where each moment of a segment begins, and which of these moments were made by hand."""
    starts = moment_starts(seconds, counts)
    own = {second: is_split for (segment, second), is_split in cuts.items() if segment == index}
    return _by_hand(starts, seconds, own) if own else (starts, set())


@dataclass(frozen=True)
class Moment:
    """Taps of one segment that belong together; never empty, in the order of C14. `by_hand`: the streamer decided where
    it begins or ends."""

    clips: tuple[Clip, ...]
    by_hand: bool = False

    @property
    def count(self) -> int:
        return len(self.clips)

    @property
    def first(self) -> Clip:
        return self.clips[0]

    @property
    def last(self) -> Clip:
        return self.clips[-1]

    @cached_property
    def peak(self) -> Clip:
        """The first tap of the second with the most taps; of equal seconds, the first."""
        taps = Counter(clip.offset_seconds for clip in self.clips)
        return max(self.clips, key=lambda clip: taps[clip.offset_seconds])

    @cached_property
    def noted(self) -> Clip:
        """The tap whose note names the moment: one that the streamer edited; otherwise one with the most frequent note
        (of equally frequent ones, the note that arrived first); otherwise the tap that arrived first."""
        arrived = sorted(self.clips, key=lambda clip: clip.created_at)
        edited = next((clip for clip in arrived if clip.note_edited), None)
        if edited is not None:
            return edited
        notes = Counter(clip.note for clip in arrived if clip.note is not None)
        return max(arrived, key=lambda clip: 0 if clip.note is None else notes[clip.note])

    @property
    def note(self) -> str | None:
        return self.noted.note

    @cached_property
    def tag(self) -> Tag | None:
        """The most frequent tag; of equally frequent ones, the one given first."""
        tags = Counter(clip.tag for clip in self.clips if clip.tag is not None)
        return max(tags, key=lambda tag: tags[tag], default=None)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The different names that people gave, in the order of the taps."""
        return tuple(dict.fromkeys(clip.submitted_by for clip in self.clips if clip.submitted_by is not None))

    @property
    def clipped(self) -> bool:
        """Whether it is marked as clipped; it stays so when further taps arrive in it."""
        return any(clip.clipped for clip in self.clips)


def hot_moments(ordered: Iterable[Clip], cuts: Cuts | None = None) -> list[Moment]:
    """Groups the clips, given in the order of C14, into moments: every clip is in one, and their order stays."""
    moments: list[Moment] = []
    for index, group in groupby(ordered, key=lambda clip: clip.segment_index):
        taps = [tuple(clips) for _, clips in groupby(group, key=lambda clip: clip.offset_seconds)]
        seconds = [clips[0].offset_seconds for clips in taps]
        starts, made = _starts(index, seconds, [len(clips) for clips in taps], cuts or {})
        for start, end in zip(starts, [*starts[1:], len(seconds)], strict=True):
            moments.append(Moment(tuple(clip for clips in taps[start:end] for clip in clips), start in made))
    return moments


def count_moments(taps: Iterable[tuple[Place, int]], cuts: Cuts | None = None) -> int:
    """How many moments the taps at these positions make, given in order with the number of taps at each."""
    count = 0
    for index, group in groupby(taps, key=lambda tap: tap[0][0]):
        of_segment = list(group)
        seconds = [second for (_, second), _ in of_segment]
        count += len(_starts(index, seconds, [taps for _, taps in of_segment], cuts or {})[0])
    return count


def heat(taps: Iterable[tuple[int, int]], length_ms: int, buckets: int) -> tuple[int, ...]:
    """How many taps are in each of `buckets` equal parts of a length, given as positions in ms with the number of taps
    at each; a position outside counts for the last part."""
    counts = [0] * buckets
    for position_ms, number in taps:
        place = position_ms * buckets // length_ms if length_ms > 0 else 0
        counts[min(max(place, 0), buckets - 1)] += number
    return tuple(counts)
