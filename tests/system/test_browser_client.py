"""The browser's client against real servers, over a network that breaks."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.processes import ServerProcess
from tests.system.flaky_proxy import FlakyProxy
from tests.system.reluctant import Reluctant, closing, silent

WEB = Path(__file__).parents[2] / "web"


@pytest.mark.timeout(300)
async def test_SY3_SY5_SY12_SY17_the_browsers_client_keeps_its_promises(
    two_servers: tuple[ServerProcess, ServerProcess],
) -> None:
    first, second = two_servers
    async with (
        FlakyProxy(second.url, seed=5, least=8_000, most=80_000, heals_after=20) as proxy,
        Reluctant(closing) as curt,
        Reluctant(silent) as mute,
        Reluctant(closing, times=0, websocket=silent) as deaf,
    ):
        servers = (first, second, proxy, curt, mute, deaf)
        process = await asyncio.create_subprocess_exec(
            str(WEB / "node_modules/.bin/vitest"),
            "run",
            "--config",
            "vitest.live.config.ts",
            cwd=WEB,
            env=os.environ | {"ROOMTONE_URLS": " ".join(each.url for each in servers), "NO_COLOR": "1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert proxy.cuts >= 20
