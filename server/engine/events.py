"""The text of an event and of an ack, as Socket.IO v5 writes them. Imports no python-socketio: workers use it too."""

import re
from typing import Final

from server.engine.frame import Frame
from server.engine.packets import BadPacketError
from server.engine.websocket import TEXT

# Namespace, ack id, and then the payload. Digits are ASCII, the id has a bounded length.
_EVENT: Final = re.compile(r"2(?:(/[^,]*),)?([0-9]{1,16})?(?=\[)")


def event_head(text: str) -> tuple[str | None, str | None, int]:
    """The namespace and the ack id of `2[<namespace>,][<id>][…]`, and where its list begins. Raises BadPacketError."""
    head = _EVENT.match(text)
    if head is None:
        raise BadPacketError("not a Socket.IO event")
    return head[1], head[2], head.end()


def plain_event_head(text: str) -> tuple[str, int]:
    """The ack id ("" for none) of `2[<id>][…]`, an event of the default namespace, and where its list begins. Raises
    BadPacketError. For every event of every client: a third of the time of `event_head`."""
    start = text.find("[", 1, 18)  # an id has 16 digits at most
    if start == 1:
        return "", 1
    ack_id = text[1:start]
    if start < 1 or not (ack_id.isdigit() and ack_id.isascii()):
        raise BadPacketError("not a Socket.IO event")
    return ack_id, start


def event_frame(name: str, json: str) -> Frame:
    """An event of the default namespace with one argument."""
    return Frame(f'42["{name}",{json}]')


def ack_frame(ack_id: str, values: bytes, namespace: str = "/") -> Frame:
    """An ack with a JSON list of values."""
    where = ack_id if namespace == "/" else f"{namespace},{ack_id}"
    return Frame.of(TEXT, b"43%b%b" % (where.encode(), values))


def is_event(data: object) -> bool:
    """Whether this is an event's payload: a list that begins with its name."""
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
