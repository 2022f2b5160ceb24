"""The short way to read an event's head reads what the whole one reads."""

from hypothesis import example, given
from hypothesis import strategies as st

from server.engine.events import event_head, plain_event_head
from server.engine.packets import BadPacketError

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
        expected = number or "", start
    try:
        found = plain_event_head(packet)
    except BadPacketError:
        found = None
    assert found == expected
