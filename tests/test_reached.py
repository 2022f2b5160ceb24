"""The product has no unused code."""

import ast
import re
from collections.abc import Iterator

from tests.product import NAMES_NOT_BUILT_YET, NOT_BUILT_YET, modules, reached, tree_of

WORD = re.compile(r"[A-Za-z_]\w*")


def test_every_module_is_reached_from_the_command_line() -> None:
    assert set(modules()) - reached() == NOT_BUILT_YET


def test_every_name_of_a_module_is_used() -> None:
    """A function, class or constant that only its own definition names is used by tests at most."""
    used = {
        name
        for module in reached()
        for statement in tree_of(modules()[module]).body
        for name in set(_named(statement)) - {*_defined(statement)}
    }
    defined = {
        f"{module}.{name}": name
        for module in reached()
        for statement in tree_of(modules()[module]).body
        for name in _defined(statement)
        if not name.startswith("__")
    }
    assert {place for place, name in defined.items() if name not in used} == NAMES_NOT_BUILT_YET


def _defined(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [statement.name]
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _named(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement reads. A word in a string counts, because some annotations and modules are strings;
    one in a docstring does not."""
    docstrings = {id(node.value) for node in ast.walk(statement) if isinstance(node, ast.Expr)}
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name) | ast.alias(name=name, asname=str()):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                yield from WORD.findall(text)
