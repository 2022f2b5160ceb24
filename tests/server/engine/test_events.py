"""The short ways to read an event and to write an ack have the results of the whole ones."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.engine.events import event_head, plain_event_parts
from server.engine.packets import BadPacketError
from server.engine.socketpacket import Json, SocketPacket, plain_event

pytestmark = pytest.mark.usefixtures("steps")

TEXTS = [
    '2["a",1]', '21["a"]', '2/n,1["a"]', '2/n?q=1,["a"]', '20["a"]', "2[]", "2[1]", '2["connect"]', "2{}", "21", "2",
    '2\u0661["a"]', '212345678901234567["a"]',
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_an_event_of_a_bare_handler_is_read_as_the_whole_packet_is(text: str) -> None:
    """Also with another module for JSON than ours."""
    found = [_plain(text, Json), _plain(text, json)]
    try:
        packet = SocketPacket(encoded_packet=text)
    except (ValueError, IndexError):
        expected = None
    else:
        expected = (packet.namespace or "/", packet.id, packet.data)
    assert found == [expected, expected]


def _plain(text: str, module: Any) -> object:
    try:
        event = plain_event(text, module)
    except ValueError:
        return None
    return event.namespace or "/", event.id, event.data


_rest = st.text(st.sampled_from("0127[],/a\u0663\u00b2 "), max_size=24)


@given(st.one_of(_rest, st.text(max_size=24)))
@example("1234567890123456[]")  # the longest id
@example("12345678901234567[]")
@example("\u0661[]")  # a digit, and not one of ASCII
@example("[]")
@example("")
def test_both_ways_to_read_the_head_of_an_event_agree(rest: str) -> None:
    packet = f"2{rest}"
    if packet[1:2] == "/":
        return  # another namespace never comes this way
    try:
        _, number, start = event_head(packet)
    except BadPacketError:
        expected = None
    else:
        expected = number or "", packet[start:]
    try:
        found = plain_event_parts(packet)
    except BadPacketError:
        found = None
    assert found == expected
