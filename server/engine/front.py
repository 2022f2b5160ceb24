"""The first protocol of each connection: it opens WebSockets by itself, and gives everything else to aiohttp.

Of what a connection costs, most was aiohttp's request: its task, its parser's objects, middlewares and routes. A
handshake that comes whole and is as usual needs none of them. In every other case, also when the handshake is to be
refused, aiohttp's protocol gets the connection with all bytes, and the endpoint decides there.
"""

import asyncio
from collections.abc import Callable
from typing import cast

Accept = Callable[[asyncio.Transport, bytes], bool]
"""Gets a connection and its first bytes; answers whether it has taken the connection."""


def takes_none(transport: asyncio.Transport, data: bytes) -> bool:
    return False


class Front(asyncio.Protocol):
    """A connection that nothing has come from."""

    __slots__ = ("_accept", "_next", "_transport")

    def __init__(self, accept: Accept, next_protocol: Callable[[], asyncio.Protocol]) -> None:
        self._accept = accept
        self._next = next_protocol
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        transport = self._transport
        if transport is None:
            return
        if self._accept(transport, data):
            self._transport = None
            self.release()
        else:
            self.hand_over().data_received(data)

    def release(self) -> None:
        """The connection is not this protocol's any more."""

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def eof_received(self) -> bool | None:
        return None  # closes the connection

    def connection_lost(self, exc: BaseException | None) -> None:
        self._transport = None

    def hand_over(self) -> asyncio.Protocol:
        """Gives the connection to the next protocol."""
        transport, self._transport = self._transport, None
        successor = self._next()
        if transport is not None:
            transport.set_protocol(successor)
            successor.connection_made(transport)
        return successor
