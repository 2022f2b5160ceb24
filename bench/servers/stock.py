"""python-socketio with python-engineio as it is installed, on uvloop: what one gets without an engine of one's own."""

import asyncio
import os
import sys

import jwt
import socketio
import uvloop
from aiohttp import web

from bench.servers import event


async def main() -> None:
    sio = socketio.AsyncServer(
        async_mode="aiohttp", cors_allowed_origins="*", ping_interval=float(os.environ.get("PING_INTERVAL", "25"))
    )

    async def connect(sid: str, environ: object, auth: dict[str, str]) -> None:
        try:
            claims = jwt.decode(auth["token"], os.environ["BENCH_SECRET"], ["HS256"])
        except jwt.PyJWTError as error:
            raise socketio.exceptions.ConnectionRefusedError("unauthorized") from error
        await sio.save_session(sid, {"user": claims})

    async def fan(sid: str) -> None:
        await sio.emit(event.NAME, event.DATA)

    async def echo(sid: str, data: object) -> object:
        return data

    sio.on("connect", connect)
    sio.on("fan", fan)
    sio.on("echo", echo)
    app = web.Application()
    sio.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
