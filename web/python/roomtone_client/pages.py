"""A snapshot that comes in pages: the same rules as `web/src/sdk/pages.ts` (rule SY22).

The first page is true at a position, and every event after that position is heard. A row of a later
page may show what was changed meanwhile already; the event that follows sets it again. So the whole snapshot and then
the events lead to where the server is.
"""

from collections.abc import Mapping
from typing import Any, Self

from roomtone_client.messages import SessionEvent
from roomtone_client.position import Feed, Snapshot


class Assembly:
    """`events` is what happened since the first page; `cursor` is where the next one begins, None when it is whole."""

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
        """Adds a page; False when it is of another history or role, and the snapshot must be begun anew."""
        if (page["role"], page["position"]["epoch"]) != (self.snapshot.role, self._epoch):
            return False
        for name, rows in page["rows"].items():
            self.snapshot.value.setdefault(name, []).extend(rows)
        self.cursor = page["next_cursor"]
        return True
