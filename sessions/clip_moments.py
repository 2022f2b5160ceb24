"""Hot moments and heat: many taps at once are one moment, and a timeline shows where people tapped.

A picture for people, never a cause of anything (C4, CL3). Everything here is linear in the number of clips.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sessions.clip import Clip, Segment
from sessions.clip_timeline import Breaks, vod_starts

HOT_GAP_SECONDS: Final = 5
"""Taps at most this far apart belong to one moment: the length of a laugh, shorter than the next event."""
LIST_BUCKETS: Final = 24
"""The strip in the list of sessions is 120 px wide: 24 bars of 5 px."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Taps of one segment that follow each other within HOT_GAP_SECONDS; never empty, in the order of C14."""

    clips: tuple[Clip, ...]

    @property
    def count(self) -> int:
        return len(self.clips)

    @property
    def first(self) -> Clip:
        return self.clips[0]

    @property
    def last(self) -> Clip:
        return self.clips[-1]

    @property
    def note(self) -> str | None:
        """The first note that anybody left."""
        return next((clip.note for clip in self.clips if clip.note is not None), None)


Place = tuple[int, int]
"""The index of a segment, and the offset in it in seconds."""


def _place(clip: Clip) -> Place:
    return clip.segment_index, clip.offset_seconds


def _follows(place: Place, before: Place, gap_seconds: int) -> bool:
    return place[0] == before[0] and place[1] - before[1] <= gap_seconds


def hot_moments(ordered: Iterable[Clip], gap_seconds: int = HOT_GAP_SECONDS) -> list[Moment]:
    """The clips, given in the order of C14, chained into moments: each follows the one before by at most the gap."""
    moments: list[Moment] = []
    chain: list[Clip] = []
    for clip in ordered:
        if chain and not _follows(_place(clip), _place(chain[-1]), gap_seconds):
            moments.append(Moment(tuple(chain)))
            chain = []
        chain.append(clip)
    if chain:
        moments.append(Moment(tuple(chain)))
    return moments


def count_moments(places: Iterable[Place], gap_seconds: int = HOT_GAP_SECONDS) -> int:
    """How many hot moments the taps at these places make."""
    ordered = sorted(places)
    return len(ordered) - sum(_follows(place, before, gap_seconds) for before, place in pairwise(ordered))


@dataclass(frozen=True, slots=True)
class SegmentHeat:
    """One segment's part of the strip: its length in ms and the number of taps in each of its equal buckets."""

    index: int
    length_ms: int
    buckets: tuple[int, ...]


def _length_ms(segment: Segment, now_ms: int) -> int:
    end_ms = now_ms if segment.end_time is None else segment.end_time
    return max(0, end_ms - segment.start_time)


def heat(positions_ms: Iterable[int], length_ms: int, buckets: int) -> tuple[int, ...]:
    """How many positions fall into each of `buckets` equal parts of a length; one outside counts at the end."""
    counts = [0] * buckets
    for position_ms in positions_ms:
        place = position_ms * buckets // length_ms if length_ms > 0 else 0
        counts[min(max(place, 0), buckets - 1)] += 1
    return tuple(counts)


def segment_heats(segments: Sequence[Segment], clips: Iterable[Clip], now_ms: int, buckets: int) -> list[SegmentHeat]:
    """The strip of a control room: `buckets` shared out to scale, at least one a segment; `segments` by index."""
    positions: dict[int, list[int]] = {segment.index: [] for segment in segments}
    for clip in clips:
        positions[clip.segment_index].append(clip.offset_seconds * 1000)
    lengths = {segment.index: _length_ms(segment, now_ms) for segment in segments}
    total_ms = sum(lengths.values())
    heats: list[SegmentHeat] = []
    for index, length_ms in lengths.items():
        share = max(1, round(buckets * length_ms / total_ms)) if total_ms else 1
        heats.append(SegmentHeat(index, length_ms, heat(positions[index], length_ms, share)))
    return heats


def session_heat(
    segments: Sequence[Segment], clips: Iterable[Clip], now_ms: int, buckets: int = LIST_BUCKETS
) -> tuple[int, ...]:
    """The strip of a whole session with its breaks cut out, for the list of sessions; `segments` by index."""
    starts = vod_starts(segments, Breaks.CUT)
    total_ms = sum(_length_ms(segment, now_ms) for segment in segments)
    return heat((starts[clip.segment_index] + clip.offset_seconds * 1000 for clip in clips), total_ms, buckets)
