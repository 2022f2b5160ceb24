"""A slow or a full disk, and a clock that steps, for one process: a library that is loaded before the system's."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_suffix(".c")


async def bad_machine(folder: Path, *, ms: int = 0) -> dict[str, Any]:
    """The environment of a process each of whose syncs waits `ms` first, and whose append-only files are full while
    `full_disk(folder)` exists. `folder` keeps the library."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise RuntimeError("The bad machine of the tests is compiled: `make machine` installs a C compiler")
    library = folder / "bad_machine.so"
    compiling = await asyncio.create_subprocess_exec(
        compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"
    )
    if await compiling.wait() != 0:
        raise RuntimeError(f"{SOURCE} does not compile")
    return {"LD_PRELOAD": str(library), "SLOW_DISK_MS": str(ms), "FULL_DISK": str(full_disk(folder))}


def full_disk(folder: Path) -> Path:
    return folder / "disk-is-full"
