"""A client's socket: who it is, what it is subscribed to, how much it may send."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from auth.user import User
from server.engine import Frame
from server.hub import Channel, Hub, resync_frame
from server.rates import Bucket
from sessions.errors import TooLarge, Unauthorized
from storage.feed import Position

MAX_SUBSCRIPTIONS = 100  # sessions that one connection watches at once; a page needs one, a dashboard a few


class Transport(Protocol):
    """The engine's side of a connection."""

    def write(self, frame: Frame) -> None: ...
    def queue(self, frame: Frame) -> None: ...
    def close(self, reason: str) -> None: ...


class SocketConnection:
    """One Socket.IO client. The hub writes to it; handlers ask it to listen and to leave."""

    __slots__ = (
        "_channels",
        "_expiry",
        "_hub",
        "_on_expired",
        "_transport",
        "address",
        "bucket",
        "id",
        "is_closed",
        "user",
        "write",
    )

    def __init__(
        self, id_: str, transport: Transport, user: User, address: str, hub: Hub, bucket: Bucket,
        on_expired: Callable[["SocketConnection"], None],
    ) -> None:  # fmt: skip
        self.id = id_
        self.user = user
        self.address = address
        self.bucket = bucket
        self.is_closed = False
        self.write = transport.write  # the hub's one call per recipient goes straight to the outbox
        self._transport = transport
        self._hub = hub
        self._channels: dict[str, Channel] = {}
        self._on_expired = on_expired
        self._expiry = self._watch_expiry()

    def answer(self, frame: Frame) -> None:
        """Sends an ack, with those of the other clients at the end of the tick."""
        self._transport.queue(frame)

    def renew(self, user: User) -> None:
        if user.id != self.user.id:
            raise Unauthorized
        self.user = user
        self._expiry.cancel()
        self._expiry = self._watch_expiry()

    def _watch_expiry(self) -> asyncio.TimerHandle:
        seconds = self.user.expires_at / 1000 - time.time()
        return asyncio.get_running_loop().call_later(max(0.0, seconds), self._on_expired, self)

    async def listen(self, session_id: str, feed: str) -> Channel:
        if session_id not in self._channels and len(self._channels) >= MAX_SUBSCRIPTIONS:
            raise TooLarge(f"{MAX_SUBSCRIPTIONS} subscriptions is the limit", limit=MAX_SUBSCRIPTIONS)
        channel = await self._hub.hold(session_id, feed)
        self.leave(session_id)  # subscribing again replaces the old subscription
        if self.is_closed:
            self._hub.release(channel)
            raise Unauthorized
        self._channels[session_id] = channel
        return channel

    def admit(self, session_id: str, position: Position) -> None:
        channel = self._channels.get(session_id)
        if channel is None:  # left, or sent away, before the ack went out
            return
        reason = channel.admit(self, position)
        if reason is not None:
            self.write(resync_frame(channel.session_id, reason))
            self.leave(session_id)

    def leave(self, session_id: str) -> bool:
        channel = self._channels.pop(session_id, None)
        if channel is None:
            return False
        channel.remove(self)
        self._hub.release(channel)
        return True

    def left(self, channel: Channel) -> None:
        if self._channels.get(channel.session_id) is channel:
            del self._channels[channel.session_id]
            self._hub.release(channel)

    def feed_of(self, session_id: str) -> str | None:
        channel = self._channels.get(session_id)
        return None if channel is None else channel.feed

    def close(self, reason: str) -> None:
        """Closes the transport in a way that lets the client come back."""
        self._transport.close(reason)

    def closed(self) -> None:
        """The transport is gone."""
        self.is_closed = True
        self._expiry.cancel()
        for session_id in list(self._channels):
            self.leave(session_id)
