"""The head of a WebSocket's handshake, read without aiohttp."""

from typing import Final

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from multidict import CIMultiDict

LONGEST: Final = 8190  # bytes; aiohttp's limit of one line
_END: Final = b"\r\n\r\n"
_UNUSUAL: Final = ("Content-Length", "Expect", "Transfer-Encoding")


class Handshake:
    """A GET whose whole head came at once, asks for another protocol, and has no body.

    The attributes are those of aiohttp's request.
    """

    __slots__ = ("headers", "query", "query_string", "remote", "target")

    method = "GET"

    def __init__(self, remote: str | None) -> None:
        self.remote = remote
        self.headers: CIMultiDict[str] = CIMultiDict()
        self.target = b""
        self.query_string = ""
        self.query: dict[str, str] = {}

    @property
    def host(self) -> str:
        return self.headers.get("Host", "")

    # -- called by the parser

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.add(name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape").strip(" \t"))


def read_handshake(data: bytes, prefix: bytes, remote: str | None) -> Handshake | None:
    """The handshake that `data` is, if it begins with `prefix` (the method, the path and the question mark); None for
    everything that is not as usual."""
    if not data.startswith(prefix) or not data.endswith(_END) or len(data) > LONGEST:
        return None
    handshake = Handshake(remote)
    parser = HttpRequestParser(handshake)
    try:
        parser.feed_data(data)
    except HttpParserUpgrade as upgrade:
        if upgrade.args[0] != len(data):
            return None
    except HttpParserError:
        return None
    else:
        return None
    if parser.get_http_version() != "1.1" or any(name in handshake.headers for name in _UNUSUAL):
        return None
    return handshake if _read_query(handshake) else None


def _read_query(handshake: Handshake) -> bool:
    """Reads a query whose names occur once and in which nothing is escaped."""
    query = handshake.target.partition(b"?")[2].decode("ascii", "replace")
    if any(sign in query for sign in "%+#�;"):
        return False
    pairs = [pair.partition("=") for pair in query.split("&")]
    handshake.query_string = query
    handshake.query = {name: value for name, _, value in pairs}
    return len(handshake.query) == len(pairs)
