"""The text of an event and of an ack, as Socket.IO v5 writes them. Imports no python-socketio: workers use it too."""

import re
from typing import Final

from server.engine import speedups
from server.engine.frame import Frame
from server.engine.packets import BadPacketError

# Namespace, ack id, and then the payload. Digits are ASCII, the id has a bounded length.
_EVENT: Final = re.compile(r"2(?:(/[^,]*),)?([0-9]{1,16})?(?=\[)")


def event_head(text: str) -> tuple[str | None, str | None, int]:
    """The namespace and the ack id of `2[<namespace>,][<id>][…]`, and where its list begins. Raises BadPacketError."""
    head = _EVENT.match(text)
    if head is None:
        raise BadPacketError("not a Socket.IO event")
    return head[1], head[2], head.end()


def plain_event_parts(text: str) -> tuple[str, str]:
    """The ack id ("" for none) and the list of `2[<id>][…]`, an event of the default namespace. Raises
    BadPacketError."""
    found = speedups.plain_event(text)
    if found is None:
        raise BadPacketError("not a Socket.IO event")
    return found


def event_frame(name: str, json: bytes) -> Frame:
    """An event of the default namespace with one argument."""
    return Frame.text(f'42["{name}",', json, b"]")


def ack_frame(ack_id: str, values: bytes, namespace: str = "/") -> Frame:
    """An ack with a JSON list of values."""
    return Frame.text(f"43{ack_id}" if namespace == "/" else f"43{namespace},{ack_id}", values, b"")


def object_ack_frame(ack_id: str, first: str, rest: bytes) -> Frame:
    """An ack with one value: a JSON object in two parts, with its braces."""
    return Frame.text(f"43{ack_id}[{first}", rest, b"]")


def is_event(data: object) -> bool:
    """Whether this is an event's payload: a list that begins with its name."""
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
