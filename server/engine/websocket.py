"""RFC 6455 for a server, without I/O: bytes in, messages out; and the encoding of outgoing frames.

Only what an Engine.IO server needs: no extensions (so all RSV bits must be clear), no subprotocols, frames to the
client are never fragmented and never masked.
"""

import binascii
import hashlib
import struct
from typing import Final, NamedTuple

from server.engine import speedups
from server.engine.masks import unmask
from server.engine.pure import FIN, MASKED
from server.engine.pure import TEXT as TEXT
from server.engine.pure import encode as encode

CONTINUATION: Final = 0x0
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA

NORMAL: Final = 1000
GOING_AWAY: Final = 1001
PROTOCOL_ERROR: Final = 1002
NO_STATUS: Final = 1005
INVALID_DATA: Final = 1007
POLICY: Final = 1008
TOO_BIG: Final = 1009
TRY_AGAIN_LATER: Final = 1013

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_RSV: Final = 0x70
MOST_FRAGMENTS: Final = 256  # of one message; empty ones would cost us work and no byte of the message's limit
_KNOWN: Final = frozenset((CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG))


class Close(NamedTuple):
    """A close frame of the peer (`failed` false), or ours because the peer's data is invalid (`failed` true)."""

    code: int
    reason: str
    failed: bool


FrameEvent = str | bytes | Close | tuple[int, bytes]  # a text, a binary, the end, or (PING | PONG, its bytes)


class _Violation(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, code: int, reason: str) -> None:
        self.close = Close(code, reason, failed=True)


def is_key(key: str) -> bool:
    """Is this a Sec-WebSocket-Key: base64 of 16 bytes?"""
    try:
        return len(binascii.a2b_base64(key, strict_mode=True)) == 16
    except (binascii.Error, ValueError):
        return False


def accept(key: str) -> str:
    """The Sec-WebSocket-Accept that answers a client's key."""
    digest = hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()
    return binascii.b2a_base64(digest, newline=False).decode()


def decode(frame: bytes) -> tuple[int, bytes]:
    """The opcode and the payload of a frame that `encode` made."""
    size = frame[1]
    return frame[0] & 0x0F, frame[2 if size < 126 else 4 if size == 126 else 10 :]


def encode_close(code: int, reason: str = "") -> bytes:
    """A close frame; the reason is cut to the 123 bytes that a control frame leaves for it."""
    if code == NO_STATUS:
        return encode(CLOSE, b"")
    text = reason.encode()[:123].decode(errors="ignore")
    return encode(CLOSE, struct.pack("!H", code) + text.encode())


class FrameParser:
    """Turns a client's bytes into messages, in linear time however the bytes are split.

    `limit` bounds a message (all its fragments together), in bytes. After a `Close` nothing more is returned. Between
    whole messages it has only its slots, which are the cost of an idle connection.
    """

    __slots__ = ("_buffer", "_fragments", "_message", "_need", "_opcode", "_over", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._fragments = 0
        self._buffer: bytearray | None = None
        self._need = 0
        self._message: bytearray | None = None
        self._opcode = CONTINUATION
        self._over = False

    @property
    def over(self) -> bool:
        """Whether the end was returned; later data is then ignored."""
        return self._over

    def feed(self, data: bytes) -> list[FrameEvent]:
        """The messages that `data` completes, in order; the last may be a `Close`."""
        events: list[FrameEvent] = []
        if self._over:
            return events
        if self._buffer is not None:
            self._buffer += data
            # Until a frame of known length is complete, its bytes are not scanned again: one-byte pieces stay linear.
            if len(self._buffer) < self._need:
                return events
            data = bytes(self._buffer)
            self._buffer = None
        try:
            position = self._frames(data, events)
        except _Violation as violation:
            events.append(violation.close)
        if events and isinstance(events[-1], Close):
            self._over = True
            self._message = None
        elif position < len(data):
            self._buffer = bytearray(data[position:] if position else data)
        return events

    def whole_text(self, data: bytes) -> str | None:
        """The usual case: one text message, in one frame, in one piece (2 µs less than `feed`).

        None when it is anything else, which must then go to `feed`.
        """
        if self._buffer is not None or self._message is not None or self._over:
            return None
        return speedups.whole_text(data, self.limit)

    def _frames(self, data: bytes, events: list[FrameEvent]) -> int:
        """Reads whole frames; answers the position of the first incomplete frame."""
        position = 0
        end = len(data)
        while end - position >= 2:
            first, second = data[position], data[position + 1]
            body = position + 6
            size = second & 0x7F
            if size == 126:
                body += 2
            elif size == 127:
                body += 8
            self._check_header(first, second, size)
            if end < body:
                self._need = body - position
                return position
            if size > 125:
                size = int.from_bytes(data[position + 2 : body - 4], "big")
                self._check_size(size)
            stop = body + size
            if end < stop:
                self._need = stop - position
                return position
            event = self._frame(first, unmask(data[body:stop], data[body - 4 : body]) if size else b"")
            position = stop
            if event is not None:
                events.append(event)
                if event.__class__ is Close:
                    return position
        self._need = 2
        return position

    def _check_header(self, first: int, second: int, size: int) -> None:
        opcode = first & 0x0F
        if first & _RSV:
            raise _Violation(PROTOCOL_ERROR, "a reserved bit is set")
        if opcode not in _KNOWN:
            raise _Violation(PROTOCOL_ERROR, "unknown opcode")
        if not second & MASKED:
            raise _Violation(PROTOCOL_ERROR, "a client's frame must be masked")
        if opcode >= CLOSE:
            if size > 125 or not first & FIN:
                raise _Violation(PROTOCOL_ERROR, "a control frame is too long or fragmented")
        elif (opcode == CONTINUATION) is (self._message is None):
            raise _Violation(PROTOCOL_ERROR, "fragments out of order")
        elif size <= 125:
            self._check_size(size)

    def _check_size(self, size: int) -> None:
        if size + len(self._message or b"") > self.limit:
            raise _Violation(TOO_BIG, "message too big")

    def _frame(self, first: int, payload: bytes) -> FrameEvent | None:
        opcode = first & 0x0F
        if opcode >= CLOSE:
            return _closed(payload) if opcode == CLOSE else (opcode, payload)
        message = self._message
        if not first & FIN:
            if message is None:
                self._opcode = opcode
                self._message = bytearray(payload)
                self._fragments = 1
                return None
            message += payload
            self._fragments += 1
            if self._fragments >= MOST_FRAGMENTS:
                raise _Violation(TOO_BIG, "too many fragments")
            return None
        if message is not None:
            message += payload
            opcode, payload = self._opcode, bytes(message)
            self._message = None
        return _text(payload) if opcode == TEXT else payload


def _text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise _Violation(INVALID_DATA, "a text message is not UTF-8") from None


def _closed(payload: bytes) -> Close:
    if not payload:
        return Close(NO_STATUS, "", failed=False)
    code = int.from_bytes(payload[:2], "big")
    # 1005, 1006 and 1015 must never be on the wire; below 3000 only registered codes may be (RFC 6455, 7.4).
    if len(payload) == 1 or not (1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999):
        raise _Violation(PROTOCOL_ERROR, "invalid close code")
    return Close(code, _text(payload[2:]), failed=False)
