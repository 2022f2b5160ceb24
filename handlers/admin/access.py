"""Who may do what at the desk of admins; storage/lua/admin_access.lua says the same inside the scripts."""

from typing import Final

from auth.access import AccessRules, Header, Level
from auth.user import User


def _level(user: User | None, header: Header) -> Level:
    return Level.OWNER if user is not None and user.is_admin else Level.NONE


ADMIN_ACCESS: Final = AccessRules(
    kind="admin",
    needed={"read": Level.OWNER, "change": Level.OWNER},
    level_of=_level,
    no_access="Forbidden",
)
