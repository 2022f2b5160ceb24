"""What a start must not import."""

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
    program = f"import sys, {command}; print(*sys.modules)"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    imported = out.decode().split()
    assert command in imported
    assert [name for name in LATER[command] if name in imported] == []
