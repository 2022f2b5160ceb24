"""The product has no unused code."""

import ast
import re
from collections import Counter

from tests.product import NAMES_NOT_BUILT_YET, NOT_BUILT_YET, modules, reached, tree_of

WORD = re.compile(r"[A-Za-z_]\w*")


def test_every_module_is_reached_from_the_command_line() -> None:
    assert set(modules()) - reached() == NOT_BUILT_YET


def test_every_name_of_a_module_is_used() -> None:
    """A function, class or constant whose name appears only at its definition is used by tests at most."""
    words = Counter(word for name in reached() for word in WORD.findall(modules()[name].read_text()))
    unused = {f"{module}.{name}" for module in reached() for name in _defined(module) if words[name] == 1}
    assert unused == NAMES_NOT_BUILT_YET


def _defined(module: str) -> list[str]:
    names = []
    for node in tree_of(modules()[module]).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.append(node.name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.append(name)
    return [name for name in names if not name.startswith("__")]
