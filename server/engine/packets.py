"""Engine.IO v4 packets and polling payloads: text and bytes in, values out, nothing else.

A packet is text whose first character is its type, or bytes, which are always a binary message. A polling payload is
packets joined by the record separator U+001E; a binary message in it is `b` and its base64.
"""

import base64
import binascii
from functools import lru_cache
from typing import Final

import orjson

OPEN: Final = "0"
CLOSE: Final = "1"
PING: Final = "2"
PONG: Final = "3"
MESSAGE: Final = "4"
UPGRADE: Final = "5"
NOOP: Final = "6"

TYPES: Final = frozenset((OPEN, CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP))
SEPARATOR: Final = "\x1e"

# Node's parser accepts any number; without a limit, 64 KiB of separators would become 65,536 packets of one request.
MAX_PACKETS: Final = 1_000

Packet = str | bytes


class BadPacketError(ValueError):
    """The peer's data is not Engine.IO (or Socket.IO) v4: its connection is closed."""


def open_packet(sid: str, *, upgrades: bool, ping_interval: float, ping_timeout: float, max_payload: int) -> str:
    """The handshake's packet. Intervals come in seconds and go out in whole milliseconds, at least 1. `sid` needs no
    escapes."""
    return f'{OPEN}{{"sid":"{sid}",{_terms(upgrades, ping_interval, ping_timeout, max_payload)}'


@lru_cache(8)  # a server has two: with an upgrade and without
def _terms(upgrades: bool, ping_interval: float, ping_timeout: float, max_payload: int) -> str:
    terms = {
        "upgrades": ["websocket"] if upgrades else [],
        "pingInterval": max(1, round(ping_interval * 1000)),
        "pingTimeout": max(1, round(ping_timeout * 1000)),
        "maxPayload": max_payload,
    }
    return orjson.dumps(terms).decode()[1:]


def binary_in_payload(data: bytes) -> bytes:
    return b"b" + base64.b64encode(data)


def decode_payload(body: bytes) -> list[Packet]:
    """The packets of a POST's body, in order.

    Raises BadPacketError when the body is not UTF-8, or a packet has no known type, or there are too many.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadPacketError("the payload is not UTF-8") from error
    if text.count(SEPARATOR) >= MAX_PACKETS:
        raise BadPacketError("too many packets in one payload")
    return [_decode(packet) for packet in text.split(SEPARATOR)]


def _decode(packet: str) -> Packet:
    kind = packet[:1]
    if kind in TYPES:
        return packet
    if kind != "b":
        raise BadPacketError("the payload has a packet of no known type")
    try:
        # The Java and Android client breaks base64 into lines, and Node accepts it without padding.
        text = packet[1:].replace("\r", "").replace("\n", "").rstrip("=")
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadPacketError("a binary packet is not base64") from error
