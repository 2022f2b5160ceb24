"""The Python client checks at import that it works with the installed libraries."""

import pytest
import socketio
from roomtone_client.transport import require_supported


def test_the_installed_libraries_have_every_private_name_that_is_used() -> None:
    require_supported()


def test_a_release_without_one_is_refused_with_the_versions_that_work() -> None:
    with pytest.raises(ImportError, match=r"_gone is missing. Install python-socketio==5"):
        require_supported({socketio.AsyncClient: ("_handle_eio_disconnect", "_gone")})
