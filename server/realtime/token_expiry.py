"""The expiry of tokens: one timer for all connections, set for the first to expire."""

import asyncio
import heapq
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

FEW: Final = 64  # cancelled entries that are not worth removing
LONGEST: Final = 86_400.0  # seconds until the clock is read again: it may have been set


class Expiry(Generic[T]):
    """One holder's expiry, at Unix ms. Holds no reference once it is cancelled."""

    __slots__ = ("_all", "at", "holder")

    def __init__(self, at: int, holder: T, all_: "Expiries[T]") -> None:
        self.at = at
        self.holder: T | None = holder
        self._all = all_

    def __lt__(self, other: "Expiry[T]") -> bool:
        return self.at < other.at

    def cancel(self) -> None:
        if self.holder is not None:
            self.holder = None
            self._all.cancelled()


class Expiries(Generic[T]):
    """Calls `on_expired` for each holder at its time, unless it was cancelled.

    A timer of uvloop takes 629 bytes, and most connections end long before their token: an entry here takes 70. A
    cancelled entry stays until it is the first, or until half of them are cancelled, so removing costs a constant for
    each.
    """

    def __init__(self, on_expired: Callable[[T], None]) -> None:
        self._on_expired = on_expired
        self._entries: list[Expiry[T]] = []
        self._cancelled = 0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def watch(self, holder: T, at: int) -> Expiry[T]:
        """`at` is Unix ms; an expiry in the past is called on the loop's next turn."""
        expiry = Expiry(at, holder, self)
        heapq.heappush(self._entries, expiry)
        if self._entries[0] is expiry:
            self._set_timer()
        return expiry

    def cancelled(self) -> None:
        self._cancelled += 1
        if self._cancelled > FEW and self._cancelled * 2 > len(self._entries):
            self._entries = [expiry for expiry in self._entries if expiry.holder is not None]
            heapq.heapify(self._entries)
            self._cancelled = 0
            self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._entries:
            seconds = min(max(0.0, self._entries[0].at / 1000 - time.time()), LONGEST)
            self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        self._timer = None
        now = time.time() * 1000
        while self._entries and self._entries[0].at <= now:
            expiry = heapq.heappop(self._entries)
            # it is not in the heap any more, so cancelling it is not counted
            holder, expiry.holder = expiry.holder, None
            if holder is None:
                self._cancelled -= 1
            else:
                self._on_expired(holder)
        self._set_timer()
