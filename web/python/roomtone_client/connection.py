"""A connection that reconnects: connect, lose the connection, back off, connect again."""

import asyncio
import logging
import random
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

import aiohttp

from roomtone_client.backoff import Backoff
from roomtone_client.errors import RoomtoneError
from roomtone_client.http import Http
from roomtone_client.identity import Identity
from roomtone_client.transport import Transport

_REFUSALS: Final = 2  # a token that the accounts route accepts and the socket refuses twice will be refused again
_OVERDUE: Final = 5.0  # seconds without a connection until the state says `offline`

log = logging.getLogger(__name__)


class State(StrEnum):
    """`closed` is final; every other state ends in a connection by itself."""

    CONNECTING = "connecting"
    ONLINE = "online"
    RECONNECTING = "reconnecting"
    OFFLINE = "offline"
    CLOSED = "closed"


class Connection:
    """The one socket of a client.

    `on_event(name, payload)` receives the server's events in order; `on_state(state)` receives each change of the
    state.
    """

    def __init__(
        self,
        url: str,
        session: aiohttp.ClientSession,
        http: Http,
        identity: Identity,
        backoff: Backoff,
        on_event: Callable[[str, Any], None],
        on_state: Callable[[State], None],
        transports: tuple[str, ...],
    ) -> None:
        self._url = url
        self._session = session
        self._http = http
        self._identity = identity
        self._backoff = backoff
        self._on_event = on_event
        self._on_state = on_state
        self._transports = transports
        self.state = State.CONNECTING
        self.closed_because: str | None = None
        self.losses = 0
        """How often an open connection was lost."""
        self.renewals = 0
        """How often the server accepted a new token on an open connection."""
        self._transport: Transport | None = None
        self._failure: Exception | None = None
        self._lost = asyncio.Event()
        self._changed = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._renewals: set[asyncio.Task[None]] = set()
        identity.on_token = self._offer_token

    @property
    def online(self) -> bool:
        return self.state is State.ONLINE

    def open(self) -> None:
        """Connect, and stay connected."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())

    async def when_online(self, timeout: float | None) -> None:  # noqa: ASYNC109
        """Raises RoomtoneError `offline` after `timeout` seconds, with the last attempt's failure, or the reason why it
        is closed.
        """
        self.open()
        try:
            async with asyncio.timeout(timeout):
                while not self.online:
                    if self.state is State.CLOSED:
                        raise RoomtoneError(self.closed_because or "closed", "the connection is closed")
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            because = f": {str(self._failure) or repr(self._failure)}" if self._failure else ""
            raise RoomtoneError("offline", f"there is no connection now{because}") from self._failure

    async def call(self, event: str, payload: Any, timeout: float) -> dict[str, Any]:  # noqa: ASYNC109
        """The ack. Raises RoomtoneError for a refusal and for a missing ack."""
        if self._transport is None:
            raise RoomtoneError("offline", "there is no connection now")
        ack = await self._transport.call(event, payload, timeout)
        if ack.get("ok") is not True:
            raise RoomtoneError.from_ack(ack)
        return ack

    async def send(self, event: str, payload: Any) -> None:
        if self._transport is not None:
            await self._transport.send(event, payload)

    def cut(self) -> None:
        """Drop the connection like a failing network; it reconnects by itself."""
        if self._transport is not None:
            self._transport.cut()

    async def close(self, reason: str = "closed") -> None:
        keeper, self._keeper = self._keeper, None
        transport, self._transport = self._transport, None
        self._close(reason)
        if keeper is not None:
            keeper.cancel()
        tasks = [task for task in (keeper, *self._renewals) if task is not None]
        for task in self._renewals:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if transport is not None:
            await transport.close()

    async def _keep(self) -> None:
        refusals = attempt = 0
        while self.state is not State.CLOSED:
            overdue = asyncio.get_running_loop().call_later(_OVERDUE, self._overdue)
            try:
                await self._dial()
                refusals = attempt = 0
                self._failure = None
                overdue.cancel()
                self._set(State.ONLINE)
                await self._lost.wait()
                self.losses += 1
                self._set(State.RECONNECTING)
            except RoomtoneError as error:
                self._failure = error
                if error.advice == "sign_in":
                    refusals += 1
                    self._identity.distrust()
                if error.advice == "give_up" or refusals >= _REFUSALS:
                    self._close(error.code)
                    return
            except Exception as error:  # the program's `get_token` failed; nothing else would try again
                log.exception("an attempt to connect failed")
                self._failure = error
            finally:
                overdue.cancel()
            await asyncio.sleep(self._backoff.delay(attempt, random.random()))  # noqa: S311 - jitter
            attempt += 1

    async def _dial(self) -> None:
        await self._identity.ready(self._http)
        transport = Transport(self._session, self._receive, self._lost.set, self._transports)
        self._lost.clear()
        try:
            await transport.connect(self._url, self._identity.token)
        except BaseException:
            await transport.close()
            raise
        if self.state is State.CLOSED:
            await transport.close()
            # before Python 3.12 a wait that ends in the same tick swallows the cancellation
            raise asyncio.CancelledError
        self._transport = transport

    def _receive(self, name: str, payload: Any) -> None:
        if name == "token_expired":
            self._identity.distrust()
        else:
            self._on_event(name, payload)

    def _offer_token(self, token: str) -> None:
        if self.online:
            task = asyncio.create_task(self._refresh(token))
            self._renewals.add(task)
            task.add_done_callback(self._renewals.discard)

    async def _refresh(self, token: str) -> None:
        try:
            await self.call("refresh_token", {"token": token}, 15.0)
            self.renewals += 1
        except RoomtoneError:
            return  # the server closes the socket at `exp`, and the next CONNECT has the new token

    def _overdue(self) -> None:
        if self.state in {State.CONNECTING, State.RECONNECTING}:
            self._set(State.OFFLINE)

    def _close(self, reason: str) -> None:
        if self.state is not State.CLOSED:
            self.closed_because = reason
            self._set(State.CLOSED)

    def _set(self, state: State) -> None:
        if state is self.state:
            return
        self.state = state
        self._changed.set()
        self._on_state(state)
