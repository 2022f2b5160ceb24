"""Parsing any input takes time in proportion to its length, whatever its content.

Sixteen times the text may take a hundred times as long, which no load of the machine causes by itself; quadratic
parsing takes 256 times as long. The best of several tries counts.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_network
from typing import Any, Final

import pytest

from auth.text import clean_name, requested_name
from auth.tokens import _compact
from handlers.api.entity_tags import EntityTags
from handlers.voice.recordings import _DIGEST
from server.engine.events import decode_event
from server.engine.packets import decode_payload
from server.engine.socketpacket import SocketPacket
from server.http.bodies import _asked
from server.http.credentials import Origins, Proxies, bearer, cookie_token
from server.http.pages import canonical
from server.http.responses import loads
from server.observability.logs import redact
from sessions.base.errors import Refusal
from sessions.base.text import clean_line
from sessions.jam.validation import read_edit, read_state
from sessions.voice.links import canonical_links, find_session
from sessions.voice.material import _MARK

SHORT: Final = 2_048  # characters
LONG: Final = 16 * SHORT
MOST: Final = 100  # times as long for sixteen times the text
LEAST_SECONDS: Final = 20e-6  # anything faster is treated as if it took this long
TRIES: Final = 5

PROXIES: Final = Proxies([ip_network("10.0.0.0/8")])
ORIGINS: Final = Origins("http://room.example", ["https://friend.example"])

READERS: Final[dict[str, Callable[[str], object]]] = {
    "a cookie": lambda text: cookie_token(text + "roomtone_token"),
    "a cookie of ours": lambda text: cookie_token("roomtone_token=" + text),
    "an authorization": lambda text: bearer("Bearer " + text),
    "forwarded addresses": lambda text: PROXIES.client("10.0.0.1", text),
    "an origin": lambda text: ORIGINS.is_ours(text, "room.example"),
    "entity tags": EntityTags.read,
    "a range": lambda text: _asked({"Range": f"bytes={text}"}, '"a"'),
    "a digest": _DIGEST.search,
    "a page's address": lambda text: canonical("/" + text),
    "a line of the log": lambda text: redact(None, "", {"event": text}),
    "JSON": loads,
    "a JSON text": lambda text: loads(f'"{text}'),
    "a polling payload": lambda text: decode_payload(text.encode()),
    "an event": lambda text: decode_event("2" + text, loads),
    "a packet": lambda text: SocketPacket("5" + text, loads),
    "a line of text": clean_line,
    "a person's name": clean_name,
    "a token": _compact,
    "a name that is asked for": requested_name,
    "a link in a text": find_session,
    "links in a text": lambda text: canonical_links(text, "https://room.example", ["voice.example"]),
    "tasks in a text": _MARK.findall,
    "a jam's name": lambda text: read_edit({"name": text}),
    "a jam's path": lambda text: read_edit({text: 1}),
    "a track's place": lambda text: read_edit({"tracks/a/order": text}),
    "a jam's state": lambda text: read_state({"tracks": [], text: 1}),
}
PIECES: Final = [
    "a", "A", "0", "1.", " ", "\t", "\n", ";", ",", '"', "'", "=", "/", "//", ":", "::", "\\", "\\u0061", "%", "-",
    "%41", "[", "{", '{"a":', "[[],", "*", 'W/"', '"a",', "eyJ", "eyJaaaaaa-", "eyJaaaaaa.", "-eyJaaaaaa", "http://",
    "a+", "a://", "bearer ", "token=", "/bot1", "10.0.0.1,", "/session/", "http://x/session/", "- [ ]", "todo:",
    "\x1e4", "4b", "sha-256=", "é", "🔥", "00000000-0000-4000-8000-", ", sha-256 =", "- ", " - [ ] ",
]  # fmt: skip


def seconds(read: Callable[[str], object], text: str) -> float:
    best = float("inf")
    for _ in range(TRIES):
        started = time.thread_time()
        with suppress(Refusal, ValueError, TypeError, KeyError, IndexError):
            read(text)
        best = min(best, time.thread_time() - started)
        if best < LEAST_SECONDS:
            break
    return best


@pytest.mark.parametrize("name", READERS)
def test_OP17_reading_takes_time_in_proportion_to_the_length(name: str) -> None:
    read = READERS[name]
    slow = {}
    for piece in PIECES:
        short, long = (piece * (length // len(piece)) for length in (SHORT, LONG))
        times = seconds(read, long) / max(LEAST_SECONDS, seconds(read, short))
        if times > MOST:
            slow[piece] = times
    assert not slow


def test_OP17_the_measure_tells_a_square_from_a_line() -> None:
    def square(text: str) -> Any:
        return [text.count("b", at) for at in range(0, len(text), 8)]

    def line(text: str) -> Any:
        return [ord(character) for character in text]

    assert seconds(square, "a" * LONG) / seconds(square, "a" * SHORT) > MOST
    assert seconds(line, "a" * LONG) / seconds(line, "a" * SHORT) < MOST
