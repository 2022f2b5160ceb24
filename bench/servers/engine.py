"""The engine by itself, on the product's path from the packet to the ack, with handlers as bare as Node's."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import jwt
import orjson
import uvloop

from bench.servers import event
from bench.servers.bare import edit_arguments, serve
from server.engine import EngineConnection, Frame
from server.engine.eager_start import start_eagerly
from server.engine.events import ack_frame
from server.engine.settings import Environ
from server.engine.sockets import ConnectRefusedError, SocketServer
from server.processes.garbage_collector import tune_garbage_collector
from storage.redis.client import Redis
from storage.redis.scripts import Script


class Bare(SocketServer):
    """Handlers that check nothing but the token."""

    def __init__(self) -> None:
        super().__init__()
        self._handlers: dict[str, Callable[..., Awaitable[object]]] = {"fan": self._fan, "echo": self._echo}

    async def greet(self, connection: EngineConnection, sid: str, environ: Environ, auth: Any) -> EngineConnection:
        if "BENCH_EDIT" not in os.environ:
            try:
                jwt.decode(auth["token"], os.environ["BENCH_SECRET"], ["HS256"])
            except jwt.PyJWTError as error:
                raise ConnectRefusedError("unauthorized", {}) from error
        return connection

    def answer(
        self, client: EngineConnection, ack_id: str, event: list[Any] | None, size: int
    ) -> Awaitable[None] | None:
        return None if event is None else start_eagerly(self._answer(client, ack_id, event))

    async def _answer(self, client: EngineConnection, ack_id: str, event: list[Any]) -> None:
        answer = await self._handlers[event[0]](*event[1:])
        if ack_id:
            client.queue(ack_frame(ack_id, "", orjson.dumps(answer)))

    def part(self, connection: EngineConnection, client: EngineConnection) -> None:
        pass

    async def _fan(self) -> None:
        frame = Frame(event.PACKET)
        for connection in self.eio.connections:
            connection.write(frame)

    async def _echo(self, data: object) -> object:
        return data

    async def edits(self, edit: Mapping[str, Any]) -> None:
        """Stores edits by the product's script, with the arguments that its store gives it."""
        redis = await Redis.connect(f"unix://{os.environ['BENCH_REDIS']}")
        script = Script("edit", edit["script"], edit["sha"])

        async def store(data: Mapping[str, Any]) -> dict[str, Any]:
            seq, dropped, *_ = await redis.run(script, edit["keys"], *edit_arguments(edit, data["edit_id"]))
            return {"ok": True, "seq": seq, "dropped": dropped.decode().split()}

        self._handlers["edit_session"] = store


async def main() -> None:
    server = Bare()
    if "BENCH_EDIT" in os.environ:
        await server.edits(orjson.loads(os.environ["BENCH_EDIT"]))
    await serve(server, tune_garbage_collector)


if __name__ == "__main__":
    uvloop.run(main())
