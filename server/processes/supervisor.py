"""Several web processes on one port: started together, started again when one dies, drained together.

The kernel shares the connections out (SO_REUSEPORT), so WebSocket needs nothing more; long-polling with more than one
process needs a proxy that keeps a client on one of them (docs/deploying.md).
"""

import asyncio
import os
import random
import signal
import socket
import sys
from typing import Final

import structlog

from server.processes.child import die_with_parent
from server.settings.model import Settings

log = structlog.get_logger("supervisor")

LATEST_RESTART: Final = 5.0  # seconds until a process that keeps dying is started again, with jitter
STEADY: Final = 30.0  # seconds of life after which a death counts as the first again


class WorkersFailedError(Exception):
    """A process did not start; it has said why."""


class Supervisor:
    """`count` processes of `python -m server web`."""

    def __init__(self, settings: Settings, redis_url: str, count: int) -> None:
        self._settings = settings
        self._redis_url = redis_url
        self._count = count
        self._children: dict[int, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()
        self._failed = False

    async def run(self) -> None:
        """Runs them until SIGTERM or SIGINT; prints the address to open once all of them serve.

        Raises OSError when the port cannot be had, WorkersFailedError when a process does not start."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stopping.set)
        with _reserved(self._settings) as port:
            origin = self._settings.public_origin(port.getsockname()[1])
            environment = os.environ | {"PORT": str(port.getsockname()[1]), "REDIS_URL": self._redis_url}
            ready = [asyncio.Event() for _ in range(self._count)]
            keepers = [
                asyncio.create_task(self._keep(number, environment, ready[number])) for number in range(self._count)
            ]
            await asyncio.gather(*(event.wait() for event in ready))
            print(f"Roomtone is at {origin}", flush=True)  # noqa: T201 - the one line people wait for
            await self._stopping.wait()
            for child in self._children.values():
                if child.returncode is None:
                    child.terminate()
            await asyncio.gather(*keepers)
        if self._failed:
            raise WorkersFailedError

    async def _keep(self, number: int, environment: dict[str, str], ready: asyncio.Event) -> None:
        deaths = 0
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            started = loop.time()
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "server", "web",
                env=environment, stdout=asyncio.subprocess.PIPE, start_new_session=True, preexec_fn=die_with_parent(),
            )  # fmt: skip
            self._children[number] = child
            if self._stopping.is_set():  # told to stop while it was being started
                child.terminate()
            if child.stdout is not None and await child.stdout.readline():
                ready.set()
            code = await child.wait()
            if not ready.is_set():  # it cannot start, so starting it again would not help
                self._failed = True
                self._stopping.set()
                ready.set()
            if self._stopping.is_set():
                return
            deaths = 1 if loop.time() - started > STEADY else deaths + 1
            log.error("web_process_died", number=number, code=code, deaths=deaths)
            delay = random.uniform(0, min(LATEST_RESTART, 0.1 * 2**deaths))  # noqa: S311 - jitter, not a secret
            try:
                await asyncio.wait_for(self._stopping.wait(), delay)
            except TimeoutError:
                continue


def _reserved(settings: Settings) -> socket.socket:
    """The port, held but not listened on: connections go only to those who listen. Raises OSError when it is taken."""
    port = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    port.bind((settings.host, settings.port))
    return port
