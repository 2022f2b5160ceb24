"""The text of an event and of an ack, as Socket.IO v5 writes them."""

from collections.abc import Callable
from typing import Any

from server.engine import speedups
from server.engine.frame import Frame
from server.engine.packets import BadPacketError


def decode_event(text: str, loads: Callable[[str], Any]) -> tuple[str, list[Any] | None]:
    """The ack id ("" for none) and the list of `2[<id>][…]`, an event of the default namespace.

    The list is None when it is not JSON and there is an ack id: then the event can be answered. Raises BadPacketError
    for everything else that is not an event.
    """
    found = speedups.plain_event(text)
    if found is None:
        raise BadPacketError("not a Socket.IO event")
    ack_id, values = found
    try:
        data = loads(values)
    except ValueError as error:
        if not ack_id:
            raise BadPacketError("an event is JSON") from error
        return ack_id, None
    if not is_event(data):
        raise BadPacketError("an event is a list that begins with its name")
    return ack_id, data


def event_frame(name: str, json: bytes) -> Frame:
    """An event with one argument."""
    return Frame.text(f'42["{name}",', json, b"]")


def ack_frame(ack_id: str, first: str, rest: bytes) -> Frame:
    """An ack with one value: a JSON object in two parts, with its braces."""
    return Frame.text(f"43{ack_id}[{first}", rest, b"]")


def is_event(data: object) -> bool:
    """Whether this is an event's payload: a list that begins with its name."""
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
