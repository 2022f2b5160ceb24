"""A jam's parent, and when a jam counts as orphaned."""

from typing import Final

from sessions.admin.figures import ORPHANED_MS
from sessions.jam.state import UNTITLED

UNKNOWN: Final = "Unknown Session"


def is_orphaned(last_accessed_at: int, now: int) -> bool:
    """Whether a jam was not opened for 90 days; exactly 90 days count (K19). Both in Unix ms."""
    return now - last_accessed_at >= ORPHANED_MS


def shown_name(name: str | None) -> str:
    return name or UNTITLED


def parent_name(
    remixed_from: str | None, stored: str | None, current: str | None, *, exists: bool, is_readable: bool
) -> str | None:
    """The name to show for a parent (D23): its current name to a reader who may read it, otherwise the name stored with
    the remix; `Unknown Session` when the parent was deleted (K16, D3), None without a parent."""
    if remixed_from is None:
        return None
    if not exists:
        return UNKNOWN
    return shown_name(current if is_readable else stored)
