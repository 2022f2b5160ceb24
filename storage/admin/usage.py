"""How often sessions are read and changed, for their estimated cost (K25): measured by the serving processes."""

import time
from dataclasses import dataclass
from typing import Final

from sessions.base.instant import DAY_MS
from storage.fleet.store import FleetStore

MEASURED_MS: Final = 30 * DAY_MS
FRESH_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class OperationCounts:
    """Reads and writes of one kind of session, or of all, over so many days."""

    reads: int = 0
    writes: int = 0
    days: float = 1.0


class SessionUsage:
    """What was measured in the last 30 days; read at most once a minute."""

    def __init__(self, fleet: FleetStore) -> None:
        self._fleet = fleet
        self._read_at = -FRESH_SECONDS
        self._done: dict[str, int] = {}
        self._days = 1.0

    async def read(self, now: int) -> None:
        """Reads it, if it is old. Raises Unavailable."""
        if time.monotonic() - self._read_at < FRESH_SECONDS:
            return
        began, self._done = await self._fleet.usage(now - MEASURED_MS)
        self._days = (now - began) / DAY_MS if began else 1.0
        self._read_at = time.monotonic()

    def of(self, *kinds: str) -> OperationCounts:
        """Of these kinds together."""
        reads, writes = (sum(self._done.get(f"{what}_{kind}", 0) for kind in kinds) for what in ("reads", "writes"))
        return OperationCounts(reads, writes, self._days)
