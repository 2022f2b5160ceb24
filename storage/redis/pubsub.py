"""The subscriptions of one process on one Redis node. A self-check message shows whether they still arrive."""

import asyncio
import random
import time
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from sessions.base.errors import Refusal
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisConnection, RedisError

log = structlog.get_logger("bus")


@dataclass(frozen=True, slots=True)
class BusIntervals:
    """Pauses between checks, and timeouts, in seconds."""

    confirm: float = 5.0  # for Redis to confirm a subscription
    quiet_check: float = 15.0  # between checks of a quiet feed's position: a lost last event is found at most this late
    self_check: float = 1.0  # between messages of the bus to itself
    stale_after: float = 5.0  # without receiving one; after that the connection counts as stale
    backoff: float = 2.0  # at most between attempts to reconnect, with full jitter
    move: float = 0.1  # at most between attempts to follow slots that move, with full jitter


class Owner(Protocol):
    """The bus, as its connections see it."""

    def on_message(self, channel: str, data: bytes) -> None: ...
    def on_confirmed(self, channel: str) -> None: ...
    def on_lost(self, connection: "PubSubConnection") -> None: ...
    def on_moved(self, channel: str) -> None: ...


class PubSubConnection:
    """One node's subscriptions. `channels` are those it has or has asked for."""

    def __init__(self, owner: Owner, redis: Redis, address: str, process_id: str, intervals: BusIntervals) -> None:
        self.address = address
        self.channels: set[str] = set()
        self.received_at = float("-inf")
        self.lag = 0.0
        self._owner = owner
        self._redis = redis
        self._process_id = process_id
        self._intervals = intervals
        self._connection: RedisConnection | None = None
        self._opened_at = 0.0
        self._failures = 0
        self._asked: deque[tuple[bytes, str]] = deque()  # commands whose reply has not come, in order
        self._taken_back: Counter[str] = Counter()  # of these, the unsubscriptions
        self._own_channel = self._find_own_channel()
        self._tasks = [
            asyncio.create_task(self._keep_alive(), name="bus-connection"),
            asyncio.create_task(self._check_itself(), name="bus-self-check"),
        ]
        for task in self._tasks:
            task.add_done_callback(_ended)

    @property
    def is_stale(self) -> bool:
        """Whether no self-check message has arrived lately."""
        return time.monotonic() - self.received_at > self._intervals.stale_after

    def subscribe(self, channel: str) -> None:
        self.channels.add(channel)
        self._ask(b"ssubscribe", channel)

    def unsubscribe(self, channel: str) -> None:
        self.channels.discard(channel)
        self._ask(b"sunsubscribe", channel)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()

    def _ask(self, command: bytes, channel: str) -> None:
        if self._connection is not None and self._connection.is_open:
            self._connection.send(command, channel)
            self._asked.append((command, channel))
            if command == b"sunsubscribe":
                self._taken_back[channel] += 1

    def _find_own_channel(self) -> str | None:
        """A channel of our own in a bucket of this node, or None when it has no bucket now."""
        channels = (keys.self_check(number, self._process_id) for number in keys.ALL_BUCKETS)
        return next((key for key in channels if self._redis.address(key) == self.address), None)

    # --- the connection --------------------------------------------------------------------------------------------

    async def _keep_alive(self) -> None:
        while True:
            try:
                self._connection = await self._redis.listener(self.address, self._on_push)
            except Refusal:
                await self._back_off()
                continue
            self._opened_at = time.monotonic()
            self._asked.clear()
            self._taken_back.clear()
            if self._own_channel is not None:
                self._ask(b"ssubscribe", self._own_channel)
            for channel in self.channels:
                self._ask(b"ssubscribe", channel)
            await self._connection.lost
            log.warning("bus_connection_lost")
            self._owner.on_lost(self)
            await self._back_off()

    async def _back_off(self) -> None:
        cap = min(self._intervals.backoff, 0.025 * 2**self._failures)
        self._failures = min(self._failures + 1, 16)
        await asyncio.sleep(random.uniform(0, cap))  # noqa: S311 - jitter, not a secret

    def _on_push(self, push: list[Any]) -> None:
        kind = push[0]
        if kind == b"smessage":
            self._received(push[1].decode(), push[2])
        elif kind == b"ssubscribe":
            self._take_reply()
            self._confirmed(push[1].decode())
        elif kind == b"sunsubscribe":
            self._unsubscribed(push[1].decode())
        elif isinstance(kind, RedisError):
            self._refused(kind)

    def _received(self, channel: str, data: bytes) -> None:
        if channel == self._own_channel:
            self.received_at = time.monotonic()
            self.lag = self.received_at - float(data)
        else:
            self._owner.on_message(channel, data)

    def _confirmed(self, channel: str) -> None:
        self._failures = 0
        if channel == self._own_channel:
            self.received_at = time.monotonic()
        elif channel in self.channels and channel not in self._taken_back:
            self._owner.on_confirmed(channel)  # otherwise a reply to an earlier request that was cancelled

    def _unsubscribed(self, channel: str) -> None:
        if self._asked and self._asked[0] == (b"sunsubscribe", channel):
            self._take_reply()
        elif channel == self._own_channel or channel in self.channels:
            self._lose(channel)  # its slot has moved to another node

    def _refused(self, error: RedisError) -> None:
        asked = self._take_reply()
        if asked is None or asked[0] == b"sunsubscribe":
            return
        if not str(error).startswith(("MOVED", "ASK", "CLUSTERDOWN", "TRYAGAIN", "LOADING", "MASTERDOWN")):
            log.error("subscription_refused", error=str(error))
        self._lose(asked[1])

    def _take_reply(self) -> tuple[bytes, str] | None:
        if not self._asked:
            return None
        command, channel = self._asked.popleft()
        if command == b"sunsubscribe":
            self._taken_back[channel] -= 1
            if not self._taken_back[channel]:
                del self._taken_back[channel]
        return command, channel

    def _lose(self, channel: str) -> None:
        if channel == self._own_channel:
            self._own_channel = None
        self.channels.discard(channel)
        self._owner.on_moved(channel)

    # --- the self-check --------------------------------------------------------------------------------------------

    async def _check_itself(self) -> None:
        while True:
            self._choose_own_channel()
            if self._own_channel is not None:
                await self._publish(self._own_channel)
            now = time.monotonic()
            if (
                self._connection is not None
                and self._connection.is_open
                and now - self._last_sign() > self._intervals.stale_after
            ):
                log.error("bus_stale", seconds=round(now - self._last_sign(), 1))
                self._connection.abort()
            await asyncio.sleep(self._intervals.self_check)

    def _last_sign(self) -> float:
        return max(self.received_at, self._opened_at)

    def _choose_own_channel(self) -> None:
        """Chooses another channel when the slot of this one has moved to another node."""
        if self._own_channel is not None and self._redis.address(self._own_channel) == self.address:
            return
        self._own_channel = self._find_own_channel()
        if self._own_channel is not None:
            self._ask(b"ssubscribe", self._own_channel)

    async def _publish(self, channel: str) -> None:
        try:
            async with asyncio.timeout(self._intervals.stale_after):
                await self._redis.call(channel, "SPUBLISH", channel, repr(time.monotonic()))
        except (Refusal, RedisError, TimeoutError) as error:
            log.warning("self_check_failed", error=str(error))


def _ended(task: asyncio.Task[None]) -> None:
    """Both tasks run until they are cancelled. When one fails, `/readyz` fails, and this log line says why."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("bus_connection_failed", task=task.get_name(), exc_info=error)
