"""The product: its whole application as `web` serves it, with two more handlers for the benchmark's events.

WITHOUT names one thing to do without: `uvloop`, `orjson` (where events are decoded) or `gc` (its settings).
"""

import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import orjson
import uvloop
from pydantic import BaseModel, SecretStr

from bench.servers import event
from handlers.api.call import SocketCall
from handlers.api.contract import Access, EmptyPayload
from handlers.api.contract import event as declare
from server.engine import Frame
from server.http.protocol import Runner
from server.observability.logs import configure_logs
from server.processes.embedded_redis import EmbeddedRedis
from server.processes.garbage_collector import tune_garbage_collector
from server.processes.serve import BACKLOG, listen
from server.processes.web import WebProcess
from server.settings.model import Settings
from storage.redis.client import Redis

UNLIMITED = 1_000_000_000
RATES: dict[str, Any] = (  # as they are where nobody sets them, or none
    {}
    if "LIMITS" in os.environ
    else dict.fromkeys(("event_rate", "event_burst", "user_event_rate", "user_event_burst"), UNLIMITED)
)
WITHOUT = os.environ.get("WITHOUT", "")


class Payload(BaseModel):
    """The benchmark's event, declared as the product declares its payloads."""

    session_id: str
    seq: int
    type: str
    at: int
    by: str
    data: dict[str, Any]


class Bench:
    """Handlers like the product's own: declared, validated, limited, counted."""

    def __init__(self) -> None:
        self.process: WebProcess | None = None

    @declare("fan", access=Access.SIGNED_IN)
    async def fan(self, call: SocketCall, payload: EmptyPayload) -> EmptyPayload:
        """What the hub does with an event: one frame, and a write to each subscriber."""
        assert self.process is not None
        frame = Frame(event.PACKET)
        for connection in self.process.sockets.eio.connections:
            connection.write(frame)
        return payload

    @declare("echo", access=Access.SIGNED_IN)
    async def echo(self, call: SocketCall, payload: Payload) -> Payload:
        """Answers with what came."""
        return payload


class BenchProcess(WebProcess):
    def _handlers(self, public_url: str) -> list[object]:
        bench = Bench()
        bench.process = self
        return [*super()._handlers(public_url), bench]


def settings(folder: str) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=Path(folder),
        secret=SecretStr(os.environ["BENCH_SECRET"]),
        ping_interval=float(os.environ.get("PING_INTERVAL", "25")),
        **RATES,
        address_connections=0,
        address_event_rate=0,
        address_subscriptions=0,
        user_connections=0,
        user_subscriptions=0,
    )


async def main() -> None:
    configure_logs("warning", "text")
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        async with EmbeddedRedis(Path(folder)) as url:
            process = BenchProcess(settings(folder), await Redis.connect(url), "http://127.0.0.1")
            await process.start()
            runner = Runner(
                process.app,
                limits=process.connection_limits,
                accept=process.sockets.eio.accept,
                access_log=None,
                handle_signals=False,
            )
            await runner.setup()
            await listen(runner, socket.create_server(("127.0.0.1", 0), backlog=BACKLOG))
            stopping = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
            if WITHOUT != "gc":
                tune_garbage_collector()
            sys.stdout.write(f"{runner.addresses[0][1]}\n")
            sys.stdout.flush()
            await stopping.wait()
            await runner.cleanup()
            await process.stop()


if __name__ == "__main__":
    if WITHOUT == "orjson":
        orjson.loads = json.loads  # type: ignore[assignment]
    (asyncio if WITHOUT == "uvloop" else uvloop).run(main())
