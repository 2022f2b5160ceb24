"""A recording's chunks: which have arrived, which are missing, and when the recording is complete.

Chunks are numbered from 0 and arrive in any order, more than once, and after Done. At the end the recorder sends their
number; the recording is complete when all of them have arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sessions.base.errors import Conflict, InvalidPayload

MAX_CHUNKS: Final = 100_000
"""A day of one-second chunks is 86,400."""


class RecordingState(StrEnum):
    """`recording` until the recorder has sent the number of chunks, `uploading` until all have arrived, then
    `whole`."""

    RECORDING = "recording"
    UPLOADING = "uploading"
    WHOLE = "whole"


class Arrival(StrEnum):
    """Whether a chunk was stored now (201) or before (200)."""

    NEW = "new"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class ChunkSet:
    """`digests` by chunk number; `total` once the recorder has finished. Both only grow."""

    digests: Mapping[int, bytes] = field(default_factory=lambda: MappingProxyType({}))
    total: int | None = None

    @property
    def state(self) -> RecordingState:
        if self.total is None:
            return RecordingState.RECORDING
        return RecordingState.WHOLE if len(self.digests) == self.total else RecordingState.UPLOADING

    def received(self, number: int, digest: bytes) -> tuple["ChunkSet", Arrival]:
        """After a chunk's arrival. The same chunk again changes nothing.

        Raises InvalidPayload for a number outside 0…MAX_CHUNKS-1, Conflict for another body under a known number or for
        a number after the end of a finished recording.
        """
        if not 0 <= number < MAX_CHUNKS:
            raise InvalidPayload("The chunk's number is out of range", limit=MAX_CHUNKS)
        known = self.digests.get(number)
        if known is not None:
            if known != digest:
                raise Conflict("Another body is stored under this number")
            return self, Arrival.KNOWN
        if self.total is not None and number >= self.total:
            raise Conflict("The recording was finished with fewer chunks", chunks=self.total)
        return replace(self, digests=MappingProxyType({**self.digests, number: digest})), Arrival.NEW

    def finished(self, total: int) -> "ChunkSet":
        """After the recorder has sent the number of chunks; sending it again is allowed.

        Raises InvalidPayload for a number outside 0…MAX_CHUNKS, Conflict for another number than before or for one that
        is too small for a chunk that has arrived.
        """
        if not 0 <= total <= MAX_CHUNKS:
            raise InvalidPayload("The number of chunks is out of range", limit=MAX_CHUNKS)
        if self.total is not None and self.total != total:
            raise Conflict("The recording was finished with another number of chunks", chunks=self.total)
        if any(number >= total for number in self.digests):
            raise Conflict("A chunk beyond this number is already stored", chunks=max(self.digests) + 1)
        return replace(self, total=total)

    def missing(self) -> list[range]:
        """The missing numbers as ranges: up to the total, or before it is known up to the highest that has arrived."""
        end = self.total if self.total is not None else max(self.digests, default=-1) + 1
        return complement(sorted(self.digests), end)


def spans(numbers: list[int]) -> list[range]:
    """Ascending distinct numbers as the fewest ranges: `[0, 1, 2, 5]` is 0–2 and 5."""
    ranges: list[range] = []
    for number in numbers:
        if ranges and ranges[-1].stop == number:
            ranges[-1] = range(ranges[-1].start, number + 1)
        else:
            ranges.append(range(number, number + 1))
    return ranges


def complement(numbers: list[int], end: int) -> list[range]:
    """The numbers from 0 up to `end` that are not among the ascending ones, as ranges."""
    gaps: list[range] = []
    start = 0
    for span in spans(numbers):
        if start < min(span.start, end):
            gaps.append(range(start, min(span.start, end)))
        start = span.stop
    if start < end:
        gaps.append(range(start, end))
    return gaps
