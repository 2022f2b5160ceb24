"""A copy of this project to which the example of docs/extending.md has been added, as its reader would."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT

EXAMPLE = ROOT / "docs/examples/poll"
LIST = "sessions/base/products.py"
LAST, LINE = '    "listening",\n', '    "poll",\n'
"""The last line of the list of products, and the line that is added after it."""

_COPIED = ("server", "handlers", "storage", "auth", "sessions", "tests", "docs", "web/src", "web/python", "web/scripts")
_FILES = ("pyproject.toml", "web/index.html", "web/package.json", "web/tsconfig.json", "web/vite.config.ts")
_LIVE = "web/vitest.live.config.ts"


async def installed(folder: Path) -> Path:
    """Makes the copy, adds the example, and generates and builds everything."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "images", "fixtures"))
    for name in (*_FILES, _LIVE):
        shutil.copy(ROOT / name, folder / name)
    (folder / "web/node_modules").symlink_to(ROOT / "web/node_modules")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    products = folder / LIST
    products.write_text(with_line(products.read_text()))
    await run(folder, sys.executable, "-m", "server", "contract", "--write")
    schema = f"'{sys.executable}' -m server contract --schema"
    await run(folder, "sh", "-c", f"{schema} | node web/scripts/contract.mjs")
    await asyncio.gather(
        run(folder / "web", "node_modules/.bin/tsc"),
        run(folder / "web", "node_modules/.bin/vite", "build", "--minify=false"),
    )
    return folder


def with_line(products: str) -> str:
    """The list of products with one more."""
    if products.count(LAST) != 1:
        raise ValueError(f"{LIST} has another form: mend docs/extending.md")
    return products.replace(LAST, LAST + LINE)


async def run(folder: Path, *command: str, **environment: str) -> None:
    """Raises RuntimeError with the output when it fails."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(said.decode()[-4000:])


class CopysListener:
    """Compares everything published in a Redis with the products of the copy in `folder` (tests/message_check.py)."""

    def __init__(self, folder: Path, redis: Path) -> None:
        """Raises RuntimeError when it cannot listen."""
        command = [sys.executable, "-m", "tests.message_check", str(redis)]
        self._process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "listening\n":
            raise RuntimeError("the listener has ended")

    def end(self) -> None:
        """When Redis has ended: returns after its last message."""
        self._process.communicate()
        if self._process.returncode != 0:
            raise RuntimeError(f"the listener ended with {self._process.returncode}")
