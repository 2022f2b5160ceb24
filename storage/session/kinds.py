"""The kinds of sessions that shared storage knows, each from its own file."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from sessions.base.products import PRODUCTS
from storage.session.kind import Kind

KINDS: Final[Mapping[str, Kind]] = {
    kind: import_module(f"storage.{kind}.kind").KIND for kind in PRODUCTS if find_spec(f"storage.{kind}.kind")
}
DELETABLE: Final = tuple(name for name, kind in KINDS.items() if kind.is_deletable)
"""Those that admins may delete, and people may report."""
WITH_JOBS: Final = tuple(name for name, kind in KINDS.items() if kind.has_jobs)
