"""Fan-out: an event becomes one frame, and the same bytes go to every subscriber in this process.

A subscriber is added at a position. They receive at once what the channel has delivered since, and then each new event.
The only work per recipient is the write.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Protocol

from server.engine import Frame
from server.realtime.codec import resync_frame, session_event_frame, signal_frame
from sessions.base.errors import Refusal, Unavailable
from storage.bus.bus import Bus
from storage.bus.feed import FeedEvent, Position
from storage.bus.feed_listener import FeedListener
from storage.bus.feeds import Feeds


class Subscriber(Protocol):
    """A connection, as the hub sees it."""

    @property
    def id(self) -> str: ...
    @property
    def user_ids(self) -> tuple[str, ...]: ...
    @property
    def waiting(self) -> int:
        """Bytes that were written to it and are not in the kernel yet."""
        ...

    def write(self, frame: Frame) -> None:
        """Adds a frame after everything sent before. Never waits, never raises."""
        ...

    def left(self, channel: "Channel") -> None:
        """The channel has removed its subscribers."""
        ...


class DeliveryCounts(Protocol):
    """The hub's part of the metrics."""

    def event_delivered(self, recipients: int, seconds: float) -> None: ...


# The reason in `resync` why a subscriber must subscribe again.
LOG_TOO_SHORT = "log_too_short"
STORE_RESTARTED = "store_restarted"  # and may have lost what this subscriber has received
ACCESS_CHANGED = "access_changed"


class Channel:
    """One feed in this process: its subscription and its subscribers."""

    def __init__(self, session_id: str, feed: str, hub: "Hub") -> None:
        self.session_id = session_id
        self.feed = feed
        self.members: dict[Subscriber, None] = {}
        self.has_ended = False  # its session is gone
        self.holders = 0  # connections that are subscribers or about to become one
        self._ahead: list[tuple[int, Subscriber]] = []  # their snapshot is newer than the last event delivered here
        self._hub = hub
        self._listening: FeedListener | None = None
        self._opening: asyncio.Task[None] | None = None
        self._is_closed = False

    async def open(self) -> None:
        """Listens; everybody who waits for the same channel waits for the same attempt."""
        if self._listening is None:
            if self._opening is None:
                self._opening = asyncio.create_task(self._listen())
            try:
                await asyncio.shield(self._opening)
            finally:
                if self._opening is not None and self._opening.done():
                    self._opening = None

    async def _listen(self) -> None:
        listening = await self._hub.bus.listen(self.session_id, self.feed, self)
        if self._is_closed:  # everybody who waited has left
            self._hub.bus.leave(listening)
        else:
            self._listening = listening

    def close(self) -> None:
        self._is_closed = True
        if self._listening is not None:
            self._hub.bus.leave(self._listening)
            self._listening = None

    async def since(self, position: Position) -> list[FeedEvent] | None:
        """What came after a position: from this process's memory, else from Redis's log; None when neither reaches."""
        if self._listening is not None:
            missed = self._listening.feed.since(position)
            if missed is not None:
                return missed
        return await self._hub.feeds.missed(self.session_id, self.feed, position)

    def admit(self, subscriber: Subscriber, position: Position) -> str | None:
        """Adds a subscriber who has received everything up to `position`, with access. Returns None, or the reason why
        they must subscribe again."""
        if self._listening is None:
            return LOG_TOO_SHORT
        here = self._listening.feed.position
        if position.epoch != here.epoch:  # Redis restarted, and the reader noticed before this channel
            self._hub.bus.check(self._listening)
            return STORE_RESTARTED
        if position.seq > here.seq:
            self._ahead.append((position.seq, subscriber))
            return None
        missed = self._listening.feed.since(position)
        if missed is None:
            return LOG_TOO_SHORT
        if any(event.concerns(subscriber.user_ids) for event in missed):
            return ACCESS_CHANGED
        for event in missed:
            subscriber.write(session_event_frame(event.json))
        self.members[subscriber] = None
        return None

    def remove(self, subscriber: Subscriber) -> None:
        self.members.pop(subscriber, None)
        if self._ahead:
            self._ahead = [(seq, one) for seq, one in self._ahead if one is not subscriber]

    # --- what the bus brings -----------------------------------------------------------------------------------------

    def on_event(self, event: FeedEvent) -> None:
        if self._ahead:
            self._catch_up(event.seq)
        # Whoever may lose access goes first, so that the event tells them nothing. A subscriber who is ahead has
        # subscribed after this change and stays.
        if event.changes_access or event.of_user is not None:
            self._send_away([one for one in self.members if event.concerns(one.user_ids)], ACCESS_CHANGED)
        started = time.perf_counter()
        frame = session_event_frame(event.json)
        for member in list(self.members):  # a slow reader is closed by the write itself
            member.write(frame)
        seconds = time.perf_counter() - started
        self._hub.counts.event_delivered(len(self.members), seconds)
        if event.trace is not None:
            self._hub.on_traced(event, self.feed, len(self.members), seconds)

    def _catch_up(self, seq: int) -> None:
        """Subscribers whose snapshot ends before `seq` receive this event and all later ones."""
        for known, subscriber in self._ahead:
            if known < seq:
                self.members[subscriber] = None
        self._ahead = [(known, subscriber) for known, subscriber in self._ahead if known >= seq]

    def on_signal(self, json: bytes) -> None:
        frame = signal_frame(json)
        for member in list(self.members):
            member.write(frame)

    def on_signal_to(self, connection_id: str, json: bytes) -> None:
        """For one subscriber, who may be connected to another process."""
        for member in self.members:
            if member.id == connection_id:
                member.write(signal_frame(json))

    def on_reset(self, *, has_restarted: bool) -> None:
        """Every subscriber must subscribe again, from a snapshot."""
        self._send_away(self._take_all(), STORE_RESTARTED if has_restarted else LOG_TOO_SHORT)

    def on_end(self) -> None:
        self.has_ended = True
        for subscriber in self._take_all():
            subscriber.left(self)
        self._hub.drop(self)

    def _send_away(self, leaving: list[Subscriber], reason: str) -> None:
        """They must subscribe again, and receive nothing until then."""
        frame = resync_frame(self.session_id, reason)
        for subscriber in leaving:
            self.members.pop(subscriber, None)
            subscriber.write(frame)
            subscriber.left(self)

    def _take_all(self) -> list[Subscriber]:
        leaving = [*self.members, *(subscriber for _, subscriber in self._ahead)]
        self.members.clear()
        self._ahead.clear()
        return leaving


class Hub:
    """The channels of this process; a channel is open while it has subscribers."""

    def __init__(self, bus: Bus, feeds: Feeds, counts: DeliveryCounts) -> None:
        self.bus = bus
        self.feeds = feeds
        self.counts = counts
        self.on_traced: Callable[[FeedEvent, str, int, float], None] = lambda *_: None
        self._channels: dict[tuple[str, str], Channel] = {}
        self._sessions: Counter[str] = Counter()  # how many channels each session has
        self._tasks: set[asyncio.Task[None]] = set()

    async def acquire(self, session_id: str, feed: str) -> Channel:
        """The open channel of a feed, until `release`. Raises SessionNotFound, Unavailable."""
        key = (session_id, feed)
        channel = self._channels.get(key)
        if channel is None:
            channel = self._channels[key] = Channel(session_id, feed, self)
            self._sessions[session_id] += 1
        channel.holders += 1
        try:
            await channel.open()
        except BaseException:
            self.release(channel)
            raise
        return channel

    def release(self, channel: Channel) -> None:
        channel.holders -= 1
        if channel.holders <= 0:
            self.drop(channel)

    def drop(self, channel: Channel) -> None:
        channel.close()
        if self._channels.get((channel.session_id, channel.feed)) is channel:
            del self._channels[channel.session_id, channel.feed]
            self._sessions[channel.session_id] -= 1
            if not self._sessions[channel.session_id]:
                del self._sessions[channel.session_id]

    def signal(self, channel: Channel, json: bytes) -> None:
        """Sends a signal to all subscribers of a feed, in every process. It is lost when Redis is away."""
        self._start(self._signal(channel, json))

    async def _signal(self, channel: Channel, json: bytes) -> None:
        with suppress(Unavailable):
            await self.feeds.signal(channel.session_id, channel.feed, json)

    def finish(self, steps: Iterable[Callable[[], Awaitable[None]]]) -> None:
        """Does what was to be done at the end of a connection. It is lost when Redis is away."""
        for step in steps:
            self._start(_at_the_end(step))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Returns when what was begun here is done."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def has_subscribers(self, session_id: str) -> bool:
        """Whether somebody here is subscribed to this session."""
        return session_id in self._sessions

    def channels(self, feed: str) -> list[Channel]:
        return [channel for channel in self._channels.values() if channel.feed == feed]

    def every_channel(self) -> list[Channel]:
        return list(self._channels.values())

    @property
    def subscribers(self) -> int:
        return sum(len(channel.members) for channel in self._channels.values())


async def _at_the_end(step: Callable[[], Awaitable[None]]) -> None:
    with suppress(Refusal):  # nobody waits for an answer any more
        await step()
