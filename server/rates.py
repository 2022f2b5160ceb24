"""How fast one client may send: a token bucket, kept in the process that has the connection.

A call costs 1, what its endpoint declares beyond that, and 1 for each half KiB that comes in and each 4 KiB that goes
out: about as many tenths of a millisecond as it takes us.
"""

import time
from collections import OrderedDict
from typing import Final
from weakref import WeakValueDictionary

from sessions.errors import RateLimited

BYTES_IN: Final = 512  # for which a call costs one more
BYTES_OUT: Final = 4096

# Whose buckets are kept though no connection holds them; who has been away longest goes first, and finds a full one
# on coming back.
KNOWN: Final = 50_000


class Bucket:
    """`rate` a second on average, `burst` at once. A rate of 0 is no limit."""

    __slots__ = ("__weakref__", "_burst", "_level", "_rate", "_seen")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._seen = time.monotonic()

    def take(self, now: float | None = None, cost: float = 1) -> float:
        """Takes `cost`. Answers 0, or the seconds until it is there. What costs more than `burst` is taken from a full
        bucket, and leaves a debt. `now` is the monotonic clock's, if it is known."""
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
        """Takes `cost`, and as much of `share`: what this bucket has not, takes nothing of that one.

        Raises RateLimited with the seconds to wait."""
        wait = self.take(now, cost) or (share.take(now, cost) if share is not None else 0.0)
        if wait:
            raise RateLimited(retry_after=round(wait, 3))

    def owe(self, cost: float) -> None:
        """Takes what turned out to be due when the work was done: it is paid by waiting before the next."""
        self._level -= cost


class Rates:
    """How fast each user may send, over all connections and requests of this process."""

    def __init__(self, rate: float, burst: float, known: int = KNOWN) -> None:
        self._rate = rate
        self._burst = burst
        self._known = known
        self._buckets: WeakValueDictionary[str, Bucket] = WeakValueDictionary()
        self._recent: OrderedDict[str, Bucket] = OrderedDict()

    def bucket(self, who: str) -> Bucket:
        """The one of `who`. Whoever holds it, as connections do that have sent something, need not ask again."""
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = Bucket(self._rate, self._burst)
        self._recent[who] = bucket
        self._recent.move_to_end(who)
        if len(self._recent) > self._known:
            self._recent.popitem(last=False)
        return bucket
