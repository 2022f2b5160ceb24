"""The Pythons of this machine that Roomtone supports."""

import os
import re
import shutil
import subprocess
from pathlib import Path

NAMES = tuple(f"python3.{minor}" for minor in range(11, 20))


def pythons() -> list[str]:
    """The path of one of each version, on PATH or installed by pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    found = {}
    for name in NAMES:
        candidates = [shutil.which(name), *map(str, sorted(pyenv.glob(f"*/bin/{name}")))]
        found[name] = next((path for path in candidates if path is not None and _runs(path)), None)
    return [path for path in found.values() if path is not None]


def has_headers(python: str) -> bool:
    code = "import os, sysconfig; print(os.path.exists(sysconfig.get_path('include') + '/Python.h'))"
    return _says(python, "-c", code) == "True"


def _runs(python: str) -> bool:
    return re.match(r"Python 3", _says(python, "--version")) is not None


def _says(*command: str) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()  # noqa: S603
