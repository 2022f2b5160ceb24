"""Where a jam comes from, and when it counts as forgotten."""

from typing import Final

from sessions.jam import UNTITLED

ORPHAN_THRESHOLD_DAYS: Final = 90
DAY_MS: Final = 24 * 60 * 60 * 1000
UNKNOWN: Final = "Unknown Session"


def is_orphaned(last_accessed_at: int, now: int) -> bool:
    """Whether a jam has not been opened for 90 days; exactly 90 days count (K19). Both in Unix ms."""
    return now - last_accessed_at >= ORPHAN_THRESHOLD_DAYS * DAY_MS


def shown_name(name: str | None) -> str:
    return name or UNTITLED


def parent_name(
    remixed_from: str | None, stored: str | None, current: str | None, *, exists: bool, is_readable: bool
) -> str | None:
    """The name to show for a parent (D23): its current one to a reader who may read it, else the one that was stored
    with the remix; `Unknown Session` when it was deleted (K16, D3), None when there is none."""
    if remixed_from is None:
        return None
    if not exists:
        return UNKNOWN
    return shown_name(current if is_readable else stored)
