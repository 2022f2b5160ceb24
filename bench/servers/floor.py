"""The floor: a bare uvloop protocol that can do nothing but the benchmark, and checks nothing."""

import asyncio
import sys
from typing import cast

import uvloop

from bench.servers import event
from server.engine import websocket

FRAME = websocket.encode(websocket.TEXT, event.PACKET.encode())
HEAD = (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
    f"{websocket.accept('dGhlIHNhbXBsZSBub25jZQ==')}\r\n\r\n"
).encode()
OPEN = websocket.encode(websocket.TEXT, b'0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}')
JOINED = websocket.encode(websocket.TEXT, b'40{"sid":"x"}')

everybody: set["Floor"] = set()


class Floor(asyncio.Protocol):
    __slots__ = ("_joined", "_open", "transport")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._open = False

    def data_received(self, data: bytes) -> None:
        if not self._open:
            self._open = True
            self.transport.write(HEAD + OPEN)
            return
        position = 0
        while position < len(data):
            size = data[position + 1] & 127
            start = position + 6
            if size == 126:
                size = int.from_bytes(data[position + 2 : position + 4], "big")
                start += 2
            self._received(data[start : start + size])
            position = start + size

    def _received(self, packet: bytes) -> None:
        if packet[:2] == b"40":
            everybody.add(self)
            self.transport.write(JOINED)
        elif packet == b'42["fan"]':
            for one in everybody:
                one.transport.write(FRAME)
        elif packet[:3] == b"421":
            self.transport.write(websocket.encode(websocket.TEXT, b"431[" + packet[packet.index(b",") + 1 :]))

    def connection_lost(self, exc: BaseException | None) -> None:
        everybody.discard(self)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Floor, "127.0.0.1", 0, backlog=4096)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
