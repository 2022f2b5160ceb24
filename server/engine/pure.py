"""Usual frames in Python: `_lane.c` has the same two functions in C (docs/decisions/0033)."""

import struct
from typing import Final

from server.engine.masks import unmask

TEXT: Final = 0x1  # opcode
FIN: Final = 0x80
MASKED: Final = 0x80

_MIDDLE: Final = struct.Struct("!BBH")
_LONG: Final = struct.Struct("!BBQ")


def whole_text(data: bytes, limit: int) -> str | None:
    """The text of a client's message that is one whole frame, in one piece, of at most `limit` bytes. None for
    everything else, and for what is not UTF-8."""
    end = len(data)
    if end < 7 or data[0] != FIN | TEXT:
        return None
    size = data[1] - MASKED
    body = 6
    if size == 126:
        size = data[2] << 8 | data[3]
        body = 8
    if size + body != end or not 0 < size <= limit or data[1] == 0xFF:
        return None
    try:
        return unmask(data[body:], data[body - 4 : body]).decode()
    except UnicodeDecodeError:
        return None


def text_frame(head: str, body: bytes, tail: bytes) -> bytes:
    """A whole WebSocket text frame as a server sends it, of three parts."""
    return encode(TEXT, b"%b%b%b" % (head.encode(), body, tail))


def encode(opcode: int, payload: bytes) -> bytes:
    """One whole frame as a server sends it."""
    size = len(payload)
    if size < 126:
        return b"%c%c%b" % (FIN | opcode, size, payload)
    if size < 65536:
        return _MIDDLE.pack(FIN | opcode, 126, size) + payload
    return _LONG.pack(FIN | opcode, 127, size) + payload
