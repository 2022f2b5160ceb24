"""Socket.IO: who may connect, and the lane on which one client's events run in order.

python-socketio keeps the protocol. Two of its inner steps are ours: an event goes from the packet to its handler and
its ack without a task in between, and the ack is written before anything that the handler lets loose (an event after
its subscription's ack, never before).
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog

from auth.tokens import TokenVerifier
from auth.user import User
from handlers.call import SocketCall
from handlers.contract import Event
from server import codec
from server.answers import ack_json, payload_of
from server.connections import SocketConnection
from server.engine import BadPacketError, Frame
from server.engine.library import exceptions
from server.engine.sockets import SocketServer
from server.hub import Hub
from server.rates import Bucket, Rates
from server.request_ids import new_request_id
from sessions.errors import InternalError, InvalidPayload, Refusal, Unauthorized, Unavailable
from sessions.ids import is_uuid

log = structlog.get_logger("sockets")

HANDLER_TIMEOUT = 15.0  # seconds; a handler that hangs holds up only its own client, and not for ever
TOKEN_EXPIRED = Frame('42["token_expired",{}]')

Bound = Callable[..., Any]


class Counts(Protocol):
    """What the lane tells the metrics."""

    def acked(self, event: str, code: str, seconds: float) -> None: ...
    def connected(self, change: int) -> None: ...


class RoomtoneSockets(SocketServer):
    """The Socket.IO server of one worker."""

    def __init__(
        self,
        events: Mapping[str, tuple[Event, Bound]],
        *,
        hub: Hub,
        verifier: TokenVerifier,
        address_of: Callable[[Mapping[str, Any]], str],
        token_of: Callable[[Mapping[str, Any]], str | None],
        counts: Counts,
        event_rate: tuple[float, float],
        rates: Rates,
        engine: Mapping[str, Any],
    ) -> None:
        super().__init__(json=codec, logger=False, **engine)
        self.connections: dict[str, SocketConnection] = {}
        self._events = events
        self._hub = hub
        self._verifier = verifier
        self._address_of = address_of
        self._token_of = token_of
        self._counts = counts
        self._event_rate = event_rate
        self._rates = rates
        self.on("connect", self._connect)
        self.on("disconnect", self._disconnect)

    # --- coming and going ------------------------------------------------------------------------------------------

    async def _connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        eio_sid = self.manager.eio_sid_from_sid(sid, "/")
        try:
            user = await self._user(environ, auth)
            transport = self.eio.connection(eio_sid)
            if transport is None:
                raise Unavailable
        except Refusal as refusal:
            raise exceptions.ConnectionRefusedError(refusal.text, {"code": refusal.code}) from None
        self.connections[eio_sid] = SocketConnection(
            sid, transport, user, self._address_of(environ), self._hub, Bucket(*self._event_rate), self._expired
        )
        self._counts.connected(+1)

    async def _user(self, environ: Mapping[str, Any], auth: object) -> User:
        """The token in the CONNECT packet, else the cookie of the handshake, which counts on our own pages only."""
        token = auth.get("token") if isinstance(auth, dict) else None
        if token is None:
            token = self._token_of(environ)
        if token is None:
            raise Unauthorized
        return await self._verifier.verify(token)

    async def _disconnect(self, sid: str, reason: str) -> None:
        eio_sid = self.manager.eio_sid_from_sid(sid, "/")
        connection = self.connections.pop(eio_sid, None)
        if connection is not None:
            connection.closed()
            self._counts.connected(-1)

    def _expired(self, connection: SocketConnection) -> None:
        connection.write(TOKEN_EXPIRED)
        self.start_background_task(self.disconnect, connection.id)

    # --- the lane --------------------------------------------------------------------------------------------------

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        # `2` is an EVENT packet; with an ack id and without a namespace it is what clients send all day.
        if isinstance(data, str) and data[:1] == "2" and data[1:2] != "/" and eio_sid not in self._binary_packet:
            connection = self.connections.get(eio_sid)
            if connection is not None:
                await self._lane(connection, data)
                return
        await super()._handle_eio_message(eio_sid, data)

    async def _handle_event(self, eio_sid: str, namespace: str, id: int | None, data: list[Any]) -> None:  # noqa: A002
        connection = self.connections.get(eio_sid)
        if connection is not None:
            await self._answer(connection, id, data)

    async def _lane(self, connection: SocketConnection, packet: str) -> None:
        start = packet.find("[")
        number = packet[1:start]
        if start < 0 or (number and not (number.isdecimal() and number.isascii() and len(number) < 17)):
            raise BadPacketError("an event is a list")
        ack_id = int(number) if number else None
        try:
            data = codec.loads(packet[start:])
        except ValueError as error:
            if ack_id is None:
                raise BadPacketError("an event is JSON") from error
            self._acknowledge(connection, ack_id, "", InvalidPayload("The event is not valid JSON"), 0.0)
            return
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise BadPacketError("an event is a list that begins with its name")
        await self._answer(connection, ack_id, data)

    async def _answer(self, connection: SocketConnection, ack_id: int | None, data: list[Any]) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        name, *arguments = data
        call = SocketCall(
            request_id=new_request_id(), address=connection.address, signed_in=connection.user, connection=connection
        )
        # The connection's task began with the request that opened it: its lines must name this event instead.
        structlog.contextvars.bind_contextvars(request_id=call.request_id)
        try:
            answer = await self._run(connection, call, name, arguments)
        except Refusal as refusal:
            answer = refusal
        except TimeoutError:
            log.error("handler_timed_out", handler=name, session_id=_session_id(arguments))
            answer = Unavailable("This took too long", request_id=call.request_id)
        except Exception:
            log.exception("handler_failed", handler=name, session_id=_session_id(arguments))
            answer = InternalError(request_id=call.request_id)
        self._acknowledge(connection, ack_id, name, answer, loop.time() - started)
        if not isinstance(answer, Refusal):
            for step in call.after_ack:
                step()

    async def _run(self, connection: SocketConnection, call: SocketCall, name: str, arguments: list[Any]) -> object:
        self._rates.spend(connection.user.id, connection.bucket)
        found = self._events.get(name)
        if found is None:
            raise InvalidPayload("There is no such event")
        event, handler = found
        payload = payload_of(event, arguments)
        async with asyncio.timeout(HANDLER_TIMEOUT):
            return await handler(call, payload)

    def _acknowledge(
        self, connection: SocketConnection, ack_id: int | None, name: str, answer: object, seconds: float
    ) -> None:
        code = answer.code if isinstance(answer, Refusal) else "ok"
        self._counts.acked(name if name in self._events else "", code, seconds)
        if ack_id is not None:
            connection.write(Frame(f"43{ack_id}[{ack_json(answer).decode()}]"))

    # --- going away ------------------------------------------------------------------------------------------------

    async def drain(self, seconds: float) -> None:
        """Closes all connections in batches over `seconds`, so that not everybody knocks elsewhere at once."""
        waiting = list(self.connections.values())
        batches = max(1, min(20, len(waiting)))
        for number in range(batches):
            for connection in waiting[number::batches]:
                connection.close("server draining")
            if number < batches - 1:
                await asyncio.sleep(seconds / batches)


def _session_id(arguments: list[Any]) -> str | None:
    """The session that an event is about, for the log; what is no id is not repeated there."""
    found = arguments[0].get("session_id") if arguments and isinstance(arguments[0], dict) else None
    return found if isinstance(found, str) and is_uuid(found, "4") else None
