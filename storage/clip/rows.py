"""The rows of a streamer's list of clip sessions: how many moments each has, and where they are on its timeline.

The taps of a session are read when it has changed, in parts, and counted in a thread: a list of large sessions must not
keep the event loop busy. The counts of the sessions listed last are kept, up to a number of bytes.
"""

import asyncio
from array import array
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from auth.user import User
from sessions.clip.moments import (
    LIST_BUCKETS,
    Cuts,
    Place,
    count_moments,
    heat,
)
from sessions.clip.review import Cut, Review
from sessions.clip.session import Segment
from sessions.clip.timeline import Breaks, vod_starts

KEPT_BYTES: Final = 16 * 1024 * 1024  # in each process: 90 streams of 10,800 tapped seconds
ENTRY_BYTES: Final = 1_000  # of an entry, in addition to its taps
READ_AT_ONCE: Final = 4  # sessions; each takes up to 25 scripts of 1 ms
PLACES_A_SEGMENT: Final = 10_000_000  # seconds a segment may last in the order's scores: 115 days


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A row of the list. `heat` has the taps in each part of the timeline."""

    session: bytes
    moments: int
    heat: tuple[int, ...]


class _Taps:
    """The taps of a session at a revision: the positions in order, and the number of taps at each."""

    def __init__(self, revision: bytes, parts: Sequence[bytes], cuts: Cuts) -> None:
        self.revision = revision
        self.positions, self.counts = array("q"), array("L")
        for part in parts:
            numbers = array("q", map(int, part.split(b","))) if part else array("q")
            if self.positions and numbers and numbers[0] == self.positions[-1]:  # one ended a part and begins the next
                self.counts[-1] += numbers[1]
                del numbers[:2]
            self.positions.extend(numbers[::2])
            self.counts.extend(map(int, numbers[1::2]))
        self.moments = count_moments(self, cuts)
        self.bytes = ENTRY_BYTES + len(self.positions) * (self.positions.itemsize + self.counts.itemsize)

    def __iter__(self) -> Iterator[tuple[Place, int]]:
        for position, count in zip(self.positions, self.counts, strict=True):
            yield divmod(position, PLACES_A_SEGMENT), count

    def strip(self, segments: Sequence[Segment], now: int) -> tuple[int, ...]:
        starts = vod_starts(segments, Breaks.CUT)
        length_ms = sum((segment.end_time or now) - segment.start_time for segment in segments)
        positions = ((starts[index] + seconds * 1000, count) for (index, seconds), count in self)
        return heat(positions, length_ms, LIST_BUCKETS)


class ClipRows:
    """`run` runs the script `clip/summary` for a session: its id, the caller, further arguments."""

    def __init__(self, run: Callable[..., Awaitable[Any]], *, kept_bytes: int = KEPT_BYTES) -> None:
        self._run = run
        self._kept_bytes = kept_bytes
        self._kept: OrderedDict[str, _Taps] = OrderedDict()
        self._reading = asyncio.Semaphore(READ_AT_ONCE)
        self.bytes = 0

    async def row(self, session_id: str, by: User) -> ClipRow:
        """Raises SessionNotFound, Forbidden."""
        async with self._reading:
            known = self._kept.get(session_id)
            revision = known.revision if known is not None else b""
            now, session, segments, current, cuts, *part, more = await self._run(session_id, by, revision, "", "")
            while more:
                *_, further, more = await self._run(session_id, by, "", *more)
                part.append(further)

            def counted() -> tuple[_Taps, tuple[int, ...]]:
                taps = known if known is not None and current == revision else _Taps(current, part, _by_place(cuts))
                return taps, taps.strip([Segment.model_validate_json(one) for one in segments], int(now))

            taps, strip = await asyncio.to_thread(counted)
            self._keep(session_id, taps)
            return ClipRow(session, taps.moments, strip)

    def _keep(self, session_id: str, taps: _Taps) -> None:
        before = self._kept.pop(session_id, None)
        self.bytes += taps.bytes - (before.bytes if before is not None else 0)
        self._kept[session_id] = taps
        while self.bytes > self._kept_bytes:
            _, oldest = self._kept.popitem(last=False)
            self.bytes -= oldest.bytes


def _by_place(cuts: Sequence[bytes]) -> Cuts:
    return Review(cuts=tuple(map(Cut.model_validate_json, cuts))).cuts_by_place()
