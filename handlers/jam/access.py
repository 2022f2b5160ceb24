"""Who may do what in a jam; storage/lua/jam_access.lua says the same inside the scripts."""

from typing import Final

from auth.access import AccessRules, Header, Level
from auth.user import User


def _level(user: User | None, header: Header) -> Level:
    if user is not None and (user.is_admin or header.get("owner") == user.id.encode()):
        return Level.OWNER
    if header.get("public") == b"0":
        return Level.NONE
    return Level.READER if "immutable" in header else Level.EDITOR


def _refused(header: Header, action: str) -> str | None:
    if action == "edit" and "immutable" in header:
        return "This session is published and cannot be edited. Remix it to go on"
    return None


JAM_ACCESS: Final = AccessRules(
    kind="jam",
    needed={
        "read": Level.READER,
        "play": Level.READER,
        "edit": Level.EDITOR,  # refused to everybody when it is published
        "delete": Level.EDITOR,  # S14; a published one only by its owner
        "own": Level.OWNER,  # who may open it (K18)
    },
    level_of=_level,
    refused=_refused,
    no_access="This session is private",
)
