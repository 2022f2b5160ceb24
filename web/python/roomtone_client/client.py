"""One user's client of a Roomtone server."""

import asyncio
import random
import time
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Final, Literal, Self

import aiohttp

from roomtone_client.backoff import Backoff
from roomtone_client.clips import ClipSessions
from roomtone_client.connection import Connection, State
from roomtone_client.contract import Reached
from roomtone_client.errors import RoomtoneError
from roomtone_client.http import Http, shared_session
from roomtone_client.identity import Identity
from roomtone_client.messages import SessionEvent, User
from roomtone_client.subscription import Subscription
from roomtone_client.tables import KEY_FIELD, REPEATABLE

_REPEATABLE: Final = frozenset({*KEY_FIELD, *REPEATABLE})


class RoomtoneClient:
    """HTTP requests, subscriptions and commands of one user; connects when a subscription or a command needs it.

    `token` or `get_token` identifies the user; with neither a guest (called `name`) is made. Give many clients of one
    process the same `session` (see `shared_session`). `transports` is `("polling", "websocket")`, or `("polling",)`
    where the network blocks WebSocket. Use it as `async with RoomtoneClient(url) as client`.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        get_token: Callable[[], Awaitable[str]] | None = None,
        name: str | None = None,
        session: aiohttp.ClientSession | None = None,
        backoff: Backoff | None = None,
        transports: tuple[str, ...] = ("websocket",),
    ) -> None:
        self._url = url.rstrip("/")
        self._own_session = session is None
        self._session = session or shared_session()
        self.backoff = backoff or Backoff()
        self.identity = Identity(token, get_token, name)
        self.http = Http(self._url, self._session, lambda: self.identity.token)
        self.clips = ClipSessions(self)
        self.connection = Connection(
            self._url, self._session, self.http, self.identity, self.backoff, self._on_event, self._on_state, transports
        )
        self._store_run: str | None = None
        self._subscriptions: dict[str, list[Subscription]] = {}
        self._session_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiters: list[tuple[Callable[[], object], asyncio.Future[None]]] = []

    @property
    def user(self) -> User | None:
        return self.identity.user

    @property
    def state(self) -> State:
        return self.connection.state

    @property
    def events(self) -> list[SessionEvent]:
        """The events that the open subscriptions have received, one session after the other."""
        return [event for each in self._subscriptions.values() for one in each for event in one.events]

    async def ensure_user(self) -> User:
        """The user of the token; a guest is made when there is none."""
        return await self.identity.ensure(self.http)

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        idempotent: bool | None = None,
    ) -> Any:
        """An HTTP request as this user (see `Http.request`). An expired token is replaced once, if possible."""
        await self.identity.ready(self.http)
        try:
            return await self.http.request(method, path, body=body, query=query, headers=headers, idempotent=idempotent)
        except RoomtoneError as error:
            if error.advice != "sign_in":
                raise
        self.identity.distrust()
        await self.identity.ready(self.http)
        return await self.http.request(method, path, body=body, query=query, headers=headers, idempotent=idempotent)

    async def durability(self) -> Literal["applied", "durable"]:
        """Waits until what was answered since the call before is on the disk: `durable`. `applied` when that is not
        known, when the store may have lost some of it, and for the first call, which belongs before the changes.
        """
        body = {} if self._store_run is None else {"run": self._store_run}
        reached: Reached = await self.request("POST", "/api/durability", body=body)
        self._store_run = reached["run"]
        return reached["durability"]

    async def subscribe(
        self,
        session_id: str,
        on_event: Callable[[SessionEvent], None] | None = None,
        on_snapshot: Callable[[Any, str], None] | None = None,
        *,
        keep: bool = True,
        timeout: float = 60.0,  # noqa: ASYNC109
    ) -> Subscription:
        """Subscribe to a session: first a snapshot, then every change once and in order, also after a lost connection.

        Returns when live. Raises RoomtoneError when the server refuses for good, TimeoutError after `timeout` seconds.
        """
        session_id = session_id.lower()  # in the form of the server's events
        subscription = Subscription(self, session_id, on_event, on_snapshot, keep=keep)
        self._subscriptions.setdefault(session_id, []).append(subscription)
        if self.connection.online:
            subscription.connected()
        else:
            self.connection.open()
        try:
            return await subscription.ready(timeout)
        except BaseException:
            await subscription.close()
            raise

    async def unsubscribe(self, subscription: Subscription) -> None:
        """Called by a subscription that was closed: the last one of a session notifies the server."""
        others = self._subscriptions.get(subscription.session_id, [])
        if subscription in others:
            others.remove(subscription)
        if not others and self._subscriptions.pop(subscription.session_id, None) is not None:
            await self.connection.send("unsubscribe_from_session", {"session_id": subscription.session_id})

    async def command(
        self,
        event: str,
        payload: Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        queue_offline: bool = False,
        timeout: float | None = 30.0,  # noqa: ASYNC109
    ) -> dict[str, Any]:
        """Send a command and wait for its ack; raises RoomtoneError.

        When the ack is lost, a repeatable command is sent again under the same key. With `queue_offline` it has no
        deadline, and such commands of one session are sent one after the other, in the order of the calls.
        """
        complete = dict(payload)
        field = KEY_FIELD.get(event)
        if field is not None:
            complete[field] = idempotency_key or complete.get(field) or str(uuid.uuid4())
        if not queue_offline:
            return await self._deliver(event, complete, timeout)
        if event not in _REPEATABLE:
            raise ValueError(f"{event} cannot be queued: a repeat of it would count twice")
        async with self._session_locks[str(payload.get("session_id"))]:
            return await self._deliver(event, complete, None)

    def cut(self) -> None:
        """Drop the connection like a failing network; the client reconnects by itself."""
        self.connection.cut()

    async def wait_for(self, predicate: Callable[[], object], timeout: float | None = 60.0) -> None:  # noqa: ASYNC109
        """Wait until `predicate()` holds; checked after each received message. Raises TimeoutError."""
        if predicate():
            return
        waiter = (predicate, asyncio.get_running_loop().create_future())
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter[1]
        finally:
            self._waiters.remove(waiter)

    def notify(self) -> None:
        """A message was received: waiting predicates are checked again."""
        for predicate, waiter in self._waiters:
            if waiter.done():
                continue
            try:
                if predicate():
                    waiter.set_result(None)
            except Exception as error:  # noqa: BLE001 - the predicate's mistake belongs to who waits for it
                waiter.set_exception(error)

    async def close(self) -> None:
        """Close everything."""
        for each in list(self._subscriptions.values()):
            for one in list(each):
                await one.close()
        await self.identity.stop()
        await self.connection.close()
        if self._own_session:
            await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _deliver(self, event: str, payload: dict[str, Any], timeout: float | None) -> dict[str, Any]:  # noqa: ASYNC109
        until = None if timeout is None else time.monotonic() + timeout
        attempt = 0
        while True:
            left = None if until is None else max(0.0, until - time.monotonic())
            await self.connection.when_online(left)
            try:
                return await self.connection.call(event, payload, 15.0 if left is None else max(left, 0.001))
            except RoomtoneError as error:
                wait = self._wait_before_repeat(event, error, attempt)
                if wait is None or (until is not None and time.monotonic() + wait >= until):
                    raise
            attempt += 1
            await asyncio.sleep(wait)

    def _wait_before_repeat(self, event: str, error: RoomtoneError, attempt: int) -> float | None:
        """Seconds until the command may be sent again; None when it may not."""
        if error.advice != "retry":
            return None
        if error.code == "offline":
            return 0.0  # nothing was sent
        wait = max(error.retry_after, self.backoff.delay(attempt, random.random()))  # noqa: S311 - jitter
        if error.code == "rate_limited":
            return wait  # it was not carried out
        if event not in _REPEATABLE:
            return None
        return 0.0 if error.code == "connection_lost" else wait

    def _on_event(self, name: str, payload: Any) -> None:
        for subscription in tuple(self._subscriptions.get(payload["session_id"], ())):
            subscription.receive(name, payload)
        if self._waiters:
            self.notify()

    def _on_state(self, state: State) -> None:
        for each in list(self._subscriptions.values()):
            for subscription in list(each):
                if state is State.ONLINE:
                    subscription.connected()
                else:
                    subscription.disconnected()
        self.notify()
