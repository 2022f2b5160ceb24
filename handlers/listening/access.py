"""Who may do what in a listening history; storage/listening/access.lua says the same inside the scripts."""

from typing import Final

from auth.access import AccessRules, Header, Level
from auth.user import User


def _level(user: User | None, header: Header) -> Level:
    return Level.OWNER if user is not None and user.is_one(header["owner"]) else Level.NONE


LISTENING_ACCESS: Final = AccessRules(
    kind="listening",
    needed={"read": Level.OWNER, "change": Level.OWNER},
    level_of=_level,
    no_access="A listening history is open to its listener alone",
)
