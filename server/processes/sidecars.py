"""Processes beside the one that serves: kept alive while it lives, told to stop when it stops."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import structlog

from server.processes.child import die_with_parent

log = structlog.get_logger("companions")

LATEST_RESTART: Final = 5.0  # seconds until a process that keeps dying is started again, with jitter
STEADY: Final = 30.0  # seconds of life after which a death counts as the first again


@asynccontextmanager
async def companions(commands: Sequence[str], *, redis_url: str, log_level: str) -> AsyncIterator[None]:
    """One `python -m server <command>` for each, on the given Redis. One that cannot start is tried again and again:
    what serves must not fall with it."""
    kept = [_Companion(command, {"REDIS_URL": redis_url, "ROOMTONE_LOG_LEVEL": log_level}) for command in commands]
    try:
        yield
    finally:
        await asyncio.gather(*(companion.stop() for companion in kept))


class _Companion:
    def __init__(self, command: str, settings: dict[str, str]) -> None:
        self._command = command
        self._environment = os.environ | settings
        self._child: asyncio.subprocess.Process | None = None
        self._keeping = asyncio.create_task(self._keep(), name=f"companion-{command}")

    async def _keep(self) -> None:
        deaths = 0
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "server", self._command,
                env=self._environment, start_new_session=True, preexec_fn=die_with_parent(),
            )  # fmt: skip
            code = await self._child.wait()
            deaths = 1 if loop.time() - started > STEADY else deaths + 1
            log.error("companion_died", command=self._command, code=code, deaths=deaths)
            await asyncio.sleep(random.uniform(0, min(LATEST_RESTART, 0.1 * 2**deaths)))  # noqa: S311 - jitter

    async def stop(self) -> None:
        self._keeping.cancel()
        await asyncio.gather(self._keeping, return_exceptions=True)
        if self._child is not None and self._child.returncode is None:
            self._child.terminate()
            await self._child.wait()
