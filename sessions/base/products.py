"""Every product of this server. One line adds one: see docs/extending.md."""

from typing import Final

PRODUCTS: Final = (
    "clip",
    "jam",
    "voice",
    "admin",
    "listening",
    "home",
    "fleet",
)
"""The kind of each, by which every floor finds its files: `server/products/<kind>.py`, `storage/<kind>/kind.py` and
`storage/<kind>/kind.lua` for those whose sessions admins list."""
