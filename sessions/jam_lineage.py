"""Where a jam comes from, when it counts as forgotten, and who may do what with it."""

from typing import Final

from sessions.errors import Forbidden
from sessions.jam import UNTITLED

ORPHAN_THRESHOLD_DAYS: Final = 90
DAY_MS: Final = 24 * 60 * 60 * 1000
UNKNOWN: Final = "Unknown Session"


def is_orphaned(last_accessed_at: int, now: int) -> bool:
    """Whether a jam has not been opened for 90 days; exactly 90 days count (K19). Both in Unix ms."""
    return now - last_accessed_at >= ORPHAN_THRESHOLD_DAYS * DAY_MS


def shown_name(name: str | None) -> str:
    return name or UNTITLED


def parent_name(remixed_from: str | None, name: str | None, *, exists: bool) -> str | None:
    """The name to show for a parent: None without one, `Unknown Session` when it was deleted (K16, D3)."""
    if remixed_from is None:
        return None
    return shown_name(name) if exists else UNKNOWN


def may_read(*, is_public: bool, owner_id: str | None, user_id: str | None, is_admin: bool) -> None:
    """Anyone with the link may open a public jam (S2); a private one is its owner's. Raises Forbidden."""
    if not (is_public or is_admin or (owner_id is not None and owner_id == user_id)):
        raise Forbidden("This session is private")


def may_edit(*, immutable: bool) -> None:
    """Whoever may open a jam may edit it (S2), except a published one. Raises Forbidden."""
    if immutable:
        raise Forbidden("This session is published and cannot be edited. Remix it to go on")


def may_own(*, owner_id: str | None, user_id: str | None, is_admin: bool) -> None:
    """Visibility and the end of a published jam are its owner's to decide. Raises Forbidden."""
    if not (is_admin or (owner_id is not None and owner_id == user_id)):
        raise Forbidden("Only the session's owner can do this")


def may_delete(*, immutable: bool, owner_id: str | None, user_id: str | None, is_admin: bool) -> None:
    """Anyone with the link may delete a jam (S2, S14); a published one only its owner. Raises Forbidden."""
    if immutable:
        may_own(owner_id=owner_id, user_id=user_id, is_admin=is_admin)
