"""No module of the front end or of the Python client imports itself through others."""

import ast
import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.processes import ROOT

SOURCE = ROOT / "web/src"
CLIENT = ROOT / "web/python/roomtone_client"
# What a type comes from is gone when the module is built.
IMPORT = re.compile(
    r'(?:^import (?!type\b)(?:[^;"]*? from )?|^export (?!type\b)[^;"]*? from |\bimport\()"(\.[^"]+)"', re.MULTILINE
)

EVERY = re.compile(r'\bimport\.meta\.glob<\w+>\("\.\./([^"]+)"')
"""Files of all products, from a folder of web/src."""


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The modules of one circle, if there is any."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def browser_imports(file: Path) -> set[str]:
    text = file.read_text()
    every = {str(one.relative_to(SOURCE)) for name in EVERY.findall(text) for one in SOURCE.glob(name)}
    wanted = ((file.parent / name).resolve() for name in IMPORT.findall(text))
    found = {option for one in wanted for option in (one.with_name(f"{one.name}.ts"), one / "index.ts")}
    return every | {str(one.relative_to(SOURCE)) for one in found if one.is_file()}


def python_imports(file: Path) -> set[str]:
    nodes = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ImportFrom))
    return {
        (node.module or "").rpartition(".")[2] for node in nodes if (node.module or "").startswith("roomtone_client.")
    }


def test_the_front_end_has_no_circle() -> None:
    files = [file for file in SOURCE.rglob("*.ts") if ".test." not in file.name and ".live." not in file.name]
    graph = {str(file.relative_to(SOURCE)): browser_imports(file) for file in files}
    assert "home/page.ts" in graph["app/pages.ts"]
    assert "jam/kind.ts" in graph["kinds/kinds.ts"]
    assert circle(graph) == []
    graph["app/router.ts"].add("app/pages.ts")
    assert "app/router.ts" in circle(graph)  # what this test is there to find


def test_the_python_client_has_no_circle() -> None:
    graph = {file.stem: python_imports(file) for file in CLIENT.glob("*.py") if file.stem != "__init__"}
    assert "subscription" in graph["client"]
    assert circle(graph) == []
