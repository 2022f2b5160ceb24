"""The Python client checks at import that it works with the installed libraries."""

import tomllib
from pathlib import Path

import pytest
import socketio
from roomtone_client.transport import require_supported

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_the_installed_libraries_have_every_private_name_that_is_used() -> None:
    require_supported()


def test_a_release_without_one_is_refused_with_the_versions_that_work() -> None:
    with pytest.raises(ImportError, match=r"_gone is missing. Install") as refused:
        require_supported({socketio.AsyncClient: ("_handle_eio_disconnect", "_gone")})
    pinned = [one for one in tomllib.loads(PROJECT.read_text())["dependency-groups"]["dev"] if "io==" in one]
    assert sorted(pinned) == ["python-engineio==4.15.1", "python-socketio==5.18.1"]
    assert all(one in str(refused.value) for one in pinned)
