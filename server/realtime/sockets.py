"""Socket.IO: who may connect, and how one client's events run in order.

python-socketio implements the protocol. Two of its inner steps are replaced: an event goes from the packet to its
handler and its ack without a task in between, and the ack is written before any message that the handler causes (an
event after its subscription's ack, never before).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Protocol

import structlog

from auth.blocks import Blocks
from auth.caller import PROGRAM
from auth.tokens import TokenVerifier
from auth.user import User
from handlers.api.call import SocketCall
from handlers.api.contract import SocketEvent
from server.engine import EngineConnection
from server.engine.eager_start import finish, is_being_cancelled
from server.engine.library import exceptions
from server.engine.packets import Packet
from server.engine.sockets import SocketServer
from server.http.request_ids import begin_call
from server.http.responses import payload_of
from server.limits.budgets import Budgets
from server.limits.rates import BYTES_IN, Bucket
from server.realtime import codec
from server.realtime.connections import SocketConnection
from server.realtime.hub import Hub
from server.realtime.time_limit import TimeLimit
from server.realtime.token_expiry import Expiries
from sessions.base.errors import (
    InternalError,
    InvalidPayload,
    Refusal,
    Unauthorized,
    Unavailable,
)
from sessions.base.ids import is_uuid

log = structlog.get_logger("sockets")

HANDLER_TIMEOUT = 15.0  # seconds; a handler that hangs blocks only its own client, and not for ever

Bound = Callable[..., Any]


class Counts(Protocol):
    """The metrics of events."""

    def acked(self, event: str, code: str, seconds: float) -> None: ...
    def connected(self, change: int) -> None: ...


class RoomtoneSockets(SocketServer):
    """The Socket.IO server of one process."""

    def __init__(
        self,
        events: Mapping[str, tuple[SocketEvent, Bound]],
        *,
        hub: Hub,
        verifier: TokenVerifier,
        blocks: Blocks,
        address_of: Callable[[Mapping[str, Any]], str],
        token_of: Callable[[Mapping[str, Any]], str | None],
        counts: Counts,
        event_rate: tuple[float, float],
        budgets: Budgets,
        engine: Mapping[str, Any],
        handler_timeout: float = HANDLER_TIMEOUT,
        program_of: Callable[[Mapping[str, Any]], bytes] = lambda _: b"",
    ) -> None:
        super().__init__(json=codec, logger=False, **engine)
        self.connections: dict[str, SocketConnection] = {}
        self._events = {
            name: (event.validators["payload"], handler, event.cost, event.grows)
            for name, (event, handler) in events.items()
        }
        self._hub = hub
        self._verifier = verifier
        self._blocks = blocks
        self._address_of = address_of
        self._token_of = token_of
        self._program_of = program_of
        self._counts = counts
        self._event_rate = event_rate
        self._budgets = budgets
        self._expiries = Expiries(self._expired)
        self._time_limit = TimeLimit(handler_timeout)
        self.on("connect", self._connect)
        self.on("disconnect", self._disconnect)

    # --- connecting ------------------------------------------------------------------------------------------------

    async def _connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        eio_sid = self.manager.eio_sid_from_sid(sid, "/")
        try:
            token = self._token(environ, auth)
            user = await self._verifier.verify(token)
            transport = self.eio.connection(eio_sid)
            if transport is None:
                raise Unavailable
            address = self._address_of(environ)
            self._blocks.require_address(user, address)
            self._make_room(user.id, address)
        except Refusal as refusal:
            raise exceptions.ConnectionRefusedError(refusal.text, {"code": refusal.code}) from None
        self.connections[eio_sid] = SocketConnection(
            sid, transport, user, address, self._hub, Bucket(*self._event_rate), self._expiries,
            self._budgets.subscriptions, self._program_of(environ),
        )  # fmt: skip
        self._counts.connected(+1)

    def _make_room(self, user_id: str, address: str) -> None:
        """Takes one connection from the limits of the user and the address. When the address has used all of its own,
        the user with the most connections there loses one, preferably without subscriptions: a new user is not refused
        because of another one's connections. Raises RateLimited."""
        held = self._budgets.connections
        try:
            held.take(user_id, address)
        except Refusal:
            victim = self._victim(user_id, address) if held.is_full(address) else None
            if victim is None:
                raise
            held.force(user_id, address)
            self.start_background_task(self.disconnect, victim.id)

    def _victim(self, user_id: str, address: str) -> SocketConnection | None:
        neighbours = [one for one in self.connections.values() if one.address == address and one.user.id != user_id]
        count = Counter(one.user.id for one in neighbours)
        greedy = max(neighbours, key=lambda one: (count[one.user.id], not one.listens), default=None)
        if greedy is None or (count[greedy.user.id] == 1 and greedy.listens):
            return None
        return greedy

    def _token(self, environ: Mapping[str, Any], auth: object) -> object:
        """The token in the CONNECT packet, otherwise the cookie of the handshake, which is accepted only from our own
        pages."""
        token = auth.get("token") if isinstance(auth, dict) else None
        if token is None:
            token = self._token_of(environ)
        if token is None:
            raise Unauthorized
        return token

    async def _disconnect(self, sid: str, reason: str) -> None:
        eio_sid = self.manager.eio_sid_from_sid(sid, "/")
        connection = self.connections.pop(eio_sid, None)
        if connection is not None:
            # The client may join again over the same connection; the rest of its handshake is dropped.
            self.environ[eio_sid] = {"REMOTE_ADDR": connection.address}
            connection.closed()
            self._budgets.connections.give(connection.user.id, connection.address)
            self._counts.connected(-1)

    def _expired(self, connection: SocketConnection) -> None:
        connection.write(codec.TOKEN_EXPIRED)
        self.start_background_task(self.disconnect, connection.id)

    def end_refused(self, is_refused: Callable[[User, str], bool]) -> None:
        """Ends the connections of users (with their address) who are refused from now on."""
        for connection in [one for one in self.connections.values() if is_refused(one.user, one.address)]:
            self._expired(connection)

    # --- events ----------------------------------------------------------------------------------------------------

    def _receive(self, connection: EngineConnection, message: Packet) -> Awaitable[None] | None:
        # The checks of a plain event are inlined here: this code runs for every packet.
        if isinstance(message, str) and message[:1] == "2" and message[1:2] != "/":
            client = self.connections.get(connection.sid)
            if client is not None and connection.sid not in self.unfinished:
                ack_id, event = codec.decode_event(message)
                if isinstance(event, list):
                    return self._answer(client, ack_id, event, len(message))
                self._done(client, ack_id, "", event, 0.0)
                return None
        return super()._receive(connection, message)

    async def _unusual_event(self, eio_sid: str, namespace: str, id: int | None, data: list[Any]) -> None:  # noqa: A002
        connection = self.connections.get(eio_sid)
        if connection is not None:
            waiting = self._answer(connection, "" if id is None else str(id), data, 0)
            if waiting is not None:
                await waiting

    def _answer(self, client: SocketConnection, ack_id: str, data: list[Any], size: int) -> Awaitable[None] | None:
        """Runs the handler until it first waits; answers the rest to be awaited, if there is any."""
        started = time.monotonic()
        call = SocketCall(client.address, client.user, client)
        begin_call(call)
        if PROGRAM.get() is not client.program:
            PROGRAM.set(client.program)
        answer: object
        try:
            found = self._events.get(data[0])
            cost = (found[2] if found is not None else 1) + size // BYTES_IN
            client.bucket.consume(client.share or self._share(client), started, cost)
            if self._budgets.crowds.is_limited:
                self._consume_from_address(client, data, cost, started)
            if found is None:
                raise InvalidPayload("There is no such event")
            validate, handler, _, grows = found
            if grows:
                self._budgets.room.require()
            running = handler(call, payload_of(validate, data))
            waits = running.send(None)
        except StopIteration as ended:
            answer = ended.value
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - it becomes the answer
            answer = _refusal(error, call, data)
        else:
            return self._finish(running, waits, client, ack_id, call, data, started)
        self._done(client, ack_id, data[0], answer, time.monotonic() - started, call)
        return None

    def _consume_from_address(self, client: SocketConnection, data: list[Any], cost: float, now: float) -> None:
        """Raises RateLimited."""
        about = data[1].get("session_id") if len(data) > 1 and isinstance(data[1], dict) else None
        group = about if isinstance(about, str) and self._hub.has_subscribers(about) else ""
        self._budgets.crowds.consume(client.address, group, client.user.id, cost, now)

    def _share(self, client: SocketConnection) -> Bucket:
        """The user's rate over all connections; looked up with the first event, because many clients send none."""
        client.share = self._budgets.rates.bucket(client.user.id)
        return client.share

    async def _finish(
        self, running: Coroutine[Any, Any, object], waits: object, client: SocketConnection, ack_id: str,
        call: SocketCall, data: list[Any], started: float,
    ) -> None:  # fmt: skip
        try:
            with self._time_limit:
                answer = await finish(running, waits)
        except (Exception, asyncio.CancelledError) as error:
            if is_being_cancelled():
                raise
            answer = _refusal(error, call, data)
        self._done(client, ack_id, data[0], answer, time.monotonic() - started, call)

    def _done(
        self, client: SocketConnection, ack_id: str, name: str, answer: object, seconds: float,
        call: SocketCall | None = None,
    ) -> None:  # fmt: skip
        code = answer.code if isinstance(answer, Refusal) else "ok"
        self._counts.acked(name if name in self._events else "", code, seconds)
        if ack_id:
            client.writer.queue(codec.answer_frame(ack_id, answer))  # at the end of the tick, with those of others
        if call is not None and call.steps and code == "ok":
            for step in call.steps:
                step()

    # --- disconnecting ---------------------------------------------------------------------------------------------

    async def drain(self, seconds: float) -> None:
        """Closes all connections in batches over `seconds`, so that clients do not all reconnect elsewhere at once."""
        waiting = list(self.connections.values())
        batches = max(1, min(20, len(waiting)))
        for number in range(batches):
            for connection in waiting[number::batches]:
                connection.close("server draining")
            if number < batches - 1:
                await asyncio.sleep(seconds / batches)


def _refusal(error: BaseException, call: SocketCall, data: list[Any]) -> Refusal:
    """The refusal that a client gets for an exception of a handler; an unexpected one is logged, without details for
    the client."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, TimeoutError):
        log.error("handler_timed_out", handler=data[0], session_id=_session_id(data[1:]))
        return Unavailable("This took too long", request_id=call.request_id)
    log.error("handler_failed", handler=data[0], session_id=_session_id(data[1:]), exc_info=error)
    return InternalError(request_id=call.request_id)


def _session_id(arguments: list[Any]) -> str | None:
    """The session of an event, for the log; an invalid id is not repeated there."""
    found = arguments[0].get("session_id") if arguments and isinstance(arguments[0], dict) else None
    return found if isinstance(found, str) and is_uuid(found, "4") else None
