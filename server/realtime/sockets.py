"""Socket.IO: who may connect, and how one client's events run in order.

An event goes from the packet to its handler and its ack without a task in between, and the ack is written before any
message that the handler causes (an event after its subscription's ack, never before).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from auth.blocks import Blocks
from auth.caller import PROGRAM
from auth.script_keys import Scope, is_key
from auth.tokens import TokenVerifier
from auth.user import User
from handlers.api.call import SocketCall
from handlers.api.contract import SocketEvent
from handlers.script_keys.check import KeyCheck
from server.engine import EngineConnection
from server.engine.client_queue import Handled
from server.engine.sockets import ConnectRefusedError, SocketServer
from server.http.request_ids import begin_call
from server.http.responses import loads, payload_of
from server.limits.client_limits import ClientLimits
from server.limits.rates import BYTES_IN, Bucket
from server.realtime import codec
from server.realtime.calls import AckCounts, Calls, Running
from server.realtime.connections import SocketConnection
from server.realtime.handler_errors import about, refusal_of
from server.realtime.hub import Hub
from server.realtime.lane import RowCounts, lane_of
from server.realtime.token_expiry import Expiries
from sessions.base.errors import (
    Forbidden,
    InvalidPayload,
    Refusal,
    Unauthorized,
)

HANDLER_TIMEOUT = 15.0  # seconds; a handler that hangs blocks only its own client, and not for ever


class Counts(RowCounts, AckCounts, Protocol):
    """The metrics of events."""

    def connected(self, change: int) -> None: ...


class RoomtoneSockets(SocketServer):
    """The Socket.IO server of one process."""

    def __init__(
        self,
        events: Mapping[str, tuple[SocketEvent, Callable[..., Any]]],
        *,
        hub: Hub,
        verifier: TokenVerifier,
        keys: KeyCheck,
        blocks: Blocks,
        address_of: Callable[[Mapping[str, Any]], str],
        token_of: Callable[[Mapping[str, Any]], str | None],
        counts: Counts,
        event_rate: tuple[float, float],
        budgets: ClientLimits,
        engine: Mapping[str, Any],
        handler_timeout: float = HANDLER_TIMEOUT,
        program_of: Callable[[Mapping[str, Any]], bytes] = lambda _: b"",
    ) -> None:
        super().__init__(loads=loads, **engine)
        self.connections: dict[EngineConnection, SocketConnection] = {}
        self._events = {
            name: (event.validators["payload"], handler, event.cost, event.grows, event.scope)
            for name, (event, handler) in events.items()
        }
        self._hub = hub
        self._verifier = verifier
        self._keys = keys
        self._key_of: dict[SocketConnection, str] = {}
        self._blocks = blocks
        self._address_of = address_of
        self._token_of = token_of
        self._program_of = program_of
        self._counts = counts
        self._event_rate = event_rate
        self._budgets = budgets
        self._expiries = Expiries(self._expired)
        one_script = {name for name, (event, _) in events.items() if event.one_script}
        self._calls = Calls(self._events, one_script, counts, handler_timeout)
        self.lane = lane_of(
            events,
            general=self.received,
            require=self._require_usual,
            require_room=budgets.room.require,
            pay=self._pay_by_address if budgets.crowds.is_limited else None,
            wait=self._wait,
            failed=self._failed,
            counts=counts,
        )
        if self.lane is not None:
            self.eio.receiver = self._calls.lane = self.lane

    # --- connecting ------------------------------------------------------------------------------------------------

    async def greet(
        self, connection: EngineConnection, sid: str, environ: Mapping[str, Any], auth: object
    ) -> SocketConnection:
        try:
            address = self._address_of(environ)
            if self._budgets.crowds.is_limited:  # nobody else pays for a token that is refused
                self._budgets.crowds.consume(address, "", connection.sid, 1, time.monotonic())
            token = self._token(environ, auth)
            text = token if isinstance(token, str) and is_key(token) else None
            user = await (self._verifier.verify(token) if text is None else self._keys.user(text, address))
            self._blocks.require_address(user, address)
            self._make_room(user.spender, address)
        except Refusal as refusal:
            raise ConnectRefusedError(refusal.text, {"code": refusal.code}) from None
        client = self.connections[connection] = SocketConnection(
            sid, connection, user, address, self._hub, Bucket(*self._event_rate), self._expiries,
            self._budgets.subscriptions, self._program_of(environ),
        )  # fmt: skip
        if text is not None:
            self._key_of[client] = text
        self._counts.connected(+1)
        return client

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
            self._send_away(victim)

    def _victim(self, user_id: str, address: str) -> SocketConnection | None:
        neighbours = [
            one for one in self.connections.values() if one.address == address and one.user.spender != user_id
        ]
        count = Counter(one.user.spender for one in neighbours)
        greedy = max(neighbours, key=lambda one: (count[one.user.spender], not one.listens), default=None)
        if greedy is None or (count[greedy.user.spender] == 1 and greedy.listens):
            return None
        return greedy

    def _token(self, environ: Mapping[str, Any], auth: object) -> object:
        """The token in the CONNECT packet, otherwise the cookie of the handshake, which is accepted only from our own
        pages."""
        token = auth.get("token") if isinstance(auth, dict) else None
        if token is None:
            token = self._token_of(environ)
            if is_key(token):
                raise Unauthorized("A key belongs into the CONNECT packet")
        if token is None:
            raise Unauthorized
        return token

    def part(self, connection: EngineConnection, client: SocketConnection) -> None:
        del self.connections[connection]
        # The client may join again over the same connection; the rest of its handshake is dropped.
        connection.environ = {"REMOTE_ADDR": client.address}
        client.closed()
        self._key_of.pop(client, None)
        self._budgets.connections.give(client.user.spender, client.address)
        self._counts.connected(-1)

    def _expired(self, client: SocketConnection) -> None:
        client.write(codec.TOKEN_EXPIRED)
        self._send_away(client)

    def _send_away(self, client: SocketConnection) -> None:
        self.disconnect(cast("EngineConnection", client.writer))

    def end_refused(self, is_refused: Callable[[User, str], bool]) -> None:
        """Ends the connections of users (with their address) who are refused from now on."""
        for connection in [one for one in self.connections.values() if is_refused(one.user, one.address)]:
            self._expired(connection)

    # --- events ----------------------------------------------------------------------------------------------------

    def answer(self, client: SocketConnection, ack_id: str, event: list[Any] | None, size: int) -> Handled:
        """Runs the handler until it first waits; answers the rest to be awaited, if there is any."""
        if event is None:
            self._calls.answer(client, ack_id, "", InvalidPayload("The event is not valid JSON"), 0.0)
            return None
        started = time.monotonic()
        call = SocketCall(client.address, client.user, client)
        begin_call(call)
        if PROGRAM.get() is not client.program:
            PROGRAM.set(client.program)
        answer: object
        try:
            self._blocks.require(client.user)
            found = self._events.get(event[0])
            cost = (found[2] if found is not None else 1) + size // BYTES_IN
            client.bucket.consume(client.share or self._share(client), started, cost)
            if self._budgets.crowds.is_limited:
                self._consume_from_address(client, event, cost, started)
            if found is None:
                raise InvalidPayload("There is no such event")
            validate, handler, _, grows, scope = found
            if grows:
                self._budgets.room.require()
            payload = payload_of(validate, event)
            running = handler(call, payload)
            if client.user.key is not None:
                running = self._with_key(client, call, payload, scope, running)
            waits = running.send(None)
        except StopIteration as ended:
            answer = ended.value
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - it becomes the answer
            answer = refusal_of(error, call, event[0], event[1:])
        else:
            return self._calls.rest(running, waits, (client, ack_id, call, event[0], event[1:], started, None))
        self._calls.answer(client, ack_id, event[0], answer, time.monotonic() - started, call)
        return None

    def _require_usual(self, user: User) -> None:
        """For the lane. Raises for whoever the general path must look at."""
        if user.key is not None:
            raise Forbidden
        self._blocks.require(user)

    def _wait(
        self, running: Running, waits: object, client: SocketConnection, ack_id: str,
        call: SocketCall, entry: tuple[Any, ...], payload: object, started: float,
    ) -> Handled:  # fmt: skip
        """The lane's handler waits."""
        return self._calls.rest(running, waits, (client, ack_id, call, entry[-1], (payload,), started, entry))

    def _failed(
        self, error: BaseException, _: None, client: SocketConnection, ack_id: str, call: SocketCall,
        entry: tuple[Any, ...], payload: object, started: float,
    ) -> None:  # fmt: skip
        """The lane's handler has raised."""
        if not isinstance(error, (Exception, asyncio.CancelledError)):
            raise error
        self._calls.failed((client, ack_id, call, entry[-1], (payload,), started, None), error)

    def _consume_from_address(self, client: SocketConnection, data: list[Any], cost: float, now: float) -> None:
        """Raises RateLimited."""
        self._take_from_address(client, about(data[1:]), cost, now)

    def _pay_by_address(self, client: SocketConnection, payload: object, cost: float, now: float) -> None:
        """The lane's. Raises RateLimited."""
        self._take_from_address(client, about([payload]), cost, now)

    def _take_from_address(self, client: SocketConnection, about: object, cost: float, now: float) -> None:
        group = about if isinstance(about, str) and self._hub.has_subscribers(about) else ""
        self._budgets.crowds.consume(client.address, group, client.user.id, cost, now)

    def _share(self, client: SocketConnection) -> Bucket:
        """The user's rate over all connections; looked up with the first event, because many clients send none."""
        client.share = self._budgets.rates.bucket(client.user.spender)
        return client.share

    async def _with_key(
        self, client: SocketConnection, call: SocketCall, payload: object, scope: Scope | None,
        running: Running,
    ) -> object:  # fmt: skip
        """A call with a script's key (D41), which is checked for each. Raises Unauthorized, Blocked, Forbidden."""
        try:
            user = await self._keys.user(self._key_of[client], client.address)
            if user.key is not None:
                user.key.require(scope, getattr(payload, "session_id", None))
        except BaseException:
            running.close()
            raise
        call.signed_in = client.user = user
        return await running

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
