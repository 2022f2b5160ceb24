"""A feed as one worker knows it: a position and the last events. Pure: what arrives goes in, what to do comes out.

A position is (epoch, seq). The seq alone is not enough: a Redis that was emptied, or that lost its last second in a
power cut and counted on, has used the same numbers for other events. Such a Redis has another epoch.
"""

from collections import deque
from collections.abc import Iterable
from enum import Enum, auto
from typing import NamedTuple

RING = 256  # events kept in a worker for subscribers who come back; beyond it Redis's log is read


class Position(NamedTuple):
    epoch: str
    seq: int


class FeedEvent(NamedTuple):
    seq: int
    json: bytes
    changes_access: bool = False  # who hears it may not be allowed to hear what follows


class Outcome(Enum):
    DELIVER = auto()  # the next one: pass it on
    KNOWN = auto()  # seen before: drop it
    GAP = auto()  # something is missing in front of it: read the log


class Feed:
    """The position of a feed and its last events, without holes."""

    __slots__ = ("_ring", "position")

    def __init__(self, position: Position, newest: Iterable[FeedEvent] = (), keep: int = RING) -> None:
        self.position = position
        self._ring: deque[FeedEvent] = deque(newest, maxlen=keep)

    def accept(self, epoch: str, event: FeedEvent) -> Outcome:
        if epoch != self.position.epoch or event.seq > self.position.seq + 1:
            return Outcome.GAP
        if event.seq <= self.position.seq:
            return Outcome.KNOWN
        self.position = Position(epoch, event.seq)
        self._ring.append(event)
        return Outcome.DELIVER

    def since(self, position: Position) -> list[FeedEvent] | None:
        """What came after a position, or None when these events do not reach back to it (or it is not of this epoch, or
        lies ahead of what this worker has heard)."""
        if position.epoch != self.position.epoch or position.seq > self.position.seq:
            return None
        missing = self.position.seq - position.seq
        if missing > len(self._ring):
            return None
        return list(self._ring)[len(self._ring) - missing :]
