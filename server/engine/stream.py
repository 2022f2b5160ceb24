"""A WebSocket on a transport that was aiohttp's: a light protocol that keeps nothing of the request."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from server.engine import websocket
from server.engine.frame import Frame
from server.engine.packets import Packet


class WebSocketTransport(Protocol):
    """A WebSocket for a connection, whatever implements it."""

    name: str
    ready: bool

    @property
    def direct(self) -> Callable[[bytes], object] | None: ...

    def send(self, frames: list[Frame]) -> None: ...

    def buffered(self) -> int: ...

    def bound(self, limit: int) -> None:
        """From now on, a message may have so many bytes."""

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def goodbye(self, code: int, reason: str) -> None:
        """Sends a close frame with the reason, and waits for the peer to close."""

    def hang_up(self, code: int, reason: str) -> None:
        """Sends a close frame with the reason, and closes at once; the listener gets no more calls."""

    def abort(self) -> None:
        """Closes without a close frame; the listener gets no more calls."""


class Listener(Protocol):
    """Receives the events of a transport."""

    def received(self, transport: WebSocketTransport, packet: Packet) -> None: ...

    def pinged(self, transport: WebSocketTransport, payload: bytes) -> None: ...

    def violated(self, transport: WebSocketTransport, code: int, reason: str) -> None: ...

    def left(self, transport: WebSocketTransport) -> None:
        """The peer sent a close frame; the answer is being sent."""

    def lost(self, transport: WebSocketTransport) -> None:
        """Nothing more comes and nothing more can be sent."""

    def writable(self, transport: WebSocketTransport) -> None:
        """It can send now, for the first time or again."""

    def blocked(self, transport: WebSocketTransport) -> None:
        """The peer does not read: nothing can be sent for now."""


class WebSocketStream(asyncio.Protocol):
    """One WebSocket, in place of aiohttp's WebSocketResponse (docs/decisions/0008 has the memory of both)."""

    __slots__ = ("_leaving", "_listener", "_parser", "_transport", "ready")

    name = "websocket"

    def __init__(self, listener: Listener | None, limit: int) -> None:
        self._listener = listener
        self._parser: websocket.FrameParser = websocket.FrameParser(limit)
        self._transport: asyncio.Transport | None = None
        self._leaving = False
        self.ready = False

    def attach(self, transport: asyncio.Transport) -> None:
        """The transport is ours; it was another protocol's, so `connection_made` is not called."""
        self._transport = transport

    def begin(self) -> None:
        """The handshake's answer is written: frames may follow."""
        self.resume_writing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        raise AssertionError("a taken-over transport is attached, not made")

    def data_received(self, data: bytes) -> None:
        text = self._parser.whole_text(data)
        if text is not None:
            if self._listener is not None:
                self._listener.received(self, text)
            return
        for event in self._parser.feed(data):
            listener = self._listener
            if listener is None:
                return
            if event.__class__ is str or event.__class__ is bytes:
                listener.received(self, event)
            else:
                self._control(listener, event)  # type: ignore[arg-type]

    def _control(self, listener: Listener, event: websocket.Close | tuple[int, bytes]) -> None:
        if isinstance(event, websocket.Close):
            if event.failed:
                listener.violated(self, event.code, event.reason)
            else:
                self._answer_close(event.code)
        elif event[0] == websocket.PING:
            listener.pinged(self, event[1])

    def _answer_close(self, code: int) -> None:
        transport = self._transport
        if transport is not None:
            if not self._leaving and not transport.is_closing():
                transport.write(websocket.encode_close(code))
            transport.close()
        self.ready = False
        self._leaving = True
        if self._listener is not None:
            self._listener.left(self)

    def eof_received(self) -> None:
        self._gone()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._transport = None
        self._gone()

    def pause_writing(self) -> None:
        self.ready = False
        if self._listener is not None:
            self._listener.blocked(self)

    def resume_writing(self) -> None:
        self.ready = self._transport is not None
        if self.ready and self._listener is not None:
            self._listener.writable(self)

    @property
    def direct(self) -> Callable[[bytes], object] | None:
        return self._transport.write if self.ready and self._transport is not None else None

    def send(self, frames: list[Frame]) -> None:
        self._transport.write(  # type: ignore[union-attr]
            frames[0].encoded if len(frames) == 1 else b"".join([frame.encoded for frame in frames])
        )

    def buffered(self) -> int:
        try:
            return self._transport.get_write_buffer_size() if self._transport is not None else 0
        except (OSError, RuntimeError, AttributeError):  # a uvloop transport that is closing
            return 0

    def bound(self, limit: int) -> None:
        self._parser.limit = limit

    def pause_reading(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def goodbye(self, code: int, reason: str) -> None:
        """Our close frame; the peer's answer, or `abort`, ends it."""
        if self._leaving:
            return
        self._leaving = True
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(websocket.encode_close(code, reason))
            self._transport.resume_reading()  # otherwise the peer's answer would not be seen
            if self._parser.over and self._transport.can_write_eof():
                # Its answer cannot be distinguished from its other data, so we wait for its FIN instead.
                self._transport.write_eof()

    def hang_up(self, code: int, reason: str) -> None:
        self.goodbye(code, reason)
        self._listener = None
        self.ready = False
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        transport, self._transport = self._transport, None
        self._listener = None
        self.ready = False
        if transport is not None:
            transport.abort()

    def _gone(self) -> None:
        self.ready = False
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.lost(self)
