"""The image and compose.yaml, as far as they can be tried without a container engine (OP35)."""

import asyncio
import os
import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.async_api import Browser

from server.__main__ import COMMANDS
from server.settings.environment import variable_name
from server.settings.model import Settings
from tests.processes import ROOT, free_port
from tests.release.building import mark_a_moment, running, to_its_end, wheel
from tests.release.containers import bare_debian, built, instructions
from tests.web.conftest import browser, chromium

__all__ = ["browser", "chromium"]

DEBIAN = "bookworm"
PYTHON = "python3.11"  # Debian's

CONTAINERFILE = instructions((ROOT / "Containerfile").read_text())
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_OP35_the_image_is_of_the_debian_of_the_test_and_runs_as_nobody() -> None:
    bases = {rest.split()[0] for name, rest in CONTAINERFILE if name == "FROM"}
    assert bases == {f"docker.io/library/debian:{DEBIAN}-slim"}
    last = dict(CONTAINERFILE)
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last["USER"])
    assert {"HEALTHCHECK", "ENTRYPOINT", "CMD", "VOLUME"} <= last.keys()


def test_OP35_compose_starts_our_commands_with_our_settings_on_roots_that_cannot_be_written() -> None:
    known = {variable_name(field) for field in Settings.model_fields}
    services = COMPOSE["services"]
    ours = {name: one for name, one in services.items() if one["image"].startswith("roomtone:")}
    assert {tuple(one["command"]) for one in ours.values()} == {("web",), ("worker",), ("bot",)}
    assert {one["command"][0] for one in ours.values()} <= set(COMMANDS)
    for one in ours.values():
        assert set(one["environment"]) <= known
        assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
    named = {volume.partition(":")[0] for one in services.values() for volume in one["volumes"]}
    assert named == set(COMPOSE["volumes"])
    address = services["proxy"]["networks"]["default"]["ipv4_address"]
    assert ours["web"]["environment"]["ROOMTONE_TRUSTED_PROXIES"] == f"{address}/32"
    assert all(port.startswith("127.0.0.1:") for port in ours["web"]["ports"])


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(os.geteuid() != 0, reason="a chroot needs root")
@pytest.mark.skipif(shutil.which("debootstrap") is None, reason="needs debootstrap (apt-get install debootstrap)")
async def test_OP35_the_steps_of_the_containerfile_make_a_folder_in_which_a_moment_is_marked(
    browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = tmp_path / "base"
    await asyncio.to_thread(bare_debian, base, DEBIAN)
    await asyncio.to_thread(wheel, tmp_path / "dist", shutil.which(PYTHON) or sys.executable)
    began = time.monotonic()
    image = await asyncio.to_thread(built, tmp_path, tmp_path, base)
    made = time.monotonic()
    sizes = await to_its_end("du", "-smx", str(base), str(image.folder))
    bare, whole = (int(line.split()[0]) for line in sizes.splitlines())
    start = image.started(*image.command, HOST="127.0.0.1", PORT=str(free_port()), ROOMTONE_DRAIN_SECONDS="0.1")
    async with running(*start, folder=tmp_path, environment={"PATH": os.environ["PATH"]}) as url:
        up = time.monotonic()
        await mark_a_moment(browser, url)
        port = url.rpartition(":")[2]
        await to_its_end("chroot", f"--userspec={image.user}", str(image.folder), "env", f"PORT={port}", *image.health)
        owners = {path.stat().st_uid for path in (image.folder / "data").rglob("*")}
        assert owners == {int(image.user.partition(":")[0])}
    with capsys.disabled():
        told = f"{made - began:.0f} s to build, {up - made:.1f} s to start"
        sys.stdout.write(f"\nThe image: {whole} MB, {whole - bare} of them above a bare Debian; {told}\n")
