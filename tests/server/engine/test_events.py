"""The short way to read an event has the results of the whole one."""

import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.engine.events import decode_event
from server.engine.packets import BadPacketError
from server.engine.socketpacket import SocketPacket

pytestmark = pytest.mark.usefixtures("steps")

TEXTS = [
    '2["a",1]', '21["a"]', '20["a"]', "2[]", "2[1]", '2["connect"]', "2{}", "21", "2",
    '2\u0661["a"]', '212345678901234567["a"]',
]  # fmt: skip


@pytest.mark.parametrize("loads", [orjson.loads, json.loads])
@pytest.mark.parametrize("text", TEXTS)
def test_EN17_a_plain_event_is_read_as_the_whole_packet_is(text: str, loads: Callable[[str], Any]) -> None:
    assert _short(text, loads) == _whole(text, loads)


@given(st.one_of(st.text(st.sampled_from('0127[],/a"\u0663\u00b2 '), max_size=24), st.text(max_size=24)))
@example('1234567890123456["a"]')  # the longest id
@example('12345678901234567["a"]')
@example('\u0661["a"]')  # a digit, and not one of ASCII
@example('["a"]')
@example("")
def test_EN17_both_ways_to_read_an_event_agree(rest: str) -> None:
    if rest[:1] != "/":  # another namespace never comes the short way
        assert _short(f"2{rest}", orjson.loads) == _whole(f"2{rest}", orjson.loads)


@pytest.mark.parametrize("values", ["[", '["a",]', "[NaN]"])
def test_EN17_what_is_not_json_can_be_answered_only_when_an_ack_is_asked_for(values: str) -> None:
    assert decode_event(f"27{values}", orjson.loads) == ("7", None)
    with pytest.raises(BadPacketError):
        decode_event(f"2{values}", orjson.loads)


def _short(text: str, loads: Callable[[str], Any]) -> object:
    try:
        ack_id, event = decode_event(text, loads)
    except BadPacketError:
        return None
    return None if event is None else (ack_id, event)


def _whole(text: str, loads: Callable[[str], Any]) -> object:
    try:
        packet = SocketPacket(text, loads)
    except ValueError:
        return None
    return packet.id, packet.data
