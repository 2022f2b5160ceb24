"""A feed as one process knows it: a position and the last events. Pure: takes what arrives, returns what to do.

A position is (epoch, seq). The seq alone is not enough: a Redis that lost data, for example its last second in a power
cut, uses the same numbers again for other events. Such a Redis has a new epoch.
"""

from collections import deque
from collections.abc import Collection, Iterable
from enum import Enum, auto
from typing import NamedTuple

RING = 256  # events kept in memory for clients that reconnect; for older ones the log is read
RING_BYTES = 2_097_152  # bytes of these events, except the newest: twice what a log of the default length keeps


class Position(NamedTuple):
    epoch: str
    seq: int


class FeedEvent(NamedTuple):
    seq: int
    json: bytes
    changes_access: bool = False  # a recipient may have lost access to what follows
    of_user: str | None = None  # this user's access has changed, and nobody else's
    trace: str | None = None  # the script's place in a trace, when the sender records one (W3C traceparent)

    @classmethod
    def of(cls, seq: int, json: bytes, kind: bytes) -> "FeedEvent":
        """An event of a kind as storage/session/parts/tail.lua writes it."""
        return cls(seq, json, kind == b"a", kind[1:].decode() if kind[:1] == b"u" else None)

    def concerns(self, user_ids: Collection[str]) -> bool:
        """Whether the user with these ids must ask again what they may hear."""
        return self.changes_access or self.of_user in user_ids


class Outcome(Enum):
    DELIVER = auto()  # the next one: pass it on
    KNOWN = auto()  # seen before: drop it
    GAP = auto()  # something is missing in front of it: read the log


class Feed:
    """The position of a feed and its last events, without gaps."""

    __slots__ = ("_bytes", "_keep", "_ring", "position")

    def __init__(self, position: Position, newest: Iterable[FeedEvent] = (), keep: int = RING) -> None:
        self.position = position
        self._keep = keep
        self._ring: deque[FeedEvent] = deque()
        self._bytes = 0
        for event in newest:
            self._remember(event)

    def accept(self, epoch: str, event: FeedEvent) -> Outcome:
        if epoch != self.position.epoch or event.seq > self.position.seq + 1:
            return Outcome.GAP
        if event.seq <= self.position.seq:
            return Outcome.KNOWN
        self.position = Position(epoch, event.seq)
        self._remember(event)
        return Outcome.DELIVER

    def _remember(self, event: FeedEvent) -> None:
        self._ring.append(event)
        self._bytes += len(event.json)
        while len(self._ring) > self._keep or (self._bytes > RING_BYTES and len(self._ring) > 1):
            self._bytes -= len(self._ring.popleft().json)

    def since(self, position: Position) -> list[FeedEvent] | None:
        """What came after a position, or None when these events do not reach back to it (or it is not of this epoch, or
        is ahead of what this process has received)."""
        if position.epoch != self.position.epoch or position.seq > self.position.seq:
            return None
        missing = self.position.seq - position.seq
        if missing > len(self._ring):
            return None
        return list(self._ring)[len(self._ring) - missing :]
