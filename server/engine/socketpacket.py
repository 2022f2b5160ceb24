"""Socket.IO v5 packets that clients send, with the protocol's own limits: an invalid packet is a ValueError, which ends
the connection."""

import re
from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final

from server.engine.events import is_event

MAX_ATTACHMENTS: Final = 10  # socket.io-parser's own default

Loads = Callable[[str], Any]  # a decoder of JSON; raises ValueError

# Type, attachments, namespace, id, and then the payload or nothing. Digits are ASCII, numbers have a bounded length.
_HEAD: Final = re.compile(r"([0-6])(?:([0-9]{1,3})-)?(?:(/[^,]*),?)?([0-9]{1,16})?(?=[\[{]|$)")


class Kind(IntEnum):
    CONNECT = 0
    DISCONNECT = 1
    EVENT = 2
    ACK = 3
    CONNECT_ERROR = 4
    BINARY_EVENT = 5
    BINARY_ACK = 6


class SocketPacket:
    """A packet; `missing` attachments come in the messages behind it."""

    __slots__ = ("_attachments", "_bytes", "data", "id", "kind", "missing", "namespace")

    def __init__(self, text: str, loads: Loads) -> None:
        """Raises ValueError for what is not a packet of a client."""
        head = _HEAD.match(text)
        if head is None:
            raise ValueError("not a Socket.IO packet")
        self.kind = Kind(int(head[1]))
        self.namespace = "/" if head[3] is None else head[3].partition("?")[0]
        self.id = head[4] or ""
        self.data = loads(text[head.end() :]) if head.end() < len(text) else None
        self.missing = int(head[2] or 0)
        self._attachments: list[bytes] = []
        self._bytes = 0
        if self.kind not in _PAYLOADS or not _PAYLOADS[self.kind](self.data):
            raise ValueError("the payload does not fit the packet's type")
        if self.kind in (Kind.BINARY_EVENT, Kind.BINARY_ACK):
            if not 1 <= self.missing <= MAX_ATTACHMENTS:
                raise ValueError("too many attachments, or none")
        elif head[2] is not None:
            raise ValueError("attachments to a packet that has none")

    def attach(self, attachment: bytes, limit: int) -> None:
        """Raises ValueError when all attachments together are larger than `limit`, or a placeholder names none."""
        self._bytes += len(attachment)
        if self._bytes > limit:
            raise ValueError("the attachments are too big")
        self._attachments.append(attachment)
        self.missing -= 1
        if not self.missing:
            self.data = self._filled(self.data)

    def _filled(self, data: Any) -> Any:
        if isinstance(data, list):
            return [self._filled(item) for item in data]
        if not isinstance(data, dict):
            return data
        if data.get("_placeholder") is True:
            number = data.get("num")
            if type(number) is not int or not 0 <= number < len(self._attachments):
                raise ValueError("a placeholder names no attachment")
            return self._attachments[number]
        return {key: self._filled(value) for key, value in data.items()}


def _ack(data: object) -> bool:
    return isinstance(data, list)  # without an id it acknowledges nothing, and is ignored


def _connect(data: object) -> bool:
    return data is None or isinstance(data, dict)


def _disconnect(data: object) -> bool:
    return data is None


_PAYLOADS: Final[dict[Kind, Callable[[object], bool]]] = {
    Kind.CONNECT: _connect,
    Kind.DISCONNECT: _disconnect,
    Kind.EVENT: is_event,
    Kind.BINARY_EVENT: is_event,
    Kind.ACK: _ack,
    Kind.BINARY_ACK: _ack,
}
