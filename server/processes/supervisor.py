"""The child processes of one installation: web processes on one port, and sidecars beside the process that serves.

The kernel shares connections out among web processes (SO_REUSEPORT), so WebSocket needs nothing more. Long-polling with
more than one process needs a proxy that keeps a client on one of them (docs/deploying.md).
"""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from server.processes.child_process import ChildProcess
from server.settings.model import Settings


class WebProcessFailedError(Exception):
    """A web process did not start. Its own log says why."""


async def supervise(settings: Settings, redis_url: str, count: int) -> None:
    """Runs `count` web processes until SIGTERM or SIGINT; prints the address to open once all of them serve.

    Raises OSError when the port is taken, WebProcessFailedError when a process does not start.
    """
    stopping = asyncio.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(end, stopping.set)
    with _reserved(settings) as port:
        number = port.getsockname()[1]
        environment = {"PORT": str(number), "REDIS_URL": redis_url}
        children = [ChildProcess("web", environment, fails_early=True) for _ in range(count)]
        try:
            await _ready(children)
            origin = settings.public_origin(number)
            print(f"Roomtone is at {origin}", flush=True)  # noqa: T201 - the one line people wait for
            await stopping.wait()
        finally:
            await asyncio.gather(*(child.stop() for child in children))


async def _ready(children: list[ChildProcess]) -> None:
    """Returns when all serve. Raises WebProcessFailedError as soon as one has failed."""
    for waiting in asyncio.as_completed([child.ready.wait() for child in children]):
        await waiting
        if any(child.failed for child in children):
            raise WebProcessFailedError


@asynccontextmanager
async def sidecars(commands: Sequence[str], *, redis_url: str, log_level: str) -> AsyncIterator[None]:
    """Runs one `python -m server <command>` for each command, on the given Redis.

    A sidecar that cannot start is tried again and again: the process that serves must not end with it.
    """
    environment = {"REDIS_URL": redis_url, "ROOMTONE_LOG_LEVEL": log_level}
    children = [ChildProcess(command, environment) for command in commands]
    try:
        yield
    finally:
        await asyncio.gather(*(child.stop() for child in children))


def _reserved(settings: Settings) -> socket.socket:
    """The port, bound but not listened on, so that it gets no connections itself. Raises OSError when it is taken."""
    port = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    port.bind((settings.host, settings.port))
    return port
