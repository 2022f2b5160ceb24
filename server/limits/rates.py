"""The rate of one client: a token bucket, in the process that has the connection.

A call costs 1, plus what its endpoint declares, plus 1 for each half KiB of input and each 4 KiB of output: roughly the
tenths of a millisecond that it takes us.
"""

import time
from collections import OrderedDict
from typing import Final
from weakref import WeakValueDictionary

from sessions.base.errors import RateLimited

BYTES_IN: Final = 512  # for which a call costs one more
BYTES_OUT: Final = 4096

# Buckets kept without a connection; those unused for longest are dropped first, and their users find a full one on
# return.
KNOWN: Final = 50_000


class Bucket:
    """`rate` per second on average, `burst` at once. A rate of 0 is no limit."""

    __slots__ = ("__weakref__", "_burst", "_level", "_rate", "_seen")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._seen = time.monotonic()

    def take(self, now: float | None = None, cost: float = 1) -> float:
        """Takes `cost`. Answers 0, or the seconds until it is available. A cost above `burst` is taken from a full
        bucket, and leaves a debt. `now` is the monotonic clock's time, if known."""
        rate = self._rate
        if not rate:
            return 0.0
        if now is None:
            now = time.monotonic()
        level = self._level
        if now > self._seen:  # a bucket may be made a moment after a call began
            level += (now - self._seen) * rate
            self._seen = now
            if level > self._burst:
                level = self._burst
        if level >= cost or level >= self._burst:
            self._level = level - cost
            return 0.0
        self._level = level
        return (min(cost, self._burst) - level) / rate

    def consume(self, share: "Bucket | None" = None, now: float | None = None, cost: float = 1) -> None:
        """Takes `cost` here and from `share`: if this bucket refuses, nothing is taken from `share`.

        Raises RateLimited with the seconds to wait.
        """
        wait = self.take(now, cost) or (share.take(now, cost) if share is not None else 0.0)
        if wait:
            raise RateLimited(retry_after=round(wait, 3))

    def owe(self, cost: float) -> None:
        """Takes a cost that is known only after the work: the next call waits for it."""
        self._level -= cost


class Rates:
    """The rate of each user, over all connections and requests of this process."""

    def __init__(self, rate: float, burst: float, known: int = KNOWN) -> None:
        self._rate = rate
        self._burst = burst
        self._known = known
        self._buckets: WeakValueDictionary[str, Bucket] = WeakValueDictionary()
        self._recent: OrderedDict[str, Bucket] = OrderedDict()

    def bucket(self, who: str) -> Bucket:
        """The bucket of `who`. A connection that has sent something keeps it and need not ask again."""
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = Bucket(self._rate, self._burst)
        self._recent[who] = bucket
        self._recent.move_to_end(who)
        if len(self._recent) > self._known:
            self._recent.popitem(last=False)
        return bucket
