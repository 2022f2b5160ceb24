"""Who may see what the processes do; storage/lua/fleet_access.lua says the same inside the scripts."""

from typing import Final

from auth.access import AccessRules, Header, Level
from auth.user import User


def _level(user: User | None, header: Header) -> Level:
    return Level.OWNER if user is not None and user.is_admin else Level.NONE


FLEET_ACCESS: Final = AccessRules(
    kind="fleet",
    needed={"read": Level.OWNER, "report": Level.OWNER},
    level_of=_level,
    no_access="Forbidden",
)
