"""`python -m server …` as a user runs it: in a folder, with a separate environment."""

import asyncio
import os
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]


class Said(NamedTuple):
    code: int
    out: str
    err: str


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """Nothing of ours but `settings`, where the names that are not the platform's get their prefix."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROOMTONE_")}
    for name in ("PORT", "HOST", "REDIS_URL"):
        kept.pop(name, None)
    own = {
        name if name in {"PORT", "HOST", "REDIS_URL"} else f"ROOMTONE_{name}": value for name, value in settings.items()
    }
    return kept | {"ROOMTONE_DATA_DIR": str(data_dir)} | own


async def start(data_dir: Path, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server",
        *arguments,
        cwd=ROOT,
        env=environment(data_dir, **settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )


async def run(data_dir: Path, *arguments: str, **settings: str) -> Said:
    """Runs a command to its end."""
    process = await start(data_dir, *arguments, **settings)
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())
