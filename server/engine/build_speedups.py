"""python -m server.engine.build_speedups: builds `_speedups.c`, if that is needed and there is a C compiler.

Without one, or without Python's headers, it says so and all is well: messages are then read in Python.
"""

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

SOURCE = Path(__file__).with_name("_speedups.c")
LIBRARY = SOURCE.with_name(f"_speedups{sysconfig.get_config_var('EXT_SUFFIX')}")
FLAGS = ("-O2", "-shared", "-fPIC", "-DNDEBUG", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter")


def build() -> str | None:
    """Answers why it could not be built."""
    if LIBRARY.exists() and LIBRARY.stat().st_mtime >= SOURCE.stat().st_mtime:
        return None
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "Python's headers are missing (on Debian: apt-get install python3-dev)"
    compiler = shlex.split(os.environ.get("CC", "cc"))
    link = ("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()
    built = LIBRARY.with_suffix(f".{os.getpid()}")
    command = [*compiler, *FLAGS, *link, f"-I{sysconfig.get_path('include')}", str(SOURCE), "-o", str(built)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)  # noqa: S603 - our own
    except (OSError, subprocess.SubprocessError) as error:
        return str(getattr(error, "stderr", None) or error).strip()
    built.replace(LIBRARY)  # a process that runs keeps the old file
    return None


if __name__ == "__main__":
    reason = build()
    if reason is not None:
        sys.stdout.write(f"Without the C extension, a message takes a tenth longer: {reason}\n")
