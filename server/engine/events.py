"""The text of an event and of an ack, as Socket.IO v5 writes them."""

from collections.abc import Callable
from typing import Any

from server.engine.frame import Frame
from server.engine.packets import BadPacketError


def decode_event(text: str, loads: Callable[[str], Any]) -> tuple[str, list[Any] | None]:
    """The ack id ("" for none) and the list of `2[<id>][…]`, an event of the default namespace.

    The list is None when it is not JSON and there is an ack id: then the event can be answered. Raises BadPacketError
    for everything else that is not an event.
    """
    found = plain_event(text)
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


def plain_event(text: str) -> tuple[str, str] | None:
    """The ack id ("" for none) and the list of `2[<id>][…]`, an event of the default namespace; None when it is not
    that. The list is not looked at."""
    start = text.find("[", 1, 18)  # an id has 16 digits at most
    if start == 1:
        return "", text[1:]
    ack_id = text[1:start]
    return (ack_id, text[start:]) if start > 1 and ack_id.isdigit() and ack_id.isascii() else None


def event_frame(name: str, json: bytes) -> Frame:
    """An event with one argument."""
    return Frame.text(f'42["{name}",', json, b"]")


def ack_frame(ack_id: str, first: str, rest: bytes) -> Frame:
    """An ack with one value: a JSON object in two parts, with its braces."""
    return Frame.text(f"43{ack_id}[{first}", rest, b"]")


def is_event(data: object) -> bool:
    """Whether this is an event's payload: a list that begins with its name."""
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
