"""Socket.IO v5 on this engine: one namespace, events and their acks, attachments from clients.

A CONNECT to another namespace is refused. The server asks clients for no acks, so theirs are ignored.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Final

import orjson
from aiohttp import web

from server.engine.client_queue import Handled
from server.engine.connection import EngineConnection
from server.engine.eager_start import start_eagerly
from server.engine.events import decode_event
from server.engine.frame import Frame
from server.engine.packets import BadPacketError, Packet
from server.engine.server import EngineServer
from server.engine.settings import Environ
from server.engine.socketpacket import Kind, Loads, SocketPacket

log = logging.getLogger(__name__)

_DISCONNECT: Final = Frame("41")

# A CONNECT_ERROR for "/" in the format of socket.io-msgpack-parser: {type: 4, nsp: "/", data: {message: …}}.
_NO_MSGPACK: Final = b"Use the default parser, this server does not read msgpack"
_SMALL_MAPS: Final = frozenset(bytes([0x80 + pairs]) for pairs in range(2, 7))
_MSGPACK_REFUSAL: Final = (
    b"\x83\xa4type\x04\xa3nsp\xa1/\xa4data\x81\xa7message\xd9" + bytes([len(_NO_MSGPACK)]) + _NO_MSGPACK
)


class ConnectRefusedError(Exception):
    """A client may not connect. `data` is for its program."""

    def __init__(self, message: str, data: Mapping[str, object]) -> None:
        super().__init__(message)
        self.data = data


class SocketServer(ABC):
    """A Socket.IO v5 server: events of one client in order, each handled before the next. A subclass says who may
    connect, and answers their events. Keywords are EngineServer's."""

    def __init__(self, *, loads: Loads = orjson.loads, **options: Any) -> None:
        self.eio = EngineServer(self, **options)
        self._loads = loads

    # -- for the subclass

    @abstractmethod
    async def greet(self, connection: EngineConnection, sid: str, environ: Environ, auth: Any) -> object:
        """The client, as `answer` and `part` get it, for somebody who wants to connect with `auth`. Raises
        ConnectRefusedError."""

    @abstractmethod
    def answer(self, client: Any, ack_id: str, event: list[Any] | None, size: int) -> Handled:
        """Handles an event: a list that begins with its name, or None for one that is not JSON. `ack_id` is "" when
        the client wants no ack. Answers what remains to be awaited before the client's next event."""

    @abstractmethod
    def part(self, connection: EngineConnection, client: Any) -> None:
        """The client has left, with the connection or without it."""

    # -- for whoever serves

    def attach(self, app: web.Application) -> None:
        self.eio.attach(app, "/socket.io/")

    async def shutdown(self) -> None:
        await self.eio.shutdown()

    def disconnect(self, connection: EngineConnection) -> None:
        """Sends a client away, and closes its connection."""
        if connection.client is None:
            return
        connection.write(_DISCONNECT)
        self._leave(connection)
        connection.close()

    # -- called by the engine

    def received(self, connection: EngineConnection, message: Packet) -> Handled:
        """Every message. Raises BadPacketError for data that is not Socket.IO."""
        # The checks of a plain event are inlined here: this code runs for every packet.
        client = connection.client
        if (
            client is None
            or connection.partial is not None
            or not isinstance(message, str)
            or message[:1] != "2"
            or message[1:2] == "/"
        ):
            return self._unusual(connection, message)
        ack_id, event = decode_event(message, self._loads)
        return self.answer(client, ack_id, event, len(message))

    def ended(self, connection: EngineConnection) -> None:
        """The connection has ended, and what it sent before has been handled."""
        connection.partial = None
        self._leave(connection)

    # -- everything but a plain event

    def _unusual(self, connection: EngineConnection, message: Packet) -> Handled:
        try:
            packet = self._assembled(connection, message)
        except (ValueError, RecursionError) as error:
            connection.partial = None
            raise BadPacketError(str(error)) from error
        if packet is None:
            return None
        if packet.kind is Kind.CONNECT:
            return self._connect(connection, packet)
        if connection.client is None or packet.namespace != "/":
            # A client that never sent CONNECT; or one that has just been disconnected while its message was in transit.
            if not connection.session.settled:
                raise BadPacketError("a packet before CONNECT")
            return None
        if packet.kind is Kind.DISCONNECT:
            self._leave(connection)
        elif packet.kind in (Kind.EVENT, Kind.BINARY_EVENT):
            return self.answer(connection.client, packet.id, packet.data, 0)
        return None

    def _assembled(self, connection: EngineConnection, message: Packet) -> SocketPacket | None:
        """The packet that is complete with `message`, or None while attachments are missing."""
        packet = connection.partial
        if packet is not None:
            if not isinstance(message, bytes):
                raise ValueError("a packet where an attachment was due")
            packet.attach(message, self.eio.settings.max_message)
        elif isinstance(message, bytes):
            if not _is_msgpack(message):
                raise ValueError("an attachment of no packet")
            self._refuse_msgpack(connection)
            return None
        else:
            packet = SocketPacket(message, self._loads)
            if packet.missing and connection.client is None:
                raise ValueError("attachments from nobody")
        connection.partial = packet if packet.missing else None
        return None if packet.missing else packet

    def _refuse_msgpack(self, connection: EngineConnection) -> None:
        """In the format that the client reads: it then gives up, while after a mere close it would reconnect for
        ever."""
        self.eio.counters.bad_packets += 1
        connection.write(Frame(_MSGPACK_REFUSAL))
        connection.close()

    def _connect(self, connection: EngineConnection, packet: SocketPacket) -> Handled:
        if packet.namespace != "/":
            connection.write(Frame(f'44{packet.namespace},{{"message":"Invalid namespace"}}'))
            return None
        if connection.client is not None:
            raise BadPacketError("a second CONNECT")
        return start_eagerly(self._greet(connection, packet.data or None))

    async def _greet(self, connection: EngineConnection, auth: object) -> None:
        sid = self.eio.generate_id()
        try:
            client = await self.greet(connection, sid, connection.environ, auth)
        except ConnectRefusedError as error:
            connection.write(Frame("44" + orjson.dumps({"message": str(error), "data": error.data}).decode()))
            connection.unsettle()
            return
        connection.client = client
        connection.environ = {}  # cookie, user agent and the rest of the request are 1.1 KB a connection
        connection.queue(Frame(f'40{{"sid":"{sid}"}}'))
        connection.settle()

    def _leave(self, connection: EngineConnection) -> None:
        client, connection.client = connection.client, None
        if client is not None:
            self.part(connection, client)
            connection.unsettle()


def _is_msgpack(data: bytes) -> bool:
    """Whether this is a packet of socket.io-msgpack-parser: a small map with its type, outside of any attachment."""
    return data[:1] in _SMALL_MAPS and b"\xa4type" in data[:64]
