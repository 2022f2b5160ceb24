"""What a client may leave unfinished before anybody knows who it is: every form, as the bytes that it sends."""

import socket
from typing import Final
from urllib.parse import urlsplit

from tests.processes import ServerProcess

UPGRADE: Final = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
POST: Final = b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED: Final = POST + b"Transfer-Encoding: chunked\r\n\r\n"
BODY: Final = 900_000


def frame(first: int, size: int, sent: int | None = None) -> bytes:
    """A masked frame of `size` zeros, of which `sent` are sent."""
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([first]) + length + b"\0\0\0\0" + b"0" * (size if sent is None else sent)


FORMS: Final[dict[str, bytes]] = {
    "nothing": b"",
    "a head": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 8000,
    "a body": POST + b"Content-Length: 1000000\r\n\r\n" + b" " * BODY,
    "large chunks": CHUNKED + (b"10000\r\n" + b" " * 0x10000 + b"\r\n") * 13,
    "small chunks": CHUNKED + b"2\r\n  \r\n" * 20_000,
    "a packed body": POST + b"Content-Encoding: gzip\r\nContent-Length: 1000000\r\n\r\n" + b"\x1f\x8b" + b"\0" * BODY,
    "a body for nothing": b"PUT /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + b" " * BODY,
    "half a handshake": UPGRADE[:-20],
    "a WebSocket": UPGRADE,
    "a message": UPGRADE + frame(0x81, 60_000, 59_000),
    "fragments": UPGRADE + frame(0x01, 0) + frame(0x00, 0) * 10_000,
    "growing fragments": UPGRADE + frame(0x01, 250) + frame(0x00, 250) * 200,
    "messages before CONNECT": UPGRADE + frame(0x81, 8000) * 7,
    "a polling session": b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n",
}


def opened(server: ServerProcess, sent: bytes, **fields: str) -> socket.socket:
    """A connection over which this was sent, as far as the server takes it."""
    head, _, rest = sent.partition(b"Host: x\r\n")
    added = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items()).encode()
    address = urlsplit(server.url)
    one = socket.create_connection((address.hostname, address.port or 80))
    one.setblocking(False)
    _send(one, head + b"Host: x\r\n" + added + rest if sent else b"")
    return one


def _send(one: socket.socket, data: bytes) -> None:
    rest = memoryview(data)
    one.settimeout(1)
    try:
        while rest:
            rest = rest[one.send(rest) :]
    except OSError:
        return  # it was refused, or nothing more is read of it


def answer(one: socket.socket) -> bytes:
    """The status line of what came back."""
    one.settimeout(20)
    try:
        return one.recv(4096).partition(b"\r\n")[0]
    except ConnectionError:
        return b""


Sockets = list[socket.socket]
