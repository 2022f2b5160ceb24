"""Who may read a home page; storage/home/access.lua says the same inside the scripts."""

from typing import Final

from auth.access import AccessRules, Header, Level
from auth.user import User


def _level(user: User | None, header: Header) -> Level:
    return Level.OWNER if user is not None and user.is_one(header["owner"]) else Level.NONE


HOME_ACCESS: Final = AccessRules(
    kind="home",
    needed={"read": Level.OWNER, "write": Level.OWNER},
    level_of=_level,
    no_access="A home page is open to its user alone",
)
