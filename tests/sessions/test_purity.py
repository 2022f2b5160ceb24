"""The rules never wait, read a clock or use random numbers: the same input always gives the same result."""

import ast
from pathlib import Path

import pytest

RULES = sorted((Path(__file__).parents[2] / "sessions").rglob("*.py"))
IMPURE_MODULES = {"asyncio", "os", "pathlib", "random", "secrets", "socket", "threading", "time"}
IMPURE_CALLS = {"now", "utcnow", "today", "uuid1", "uuid4", "open", "input", "print"}


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_C4_no_rule_reads_a_clock_or_touches_the_world(path: Path) -> None:
    used: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            used |= {alias.name.split(".")[0] for alias in node.names} & IMPURE_MODULES
        elif isinstance(node, ast.ImportFrom):
            used |= {(node.module or "").split(".")[0]} & IMPURE_MODULES
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            used |= {name} & IMPURE_CALLS
    assert used == set()
