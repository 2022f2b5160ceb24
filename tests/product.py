"""The part of the product that runs: the modules that a command of `python -m server` imports, directly or
indirectly."""

import ast
from functools import cache
from pathlib import Path

from sessions.base.products import PRODUCTS

ROOT = Path(__file__).parents[1]
FLOORS = ("server", "handlers", "storage", "auth", "sessions")
ENTRIES = ("server.__main__", "server.engine.build_speedups")  # the second is called by `make setup`

_OF_A_PRODUCT = ("server.products.{}", "storage.{}.kind")

NOT_BUILT_YET: frozenset[str] = frozenset()
"""Rules that are not used yet. The list may only get shorter: a module that is used must leave it."""

NAMES_NOT_BUILT_YET: frozenset[str] = frozenset()
"""Single names that are not used yet."""


@cache
def modules() -> dict[str, Path]:
    """Name of a module → its file, for everything below the floors."""
    found = {}
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def reached() -> frozenset[str]:
    """The used modules. A name in a string counts, because some modules are imported late, by name; and so do the files
    by which the floors find a product."""
    found: set[str] = set()
    of_products = (module.format(product) for product in PRODUCTS for module in _OF_A_PRODUCT)
    waiting = [*ENTRIES, *(module for module in of_products if module in modules())]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imported_by(tree_of(modules()[name]))
    return frozenset(found)


def _imported_by(tree: ast.Module) -> set[str]:
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            named.add(node.value)
    return {module for name in named for module in _module_and_packages(name)}


def _module_and_packages(name: str) -> list[str]:
    """`a.b.c` runs `a`, `a.b` and, where it is a module and not a name in one, `a.b.c`."""
    parts = name.split(".")
    return [known for end in range(1, len(parts) + 1) if (known := ".".join(parts[:end])) in modules()]
