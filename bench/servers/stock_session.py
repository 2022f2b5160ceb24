"""node/session.js with python-socketio as installed, on uvloop: its own Redis manager, or redis-py for the script."""

import os
import time
from collections.abc import Mapping
from typing import Any

import orjson
import redis.asyncio
import socketio
import uvloop

from bench.servers.bare import edit_arguments, serve

BY = "guest_7d1f0a9c2b3e"


class Stored:
    """Edits by the product's script, with the arguments that its store gives it; nothing is checked."""

    def __init__(self, url: str, edit: Mapping[str, Any]) -> None:
        self._redis = redis.asyncio.Redis.from_url(url, decode_responses=True)
        self._edit = edit
        self._sha = ""

    async def start(self) -> None:
        self._sha = await self._redis.script_load(self._edit["script"])

    async def edit(self, sid: str, data: Mapping[str, Any]) -> dict[str, Any]:
        keys, argv = self._edit["keys"], edit_arguments(self._edit, data["edit_id"])
        seq, dropped, *_ = await self._redis.evalsha(self._sha, len(keys), *keys, *argv)
        return {"ok": True, "seq": seq, "dropped": dropped.split()}


async def main() -> None:
    url = f"unix://{os.environ['BENCH_REDIS']}"
    manager = socketio.AsyncRedisManager(url) if os.environ.get("ADAPTER") else None
    sio = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*", client_manager=manager)
    seq = 0

    async def subscribe(sid: str, data: Mapping[str, Any]) -> dict[str, Any]:
        await sio.enter_room(sid, data["session_id"])
        return {"ok": True}

    async def relay(sid: str, data: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal seq
        seq += 1
        body = {"set": data["set"], "edit_id": data["edit_id"]}
        edit = {"session_id": data["session_id"], "seq": seq, "type": "edited", "at": time.time_ns() // 1_000_000}
        await sio.emit("session_event", {**edit, "by": BY, "data": body}, room=data["session_id"])
        return {"ok": True, "seq": seq, "dropped": []}

    sio.on("subscribe_on_session", subscribe)
    if "BENCH_EDIT" in os.environ:
        stored = Stored(url, orjson.loads(os.environ["BENCH_EDIT"]))
        await stored.start()
        sio.on("edit_session", stored.edit)
    else:
        sio.on("edit_session", relay)
    await serve(sio)


if __name__ == "__main__":
    uvloop.run(main())
