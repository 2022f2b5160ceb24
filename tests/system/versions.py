"""Servers, workers and clients of this version and of the last release."""

import asyncio
import json
import os
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.polling import PATIENCE
from tests.processes import ROOT, ServerProcess, WorkerProcess

ARCHIVE = ROOT / "tests/fixtures/previous/source.tar.xz"
PROGRAM = ROOT / "tests/system/either_client.py"
MOST = 4 * 1024 * 1024  # bytes of a line: a client's events


@dataclass(frozen=True)
class Version:
    """The folder that its sources lie in."""

    name: str
    folder: Path

    def server(self, redis_url: str, data_dir: Path, port: int) -> ServerProcess:
        process = ServerProcess(redis_url, data_dir, port)
        process.folder = self.folder
        return process

    def worker(self, redis_url: str, data_dir: Path) -> WorkerProcess:
        process = WorkerProcess(redis_url, data_dir)
        process.folder = self.folder
        return process

    async def client(self, url: str, token: str, session_id: str) -> "Client":
        environment = os.environ | {"PYTHONPATH": str(self.folder / "web/python")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), url, token, session_id,
            env=environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=MOST,
        )  # fmt: skip
        return await Client(process).started()


THIS = Version("this", ROOT)


def previous(folder: Path) -> Version:
    """The last release, unpacked into `folder`; before the first one, this version again."""
    if not ARCHIVE.is_file():
        return THIS
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return Version("previous", folder)


class Client:
    """A process that subscribes to one session and executes commands."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.first = 0

    async def started(self) -> Self:
        self.first = int((await self._answer())["first"])
        return self

    async def command(self, event: str, **payload: Any) -> dict[str, Any]:
        return await self._ask({"do": "command", "event": event, "payload": payload})

    async def events(self, until: int) -> list[dict[str, Any]]:
        """The events received up to the one with this number. It must not have taken a second snapshot."""
        answer = await self._ask({"do": "events", "until": until})
        assert answer["recoveries"] == 0
        return list(answer["events"])

    async def close(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        if self._process.stdin is None:
            raise RuntimeError("the client has no input")
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        return await self._answer()

    async def _answer(self) -> dict[str, Any]:
        if self._process.stdout is None:
            raise RuntimeError("the client has no output")
        async with asyncio.timeout(PATIENCE):
            line = await self._process.stdout.readline()
        return dict(json.loads(line))
