"""A slow disk for one process: a library that is loaded before the system's."""

import asyncio
import shutil
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_disk.c")


async def slow_disk(folder: Path, *, ms: int) -> dict[str, str]:
    """The environment of a process each of whose syncs waits `ms` first. `folder` keeps the library."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise RuntimeError("The slow disk of the tests is compiled: `make machine` installs a C compiler")
    library = folder / "slow_disk.so"
    compiling = await asyncio.create_subprocess_exec(
        compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"
    )
    if await compiling.wait() != 0:
        raise RuntimeError(f"{SOURCE} does not compile")
    return {"LD_PRELOAD": str(library), "SLOW_DISK_MS": str(ms)}
