"""One timer for all connections.

A heap of timers costs O(log n) and a handle object for each connection; a wheel of buckets costs O(1) and one
dictionary slot, and the loop sees one timer. Items due within one `grain` fire together, up to a grain late.
"""

import asyncio
from math import inf
from typing import Protocol

# After a pause of the whole process (a long handler, a suspended laptop) the messages of clients are still in the
# kernel. The wheel then lets the loop read once before it treats any client as dead.
STALL = 1.0


class Timed(Protocol):
    bucket: int  # its slot in the wheel; 0 is none

    @property
    def due(self) -> float: ...

    def tick(self, now: float) -> None: ...


class Wheel:
    """Calls `tick(now)` of each item once its `due` (seconds of the loop's clock) has passed, and reads `due` again."""

    def __init__(self, grain: float) -> None:
        self._grain = grain
        self._buckets: dict[int, dict[Timed, None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._next = inf

    def place(self, item: Timed) -> None:
        """Puts an item into the slot of its `due`, wherever it was before."""
        due = item.due
        if due == inf:
            self.remove(item)
            return
        bucket = max(1, int(due / self._grain) + 1)
        if bucket == item.bucket:
            return
        self.remove(item)
        item.bucket = bucket
        self._buckets.setdefault(bucket, {})[item] = None
        if bucket < self._next:
            self._arm(bucket)

    def remove(self, item: Timed) -> None:
        if item.bucket:
            bucket = self._buckets.get(item.bucket)
            if bucket is not None:
                bucket.pop(item, None)
                if not bucket:
                    del self._buckets[item.bucket]
            item.bucket = 0

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._next = inf
        for bucket in self._buckets.values():
            for item in bucket:
                item.bucket = 0
        self._buckets.clear()

    def turn(self, now: float) -> None:
        """Ticks everything that is due at `now` (the loop's timer calls it; tests may)."""
        for number in sorted(number for number in self._buckets if number * self._grain <= now):
            for item in self._buckets.pop(number, {}):
                item.bucket = 0
                if item.due <= now:
                    item.tick(now)
                self.place(item)

    def _arm(self, bucket: int) -> None:
        self._next = bucket
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(bucket * self._grain, self._fire, bucket * self._grain)

    def _fire(self, planned: float) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        self._next = inf
        now = loop.time()
        if now - planned > STALL:
            self._next = int(now / self._grain) + 1
            self._timer = loop.call_at(now + self._grain, self._fire, now + self._grain)
            return
        self.turn(now)
        if self._buckets:
            first = min(self._buckets)
            if first < self._next:
                self._arm(first)
