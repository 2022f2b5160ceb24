"""What the servers on python-socketio's interface have in common: handlers that check nothing but the token."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from aiohttp import web

from bench.servers import event


def handle(sio: Any, refused: type[Exception]) -> None:
    """Node's handlers (node/server.js). `refused` is python-socketio's exception for a connection that may not be."""

    async def connect(sid: str, environ: object, auth: dict[str, str]) -> None:
        try:
            claims = jwt.decode(auth["token"], os.environ["BENCH_SECRET"], ["HS256"])
        except jwt.PyJWTError as error:
            raise refused("unauthorized") from error
        await sio.save_session(sid, {"user": claims})

    async def fan(sid: str) -> None:
        await sio.emit(event.NAME, event.DATA)

    async def echo(sid: str, data: object) -> object:
        return data

    sio.on("connect", connect)
    sio.on("fan", fan)
    sio.on("echo", echo)


def edit_arguments(edit: Mapping[str, Any], edit_id: str) -> list[str]:
    """The arguments of the product's script for an edit with this id (bench/sessions.py)."""
    arguments: list[str] = edit["arguments"].copy()
    for place, before, behind in edit["places"]:
        arguments[place] = before + edit_id + behind
    return arguments


async def serve(sio: Any, ready: Callable[[], None] = lambda: None) -> None:
    """Serves until it is ended; says its port when `ready` has been called."""
    app = web.Application()
    sio.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    ready()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()
