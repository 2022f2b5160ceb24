"""One subscription to one session; recovers by itself while it is open."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, Final, Literal, Protocol

from roomtone_client.backoff import Backoff
from roomtone_client.errors import RoomtoneError
from roomtone_client.messages import SessionEvent, SessionSignal, SubscribeAck
from roomtone_client.pages import Assembly
from roomtone_client.position import Feed, Held, Snapshot, Step, asking, on_answer, on_event, on_resync

SubscriptionState = Literal["waiting", "live", "gone", "closed"]

_ASK_TIMEOUT: Final = 15.0  # seconds


class Calls(Protocol):
    """The connection of a client."""

    async def call(self, event: str, payload: dict[str, Any], timeout: float, /) -> Any: ...  # noqa: ASYNC109


class Client(Protocol):
    """What a subscription needs from its client."""

    backoff: Backoff

    @property
    def connection(self) -> Calls: ...
    async def wait_for(self, predicate: Callable[[], object], timeout: float | None) -> None: ...  # noqa: ASYNC109
    async def unsubscribe(self, subscription: "Subscription") -> None: ...
    def notify(self) -> None: ...


class Subscription:
    """`snapshot` is the last snapshot, `events` all events received since the first one, once and in order; both are
    stored only with `keep`, like `signals`. `recoveries` counts snapshots after the first one.
    """

    def __init__(
        self,
        client: Client,
        session_id: str,
        on_change: Callable[[SessionEvent], None] | None = None,
        on_start: Callable[[Any, str], None] | None = None,
        *,
        keep: bool = True,
    ) -> None:
        self.session_id = session_id
        self.state: SubscriptionState = "waiting"
        self.gone_because: str | None = None
        self.last_error: RoomtoneError | None = None
        self.snapshot: Any = None
        self.events: list[SessionEvent] = []
        self.signals: list[SessionSignal] = []
        self.recoveries = -1
        self._client = client
        self._on_change = on_change
        self._on_start = on_start
        self._keep = keep
        self._feed: Feed = asking(None)
        self._turn = 0
        self._failures = 0
        self._asking: asyncio.Task[None] | None = None
        self._assembly: Assembly | None = None  # a large snapshot with missing pages
        self._paging: asyncio.Task[None] | None = None

    @property
    def role(self) -> str | None:
        return self._feed.held.role if self._feed.held else None

    @property
    def held(self) -> Held | None:
        """Our position: epoch, seq and role; None before the first answer."""
        return self._feed.held

    async def ready(self, timeout: float = 60.0) -> "Subscription":  # noqa: ASYNC109
        """Wait until live. Raises RoomtoneError when refused for good, or `timeout`."""
        await self._client.wait_for(lambda: self.state != "waiting", timeout)
        if self.state != "live":
            raise RoomtoneError(self.gone_because or "closed", "the subscription is closed")
        return self

    async def wait_for(self, predicate: Callable[["Subscription"], object], timeout: float = 60.0) -> None:  # noqa: ASYNC109
        """Wait until `predicate(self)` holds; checked after each received message. Raises TimeoutError."""
        await self._client.wait_for(lambda: predicate(self), timeout)

    async def __aiter__(self) -> AsyncIterator[SessionEvent]:
        """Every event from the first, until the session or the subscription is closed. Needs `keep`."""
        for index in itertools.count():
            await self._client.wait_for(partial(self._knows, index), None)
            if index >= len(self.events):
                return
            yield self.events[index]

    def refresh(self) -> None:
        """Start again with a snapshot; needed when the user's role has changed."""
        if not self._over:
            self._apply(on_resync())

    async def close(self) -> None:
        if not self._over:
            self._end("closed")
        await self._client.unsubscribe(self)

    def connected(self) -> None:
        if not self._over:
            self._failures = 0
            self._feed = asking(self._feed.held)
            self._ask(0.0)

    def disconnected(self) -> None:
        if not self._over:
            self._stop_asking()
            self._stop_paging()
            self.state = "waiting"

    def receive(self, name: str, payload: Any) -> None:
        """An event of the socket for this session."""
        if self._over:
            return
        if name == "session_event":
            self._apply(on_event(self._feed, payload))
        elif name == "resync":
            self._apply(on_resync())
        elif self._keep:
            self.signals.append(payload)

    def _knows(self, index: int) -> bool:
        """Whether event `index` was received, or never will be."""
        return len(self.events) > index or self._over

    @property
    def _over(self) -> bool:
        return self.state in {"gone", "closed"}

    def _ask(self, delay: float) -> None:
        self._stop_asking()
        self.state = "waiting"
        self._asking = asyncio.create_task(self._question(self._turn, delay))

    def _stop_asking(self) -> None:
        self._turn += 1
        if self._asking is not None and self._asking is not asyncio.current_task():
            self._asking.cancel()
        self._asking = None

    async def _question(self, turn: int, delay: float) -> None:
        if delay:
            await asyncio.sleep(delay)
        payload: dict[str, Any] = {"session_id": self.session_id}
        if self._feed.held is not None:
            payload["since"] = self._feed.held.position
        try:
            ack: SubscribeAck = await self._client.connection.call("subscribe_on_session", payload, _ASK_TIMEOUT)
        except RoomtoneError as error:
            if turn == self._turn:
                self._refused(error)
                self._client.notify()
            return
        if turn != self._turn:
            return
        step = on_answer(self._feed, ack)
        if not step.ask:
            self._failures = 0
        self._apply(step)
        self._client.notify()

    def _refused(self, error: RoomtoneError) -> None:
        self.last_error = error
        if error.code in {"offline", "connection_lost"}:
            return
        if error.code == "conflict":
            # The user's role changed meanwhile: our state is of the old role.
            self._feed = asking(None)
            self._ask_later(0.0)
            return
        if error.advice == "give_up":
            self._end("gone", error.code)
            return
        self._ask_later(error.retry_after)

    def _ask_later(self, at_least: float) -> None:
        """The first question after missing events is sent at once, later ones with backoff."""
        delay = self._client.backoff.delay(self._failures - 1, random.random()) if self._failures else 0.0  # noqa: S311
        self._failures += 1
        self._ask(max(delay, at_least))

    def _apply(self, step: Step) -> None:
        self._feed = step.feed
        if step.snapshot is not None or step.feed.held is None:
            self._stop_paging()
            self._assembly = Assembly.of(step.snapshot, step.feed) if step.snapshot is not None else None
        if not step.feed.asking and self._assembly is None:
            self.state = "live"
        if step.ask:
            self._ask_later(0.0)
        if self._assembly is None:
            self._deliver(step.snapshot, step.events)
            return
        self._assembly.events.extend(step.events)
        if any(event["type"] == "deleted" for event in step.events):
            self._end("gone", "deleted")
        elif self._paging is None:
            self._paging = asyncio.create_task(self._read_pages(self._assembly))

    def _deliver(self, snapshot: Snapshot | None, events: list[SessionEvent]) -> None:
        """The complete snapshot goes to the program."""
        if snapshot is not None:
            self.recoveries += 1
            if self._keep:
                self.snapshot = snapshot.value
            if self._on_start is not None:
                self._on_start(snapshot.value, snapshot.role)
        for event in events:
            if self._keep:
                self.events.append(event)
            if self._on_change is not None:
                self._on_change(event)
            if event["type"] == "deleted":
                self._end("gone", "deleted")
                return

    async def _read_pages(self, assembly: Assembly) -> None:
        failures = 0
        while assembly.cursor is not None:
            payload = {"session_id": self.session_id, "cursor": assembly.cursor}
            try:
                page = await self._client.connection.call("next_page", payload, _ASK_TIMEOUT)
            except RoomtoneError as error:
                self.last_error = error
                if error.code in {"offline", "connection_lost"}:
                    self._paging = None  # the pages continue if the next answer has events
                    return
                if error.advice == "give_up" or error.code == "conflict":
                    self._start_again()  # the answer to a new question gives the reason
                    return
                delay = self._client.backoff.delay(failures, random.random())  # noqa: S311
                failures += 1
                await asyncio.sleep(max(delay, error.retry_after))
                continue
            failures = 0
            if not assembly.add(page):
                self._start_again()
                return
        self._paging = self._assembly = None
        if not self._feed.asking:
            self.state = "live"
        self._deliver(assembly.snapshot, assembly.events)
        self._client.notify()

    def _start_again(self) -> None:
        self._paging = None
        self._apply(on_resync())

    def _stop_paging(self) -> None:
        if self._paging is not None and self._paging is not asyncio.current_task():
            self._paging.cancel()
        self._paging = None

    def _end(self, state: Literal["gone", "closed"], reason: str | None = None) -> None:
        self._stop_asking()
        self._stop_paging()
        self._assembly = None
        self.state = state
        self.gone_because = reason
