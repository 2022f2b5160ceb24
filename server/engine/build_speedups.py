"""python -m server.engine.build_speedups: builds `_lane.c` and `_frames.c`, if needed and there is a C compiler.

Without one, or without Python's headers, it says so and all is well: Python then handles every event.
"""

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

SOURCES = tuple(Path(__file__).with_name(name) for name in ("_lane.c", "_frames.c", "_frames.h"))
LIBRARY = SOURCES[0].with_name(f"_lane{sysconfig.get_config_var('EXT_SUFFIX')}")
FLAGS = ("-O2", "-shared", "-fPIC", "-DNDEBUG", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter")


def build() -> str | None:
    """Answers why it could not be built."""
    if LIBRARY.exists() and LIBRARY.stat().st_mtime >= max(one.stat().st_mtime for one in SOURCES):
        return None
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "Python's headers are missing (on Debian: apt-get install python3-dev)"
    compiler = shlex.split(os.environ.get("CC", "cc"))
    link = ("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()
    built = LIBRARY.with_suffix(f".{os.getpid()}")
    code = [str(one) for one in SOURCES if one.suffix == ".c"]
    command = [*compiler, *FLAGS, *link, f"-I{sysconfig.get_path('include')}", *code, "-o", str(built)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)  # noqa: S603 - our own
    except (OSError, subprocess.SubprocessError) as error:
        return str(getattr(error, "stderr", None) or error).strip()
    built.replace(LIBRARY)  # a process that runs keeps the old file
    return None


if __name__ == "__main__":
    reason = build()
    if reason is not None:
        sys.stdout.write(f"Without the C extension, an event takes a fifth more CPU: {reason}\n")
