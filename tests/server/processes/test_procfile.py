"""`honcho start` really runs what the Procfile names."""

import asyncio
import re
import signal
import sys
from pathlib import Path

import aiohttp

from tests.polling import PATIENCE
from tests.processes import RedisProcess, free_port
from tests.server.commands.run import ROOT, environment

# honcho kills after five seconds, which are few on a machine that is as busy as that of the tests.
HONCHO = f"from honcho import command, manager; manager.KILL_WAIT = {PATIENCE}; command.main()"


async def test_OP1_honcho_runs_every_process_of_the_procfile_and_stops_them_all(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    port = free_port()
    honcho = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HONCHO,
        "start",
        cwd=ROOT,
        env=environment(tmp_path, PORT=str(port), REDIS_URL=redis_server.url, DRAIN_SECONDS="0.2"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert honcho.stdout is not None
    said: list[str] = []
    try:
        async with asyncio.timeout(2 * PATIENCE):
            while not (found := re.search(r"Roomtone is at (\S+)", "".join(said))) or "working" not in "".join(said):
                line = await honcho.stdout.readline()
                assert line, said
                said.append(line.decode())
            async with aiohttp.ClientSession() as session, session.get(f"{found[1]}/healthz") as answer:
                assert answer.status == 200
            honcho.send_signal(signal.SIGTERM)
            rest = (await honcho.stdout.read()).decode()
            await honcho.wait()
    finally:
        if honcho.returncode is None:
            honcho.send_signal(signal.SIGTERM)
            await honcho.wait()
    for name in ("web.1", "worker.1"):
        assert f"{name} stopped (rc=0)" in rest
