"""A Socket.IO server for the tests of the engine: handlers by name, acks as JSON."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from server.engine import EngineConnection, Frame
from server.engine.eager_start import start_eagerly
from server.engine.settings import Environ
from server.engine.sockets import SocketServer

Handler = Callable[..., Awaitable[object]]


class Application(SocketServer):
    """A handler gets the connection and the event's arguments; its answer, a list, is the ack. `connect` gets the
    connection, the environ and what the client authenticates with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.left: list[str | None] = []
        """Why the connection of each client that left was closed; None while it is open."""
        self._handlers: dict[str, Handler] = {}

    def on(self, name: str, handler: Handler) -> None:
        self._handlers[name] = handler

    async def greet(self, connection: EngineConnection, sid: str, environ: Environ, auth: object) -> EngineConnection:
        if "connect" in self._handlers:
            await self._handlers["connect"](connection, environ, auth)
        return connection

    def answer(
        self, client: EngineConnection, ack_id: str, event: list[Any] | None, size: int
    ) -> Awaitable[None] | None:
        assert event is not None
        return start_eagerly(self._answer(client, ack_id, event))

    async def _answer(self, client: EngineConnection, ack_id: str, event: list[Any]) -> None:
        handler = self._handlers.get(event[0])
        answer = None if handler is None else await handler(client, *event[1:])
        if ack_id:
            client.queue(Frame.text(f"43{ack_id}", orjson.dumps(answer, default=list), b""))  # an attachment: its bytes

    def part(self, connection: EngineConnection, client: EngineConnection) -> None:
        self.left.append(connection.close_reason)


async def echo(_: EngineConnection, *values: object) -> list[object]:
    return [*values]


def say(connection: EngineConnection, *event: object) -> None:
    """Sends an event."""
    connection.write(Frame.text("42", orjson.dumps(event, default=list), b""))
