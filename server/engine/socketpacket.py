"""Socket.IO v5 packets with the protocol's own limits: an invalid packet is a ValueError, which ends the connection.

python-socketio accepts any JSON as a payload, any number of attachments and any placeholder.
"""

import re
from typing import Any, Final, NamedTuple

import orjson

from server.engine.events import event_head, is_event, plain_event_parts
from server.engine.library import packet
from server.engine.packets import BadPacketError

MAX_ATTACHMENTS: Final = 10  # socket.io-parser's own default
RESERVED: Final = frozenset(
    ("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener")
)


# Type, attachments, namespace, id, and then the payload or nothing. Digits are ASCII, numbers have a bounded length:
# str.isdigit, which python-socketio uses, accepts the digits of every script.
_HEAD: Final = re.compile(r"[0-6](?:[0-9]{1,3}-)?(?:/[^,]*,?)?(?:[0-9]{1,16})?(?=[\[{]|$)")


class Json:
    """orjson in the form that python-socketio expects of a json module."""

    @staticmethod
    def dumps(value: object, **kwargs: object) -> str:
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **kwargs: object) -> Any:
        return orjson.loads(text)


class SocketPacket(packet.Packet):  # type: ignore[misc]  # python-socketio has no types
    """A Socket.IO packet, checked as it is decoded. Raises ValueError for what is not one."""

    json = Json
    max_attachments = MAX_ATTACHMENTS

    def decode(self, encoded_packet: str | bytes) -> int:
        if not isinstance(encoded_packet, str) or _HEAD.match(encoded_packet) is None:
            raise ValueError("not a Socket.IO packet")
        count: int = super().decode(encoded_packet)
        kind = self.packet_type
        if kind not in _PAYLOADS or not _PAYLOADS[kind](self):
            raise ValueError("the payload does not fit the packet's type")
        if kind in (packet.BINARY_EVENT, packet.BINARY_ACK):
            if not 1 <= count <= self.max_attachments:
                raise ValueError("too many attachments, or none")
        elif count:
            raise ValueError("attachments to a packet that has none")
        return count

    @classmethod
    def reconstruct_binary(cls, data: Any, attachments: list[bytes]) -> Any:
        if isinstance(data, list):
            return [cls.reconstruct_binary(item, attachments) for item in data]
        if not isinstance(data, dict):
            return data
        if data.get("_placeholder") is True:
            number = data.get("num")
            if type(number) is not int or not 0 <= number < len(attachments):
                raise ValueError("a placeholder names no attachment")
            return attachments[number]
        return {key: cls.reconstruct_binary(value, attachments) for key, value in data.items()}


class PlainEvent(NamedTuple):
    """An event without attachments: nearly all that clients send."""

    namespace: str | None
    id: int | None
    data: list[Any]
    packet_type: int = packet.EVENT


class PlainConnect(NamedTuple):
    """A CONNECT to the default namespace with a payload: what nearly all clients begin with."""

    data: Any
    namespace: str | None = None
    id: int | None = None
    packet_type: int = packet.CONNECT


Incoming = SocketPacket | PlainEvent | PlainConnect


def plain_event(text: str, json: Any) -> PlainEvent:
    """Decodes `2[<namespace>,][<id>][…]` in one step. Raises ValueError when it is not that."""
    namespace: str | None = None
    number: str | None
    if text[1:2] == "/":
        namespace, number, start = event_head(text)
        namespace, values = namespace and namespace.partition("?")[0], text[start:]
    else:
        number, values = plain_event_parts(text)
    data = json.loads(values)
    if not is_event(data) or data[0] in RESERVED:
        raise BadPacketError("an event is a list that begins with its name")
    return PlainEvent(namespace, int(number) if number else None, data)


def plain_connect(text: str, json: Any) -> PlainConnect:
    """Decodes `0{…}` in one step. Raises ValueError when it is not that."""
    return PlainConnect(json.loads(text[1:]))


def _event(it: SocketPacket) -> bool:
    return is_event(it.data) and it.data[0] not in RESERVED


def _ack(it: SocketPacket) -> bool:
    return isinstance(it.data, list)  # without an id it acknowledges nothing, and is ignored


def _connect(it: SocketPacket) -> bool:
    return it.data is None or isinstance(it.data, dict)


def _disconnect(it: SocketPacket) -> bool:
    return it.data is None


_PAYLOADS: Final = {
    packet.CONNECT: _connect,
    packet.DISCONNECT: _disconnect,
    packet.EVENT: _event,
    packet.BINARY_EVENT: _event,
    packet.ACK: _ack,
    packet.BINARY_ACK: _ack,
}
