"""The rules of docs/rules.md, and which tests prove them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.product import ROOT, reached, tree_of

NOT_BUILT = "*(not built yet)* "
STARTERS = frozenset({"tests.processes"})
"""Modules of the tests that start the product as separate processes: tests that use them run it."""
WORDS_ONLY = frozenset({"sessions.base.errors", "sessions.base.ids"})
"""Naming an error or the type of an id does not run anything."""

_RULE = re.compile(r"^- \*\*([A-Z]+\d+)\*\* (\S.*(?:\n(?!-|#|\n).*)*)", re.MULTILINE)
_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,2}\d+)(?![A-Za-z0-9])")
_TYPESCRIPT_TEST = re.compile(r"""\b(?:test|it|describe)(?:\.\w+)?\(\s*["'`]([^"'`]+)""")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Rule(NamedTuple):
    number: str
    text: str

    @property
    def is_built(self) -> bool:
        return not self.text.startswith(NOT_BUILT)


def rules() -> list[Rule]:
    found = _RULE.findall((ROOT / "docs/rules.md").read_text())
    return [Rule(number, " ".join(text.split())) for number, text in found]


def claimed() -> set[str]:
    """Every rule number in the name of a test."""
    return {
        number for path in _test_files() for name, _ in _tests(path) for number in _numbers(name)
    } | _in_typescript()


def proven() -> set[str]:
    """The rule numbers in the names of tests that run the product in `make test`."""
    python = {
        number
        for path in _test_files()
        for name, function in _tests(path)
        if _numbers(name) and not _is_long(function) and _runs_product(path, function, frozenset())
        for number in _numbers(name)
    }
    return python | _in_typescript()


def _numbers(name: str) -> list[str]:
    return _NUMBER.findall(name.replace("_", " "))


def _test_files() -> Iterator[Path]:
    yield from (ROOT / "tests").rglob("test_*.py")


def _tests(path: Path) -> Iterator[tuple[str, Function]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Function) and node.name.startswith("test_"):
            yield node.name, node


def _is_long(test: Function) -> bool:
    """Whether `make proof` alone runs it."""
    return any(ast.unparse(mark) == "pytest.mark.long" for mark in test.decorator_list)


def _in_typescript() -> set[str]:
    texts = (path.read_text() for folder in ("src", "tests") for path in (ROOT / "web" / folder).rglob("*.test.ts"))
    return {number for text in texts for name in _TYPESCRIPT_TEST.findall(text) for number in _numbers(name)}


# --- does a test run the product? ------------------------------------------------------------------------------------


def _runs_product(path: Path, node: ast.AST, seen: frozenset[tuple[Path, str]]) -> bool:
    """Whether `node` names the product, or a function of the tests or a fixture that does."""
    for name in _names(node):
        if (path, name) in seen:
            continue
        seen |= {(path, name)}
        if (origin := _imports(path).get(name)) is not None:
            if _is_product(*origin) or _tests_name_runs_product(*origin, seen):
                return True
        elif (found := _definition(path, name)) is not None and _runs_product(*found, seen):
            return True
    return False


def _is_product(module: str, name: str) -> bool:
    if module in STARTERS or f"{module}.{name}" in reached():
        return True
    return module in reached() and module not in WORDS_ONLY and not name.isupper()


def _tests_name_runs_product(module: str, name: str, seen: frozenset[tuple[Path, str]]) -> bool:
    if not module.startswith("tests"):
        return False
    path = ROOT / (module.replace(".", "/") + ".py")
    if not path.is_file():
        return False
    found = _definitions(path).get(name)
    return found is not None and _runs_product(path, found, seen)


def _definition(path: Path, name: str) -> tuple[Path, ast.AST] | None:
    """A function, class or value of the file itself, or a fixture of a conftest above it."""
    if name in _definitions(path):
        return path, _definitions(path)[name]
    for folder in path.parents:
        conftest = folder / "conftest.py"
        if conftest.is_file() and name in _definitions(conftest):
            return conftest, _definitions(conftest)[name]
        if conftest.is_file() and name in _imports(conftest):
            return conftest, ast.Name(id=name)
        if folder.name == "tests":
            return None
    return None


@cache
def _imports(path: Path) -> dict[str, tuple[str, str]]:
    """Name in this file → module and name that it comes from."""
    found: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    return found


@cache
def _definitions(path: Path) -> dict[str, ast.AST]:
    found: dict[str, ast.AST] = {}
    for node in tree_of(path).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found[node.name] = node
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = node
    return found


def _names(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.arg):
            yield part.arg
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isidentifier():
            yield part.value  # the name of a fixture in `usefixtures`
