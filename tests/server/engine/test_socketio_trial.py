"""python-socketio's private names that we use: in one file, in the installed release, and missed when they are gone."""

import asyncio
import re
import sys
from pathlib import Path

import pytest
import socketio

from server.engine import socketio_trial
from server.engine.sockets import SocketServer
from tests.server.commands.run import ROOT, environment

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


async def test_EN22_the_installed_python_socketio_works() -> None:
    assert await socketio_trial.problem() is None


@pytest.mark.parametrize("name", sorted(USED - {SEAM}))
async def test_EN22_a_release_without_a_private_name_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socketio_trial, "WAIT_SECONDS", 0.2)
    for kind in socketio.AsyncServer.__mro__:
        if name in vars(kind):
            monkeypatch.delattr(kind, name)
    problem = await socketio_trial.problem()
    assert problem is not None
    assert "Install the release that requirements/runtime.txt names" in problem


async def test_EN22_a_release_that_asks_for_its_engine_under_another_name_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(SocketServer, SEAM)  # as if it were not called: python-engineio's server is used
    assert await socketio_trial.problem() is not None


async def test_EN22_the_server_does_not_start_with_a_release_that_does_not_fit(tmp_path: Path) -> None:
    program = (
        "import sys, socketio; del socketio.AsyncServer._send_packet; "
        "from server.engine import socketio_trial; socketio_trial.WAIT_SECONDS = 0.2; "
        "sys.argv = ['server', 'web']; from server.__main__ import main; sys.exit(main())"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        cwd=ROOT,
        env=environment(tmp_path, PORT="0", REDIS_URL="redis://127.0.0.1:1"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, error = await process.communicate()
    assert (process.returncode, out) == (1, b"")
    assert "Roomtone cannot start: the installed python-socketio" in error.decode()
