"""python-socketio with python-engineio as it is installed, on uvloop: what one gets without an engine of one's own."""

import os

import socketio
import uvloop

from bench.servers.bare import handle, serve


async def main() -> None:
    sio = socketio.AsyncServer(
        async_mode="aiohttp", cors_allowed_origins="*", ping_interval=float(os.environ.get("PING_INTERVAL", "25"))
    )
    handle(sio, socketio.exceptions.ConnectionRefusedError)
    await serve(sio)


if __name__ == "__main__":
    uvloop.run(main())
