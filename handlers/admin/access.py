"""Who may do what at the desk of admins; storage/admin/access.lua says the same inside the scripts."""

from typing import Final

from auth.access import admins_alone

ADMIN_ACCESS: Final = admins_alone("admin", "read", "change")
