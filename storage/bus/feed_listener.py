"""One feed in this process: delivers what arrives in order and without gaps, and buffers it at a gap."""

import asyncio
from enum import Enum, auto
from typing import Protocol

from sessions.base.errors import SessionNotFound
from storage.bus.feed import RING, Feed, FeedEvent, Outcome, Position
from storage.bus.feeds import Feeds
from storage.bus.snapshot_cache import FeedCache
from storage.redis import keys


class Receiver(Protocol):
    """Receives a feed. All calls are synchronous and in the feed's order."""

    def on_event(self, event: FeedEvent) -> None: ...
    def on_signal(self, json: bytes) -> None: ...
    def on_signal_to(self, connection_id: str, json: bytes) -> None: ...
    def on_reset(self, *, has_restarted: bool) -> None: ...  # start again from a snapshot
    def on_end(self) -> None: ...  # the session was deleted: no more calls follow


class _State(Enum):
    HOLDING = auto()  # messages are buffered until the log has been read
    LIVE = auto()
    ENDED = auto()


class FeedListener:
    """The subscription of one feed. `confirmed` is set while Redis has the subscription; `must_read` says that only a
    read that starts from now on is complete."""

    def __init__(self, session_id: str, feed: str, receiver: Receiver) -> None:
        self.session_id = session_id
        self.channel = keys.channel(session_id, feed)
        self.receiver = receiver
        self.confirmed = asyncio.Event()
        self.must_read = False
        self.feed = Feed(Position("", 0))
        self.beside = FeedCache()
        self.filling: asyncio.Task[None] | None = None
        self._feed_name = feed
        self._state = _State.HOLDING
        self._held: list[tuple[str, FeedEvent, bool]] = []
        self._trace: tuple[int, str] | None = None

    @property
    def has_begun(self) -> bool:
        """Whether the log was read once."""
        return bool(self.feed.position.epoch)

    @property
    def has_ended(self) -> bool:
        return self._state is _State.ENDED

    @property
    def has_no_gap(self) -> bool:
        """Whether Redis has the subscription and nothing that arrived is waiting for the log."""
        return self._state is _State.LIVE and self.confirmed.is_set()

    def broke(self) -> None:
        """The subscription is gone, until it is confirmed again."""
        self.confirmed.clear()
        self.beside.broke()

    def message(self, data: bytes) -> bool:
        """Takes one published message. Answers whether the log must be read."""
        if self._state is _State.ENDED:
            return False
        if data[:1] == b"s":
            self.beside.signal(data[2:])
            self.receiver.on_signal(data[2:])
            return False
        if data[:1] == b"t":
            _, to, json = data.split(b" ", 2)
            if to[:1] == b"~":  # the trace of the event that comes next (storage/redis/tracing.py)
                self._trace = int(json), to[1:].decode()
            elif to == b"*":  # for every process, and no client: who has something of their own from now on
                self.beside.note_author(json.decode())
            else:
                self.receiver.on_signal_to(to.decode(), json)
            return False
        kind, epoch, seq, json = data.split(b" ", 3)
        event = FeedEvent.of(int(seq), json, kind)
        if self._trace is not None:
            event, self._trace = _traced(event, *self._trace), None
        arrived = (epoch.decode(), event, kind == b"x")
        if self._state is _State.LIVE and self._take(*arrived) is not Outcome.GAP:
            return False
        self._held.append(arrived)
        self._state = _State.HOLDING
        return True

    def _take(self, epoch: str, event: FeedEvent, is_last: bool) -> Outcome:
        outcome = self.feed.accept(epoch, event)
        if outcome is Outcome.DELIVER:
            if event.changes_access or event.of_user is not None:
                self.beside.changed()
            self.receiver.on_event(event)
            if is_last:
                self.end()
        return outcome

    def end(self) -> None:
        if self._state is not _State.ENDED:
            self._state = _State.ENDED
            self._held.clear()
            self.beside.broke()
            self.receiver.on_end()

    async def fill(self, feeds: Feeds) -> None:
        """Reads the log until there is no gap between delivered and buffered messages. One at a time: a second reader
        could set the position back. Raises Unavailable."""
        while self._state is not _State.ENDED:
            self.must_read = False
            known = self.feed.position if self.has_begun else None
            covered = len(self._held)  # published before the read, so the read has them
            try:
                recovered = await feeds.recover(self.session_id, self._feed_name, known, RING)
            except SessionNotFound:
                self.receiver.on_reset(has_restarted=True)
                self.end()
                return
            if recovered.complete:
                for event in recovered.events:
                    self._take(recovered.position.epoch, event, is_last=False)
            else:
                self.feed = Feed(recovered.position, recovered.events)
                self.beside.changed()  # as far as this process knows
                if known is not None:
                    self.receiver.on_reset(has_restarted=recovered.position.epoch != known.epoch)
            if not self._release(covered) and not self.must_read:
                return

    def _release(self, covered: int) -> bool:
        """Delivers the buffered messages; the first `covered` were published before the read. Returns whether there is
        still a gap in front of a later one."""
        held, self._held = self._held, []
        self._state = _State.LIVE
        for place, arrived in enumerate(held):
            if self._take(*arrived) is Outcome.GAP and place >= covered:
                self._held.append(arrived)
        if self._held:
            self._state = _State.HOLDING
        return bool(self._held)


def _traced(event: FeedEvent, seq: int, trace: str) -> FeedEvent:
    """The event with its trace, if the trace is that of this event."""
    return event._replace(trace=trace) if event.seq == seq else event
