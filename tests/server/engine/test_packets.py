"""Engine.IO packets and payloads alone."""

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine import frame, packets
from server.engine.frame import Frame
from server.engine.packets import BadPacketError

_packet = st.one_of(
    st.binary(max_size=50),
    st.text(st.characters(exclude_characters="\x1e", codec="utf-8"), max_size=50).map("4".__add__),
)


@given(st.lists(_packet, min_size=1, max_size=20))
def test_EN3_a_payload_decodes_to_what_was_encoded(sent: list[str | bytes]) -> None:
    assert packets.decode_payload(frame.payload([Frame(packet) for packet in sent])) == sent


@given(st.binary(max_size=200))
def test_EN4_any_body_is_packets_or_a_bad_packet(body: bytes) -> None:
    try:
        found = packets.decode_payload(body)
    except BadPacketError:
        return
    assert all(isinstance(packet, bytes) or packet[0] in packets.TYPES for packet in found)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 56, 57, 58, 300])
@pytest.mark.parametrize("style", ["java", "mime", "unpadded"])
def test_EN3_base64_is_taken_with_line_breaks_and_without_padding(size: int, style: str) -> None:
    data = bytes(range(256))[: size % 256] * (size // 256 + 1)
    encoded = base64.encodebytes(data).decode()  # a line break every 76 characters and at the end, as Java's client
    if style == "mime":
        encoded = encoded.replace("\n", "\r\n")
    elif style == "unpadded":
        encoded = encoded.replace("\n", "").rstrip("=")
    assert packets.decode_payload(f"4a\x1eb{encoded}\x1e4b".encode()) == ["4a", data, "4b"]


@pytest.mark.parametrize("text", ["A", "AAAAA", "A A=", "\u00e9AAA", "A=AA", "AA-_"])
def test_EN4_what_is_no_base64_is_a_bad_packet(text: str) -> None:
    with pytest.raises(BadPacketError):
        packets.decode_payload(f"b{text}".encode())


@pytest.mark.parametrize(("seconds", "milliseconds"), [(25.0, 25_000), (0.3, 300), (0.0001, 1), (1.5, 1500)])
def test_EN1_intervals_are_told_in_milliseconds(seconds: float, milliseconds: int) -> None:
    text = packets.open_packet("x", upgrades=False, ping_interval=seconds, ping_timeout=seconds, max_payload=1)
    handshake = orjson.loads(text[1:])
    assert (handshake["pingInterval"], handshake["pingTimeout"]) == (milliseconds, milliseconds)


def test_EN13_a_frame_is_encoded_once_for_each_kind_of_transport() -> None:
    text, binary = Frame("4é"), Frame(b"\x01\x02")
    assert (text.encoded, text.payload) == (b"\x81\x034\xc3\xa9", "4é".encode())
    assert (binary.encoded, binary.payload) == (b"\x82\x02\x01\x02", b"b" + base64.b64encode(b"\x01\x02"))
    assert text.payload is text.payload
    assert text.size == len(text.encoded)
