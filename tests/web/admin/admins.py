"""Admins for the tests of pages."""

from tests.processes import ServerProcess
from tests.server.client import a_token
from tests.web.stage import Person


def an_admin(server: ServerProcess, name: str = "Oskar") -> Person:
    """An admin of a server that issues its own tokens."""
    return Person(name, a_token(server.data_dir, f"admin-{name}", 3600, roles=["admin"], name=name), f"admin-{name}")
