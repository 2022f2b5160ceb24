"""python-socketio's private names that we use: in one file, in the installed release, and missed when they are gone."""

import re
from pathlib import Path

import pytest
import socketio

from server.engine import trial
from server.engine.sockets import SocketServer
from tests.server.commands.run import ROOT

SEAM = "_engineio_server_class"
PRIVATE = {
    name
    for kind in (socketio.AsyncServer, socketio.AsyncManager, socketio.packet.Packet, socketio.AsyncNamespace)
    for name in dir(kind)
    if re.match("_[a-z]", name)
}


def used_in(path: Path) -> set[str]:
    return PRIVATE & set(re.findall(r"(?:\.|def )(_[a-z]\w*)", path.read_text()))


USED = used_in(ROOT / "server" / "engine" / "sockets.py")


def test_EN22_private_names_of_python_socketio_are_used_in_one_file() -> None:
    files = [path for folder in ("server", "handlers", "storage") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in files if used_in(path)] == ["sockets.py"]
    assert SEAM in USED


@pytest.mark.parametrize("name", sorted(USED - {SEAM}))
async def test_EN22_a_release_without_a_private_name_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in socketio.AsyncServer.__mro__:
        if name in vars(kind):
            monkeypatch.delattr(kind, name)
    assert "python-socketio" in str(await trial.problem(seconds=0.2))


async def test_EN22_a_release_that_asks_for_its_engine_under_another_name_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(SocketServer, SEAM)  # as if it were not called: python-engineio's server is used
    assert await trial.problem(seconds=0.2) is not None
