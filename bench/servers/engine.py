"""The engine by itself, under python-socketio's own interface, with handlers as bare as Node's."""

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import Any

import jwt
import orjson
import uvloop
from aiohttp import web

from bench.servers import event
from server.engine.library import exceptions
from server.engine.sockets import SocketServer
from server.process import settle
from storage.redis import Redis
from storage.scripts import Script


class Stored:
    """Edits by the product's script, with the arguments that its store gives it."""

    def __init__(self, redis: Redis, told: Mapping[str, Any]) -> None:
        self._redis = redis
        self._script = Script("edit", told["script"], told["sha"])
        self._keys, self._arguments, self._places = told["keys"], told["arguments"], told["places"]

    async def edit(self, sid: str, data: Mapping[str, Any]) -> dict[str, Any]:
        arguments = self._arguments.copy()
        for place, before, behind in self._places:
            arguments[place] = before + data["edit_id"] + behind
        seq, dropped, *_ = await self._redis.run(self._script, self._keys, *arguments)
        return {"ok": True, "seq": seq, "dropped": dropped.decode().split()}


async def main() -> None:
    sio = SocketServer(cors_allowed_origins="*", connect_timeout=10.0)

    async def connect(sid: str, environ: object, auth: dict[str, str]) -> None:
        try:
            claims = jwt.decode(auth["token"], os.environ["BENCH_SECRET"], ["HS256"])
        except jwt.PyJWTError as error:
            raise exceptions.ConnectionRefusedError("unauthorized") from error
        await sio.save_session(sid, {"user": claims})

    async def fan(sid: str) -> None:
        await sio.emit(event.NAME, event.DATA)

    async def echo(sid: str, data: object) -> object:
        return data

    if "BENCH_EDIT" in os.environ:
        redis = await Redis.connect(f"unix://{os.environ['BENCH_REDIS']}")
        sio.on("edit_session", Stored(redis, orjson.loads(os.environ["BENCH_EDIT"])).edit)
    else:
        sio.on("connect", connect)
        sio.on("fan", fan)
        sio.on("echo", echo)
    app = web.Application()
    sio.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    settle()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
