"""What hatchling asks while it builds the wheel or the sdist (pyproject.toml).

The wheel has exact pins, because private names of two libraries are used. Its C extension is built by the Python that
builds the wheel, where that has headers and there is a compiler. `ROOMTONE_WHEEL_PYTHON` is the path of another Python
to build it for, or `none` for the pure wheel.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.requirements import Requirement

ENGINE: Final = Path("server/engine")
TAG: Final = """import sys, sysconfig
version = "cp%d%d" % sys.version_info[:2]
print(f"{version}-{version}{sys.abiflags}-" + sysconfig.get_platform().replace("-", "_").replace(".", "_"))"""


class BuildHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"
    _built: str | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if not (root / "web/dist/index.html").is_file():
            raise RuntimeError("The pages are not built. `make wheel` builds them first; an sdist has them.")
        if self.target_name != "wheel" or version == "editable":
            return
        direct = {Requirement(line).name for line in self.metadata.core.dependencies}
        build_data["dependencies"] += pins((root / "requirements/runtime.txt").read_text(), direct)
        asked = os.environ.get("ROOMTONE_WHEEL_PYTHON")
        if asked == "none":
            return
        python = asked or sys.executable
        self._built = tempfile.mkdtemp(prefix="roomtone-wheel-")
        libraries = list(extension(root, Path(self._built), python))
        if libraries:
            tag = subprocess.run([python, "-c", TAG], check=True, capture_output=True, text=True)  # noqa: S603
            build_data["force_include"] |= {str(path): f"roomtone/app/{ENGINE / path.name}" for path in libraries}
            build_data["pure_python"] = False
            build_data["tag"] = tag.stdout.strip()
        elif asked:
            raise RuntimeError(f"{asked} cannot build the C extension; the reason is above.")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._built is not None:
            shutil.rmtree(self._built)


def pins(locked: str, direct: set[str]) -> list[str]:
    """What `direct` needs, of a text that `uv pip compile` made: below each version it says who asked for it."""
    asked = {}
    for entry in re.split(r"^(?=\w)", locked, flags=re.MULTILINE):
        requirement = Requirement(entry.partition(" \\\n")[0]) if entry else None
        if requirement is not None:
            asked[requirement] = set(re.findall(r"^ +#(?: via)? +([\w.-]+)", entry, re.MULTILINE))
    needed = set(direct)
    while more := {one.name for one, by in asked.items() if one.name not in needed and by & needed}:
        needed |= more
    return [str(one) for one in asked if one.name in needed]


def extension(root: Path, folder: Path, python: str) -> Iterator[Path]:
    """Builds in a copy of the sources: libraries of another Python or of older sources are not among what is found."""
    copy = folder / ENGINE
    shutil.copytree(root / ENGINE, copy, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    subprocess.run([python, "-P", str(copy / "build_speedups.py")], check=True)  # noqa: S603
    yield from sorted(copy.glob("*.so"))
