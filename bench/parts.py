"""python -m bench.parts [--rounds 40]: the product's own CPU for each step of a connection, without system calls.

The whole application in this process, with a transport that only remembers what was written. µs of this thread's CPU
for each client, in batches of 200: on a busy machine the lowest batch says the most.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import uvloop

from bench.servers import event
from bench.servers.ours import BenchProcess, settings
from bench.systems import SECRET, TOKEN
from server.http.protocol import HttpServer, Runner
from server.observability.logs import configure_logs
from server.processes.embedded_redis import EmbeddedRedis
from server.processes.garbage_collector import tune_garbage_collector
from storage.redis.client import Redis

CLIENTS = 200
TURNS = 6  # of the loop, in which a step is done
ORIGIN = "http://127.0.0.1:8000"
HEAD = "\r\n".join(
    (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        "Host: 127.0.0.1:8000",
        "Connection: Upgrade",
        "Pragma: no-cache",
        "Cache-Control: no-cache",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
        "Upgrade: websocket",
        f"Origin: {ORIGIN}",
        "Sec-WebSocket-Version: 13",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "Accept-Language: en-GB,en;q=0.9,ru;q=0.8",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "",
        "",
    )
).encode()


class Transport(asyncio.Transport):
    """Remembers what was written last."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 5)})
        self.protocol: Any = None
        self.written = b""

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written = bytes(data)

    def is_closing(self) -> bool:
        return False

    def resume_reading(self) -> None:
        return None

    def abort(self) -> None:
        return None


def text_frame(text: str) -> bytes:
    """As a client sends it, with a mask of zeros."""
    body = text.encode()
    size = bytes((0x80 | len(body),)) if len(body) < 126 else b"\xfe" + len(body).to_bytes(2, "big")
    return b"\x81" + size + bytes(4) + body


CONNECT = text_frame(f'40{{"token":"{TOKEN}"}}')
EVENT = text_frame(f'421["echo",{orjson.dumps(event.USUAL).decode()}]')


async def batch(server: HttpServer) -> dict[str, float]:
    """µs of each step, for a client of one batch."""
    clients = [Transport() for _ in range(CLIENTS)]

    def handshake(client: Transport) -> None:
        first = server()
        first.connection_made(client)
        first.data_received(HEAD)

    steps: dict[str, tuple[Callable[[Transport], None], bytes]] = {
        "handshake": (handshake, b'"upgrades"'),
        "CONNECT with a token": (lambda client: client.protocol.data_received(CONNECT), b'40{"sid"'),
        "a client's first event and ack": (lambda client: client.protocol.data_received(EVENT), b"431["),
        "event and ack": (lambda client: client.protocol.data_received(EVENT), b"431["),
        "leaving": (lambda client: client.protocol.connection_lost(None), b""),
    }
    found: dict[str, float] = {}
    for name, (step, expected) in steps.items():
        for client in clients:
            client.written = b""
        before = time.thread_time()
        for client in clients:
            step(client)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        found[name] = (time.thread_time() - before) / CLIENTS * 1e6
        if not all(expected in client.written for client in clients):
            raise SystemExit(f"{name}: {clients[0].written!r}")
    return found


async def main(rounds: int) -> None:
    configure_logs("warning", "text")
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        async with EmbeddedRedis(Path(folder)) as url:
            process = BenchProcess(settings(folder), await Redis.connect(url), ORIGIN)
            await process.start()
            accept = process.sockets.eio.accept
            runner = Runner(process.app, limits=process.connection_limits, accept=accept, access_log=None)
            await runner.setup()
            tune_garbage_collector()
            assert isinstance(runner.server, HttpServer)
            runs = [await batch(runner.server) for _ in range(rounds)]
            if process.sockets.connections:
                raise SystemExit("clients that have left are still there")
            await runner.cleanup()
            await process.stop()
    for name in runs[0]:
        values = [run[name] for run in runs]
        sys.stdout.write(f"{name}: lowest {min(values):.1f}, median {median(values):.1f}\n")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m bench.parts")
    arguments.add_argument("--rounds", type=int, default=40)
    os.environ["BENCH_SECRET"] = SECRET
    uvloop.run(main(arguments.parse_args().rounds))
