"""The types of the browser's client match the contract; `make docs` writes them."""

import json
import subprocess
from pathlib import Path

from server.documents.client_types import client_types
from server.documents.contract import CONTRACT

WEB = Path(__file__).parents[3] / "web"


def test_the_types_of_the_browsers_client_are_made_from_the_contract(tmp_path: Path) -> None:
    made = tmp_path / "contract.ts"
    schema = json.dumps(client_types(CONTRACT), sort_keys=True)
    subprocess.run(
        ["node", "scripts/contract.mjs", str(made)], cwd=WEB, input=schema, text=True, check=True, timeout=60
    )
    assert (WEB / "src/sdk/contract.ts").read_text() == made.read_text()
