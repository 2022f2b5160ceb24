"""Who may see what the processes do; storage/fleet/access.lua says the same inside the scripts."""

from typing import Final

from auth.access import admins_alone

FLEET_ACCESS: Final = admins_alone("fleet", "read", "report")
