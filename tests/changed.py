"""`make test-changed`: the tests that a change concerns: what differs from where this branch left `main`.

- Tests of rules and stores run when they, or anything that they import, have changed. The name of a script in a store
  is an import of the script and its parts.
- Tests that start processes run when they, or what they import from `tests/`, have changed; when a changed file is of a
  product that their own path names; for a file of no product, when they have its name in theirs or lie in the folder
  that mirrors its own: `server/http/` has `tests/server/http/`. Pages that products share have the stories.
- All others are left to `make test`. What all tests share concerns those of `make test-fast`.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from storage.redis.scripts import KINDS, PARTS

ROOT: Final = Path(__file__).parents[1]
FAST: Final = ("auth", "oracles", "sessions", "storage")
"""The folders of `make test-fast`."""
STARTS: Final = "tests/processes.py"
OF_ALL: Final = {"tests/conftest.py", "pyproject.toml", "requirements/dev.txt"}
_INCLUDE: Final = re.compile(r"^ *-- include (\S+)$", re.MULTILINE)
_TEXT: Final = re.compile(r'"([\w/]+)"')
_WORD: Final = re.compile(r"[a-z]+")


def changed(base: str = "main") -> set[str]:
    """Paths from the root, committed or not."""
    left = _git("merge-base", base, "HEAD")[0]
    return {*_git("diff", "--name-only", left), *_git("ls-files", "--others", "--exclude-standard")}


def _git(*words: str) -> list[str]:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def concerned(paths: Iterable[str], root: Path = ROOT) -> list[str]:
    """The test files to run."""
    paths = {path for path in paths if not path.startswith(("docs/", "bench/"))}
    tests = [path.relative_to(root).as_posix() for path in (root / "tests").rglob("test_*.py")]
    of_all = bool(paths & OF_ALL)
    return sorted(test for test in tests if _runs(test, paths, root) or (of_all and Path(test).parts[1] in FAST))


def _runs(test: str, paths: set[str], root: Path) -> bool:
    own = closure(test, root, "tests/")
    is_fast = Path(test).parts[1] in FAST
    if own & paths or ((is_fast or STARTS not in own) and closure(test, root) & paths):
        return True
    starts = STARTS in own or any(STARTS in imported(file, root) for file in own if file.endswith("conftest.py"))
    return starts and not is_fast and any(_is_of(test, path, root) for path in paths)


def _is_of(test: str, path: str, root: Path) -> bool:
    """Whether a test that starts processes is of the product or the folder of this file."""
    if path.startswith("tests/"):
        return False
    if named := products(root) & words(path):
        return bool(named & words(test))
    if path.startswith("web/src/"):
        return test.startswith("tests/web/stories/")
    return Path(path).stem in words(test) or Path(test).parent == Path("tests") / Path(path).parent


@cache
def products(root: Path) -> frozenset[str]:
    return frozenset(path.stem for path in (root / "server/products").glob("[a-z]*.py")) - {"product"} | {"telegram"}


def words(path: str) -> set[str]:
    return set(_WORD.findall(path))


# --- what a file imports ---------------------------------------------------------------------------------------------


def closure(path: str, root: Path, within: str = "") -> set[str]:
    """The file and everything below `within` that it imports, but nothing of what starts the product. Of the conftests
    above it only themselves: a test names the types of the fixtures that it takes, so it imports their modules too."""
    found: set[str] = set()
    above = {(folder / "conftest.py").as_posix() for folder in Path(path).parents[:-2]}
    above = {file for file in above if (root / file).is_file()}
    waiting = [path]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [] if one == STARTS else (file for file in imported(one, root) if file.startswith(within))
    return found | above


@cache
def imported(path: str, root: Path) -> frozenset[str]:
    file = root / path
    if file.suffix == ".lua":
        names = (name.format(kind=kind) for name in _INCLUDE.findall(file.read_text()) for kind in KINDS)
        return frozenset(_script(name) for name in names if name in PARTS)
    if file.suffix != ".py":
        return frozenset()
    found = {one for name in _names(ast.parse(file.read_text())) for one in _files(name, root)}
    if path.startswith("storage/"):
        found |= {_script(name) for name in _TEXT.findall(file.read_text()) if name in PARTS}
    return frozenset(found)


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{alias.name}" for alias in names)


def _files(name: str, root: Path) -> set[str]:
    """The files of a module, or of a name in one."""
    parts = name.split(".")
    found = ("/".join(parts[:end]) + end_ for end in range(1, len(parts) + 1) for end_ in (".py", "/__init__.py"))
    return {file for file in found if (root / file).is_file()}


def _script(name: str) -> str:
    return f"storage/{name}.lua"


if __name__ == "__main__":
    sys.stdout.write("\n".join(concerned(changed(*sys.argv[1:]))) + "\n")
