"""The head of a WebSocket's handshake, read without aiohttp."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

LONGEST: Final = 8190  # bytes; aiohttp's limit of one line
_END: Final = b"\r\n\r\n"
_UNUSUAL: Final = (b"content-length", b"expect", b"transfer-encoding")
_ESCAPES: Final = b"%+#;"  # what makes a query unusual


class Headers(Mapping[str, str]):
    """The fields of a head by name, in upper or lower case. Few of a browser's are ever read, so a value is
    decoded when it is."""

    __slots__ = ("_raw",)

    def __init__(self, raw: dict[bytes, bytes]) -> None:
        self._raw = raw

    def __getitem__(self, name: str) -> str:
        return _text(self._raw[_key(name)])

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]  # ours are text
        raw = self._raw.get(_key(name))
        return default if raw is None else _text(raw)

    def getall(self, name: str, default: Sequence[str]) -> Sequence[str]:
        raw = self._raw.get(_key(name))
        return default if raw is None else (_text(raw),)

    def __iter__(self) -> Iterator[str]:
        return (_text(name) for name in self._raw)

    def __len__(self) -> int:
        return len(self._raw)


@lru_cache(64)  # for the names that our code asks for
def _key(name: str) -> bytes:
    return name.lower().encode()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape").strip(" \t")


class Handshake:
    """A GET whose whole head came at once, has each field once, asks for another protocol, and has no body.

    The attributes are those of aiohttp's request.
    """

    __slots__ = ("headers", "is_repeated", "query", "query_string", "raw", "remote", "target")

    method = "GET"
    version = (1, 1)

    def __init__(self, remote: str | None) -> None:
        self.remote = remote
        self.raw: dict[bytes, bytes] = {}
        self.headers = Headers(self.raw)
        self.is_repeated = False
        self.target = b""
        self.query_string = ""
        self.query: dict[str, str] = {}

    @property
    def host(self) -> str:
        return self.headers.get("Host") or ""

    # -- called by the parser

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        name, raw = name.lower(), self.raw
        if name in raw:
            self.is_repeated = True
        raw[name] = value


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
    if parser.get_http_version() != "1.1" or handshake.is_repeated:
        return None
    for name in _UNUSUAL:
        if name in handshake.raw:
            return None
    return handshake if _read_query(handshake) else None


def _read_query(handshake: Handshake) -> bool:
    """Reads a query whose names occur once and in which nothing is escaped."""
    raw = handshake.target.partition(b"?")[2]
    if not raw.isascii() or len(raw.translate(None, _ESCAPES)) != len(raw):
        return False
    query = raw.decode()
    pairs = [pair.partition("=") for pair in query.split("&")]
    handshake.query_string = query
    handshake.query = {name: value for name, _, value in pairs}
    return len(handshake.query) == len(pairs)
