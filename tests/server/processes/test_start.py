"""What a start must not import or build."""

import asyncio
import sys

import pytest

from tests.server.commands.run import ROOT

LATER = {
    "server.commands.web": [
        "av",
        "storage.media.children",
        "storage.media.assembly",
        "botocore",
        "bullmq",
        "redis",
        "server.processes.worker",
    ],
    "server.commands.worker": ["botocore", "socketio", "server.processes.web"],
}


@pytest.mark.parametrize("command", LATER)
async def test_a_process_does_not_import_what_it_may_never_need(command: str) -> None:
    imported = await _printed(f"import sys, {command}; print(*sys.modules)")
    assert command in imported
    assert [name for name in LATER[command] if name in imported] == []


async def test_a_start_builds_no_model() -> None:
    built = "(one.__name__ for one in LazyModel.__subclasses__() if one.__pydantic_complete__)"
    printed = await _printed(
        "from server.processes.serve import serve; from handlers.api.lazy_model import LazyModel;"
        f"print(len(LazyModel.__subclasses__()), *{built})"
    )
    assert int(printed[0]) > 100
    assert printed[1:] == []


async def _printed(program: str) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode().split()
