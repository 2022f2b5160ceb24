"""docs/deploying.md, walked from top to bottom in a bare Debian (OP36)."""

import asyncio
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT, free_port
from tests.release.building import running, wheel
from tests.release.containers import Stage, bare_debian

PAGE = (ROOT / "docs/deploying.md").read_text()
UNITS = sorted((ROOT / "docs/systemd").glob("*.service"))
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
NOT_WALKED = {
    "podman ": "no container engine: tests/release/test_image.py takes its steps",
    "ROOMTONE_": "settings, whose names tests/test_docs.py checks",
    "redis-cli ": "the operator's own tools",
    "roomtone backup": "tested with the commands of backups",
}
SYSTEMD = re.compile(r"^(?:sudo )?systemctl .*$", re.MULTILINE)  # there is no systemd in a chroot


def walked() -> list[str]:
    return [block for block in BLOCKS if not any(block.lstrip().startswith(start) for start in NOT_WALKED)]


def test_OP36_the_units_leave_the_processes_little() -> None:
    """`systemd-analyze security`: 0 is best, 10 worst."""
    assert [path.name for path in UNITS] == [f"roomtone-{name}.service" for name in ("bot", "web@", "worker@")]
    for path in UNITS:
        text = path.read_text()
        assert re.search(r"^ExecStart=/opt/roomtone/current/bin/roomtone (web|worker|bot)$", text, re.MULTILINE)
        assert path.name in PAGE
        if shutil.which("systemd-analyze") is not None:
            command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=30", str(path)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def test_OP36_the_walk_installs_links_and_upgrades() -> None:
    commands = "\n".join(walked())
    for step in ("python3 -m venv", "bin/pip install", "ln -sfn", "systemctl restart"):
        assert step in commands


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(os.geteuid() != 0, reason="a chroot needs root")
@pytest.mark.skipif(shutil.which("debootstrap") is None, reason="needs debootstrap (apt-get install debootstrap)")
async def test_OP36_the_page_is_walked_from_top_to_bottom_in_a_bare_debian(tmp_path: Path) -> None:
    machine = Stage(tmp_path / "machine", user="10001:10001")
    await asyncio.to_thread(bare_debian, machine.folder, "bookworm")
    built = await asyncio.to_thread(wheel, tmp_path / "dist")
    await asyncio.to_thread(shutil.copy, built, machine.folder)
    await asyncio.to_thread(shutil.copytree, ROOT / "docs/systemd", machine.folder / "docs/systemd")
    started = False
    for block in walked():
        lines = SYSTEMD.sub("", block)
        ours, _, _ = lines.partition("/opt/roomtone/current/bin/roomtone run")
        await asyncio.to_thread(machine.run, ours)
        if ours != lines and not started:
            started = True
            (machine.folder / "data").mkdir(exist_ok=True)
            os.chown(machine.folder / "data", 10001, 10001)
            machine.entry = ["/opt/roomtone/current/bin/roomtone"]
            start = machine.started("run", HOST="127.0.0.1", PORT=str(free_port()), ROOMTONE_DATA_DIR="/data")
            async with running(*start, folder=tmp_path, environment={"PATH": os.environ["PATH"]}) as url:
                assert url.startswith("http://127.0.0.1:")
    assert started
    link = machine.folder / "opt/roomtone/current"
    assert re.fullmatch(r"releases/\d+\.\d+\.\d+", str(link.readlink()))
    units = machine.folder / "etc/systemd/system"
    assert {path.name for path in units.glob("roomtone*")} == {path.name for path in UNITS}
