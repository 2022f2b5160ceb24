"""A snapshot that comes in pages: the same rules as `web/src/sdk/pages.ts` (rule SY22).

The first page is true at a position, and every event after that position is received. A row of a later page may already
include such a change; its event then sets the same values again. So the whole snapshot and then the events give the
server's state.
"""

from collections.abc import Mapping
from typing import Any, Self

from roomtone_client.messages import SessionEvent
from roomtone_client.position import Feed, Snapshot


class Assembly:
    """`events` are the events since the first page; `cursor` is where the next page begins, None when there is none."""

    def __init__(self, first: Snapshot, cursor: str, epoch: str | None) -> None:
        self.events: list[SessionEvent] = []
        self.cursor: str | None = cursor
        self.snapshot = Snapshot({**first.value, "next_cursor": None}, first.role)
        self._epoch = epoch

    @classmethod
    def of(cls, first: Snapshot, feed: Feed) -> Self | None:
        """The assembly that a first page begins; None for a snapshot that is whole."""
        cursor = first.value.get("next_cursor") if isinstance(first.value, dict) else None
        return cls(first, cursor, feed.held.epoch if feed.held else None) if isinstance(cursor, str) else None

    def add(self, page: Mapping[str, Any]) -> bool:
        """Adds a page; False when it is of another epoch or role, and the snapshot must be started again."""
        if (page["role"], page["position"]["epoch"]) != (self.snapshot.role, self._epoch):
            return False
        for name, rows in page["rows"].items():
            self.snapshot.value.setdefault(name, []).extend(rows)
        self.cursor = page["next_cursor"]
        return True
