"""The code of docs/clients.md works."""

import ast
import builtins
import inspect
import re
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.processes import ServerProcess

GUIDE = (Path(__file__).parents[2] / "docs/clients.md").read_text()


async def run(code: CodeType, names: dict[str, Any]) -> None:
    work = FunctionType(code, names)()
    if inspect.isawaitable(work):
        await work


async def test_the_python_of_the_guide_does_what_it_says(server: ServerProcess) -> None:
    snippets = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    said: list[str] = []
    names: dict[str, Any] = {"__builtins__": builtins, "url": server.url}
    names["print"] = lambda *words: said.append(" ".join(map(str, words)))
    for number, snippet in enumerate(snippets):
        code = compile(snippet, f"docs/clients.md[{number}]", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        await run(code, names)
    assert said == [
        "00:00:00",
        "forbidden give_up",
        "['session_started', 'clip_submitted']",
        "session_started 0",
        "applied",  # the tests' Redis does not sync its file
        "1 session_started",
        "2 session_paused",
        "3 deleted",
    ]
