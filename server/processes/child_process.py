"""A child process: it ends when its parent dies, and is started again when it dies itself."""

import asyncio
import ctypes
import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from server.settings.folders import ROOT

log = structlog.get_logger("processes")

LATEST_RESTART: Final = 5.0  # seconds until a process that keeps dying is started again, with jitter
STEADY: Final = 30.0  # seconds of life after which a death counts as the first again
_PR_SET_PDEATHSIG: Final = 1


def die_with_parent() -> Callable[[], None] | None:
    """A `preexec_fn` that asks the Linux kernel for SIGTERM when the parent dies, even by SIGKILL."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the call
            os._exit(1)

    return ask


class ChildProcess:
    """Keeps one `python -m server <command>` running until `stop`.

    With `fails_early`, a process that ends by itself before it has printed a line is not started again, unless it was
    killed: `failed` is set instead. `ready` is set by that first line, or when the process has failed. Without it,
    standard output is inherited.
    """

    def __init__(self, command: str, environment: Mapping[str, str], *, fails_early: bool = False) -> None:
        self.ready = asyncio.Event()
        self.failed = False
        self._command = command
        # -P: a folder `server` where it was started is not ours.
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._environment = {**os.environ, "PYTHONPATH": path, **environment}
        self._fails_early = fails_early
        self._stopping = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._running = asyncio.create_task(self._run(), name=f"child-{command}")

    def terminate(self) -> None:
        """Sends SIGTERM; the process is not started again."""
        self._stopping.set()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()

    async def stop(self) -> None:
        """Terminates the process and waits for its end."""
        self.terminate()
        await self._running

    async def _run(self) -> None:
        deaths = 0
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            started = loop.time()
            code = await self._run_once()
            if self._fails_early and not self.ready.is_set() and (code >= 0 or self._stopping.is_set()):
                self.failed = True
                self.ready.set()
                return
            if self._stopping.is_set():
                return
            deaths = 1 if loop.time() - started > STEADY else deaths + 1
            log.error("process_died", command=self._command, code=code, deaths=deaths)
            delay = random.uniform(0, min(LATEST_RESTART, 0.1 * 2**deaths))  # noqa: S311 - jitter
            try:
                await asyncio.wait_for(self._stopping.wait(), delay)
            except TimeoutError:
                continue

    async def _run_once(self) -> int:
        """Starts the process and waits for its end; returns its exit code."""
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "server", self._command,
            env=self._environment, start_new_session=True, preexec_fn=die_with_parent(),
            stdout=asyncio.subprocess.PIPE if self._fails_early else None,
        )  # fmt: skip
        if self._stopping.is_set():  # stopped while the process was being started
            process.terminate()
        if process.stdout is not None and await process.stdout.readline():
            self.ready.set()
        return await process.wait()
