"""The engine by itself, under python-socketio's own interface, with handlers as bare as Node's."""

import os
from collections.abc import Mapping
from typing import Any

import orjson
import uvloop

from bench.servers.bare import edit_arguments, handle, serve
from server.engine.library import exceptions
from server.engine.sockets import SocketServer
from server.processes.garbage_collector import tune_garbage_collector
from storage.redis.client import Redis
from storage.redis.scripts import Script


class Stored:
    """Edits by the product's script, with the arguments that its store gives it."""

    def __init__(self, redis: Redis, edit: Mapping[str, Any]) -> None:
        self._redis = redis
        self._edit = edit
        self._script = Script("edit", edit["script"], edit["sha"])

    async def edit(self, sid: str, data: Mapping[str, Any]) -> dict[str, Any]:
        arguments = edit_arguments(self._edit, data["edit_id"])
        seq, dropped, *_ = await self._redis.run(self._script, self._edit["keys"], *arguments)
        return {"ok": True, "seq": seq, "dropped": dropped.decode().split()}


async def main() -> None:
    sio = SocketServer(cors_allowed_origins="*")
    if "BENCH_EDIT" in os.environ:
        redis = await Redis.connect(f"unix://{os.environ['BENCH_REDIS']}")
        sio.on("edit_session", Stored(redis, orjson.loads(os.environ["BENCH_EDIT"])).edit)
    else:
        handle(sio, exceptions.ConnectionRefusedError)
    await serve(sio, tune_garbage_collector)


if __name__ == "__main__":
    uvloop.run(main())
