"""`contract`: writes the files generated from the contract and the settings; `make docs` calls it."""

import argparse
import json
import sys
from pathlib import Path

from server.documents.client_types import client_types
from server.documents.contract import CONTRACT
from server.documents.permissions import permissions_page
from server.documents.python_types import python_types
from server.documents.tables import browser_tables, page_table, python_tables
from server.settings.folders import IS_CHECKOUT, ROOT
from server.settings.page import settings_page


def generated() -> dict[str, str]:
    """Path from the root → the content that it should have."""
    return {
        "web/src/sdk/tables.ts": browser_tables(CONTRACT),
        "web/src/app/pages.ts": page_table(CONTRACT),
        "web/python/roomtone_client/contract.py": python_types(CONTRACT),
        "web/python/roomtone_client/tables.py": python_tables(CONTRACT),
        "docs/permissions.md": permissions_page(CONTRACT),
        "docs/settings.md": settings_page(),
    }


def stale() -> list[str]:
    """The files with another content."""
    return [path for path, text in generated().items() if not _is(ROOT / path, text)]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="write them; without it, only name those that are stale")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the clients' types instead")


def main(arguments: argparse.Namespace) -> int:
    if arguments.schema:
        sys.stdout.write(json.dumps(client_types(CONTRACT), sort_keys=True))
        return 0
    if not IS_CHECKOUT:
        sys.stderr.write("The generated files are in a checkout. Here only --schema is of use.\n")
        return 2
    behind = stale()
    if arguments.write:
        for path in behind:
            (ROOT / path).write_text(generated()[path])
        return 0
    for path in behind:
        sys.stdout.write(f"{path} is stale: make docs\n")
    return 1 if behind else 0


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text() == text
