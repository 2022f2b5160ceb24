"""The feeds that this process subscribes to: each delivered in order and without gaps.

Redis does not keep published messages, so a broken connection loses them. The bus compares sequence numbers. At a gap
it buffers what arrives, reads the log, and continues. It also reads the log after every reconnect, and checks quiet
feeds now and then.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from sessions.base.errors import Refusal, SessionNotFound, Unavailable
from storage.bus.feed import Position
from storage.bus.feed_listener import FeedListener, Receiver
from storage.bus.feeds import Feeds
from storage.bus.snapshot_cache import FollowedFeed, SnapshotCache
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from storage.redis.pubsub import BusIntervals, PubSubConnection
from storage.unavailable import unavailable

log = structlog.get_logger("bus")

CLOCK_LOOKS = 16  # a busy process reads an answer late; a clock that was set is followed within 16 s
TOGETHER = 64  # quiet feeds checked at once, so that ten thousand do not make a burst


class Bus:
    def __init__(self, redis: Redis, feeds: Feeds, process_id: str, intervals: BusIntervals = BusIntervals()) -> None:  # noqa: B008 - frozen
        self._redis = redis
        self._feeds = feeds
        self._process_id = process_id
        self._intervals = intervals
        self._listening: dict[str, FeedListener] = {}
        self._connections: dict[str, PubSubConnection] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._moving: asyncio.Task[None] | None = None
        self._clock_ahead = time.time() - time.monotonic()
        self._clock_looks: deque[tuple[float, float]] = deque(maxlen=CLOCK_LOOKS)
        self.on_gap: Callable[[], None] = lambda: None
        self.kept = SnapshotCache(redis, self)

    async def start(self) -> None:
        self._redis.on_moved = self._follow
        self._follow()
        self._spawn(self._follow_clock())
        self._spawn(self._look_after_quiet_feeds())

    async def close(self) -> None:
        self._redis.on_moved = lambda: None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(
            *tasks,
            *(connection.close() for connection in self._connections.values()),
            self.kept.close(),
            return_exceptions=True,
        )

    def now(self) -> int:
        """Redis's clock in Unix ms, from the fastest of the last looks at it (one a second)."""
        return int((time.monotonic() + self._clock_ahead) * 1000)

    @property
    def lag(self) -> float:
        """Seconds that the last self-check message took, on the slowest node."""
        return max((connection.lag for connection in self._connections.values()), default=0.0)

    @property
    def is_stale(self) -> bool:
        """Whether the self-check of some node has not arrived lately, or not yet."""
        return not self._connections or any(connection.is_stale for connection in self._connections.values())

    @property
    def feeds_followed(self) -> int:
        return len(self._listening)

    async def listen(self, session_id: str, feed: str, receiver: Receiver) -> FeedListener:
        """Starts to listen; returns when nothing published from now on can be missed.

        Raises Unavailable when Redis does not confirm, SessionNotFound when there is no such session."""
        listening = FeedListener(session_id, feed, receiver)
        self._listening[listening.channel] = listening
        try:
            async with asyncio.timeout(self._intervals.confirm):
                if connection := self._connection_of(listening.channel):
                    connection.subscribe(listening.channel)
                await listening.confirmed.wait()
                await asyncio.shield(self.check(listening))
        except TimeoutError:
            self.leave(listening)
            raise unavailable(None, "Redis confirms no subscription") from None
        except BaseException:
            self.leave(listening)
            raise
        if listening.has_ended:
            self.leave(listening)
            raise SessionNotFound
        return listening

    def leave(self, listening: FeedListener) -> None:
        if self._listening.get(listening.channel) is not listening:
            return
        del self._listening[listening.channel]
        self.kept.drop(listening)
        if listening.filling is not None:
            listening.filling.cancel()
        for connection in self._connections.values():
            if listening.channel in connection.channels:
                connection.unsubscribe(listening.channel)

    def followed(self, session_id: str, feed: str) -> FeedListener | None:
        return self._listening.get(keys.channel(session_id, feed))

    def has_heard_all(self, followed: FollowedFeed) -> bool:
        if not isinstance(followed, FeedListener) or not followed.has_no_gap:
            return False
        channel = followed.channel
        connection = self._connection_of(channel)
        return (
            self._listening.get(channel) is followed
            and connection is not None
            and channel in connection.channels
            and not connection.is_stale
        )

    def check(self, listening: FeedListener) -> asyncio.Task[None]:
        """Reads where the feed stands, and delivers what was missed; whoever asks meanwhile waits for the same read."""
        if listening.filling is None:
            listening.filling = self._spawn(self._fill(listening))
            listening.filling.add_done_callback(lambda _: setattr(listening, "filling", None))
        return listening.filling

    # --- called by the connections ---------------------------------------------------------------------------------

    def on_message(self, channel: str, data: bytes) -> None:
        listening = self._listening.get(channel)
        if listening is None:
            return
        if listening.message(data) and listening.filling is None:
            if listening.has_begun:
                self.on_gap()
            self.check(listening)

    def on_confirmed(self, channel: str) -> None:
        listening = self._listening.get(channel)
        if listening is None:
            return
        listening.beside.broke()  # what was kept before the subscription, or during one that is gone
        listening.confirmed.set()
        listening.must_read = True  # a read under way may have been answered before
        if listening.has_begun:  # not the first time: the connection was away
            self.check(listening)

    def on_lost(self, connection: PubSubConnection) -> None:
        for channel in connection.channels:
            if channel in self._listening:
                self._listening[channel].broke()

    def on_moved(self, channel: str) -> None:
        """A subscription is on the wrong node: find its slot and subscribe there."""
        if channel in self._listening:
            self._listening[channel].broke()
        if self._moving is None:
            self._moving = self._spawn(self._move())
            self._moving.add_done_callback(lambda _: setattr(self, "_moving", None))

    async def _move(self) -> None:
        await asyncio.sleep(random.uniform(0, self._intervals.move))  # noqa: S311 - jitter; slots move one by one
        self._redis.look_again()
        self._follow()

    def _follow(self) -> None:
        """Opens a connection to every node, and moves every subscription to the node of its slot."""
        addresses = self._redis.addresses
        for address in addresses - self._connections.keys():
            self._connections[address] = PubSubConnection(self, self._redis, address, self._process_id, self._intervals)
        for address in self._connections.keys() - addresses:
            self._spawn(self._connections.pop(address).close())
        for channel, listening in self._listening.items():
            connection = self._connections[self._redis.address(channel)]
            if channel not in connection.channels:
                listening.broke()
                connection.subscribe(channel)
                for other in self._connections.values():
                    if other is not connection:
                        other.channels.discard(channel)

    # --- upkeep ----------------------------------------------------------------------------------------------------

    def _connection_of(self, channel: str) -> PubSubConnection | None:
        return self._connections.get(self._redis.address(channel))

    async def _fill(self, listening: FeedListener) -> None:
        while True:
            try:
                return await listening.fill(self._feeds)
            except Unavailable:
                await asyncio.sleep(random.uniform(0, self._intervals.backoff))  # noqa: S311 - jitter, not a secret

    async def _follow_clock(self) -> None:
        key = keys.run_of(0)
        while True:
            asked = time.monotonic()
            try:
                seconds, micros = await self._redis.call(key, "TIME")
            except (Refusal, RedisError):
                pass  # the last reading stays in use
            else:
                answered = time.monotonic()
                ahead = int(seconds) + int(micros) / 1e6 - (asked + answered) / 2
                self._clock_looks.append((answered - asked, ahead))
                self._clock_ahead = min(self._clock_looks)[1]
            await asyncio.sleep(self._intervals.self_check)

    async def _look_after_quiet_feeds(self) -> None:
        before: dict[str, Position] = {}
        while True:
            await asyncio.sleep(self._intervals.quiet_check)
            quiet = [
                one
                for channel, one in self._listening.items()
                if one.confirmed.is_set() and before.get(channel) == one.feed.position
            ]
            for first in range(0, len(quiet), TOGETHER):
                still_here = [one for one in quiet[first : first + TOGETHER] if self._listening.get(one.channel) is one]
                if still_here:
                    await asyncio.wait([self.check(one) for one in still_here])
            before = {channel: one.feed.position for channel, one in self._listening.items()}

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("bus_task_failed", exc_info=error)
