"""Serves on a port with one process's part of the server, until it is told to stop."""

import asyncio
import signal
import socket

import structlog
from aiohttp import web

from server.engine import trial
from server.http import protocol
from server.http.protocol import Runner
from server.processes.garbage_collector import tune_garbage_collector
from server.processes.web import WebProcess
from server.settings.errors import CannotStartError
from server.settings.model import Settings
from storage.redis.client import Redis
from storage.redis.tracing import TracedRedis

log = structlog.get_logger("server")

BACKLOG = 4096  # connections waiting to be accepted: all clients reconnect at once after a restart
LISTENERS = 16  # for one port
LINGER = 10.0  # seconds in which the rest of a refused body is read, so that the client gets the refusal


async def serve(settings: Settings, *, redis_url: str, announce: bool = False, reuse_port: bool = False) -> None:
    """Serves until SIGTERM or SIGINT, then drains and stops. `announce` prints the address to open."""
    problem = await trial.problem(protocol.trial)
    if problem is not None:
        raise CannotStartError(problem)
    listening = socket.create_server((settings.host, settings.port), backlog=BACKLOG, reuse_port=reuse_port)
    end_silent_readers(listening, settings.write_timeout)
    public_url = settings.public_origin(listening.getsockname()[1])
    redis_class = Redis if settings.otlp_endpoint is None else TracedRedis
    process = WebProcess(settings, await redis_class.connect(redis_url), public_url)
    await process.start()
    runner = Runner(
        process.app,
        limits=process.connection_limits,
        accept=process.sockets.eio.accept,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=2.0,
        # A body that was too slow gets no more time.
        lingering_time=min(LINGER, settings.body_timeout),
    )
    await runner.setup()
    sites = await listen(runner, listening)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    tune_garbage_collector()
    log.info("serving", url=public_url, process=process.id)
    if announce:
        print(f"Roomtone is at {public_url}", flush=True)  # noqa: T201 - the one line people wait for
    await stopping.wait()
    log.info("draining", connections=len(process.sockets.connections))
    if reuse_port:
        for site in sites:  # the other processes on this port take new connections from now on
            await site.stop()
    await process.drain()
    await runner.cleanup()  # requests in progress can still use Redis
    await process.stop()
    log.info("stopped")


async def listen(runner: web.BaseRunner, listening: socket.socket) -> list[web.SockSite]:
    """Accepts up to `LISTENERS` connections in a turn of the loop: uvloop takes one from each listener. So each step of
    many handshakes is done in a row, which takes less CPU for each (docs/decisions/0008)."""
    copies = [listening.dup() for _ in range(LISTENERS - 1)]
    sites = [web.SockSite(runner, one, backlog=BACKLOG) for one in (listening, *copies)]
    for site in sites:
        await site.start()
    return sites


def end_silent_readers(listening: socket.socket, seconds: float) -> None:
    """The kernel closes each accepted connection whose client reads nothing of what lies in the kernel's buffer for
    that long: our own timer sees only what the kernel has not taken yet, and this took 132 s. Without this option
    (macOS), it takes as long as the system's own timeout."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        listening.setsockopt(socket.IPPROTO_TCP, option, round(seconds * 1000))
