"""This engine under python-socketio, with handlers of the benchmark's own in place of the product's."""

import asyncio
import os
import sys

import orjson
import uvloop
from aiohttp import web

from bench.servers import event
from server.engine import Frame
from server.engine.collector import settle_collector
from server.engine.sockets import SocketServer

PACKET = f'42["{event.NAME}",{orjson.dumps(event.DATA).decode()}]'


async def main() -> None:
    take_over = False if os.environ.get("BY_AIOHTTP") else None
    sio = SocketServer(
        ping_interval=float(os.environ.get("PING_INTERVAL", "25")),
        cors_allowed_origins="*",
        take_over=take_over,
        outbox_limit=1024 * 1024,
    )
    engine = sio.eio

    async def fan(sid: str) -> None:
        # What the hub does with an event: one frame, and a write to each subscriber.
        frame = Frame(PACKET)
        for connection in engine.connections:
            connection.write(frame)

    async def echo(sid: str, data: object) -> object:
        return data

    sio.on("fan", fan)
    sio.on("echo", echo)
    app = web.Application()
    sio.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
    await site.start()
    if not os.environ.get("NO_GC_TUNING"):
        settle_collector()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
