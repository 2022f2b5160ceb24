"""RFC 6455 by section, on the parser alone: the classic cases and then any data, split anywhere."""

import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.engine import websocket
from server.engine.websocket import BINARY, CLOSE, PING, PONG, TEXT, Close, FrameEvent, FrameParser
from tests.effort import examples
from tests.server.engine.harness import WebSocket

pytestmark = pytest.mark.usefixtures("steps")

LIMIT = 100_000


def events(data: bytes, limit: int = LIMIT) -> list[FrameEvent]:
    return taken(FrameParser(limit), data)


def taken(parser: FrameParser, data: bytes) -> list[FrameEvent]:
    """Handles bytes like a stream that gets them in one piece."""
    text = parser.whole_text(data)
    return parser.feed(data) if text is None else [text]


def failure(data: bytes) -> int | None:
    found = events(data)
    last = found[-1] if found else None
    return last.code if isinstance(last, Close) and last.failed else None


# -- 5.2, 5.6: framing and payloads


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 128, 65535, 65536])
def test_EN14_5_2_every_length_form(size: int) -> None:
    assert events(WebSocket.frame(TEXT, b"*" * size)) == ["*" * size]
    assert events(WebSocket.frame(BINARY, b"\xfe" * size)) == [b"\xfe" * size]


def test_EN14_5_2_several_frames_in_one_piece() -> None:
    pieces = WebSocket.frame(TEXT, b"one") + WebSocket.frame(BINARY, b"two") + WebSocket.frame(TEXT, b"three")
    assert events(pieces) == ["one", b"two", "three"]


@pytest.mark.parametrize("rsv", range(1, 8))
def test_EN14_5_2_a_reserved_bit_fails(rsv: int) -> None:
    assert failure(WebSocket.frame(TEXT, b"x", rsv=rsv)) == websocket.PROTOCOL_ERROR
    assert failure(WebSocket.frame(PING, b"", rsv=rsv)) == websocket.PROTOCOL_ERROR


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
def test_EN14_5_2_a_reserved_opcode_fails(opcode: int) -> None:
    assert failure(WebSocket.frame(opcode, b"")) == websocket.PROTOCOL_ERROR


def test_EN14_5_1_an_unmasked_frame_fails() -> None:
    assert failure(WebSocket.frame(TEXT, b"x", masked=False)) == websocket.PROTOCOL_ERROR


def test_EN14_5_2_a_failure_is_told_from_the_header_alone() -> None:
    parser = FrameParser(1000)
    assert parser.feed(b"\x81\xff" + struct.pack("!Q", 2**62) + b"mask") == [
        Close(websocket.TOO_BIG, "message too big", failed=True)
    ]


# -- 5.4: fragments


def test_EN14_5_4_fragments_make_one_message() -> None:
    data = WebSocket.frame(TEXT, b"fra", fin=False) + WebSocket.frame(0, b"gmen", fin=False) + WebSocket.frame(0, b"ts")
    assert events(data) == ["fragments"]


def test_EN14_5_4_empty_fragments_are_fragments() -> None:
    data = WebSocket.frame(BINARY, b"", fin=False) + WebSocket.frame(0, b"", fin=False) + WebSocket.frame(0, b"")
    assert events(data) == [b""]


def test_EN14_5_4_control_frames_may_come_between_fragments() -> None:
    data = (
        WebSocket.frame(TEXT, b"a", fin=False)
        + WebSocket.frame(PING, b"p")
        + WebSocket.frame(0, b"b")
        + WebSocket.frame(TEXT, b"c")
    )
    assert events(data) == [(PING, b"p"), "ab", "c"]


def test_EN14_5_4_a_character_may_be_cut_by_fragments() -> None:
    smile = "😀".encode()
    assert events(WebSocket.frame(TEXT, smile[:2], fin=False) + WebSocket.frame(0, smile[2:])) == ["😀"]


@pytest.mark.parametrize(
    "data",
    [
        WebSocket.frame(0, b"nothing to continue"),
        WebSocket.frame(0, b"nothing to continue", fin=False),
        WebSocket.frame(TEXT, b"a", fin=False) + WebSocket.frame(TEXT, b"b"),
        WebSocket.frame(TEXT, b"a", fin=False) + WebSocket.frame(BINARY, b"b", fin=False),
        WebSocket.frame(TEXT, b"a") + WebSocket.frame(0, b"b"),
    ],
)
def test_EN14_5_4_fragments_out_of_order_fail(data: bytes) -> None:
    assert failure(data) == websocket.PROTOCOL_ERROR


def test_EN14_5_4_fragments_together_keep_to_the_limit() -> None:
    half = WebSocket.frame(BINARY, b"x" * 600, fin=False)
    assert events(half + WebSocket.frame(0, b"x" * 400), 1000) == [b"x" * 1000]
    assert events(half + WebSocket.frame(0, b"x" * 401), 1000) == [
        Close(websocket.TOO_BIG, "message too big", failed=True)
    ]
    assert events(half + WebSocket.frame(0, b"x" * 100, fin=False) * 4 + WebSocket.frame(0, b"x"), 1000)[-1] == Close(
        websocket.TOO_BIG, "message too big", failed=True
    )


# -- 5.5: control frames


def test_EN14_5_5_control_frames() -> None:
    assert events(WebSocket.frame(PING, b"")) == [(PING, b"")]
    assert events(WebSocket.frame(PING, b"\x00" * 125)) == [(PING, b"\x00" * 125)]
    assert events(WebSocket.frame(PONG, b"unasked")) == [(PONG, b"unasked")]


@pytest.mark.parametrize("opcode", [CLOSE, PING, PONG])
def test_EN14_5_5_a_control_frame_is_short_and_whole(opcode: int) -> None:
    assert failure(WebSocket.frame(opcode, b"x" * 126)) == websocket.PROTOCOL_ERROR
    assert failure(WebSocket.frame(opcode, b"", fin=False)) == websocket.PROTOCOL_ERROR


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999])
def test_EN14_7_4_valid_close_codes(code: int) -> None:
    assert events(WebSocket.frame(CLOSE, struct.pack("!H", code) + "warum nicht é".encode())) == [
        Close(code, "warum nicht é", failed=False)
    ]


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
def test_EN14_7_4_invalid_close_codes_fail(code: int) -> None:
    assert failure(WebSocket.frame(CLOSE, struct.pack("!H", code))) == websocket.PROTOCOL_ERROR


def test_EN14_5_5_1_a_close_may_be_empty_but_not_half_a_code() -> None:
    assert events(WebSocket.frame(CLOSE, b"")) == [Close(websocket.NO_STATUS, "", failed=False)]
    assert failure(WebSocket.frame(CLOSE, b"\x03")) == websocket.PROTOCOL_ERROR
    assert failure(WebSocket.frame(CLOSE, b"\x03\xe8\xff")) == websocket.INVALID_DATA


def test_EN14_5_5_1_nothing_comes_after_a_close() -> None:
    parser = FrameParser(LIMIT)
    assert len(parser.feed(WebSocket.frame(CLOSE, b"") + WebSocket.frame(TEXT, b"late"))) == 1
    assert parser.feed(WebSocket.frame(TEXT, b"later")) == []


# -- 8.1: UTF-8


@pytest.mark.parametrize(
    "text",
    [
        b"\x80", b"\xbf", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xc1\xbf", b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfe", b"\xff", b"\xce", b"\xf0\x9f\x98", b"ok \xc3\x28",
    ],
)  # fmt: skip
def test_EN14_8_1_a_text_that_is_not_utf8_fails(text: bytes) -> None:
    assert failure(WebSocket.frame(TEXT, text)) == websocket.INVALID_DATA
    assert failure(WebSocket.frame(TEXT, text[:1], fin=False) + WebSocket.frame(0, text[1:])) == websocket.INVALID_DATA
    assert events(WebSocket.frame(BINARY, text)) == [text]


@pytest.mark.parametrize(
    "character", ["\x00", "\x7f", "\x80", "\u07ff", "\u0800", "\uffff", "\U00010000", "\U0010ffff"]
)
def test_EN14_8_1_the_edges_of_utf8_pass(character: str) -> None:
    assert events(WebSocket.frame(TEXT, character.encode())) == [character]


# -- 4.2.2 and what we send


def test_EN14_4_2_2_the_accept_of_the_rfcs_example() -> None:
    assert websocket.accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.mark.parametrize(
    ("key", "valid"),
    [("dGhlIHNhbXBsZSBub25jZQ==", True), ("", False), ("dGhl", False), ("!" * 24, False), ("A" * 24, False)],
)
def test_EN14_4_2_1_a_key_is_sixteen_bytes(key: str, valid: bool) -> None:
    assert websocket.is_key(key) is valid


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_EN14_5_2_what_we_send_takes_the_shortest_length_form(size: int) -> None:
    frame = websocket.encode(BINARY, b"x" * size)
    assert len(frame) == size + (2 if size < 126 else 4 if size < 65536 else 10)


def test_EN14_5_5_a_close_of_ours_fits_a_control_frame() -> None:
    frame = websocket.encode_close(1000, "é" * 200)
    assert frame[1] <= 125
    assert frame[4:].decode() == "é" * 61


# -- any traffic, cut anywhere

_masked = st.builds(
    WebSocket.frame, st.sampled_from([0, 1, 2, 8, 9, 10]), st.binary(max_size=300), fin=st.booleans(), rsv=st.just(0)
)


@given(st.lists(st.one_of(_masked, st.binary(max_size=20)), max_size=12).map(b"".join), st.data())
@settings(max_examples=examples(400))
def test_EN14_cutting_the_bytes_changes_nothing(data: bytes, cuts: st.DataObject) -> None:
    whole = taken(FrameParser(500), data)
    parser = FrameParser(500)
    found: list[FrameEvent] = []
    position = 0
    while position < len(data):
        size = cuts.draw(st.integers(1, len(data) - position))
        found += taken(parser, data[position : position + size])
        position += size
    assert found == whole


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=400)), max_size=10), st.integers(1, 50))
@settings(max_examples=examples(200))
def test_EN14_messages_come_out_as_they_went_in(messages: list[tuple[bool, str]], step: int) -> None:
    data = b"".join(WebSocket.frame(TEXT if is_text else BINARY, text.encode()) for is_text, text in messages)
    parser = FrameParser(LIMIT)
    found: list[FrameEvent] = []
    for position in range(0, len(data), step):
        found += taken(parser, data[position : position + step])
    assert found == [text if is_text else text.encode() for is_text, text in messages]


@given(st.text(max_size=300), st.booleans())
@settings(max_examples=examples(200))
def test_EN14_the_short_way_and_the_general_one_find_the_same(text: str, is_text: bool) -> None:
    data = WebSocket.frame(TEXT if is_text else BINARY, text.encode())
    short = FrameParser(200).whole_text(data)
    general = FrameParser(200).feed(data)
    assert short is None or general == [short]
    assert (short is not None) == (is_text and 0 < len(text.encode()) <= 200)


@given(st.binary(max_size=2000))
@settings(max_examples=examples(500))
def test_EN14_no_bytes_raise(data: bytes) -> None:
    for event in events(data, 1000):
        assert isinstance(event, (str, bytes, Close, tuple))


def _seconds(size: int) -> float:
    """The best of three for a message of `size` bytes that arrives one byte at a time."""
    data = WebSocket.frame(BINARY, b"x" * size)
    best = float("inf")
    for _ in range(3):
        parser = FrameParser(size)
        started = time.process_time()
        for position in range(len(data)):
            parser.feed(data[position : position + 1])
        best = min(best, time.process_time() - started)
    return best


def test_EN14_one_byte_pieces_take_linear_time() -> None:
    # Quadratic would be 16 times as long for 4 times the bytes.
    assert _seconds(80_000) < 8 * _seconds(20_000)
