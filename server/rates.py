"""How fast one client may send: a token bucket, kept in the worker that has the connection."""

import time
from collections import OrderedDict
from typing import Final

from sessions.errors import RateLimited

# Whose buckets are kept; who has been away longest goes first, and finds a full one on coming back.
KNOWN: Final = 50_000


class Bucket:
    """`rate` a second on average, `burst` at once. A rate of 0 is no limit."""

    __slots__ = ("_burst", "_level", "_rate", "_seen")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._seen = time.monotonic()

    def take(self, now: float | None = None) -> float:
        """Takes one. Answers 0, or the seconds until one is there. `now` is the monotonic clock's, if it is known."""
        rate = self._rate
        if not rate:
            return 0.0
        if now is None:
            now = time.monotonic()
        level = self._level + (now - self._seen) * rate
        self._seen = now
        if level > self._burst:
            level = self._burst
        if level >= 1:
            self._level = level - 1
            return 0.0
        self._level = level
        return (1 - level) / rate


class Rates:
    """How fast each user may send, over all connections and requests of this process."""

    def __init__(self, rate: float, burst: float, known: int = KNOWN) -> None:
        self._rate = rate
        self._burst = burst
        self._known = known
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def spend(self, who: str, connection: Bucket | None = None, now: float | None = None) -> None:
        """One more of `who`, by `connection` if there is one: what that may not send takes nothing of the user's.

        `now` is the monotonic clock's, if it is known. Raises RateLimited with the seconds to wait."""
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = Bucket(self._rate, self._burst)
            if len(self._buckets) > self._known:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(who)
        if now is None:
            now = time.monotonic()
        wait = (connection.take(now) if connection is not None else 0.0) or bucket.take(now)
        if wait:
            raise RateLimited(retry_after=round(wait, 3))
