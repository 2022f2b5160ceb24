"""People who edit a jam, as raw WebSocket clients: small enough that one core plays five hundred of them."""

import asyncio
import base64
import os
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, cast
from urllib.parse import urlsplit

import orjson

MARK = b'"edit_id":"'


class Dialect(Protocol):
    """What differs between the servers."""

    def greeting(self, token: str) -> bytes: ...
    def join(self, session_id: str) -> bytes: ...
    def edit(self, session_id: str, edit_id: str, number: int) -> bytes: ...


class Roomtone:
    """The product: an edit is a script in Redis, and everybody hears its event."""

    def greeting(self, token: str) -> bytes:
        return b"40" + orjson.dumps({"token": token})

    def join(self, session_id: str) -> bytes:
        return b'421["subscribe_on_session",' + orjson.dumps({"session_id": session_id}) + b"]"

    def edit(self, session_id: str, edit_id: str, number: int) -> bytes:
        paths = {f"tracks/t{number % 16}/steps/{number % 64}": number % 2 == 0}
        payload = {"session_id": session_id, "edit_id": edit_id, "set": paths}
        return b'422["edit_session",' + orjson.dumps(payload) + b"]"


class Relay:
    """A relay in memory: nothing is checked, numbered or kept."""

    def greeting(self, token: str) -> bytes:
        return b"40"

    def join(self, session_id: str) -> bytes:
        return b'421["join",' + orjson.dumps({"session_id": session_id}) + b"]"

    def edit(self, session_id: str, edit_id: str, number: int) -> bytes:
        paths = {f"tracks/t{number % 16}/steps/{number % 64}": number % 2 == 0}
        payload = {"session_id": session_id, "edit_id": edit_id, "set": paths}
        return b'422["edit",' + orjson.dumps(payload) + b"]"


@dataclass
class Heard:
    """What all editors together have heard: ms from sending an edit to each hearing of it."""

    latencies: list[float] = field(default_factory=list)
    acks: int = 0
    is_counting: bool = False


class Editor(asyncio.Protocol):
    """One connection. `ready` is set when the server has answered its joining."""

    PATH = "/socket.io/?EIO=4&transport=websocket"
    OPCODE = 0x81

    def __init__(self, url: str, dialect: Dialect, token: str, session_id: str, heard: Heard) -> None:
        self._url = urlsplit(url)
        self._dialect = dialect
        self._token = token
        self.session_id = session_id
        self._heard = heard
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._step: Callable[[bytes], None] = self._greet
        self._is_upgraded = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class is no subclass
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET {self.PATH} HTTP/1.1\r\nHost: {self._url.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def opened(self) -> None:
        """The connection is a WebSocket now. Socket.IO's server speaks first."""

    def send(self, text: bytes) -> None:
        """A masked frame; a mask of zeros is one."""
        size = len(text)
        head = bytes((self.OPCODE, 0x80 | size)) if size < 126 else struct.pack(">BBH", self.OPCODE, 0xFE, size)
        assert self._transport is not None
        self._transport.write(head + b"\0\0\0\0" + text)

    def edit(self, number: int) -> None:
        self.send(self._dialect.edit(self.session_id, str(time.perf_counter_ns()), number))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._is_upgraded:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self._is_upgraded = True
            del buffer[: end + 4]
            self.opened()
        at, length = 0, len(buffer)
        while length - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if start + size > length:
                break
            self._step(bytes(buffer[start : start + size]))
            at = start + size
        del buffer[:at]

    def _greet(self, packet: bytes) -> None:
        if packet[:1] == b"0":
            self.send(self._dialect.greeting(self._token))
        elif packet[:2] == b"40":
            self.send(self._dialect.join(self.session_id))
        elif packet[:3] == b"431":
            self._step = self._play
            self.ready.set_result(None)

    def _play(self, packet: bytes) -> None:
        if packet == b"2":
            self.send(b"3")
            return
        if not self._heard.is_counting:
            return
        if packet[:3] == b"432":
            self._heard.acks += 1
            return
        mark = packet.find(MARK)
        if mark >= 0:
            start = mark + len(MARK)
            self._hear(int(packet[start : packet.index(b'"', start)]))

    def _hear(self, sent: int) -> None:
        """An edit of that `perf_counter_ns` has come."""
        self._heard.latencies.append((time.perf_counter_ns() - sent) / 1e6)
