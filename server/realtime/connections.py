"""A client's connection: the user, the subscriptions, the rate."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from auth.user import User
from server.engine import Frame
from server.limits.holdings import Holdings
from server.limits.rates import Bucket
from server.realtime.codec import resync_frame
from server.realtime.hub import ACCESS_CHANGED, Channel, Hub
from server.realtime.token_expiry import Expiries
from sessions.base.errors import TooLarge, Unauthorized
from storage.bus.feed import Position

Step = Callable[[], Awaitable[None]]

MOST_STEPS = 8  # that wait for the end of one connection: a page has one player
MAX_SUBSCRIPTIONS = 100  # sessions that one connection watches at once; a page needs one, a dashboard a few


class ClientWriter(Protocol):
    """The engine's side of a connection."""

    @property
    def buffered(self) -> int: ...
    def write(self, frame: Frame) -> None: ...
    def queue(self, frame: Frame) -> None: ...
    def close(self, reason: str) -> None: ...


class SocketConnection:
    """One Socket.IO client. The hub writes to it; handlers subscribe and unsubscribe it."""

    __slots__ = (
        "_at_the_end",
        "_channels",
        "_expiries",
        "_expiry",
        "_hub",
        "_leave_signals",
        "_subscriptions",
        "address",
        "bucket",
        "id",
        "is_closed",
        "program",
        "share",
        "user",
        "write",
        "writer",
    )

    def __init__(
        self, id_: str, writer: ClientWriter, user: User, address: str, hub: Hub, bucket: Bucket,
        expiries: "Expiries[SocketConnection]", subscriptions: Holdings, program: bytes = b"",
    ) -> None:  # fmt: skip
        self.id = id_
        self.user = user
        self.address = address
        self.program = program
        self.bucket = bucket
        self.share: Bucket | None = None
        self.is_closed = False
        self.write = writer.write  # the hub's one call for each recipient goes straight to the outbox
        self.writer = writer
        self._hub = hub
        self._subscriptions = subscriptions
        self._channels: dict[str, Channel] = {}
        self._leave_signals: dict[str, bytes] | None = None  # most connections never have any
        self._at_the_end: dict[str, Step] | None = None
        self._expiries = expiries
        self._expiry = expiries.watch(self, user.expires_at)

    @property
    def user_ids(self) -> tuple[str, ...]:
        return self.user.ids

    @property
    def waiting(self) -> int:
        return self.writer.buffered

    def owe(self, cost: float) -> None:
        self.bucket.owe(cost)
        if self.share is not None:
            self.share.owe(cost)

    def renew(self, user: User) -> None:
        if user.id != self.user.id:
            raise Unauthorized
        before, self.user = self.user, user
        if not user.may_all_of(before):
            # Access is checked where it always is: when they subscribe.
            for session_id in list(self._channels):
                self.write(resync_frame(session_id, ACCESS_CHANGED))
                self.leave(session_id)
        self._expiry.cancel()
        self._expiry = self._expiries.watch(self, user.expires_at)

    async def listen(self, session_id: str, feed: str) -> Channel:
        is_held = session_id not in self._channels
        if is_held:
            if len(self._channels) >= MAX_SUBSCRIPTIONS:
                raise TooLarge(f"{MAX_SUBSCRIPTIONS} subscriptions is the limit", limit=MAX_SUBSCRIPTIONS)
            self._subscriptions.take(self.user.spender, self.address)
        try:
            channel = await self._hub.acquire(session_id, feed)
        except BaseException:
            if is_held:
                self._subscriptions.give(self.user.spender, self.address)
            raise
        is_held = self._let_go(session_id) is not None or is_held  # subscribing again replaces the old subscription
        if self.is_closed:
            self._hub.release(channel)
            if is_held:
                self._subscriptions.give(self.user.spender, self.address)
            raise Unauthorized
        if not is_held:  # the subscription that this one replaces ended meanwhile
            self._subscriptions.force(self.user.spender, self.address)
        self._channels[session_id] = channel
        return channel

    def admit(self, session_id: str, position: Position) -> None:
        channel = self._channels.get(session_id)
        if channel is None:  # the client unsubscribed or was disconnected before the ack was sent
            return
        reason = channel.admit(self, position)
        if reason is not None:
            self.write(resync_frame(channel.session_id, reason))
            self.leave(session_id)

    def leave(self, session_id: str) -> bool:
        channel = self._let_go(session_id)
        if channel is None:
            return False
        self._subscriptions.give(self.user.spender, self.address)
        self._send_leave_signal(channel)
        return True

    def _let_go(self, session_id: str) -> Channel | None:
        channel = self._channels.pop(session_id, None)
        if channel is not None:
            channel.remove(self)
            self._hub.release(channel)
        return channel

    def left(self, channel: Channel) -> None:
        if self._channels.get(channel.session_id) is channel:
            del self._channels[channel.session_id]
            self._hub.release(channel)
            self._subscriptions.give(self.user.spender, self.address)
            self._send_leave_signal(channel)

    def signal_on_leave(self, session_id: str, json: bytes) -> None:
        if session_id in self._channels:
            self._leave_signals = self._leave_signals or {}
            self._leave_signals[session_id] = json

    def _send_leave_signal(self, channel: Channel) -> None:
        signal = self._leave_signals.pop(channel.session_id, None) if self._leave_signals else None
        if signal is not None and not channel.has_ended:
            self._hub.signal(channel, signal)

    def when_closed(self, name: str, step: Step) -> None:
        if self._at_the_end is None:
            self._at_the_end = {}
        self._at_the_end.pop(name, None)
        if not self.is_closed:
            self._at_the_end[name] = step
            if len(self._at_the_end) > MOST_STEPS:
                del self._at_the_end[next(iter(self._at_the_end))]

    @property
    def listens(self) -> bool:
        """Whether it is subscribed to anything."""
        return bool(self._channels)

    def feed_of(self, session_id: str) -> str | None:
        channel = self._channels.get(session_id)
        return None if channel is None else channel.feed

    def close(self, reason: str) -> None:
        """Closes the connection so that the client reconnects; no leave signal is sent."""
        self._leave_signals = None
        self.writer.close(reason)

    def closed(self) -> None:
        """The connection has ended."""
        self.is_closed = True
        self._expiry.cancel()
        for session_id in list(self._channels):
            self.leave(session_id)
        if self._at_the_end:
            self._hub.finish(list(self._at_the_end.values()))
