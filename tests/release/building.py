"""Wheels of this checkout, and programs that run what was installed from them."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.polling import PATIENCE
from tests.processes import ROOT


def wheel(folder: Path, python: str = "none") -> Path:
    """The wheel of the product, with the extension of `python` or pure. It has the pages that are built."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"ROOMTONE_WHEEL_PYTHON": python}, check=True)
    (built,) = folder.glob("*.whl")
    return built


async def to_its_end(*command: str, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    """What it prints. Raises RuntimeError with the output when it fails."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = (await process.communicate())[0].decode()
    if process.returncode != 0:
        raise RuntimeError(said[-4000:])
    return said


def stranger(home: Path) -> dict[str, str]:
    """The environment of a user who has nothing but Python."""
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


@asynccontextmanager
async def running(*command: str, folder: Path, environment: Mapping[str, str]) -> AsyncIterator[str]:
    """The address that `roomtone run` prints; it is stopped afterwards."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", line)
        if found is None:
            process.kill()
            raise AssertionError((await process.communicate())[1].decode())
        yield found[0]
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.communicate()


async def mark_a_moment(browser: Browser, url: str) -> None:
    """A streamer starts a stream in a browser, a viewer presses the button, and the streamer has the moment."""
    streamer = await (await browser.new_context(locale="en-GB")).new_page()
    await streamer.goto(f"{url}/clips")
    await streamer.get_by_label("Title").fill("The first night")
    await streamer.get_by_role("button", name="Create session").click()
    await streamer.get_by_role("button", name="Start").click()
    await expect(streamer.locator(".title-row .pill")).to_have_text("Active")
    viewer = await (await browser.new_context(locale="en-GB")).new_page()
    await viewer.goto(streamer.url.replace("/clips/", "/c/"))
    await viewer.locator(".disc").click()
    await expect(streamer.locator(".moment-row")).to_have_count(1)
