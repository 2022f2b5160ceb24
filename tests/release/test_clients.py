"""The two packages of clients, and the four ways of docs/clients.md (OP34)."""

import asyncio
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from release.pythons import pythons
from server.version import VERSION
from tests.processes import ROOT, ServerProcess
from tests.release.building import to_its_end

WEB = ROOT / "web"
LARGEST = 20_000  # bytes of a page, by gzip
GUIDE = (ROOT / "docs/clients.md").read_text().split("## One jam, four ways")[1].split("\n## ")[0]
CURL, OFFICIAL, TYPESCRIPT, PYTHON = re.findall(r"```\w+\n(.*?)```", GUIDE, re.DOTALL)
CONSUMER = """import { type contract, RoomtoneClient } from "@roomtone/client";

const client = new RoomtoneClient({ url: "http://127.0.0.1:8000" });
client.subscribe<"jam">("an id", {
  onSnapshot: (jam: contract.JamView) => jam.session.state.tempo.toFixed(),
  // @ts-expect-error: an event has a number
  onEvent: (event) => event.seq.length,
});
"""


@pytest.fixture(scope="module")
def npm_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that `npm pack` makes."""
    folder = tmp_path_factory.mktemp("npm")
    subprocess.run(["node", "scripts/client.mjs"], cwd=WEB, check=True)
    subprocess.run(["npm", "pack", "--silent", "--pack-destination", str(folder), "./client"], cwd=WEB, check=True)
    (packed,) = folder.iterdir()
    return packed


@pytest.fixture(scope="module")
def python_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pip")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=WEB / "python", check=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def project(npm_package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the package as npm installs it, and socket.io-client of ours."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text('{"type": "module"}')
    modules = folder / "node_modules"
    (modules / "@roomtone").mkdir(parents=True)
    shutil.unpack_archive(npm_package, modules / "@roomtone")
    (modules / "@roomtone/package").rename(modules / "@roomtone/client")
    for needed in (WEB / "node_modules").iterdir():
        if needed.name != "@roomtone" and not needed.name.startswith("."):
            (modules / needed.name).symlink_to(needed)
    return folder


def test_OP34_the_packages_have_the_servers_version_types_and_few_dependencies(
    npm_package: Path, python_wheel: Path, tmp_path: Path, project: Path
) -> None:
    package = project / "node_modules/@roomtone/client"
    described = json.loads((package / "package.json").read_text())
    assert (described["version"], list(described["dependencies"])) == (VERSION, ["socket.io-client"])
    assert described["dependencies"]["socket.io-client"].lstrip("^") in (WEB / "package.json").read_text()
    files = {path.relative_to(package) for path in package.rglob("*")}
    assert {Path("README.md"), Path("LICENSE"), Path("dist/index.js"), Path("dist/index.d.ts")} <= files
    assert [path for path in files if "test" in path.name or "live" in path.name] == []
    zipfile.ZipFile(python_wheel).extractall(tmp_path)
    (described_in,) = tmp_path.glob("*.dist-info")
    distribution = PathDistribution(described_in)
    assert distribution.version == VERSION
    needed = [Requirement(line).name for line in distribution.requires or ()]
    assert needed == ["aiohttp", "python-engineio", "python-socketio"]
    assert {path.name for path in tmp_path.iterdir()} == {"roomtone_client", described_in.name}
    assert (tmp_path / "roomtone_client/py.typed").is_file()


def test_OP34_a_page_gets_less_than_20_kb_of_the_client_and_compiles_against_its_types(project: Path) -> None:
    (project / "page.ts").write_text(CONSUMER)
    options = ["--strict", "--noEmit", "--target", "es2023", "--module", "nodenext"]  # asks for whole file names
    subprocess.run([WEB / "node_modules/.bin/tsc", *options, "page.ts"], cwd=project, check=True)
    bundling = ["--minify", "--format", "esm", "--external", "socket.io-client", "--file", "page.js"]
    (project / "all.js").write_text('export * from "@roomtone/client";')
    subprocess.run(
        [WEB / "node_modules/.bin/rolldown", "all.js", *bundling], cwd=project, check=True, capture_output=True
    )
    bundle = (project / "page.js").read_bytes()
    assert b"document." not in bundle
    assert len(gzip.compress(bundle)) < LARGEST


class Program:
    """A program of the guide, which runs until the test has heard enough."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        self.process, self._said = process, process.stdout
        self.lines: list[str] = []

    async def says(self, line: re.Pattern[str]) -> None:
        async with asyncio.timeout(60):
            while not any(map(line.fullmatch, self.lines)):
                said = await self._said.readline()
                assert said, self.lines
                self.lines.append(said.decode().strip())


@asynccontextmanager
async def program(*command: str, folder: Path, environment: dict[str, str]) -> AsyncIterator[Program]:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield Program(process)
    finally:
        process.kill()
        await process.wait()


async def four_ways(server: ServerProcess, project: Path, python: str, **environment: str) -> None:
    """Each program hears its own change, and those of the programs after it."""
    seen = {"PATH": os.environ["PATH"], "SERVER": server.url, "PYTHONUNBUFFERED": "1", **environment}
    ways = {"curl.sh": f"{CURL}\necho $JAM", "official.js": OFFICIAL, "ours.js": TYPESCRIPT, "ours.py": PYTHON}
    for name, code in ways.items():
        await asyncio.to_thread((project / name).write_text, code)
    said = await to_its_end("sh", "-e", "curl.sh", folder=project, environment=seen)
    assert '"tempo": 101' in said
    seen["JAM"] = said.split()[-1]
    async with AsyncExitStack() as running:
        started: list[Program] = []
        for command, tempo in ((("node", "official.js"), 102), (("node", "ours.js"), 103), ((python, "ours.py"), 104)):
            started.append(await running.enter_async_context(program(*command, folder=project, environment=seen)))
            for each in started:
                await each.says(re.compile(rf"{tempo - 100} edited {{ ?'?tempo'?: {tempo} ?}}"))


async def test_OP34_one_jam_is_changed_in_the_four_ways_of_the_guide(server: ServerProcess, project: Path) -> None:
    await four_ways(server, project, sys.executable, PYTHONPATH=str(WEB / "python"))


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_OP34_the_packages_are_installed_into_empty_projects(
    server: ServerProcess, npm_package: Path, python_wheel: Path, tmp_path: Path
) -> None:
    """With npm and pip, from their registries; for each Python that is found."""
    await asyncio.to_thread((tmp_path / "package.json").write_text, '{"type": "module"}')
    await to_its_end("npm", "install", "--silent", "--no-audit", "--no-fund", str(npm_package), folder=tmp_path)
    for python in pythons():
        place = tmp_path / Path(python).name
        await to_its_end(python, "-m", "venv", str(place))
        await to_its_end(str(place / "bin/pip"), "install", "--quiet", str(python_wheel))
        await four_ways(server, tmp_path, str(place / "bin/python"))
