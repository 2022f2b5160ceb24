"""Who may do what in a jam; storage/jam/access.lua says the same inside the scripts."""

from typing import Final

from auth.access import MEMBER, ROLE_LEVELS, AccessRules, Header, Level
from auth.user import User
from sessions.base.people import Link


def _level(user: User | None, header: Header) -> Level:
    if user is not None and (user.is_admin or user.is_one(header.get("owner"))):
        return Level.OWNER
    if (member := header.get(MEMBER)) is not None:
        return ROLE_LEVELS[member]
    if header.get("public") == b"0":
        return Level.NONE
    return Level.EDITOR if _anybody_edits(header) else Level.READER


def link_of(header: Header) -> Link:
    """What the link lets everybody do (D29)."""
    if header.get("public") == b"0":
        return Link.NOBODY
    return Link.VIEW if header.get("link") == b"view" else Link.EDIT


def _anybody_edits(header: Header) -> bool:
    """Whether the link lets everybody edit."""
    return link_of(header) is Link.EDIT and "immutable" not in header


def _refused(header: Header, action: str, level: Level) -> str | None:
    if action == "edit" and "immutable" in header:
        return "This session is published and cannot be edited. Remix it to go on"
    if action == "edit" and "locked" in header and level is Level.EDITOR:
        return "Editing is locked for now"
    if action == "delete" and level is not Level.OWNER:
        return _not_deleted(header, level)
    return None


def _not_deleted(header: Header, level: Level) -> str | None:
    """D30: a jam with owners is theirs to delete; one without is everybody's who may edit it."""
    if "owner" in header or not _anybody_edits(header):
        return "Only the session's owner can delete it"
    if "locked" in header and level is Level.EDITOR:
        return "Editing is locked for now, so only the session's co-owners can delete it"
    return None


JAM_ACCESS: Final = AccessRules(
    kind="jam",
    needed={
        "read": Level.READER,
        "play": Level.READER,
        "peers": Level.READER,
        "edit": Level.EDITOR,  # refused to everybody when it is published
        "delete": Level.EDITOR,  # D30; by its owners alone when it has any, or when not everybody may edit
        "people": Level.CO_OWNER,  # members, the link (K18), invitations
        "own": Level.OWNER,  # who owns it
    },
    level_of=_level,
    refused=_refused,
    no_access="This session is private",
    too_low="You can watch this session, but not change it",
    open_to_keys=True,
)
