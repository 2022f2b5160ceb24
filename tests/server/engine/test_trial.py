"""The trial of aiohttp, whose private names are used: the installed release passes, a changed one stops the start with
one plain sentence."""

import asyncio
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from aiohttp.web_protocol import RequestHandler

from server.engine import trial
from server.engine.trial import RELEASE
from server.http import protocol
from tests.server.commands.run import ROOT, environment


def test_EN22_the_release_that_was_tried_is_pinned_and_installed() -> None:
    assert version("aiohttp") == RELEASE
    assert f"aiohttp=={RELEASE}" in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert f"\naiohttp=={RELEASE} " in (ROOT / "requirements" / "runtime.txt").read_text()


async def test_EN22_the_installed_release_works() -> None:
    assert await trial.problem(protocol.trial) is None


async def test_EN22_an_aiohttp_that_closes_the_transport_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    original = RequestHandler.connection_lost

    def closes_first(self: RequestHandler, exc: BaseException | None) -> None:
        # Like a release that keeps the transport under another name, and closes it here.
        for transport in list(self._manager._connections.values() if self._manager else ()):
            transport.close()
        original(self, exc)

    monkeypatch.setattr(RequestHandler, "connection_lost", closes_first)
    problem = await trial.problem()
    assert problem is not None
    assert problem.startswith(f"the installed aiohttp {version('aiohttp')} does not work with this server")
    assert f"It was tried with aiohttp {RELEASE}: install the releases" in problem


async def test_EN22_an_aiohttp_that_never_answers_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RequestHandler, "data_received", lambda self, data: None)
    assert "the installed aiohttp" in str(await trial.problem(seconds=0.2))


async def test_EN22_an_aiohttp_without_a_name_of_the_time_limits_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(RequestHandler, "_waiter")
    with pytest.raises(AttributeError, match="_waiter"):
        await protocol.trial()


async def test_EN22_the_server_does_not_start_with_a_release_that_does_not_fit(tmp_path: Path) -> None:
    program = (
        "import sys; from aiohttp.web_protocol import RequestHandler; del RequestHandler._message_tail; "
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
    assert f"Roomtone cannot start: the installed aiohttp {version('aiohttp')} does not work" in error.decode()
    assert f"It was tried with aiohttp {RELEASE}" in error.decode()
