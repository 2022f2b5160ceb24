"""python-socketio's AsyncServer on this engine, with its deviations from the Socket.IO v5 protocol corrected.

The private names of python-socketio that this needs are all in this file. `socketio_trial.py` tries them at start-up.
"""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from types import CoroutineType
from typing import Any, Final

from server.engine.clients import Clients, frames_of
from server.engine.connection import EngineConnection
from server.engine.eager_start import finish, start_eagerly
from server.engine.events import ack_frame
from server.engine.frame import Frame
from server.engine.library import exceptions, packet, socketio
from server.engine.packets import BadPacketError, Packet
from server.engine.server import EngineServer
from server.engine.socketpacket import Incoming, PlainEvent, SocketPacket, plain_connect, plain_event

log = logging.getLogger(__name__)

_FORGOTTEN: Final[dict[str, object]] = {}

# A CONNECT_ERROR for "/" in the format of socket.io-msgpack-parser: {type: 4, nsp: "/", data: {message: …}}.
_NO_MSGPACK: Final = b"Use the default parser, this server does not read msgpack"
_SMALL_MAPS: Final = frozenset(bytes([0x80 + pairs]) for pairs in range(2, 7))
_MSGPACK_REFUSAL: Final = (
    b"\x83\xa4type\x04\xa3nsp\xa1/\xa4data\x81\xa7message\xd9" + bytes([len(_NO_MSGPACK)]) + _NO_MSGPACK
)


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]  # python-socketio has no types
    """A Socket.IO v5 server: events of one client in order, each handled before the next.

    `max_held` bounds the bytes of the attachments of one packet. Keywords are python-socketio's and EngineServer's.
    """

    def __init__(self, *, max_held: int | None = None, **options: Any) -> None:
        options.setdefault("client_manager", Clients())
        options.setdefault("serializer", SocketPacket)
        options.setdefault("async_handlers", False)
        super().__init__(**options)
        self.eio.receiver = self._receive
        self._max_held: int = max_held or self.eio.settings.max_message
        self._usual: dict[tuple[Callable[..., Any], int], bool] = {}  # handlers of `connect` and `disconnect`
        self.unfinished: dict[str, SocketPacket] = {}  # attachments are missing; by Engine.IO id
        self._held: dict[str, int] = {}  # bytes of the attachments that have come, by Engine.IO id

    def _engineio_server_class(self) -> type[EngineServer]:
        return EngineServer

    def _receive(self, connection: EngineConnection, message: Packet) -> Awaitable[None] | None:
        """Called by the engine with every message. Raises BadPacketError for data that is not Socket.IO."""
        eio_sid = connection.sid
        try:
            pkt: Incoming | None
            if isinstance(message, str) and message[:1] == "2" and eio_sid not in self.unfinished:
                pkt = plain_event(message, self.packet_class.json)
            elif isinstance(message, str) and message[:2] == "0{" and eio_sid not in self.unfinished:
                pkt = plain_connect(message, self.packet_class.json)
            else:
                pkt = self._assembled(eio_sid, message)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
            self.unfinished.pop(eio_sid, None)
            self._held.pop(eio_sid, None)
            raise BadPacketError(str(error)) from error
        if pkt is None:
            return None
        if pkt.__class__ is PlainEvent:
            namespace = pkt.namespace or "/"
            sid = self.manager.sid_from_eio_sid(eio_sid, namespace)
            handler = self._handler(namespace, pkt.data[0])
            if handler is not None and self.manager.is_connected(sid, namespace):
                return self._begin_handler(handler, sid, connection, pkt)
        return start_eagerly(self._handled(eio_sid, pkt))

    def _handler(self, namespace: str, event: str) -> Callable[..., Any] | None:
        """The usual handler, a function for an event; python-socketio inspects it each time (1.2 µs), and supports
        other kinds too."""
        return None if event in self.reserved_events else self.handlers.get(namespace, {}).get(event)

    def _begin_handler(
        self, handler: Callable[..., Any], sid: str, connection: EngineConnection, event: Incoming
    ) -> Awaitable[None] | None:
        """Runs a handler until it first waits; answers the rest to be awaited, if there is any."""
        try:
            answer = handler(sid, *event.data[1:])
            if answer.__class__ is CoroutineType:
                try:
                    waits = answer.send(None)
                except StopIteration as ended:
                    answer = ended.value
                else:
                    return self._finish_handler(finish(answer, waits), connection, event)
            elif hasattr(answer, "__await__"):
                return self._finish_handler(answer, connection, event)
            self._ack(connection, event.namespace or "/", event.id, answer)
        except Exception:
            log.exception("a handler failed for %s", connection.sid)
        return None

    async def _finish_handler(self, waiting: Awaitable[Any], connection: EngineConnection, event: Incoming) -> None:
        try:
            self._ack(connection, event.namespace or "/", event.id, await waiting)
        except Exception:
            log.exception("a handler failed for %s", connection.sid)

    async def _handled(self, eio_sid: str, pkt: Incoming) -> None:
        """Any exception of a handler is logged."""
        try:
            if pkt.packet_type == packet.CONNECT:
                await self._handle_connect(eio_sid, pkt.namespace or "/", pkt.data)
            else:
                await self._dispatch(eio_sid, pkt)
        except BadPacketError:
            raise
        except Exception:
            log.exception("a handler failed for %s", eio_sid)

    def _assembled(self, eio_sid: str, data: str | bytes) -> Incoming | None:
        """The packet that is complete with `data`, or None while attachments are missing."""
        waiting = self.unfinished.get(eio_sid)
        if waiting is None:
            if _is_msgpack(data):
                self._refuse_msgpack(eio_sid)
                return None
            if not data:
                raise ValueError("an empty packet")
            pkt: SocketPacket = self.packet_class(encoded_packet=data)
            if not pkt.attachment_count:
                return pkt
            if self.manager.sid_from_eio_sid(eio_sid, pkt.namespace or "/") is None:
                raise ValueError("attachments from nobody")
            self.unfinished[eio_sid] = pkt
            return None
        if not isinstance(data, bytes):
            raise ValueError("a packet where an attachment was due")
        held = self._held.get(eio_sid, 0) + len(data)
        if held > self._max_held:
            raise ValueError("the attachments are too big")
        self._held[eio_sid] = held
        if not waiting.add_attachment(data):
            return None
        del self.unfinished[eio_sid], self._held[eio_sid]
        return waiting

    def _refuse_msgpack(self, eio_sid: str) -> None:
        """In the format that the client reads: it then gives up, while after a mere close it would reconnect for
        ever."""
        connection = self.eio.connection(eio_sid)
        if connection is not None:
            self.eio.counters.bad_packets += 1
            connection.write(Frame(_MSGPACK_REFUSAL))
            connection.close()

    async def disconnect(self, sid: str, namespace: str | None = None, ignore_queue: bool = False) -> None:
        """Disconnects a client from a namespace; without another one its connection is closed."""
        eio_sid = self.manager.eio_sid_from_sid(sid, namespace or "/")
        await super().disconnect(sid, namespace, ignore_queue)
        connection = self.eio.connection(eio_sid)
        if connection is not None and not self.manager.has_namespace(eio_sid):
            connection.close()

    async def _dispatch(self, eio_sid: str, pkt: Incoming) -> None:
        namespace = pkt.namespace or "/"
        kind = pkt.packet_type
        if self.manager.sid_from_eio_sid(eio_sid, namespace) is None:
            # A client that never sent CONNECT; or one whose namespace we have just closed while its message was in
            # transit.
            connection = self.eio.connection(eio_sid)
            if connection is not None and not connection.session.settled:
                raise BadPacketError("a packet before CONNECT")
            return
        if kind == packet.DISCONNECT:
            await self._handle_disconnect(eio_sid, namespace, self.reason.CLIENT_DISCONNECT)
        elif kind in (packet.EVENT, packet.BINARY_EVENT):
            await self._unusual_event(eio_sid, namespace, pkt.id, pkt.data)
        else:
            await self._receive_ack(eio_sid, namespace, pkt.id, pkt.data)

    async def _handle_connect(self, eio_sid: str, namespace: str, data: object) -> None:
        if not self._has_namespace(namespace):
            refusal = self.packet_class(
                packet.CONNECT_ERROR, data={"message": "Invalid namespace"}, namespace=namespace
            )
            await self._send_packet(eio_sid, refusal)
            return
        if self.manager.sid_from_eio_sid(eio_sid, namespace) is not None:
            raise BadPacketError("a second CONNECT to the same namespace")
        handler = None if self.always_connect else self._greeter("connect", namespace, 3)
        if handler is None:
            await super()._handle_connect(eio_sid, namespace, data)
        else:
            await self._connect_with(handler, eio_sid, namespace, data)
        sid = self.manager.sid_from_eio_sid(eio_sid, namespace)
        if self._has_one_namespace and self.manager.is_connected(sid, namespace):
            # The request is not needed any more: cookie, user agent and the rest are 1.1 KB a connection.
            self.environ[eio_sid] = _FORGOTTEN

    async def _connect_with(
        self, handler: Callable[..., Awaitable[Any]], eio_sid: str, namespace: str, data: object
    ) -> None:
        """What python-socketio does for a handler that takes the client's data, in fewer steps."""
        sid = self.manager.begin(eio_sid, namespace)
        refused: object = None
        try:
            if await handler(sid, self.environ[eio_sid], data or None) is False:
                refused = exceptions.ConnectionRefusedError().error_args
        except exceptions.ConnectionRefusedError as error:
            refused = error.error_args
        except ConnectionRefusedError:
            refused = {"message": "Connection refused by server"}
        except asyncio.CancelledError:
            pass  # it took too long at the client's end, which is handled next
        if refused is not None:
            await self._send_packet(eio_sid, self.packet_class(packet.CONNECT_ERROR, data=refused, namespace=namespace))
            self.manager.basic_disconnect(sid, namespace)
            return
        connection = self.eio.connection(eio_sid)
        if connection is not None:
            where = "" if namespace == "/" else f"{namespace},"
            connection.write(Frame(f'40{where}{{"sid":"{sid}"}}'))
        self.manager.join(sid, namespace)

    def _greeter(self, event: str, namespace: str, count: int) -> Callable[..., Awaitable[Any]] | None:
        """The handler of `connect` or `disconnect`, if it is as usual: a coroutine function for this many arguments.
        python-socketio inspects it each time, and supports other kinds too."""
        handler = self.handlers.get(namespace, {}).get(event)
        if handler is None:
            return None
        usual = self._usual.get((handler, count))
        if usual is None:
            usual = self._usual[handler, count] = inspect.iscoroutinefunction(handler) and _takes(handler, count)
        return handler if usual else None

    @property
    def _has_one_namespace(self) -> bool:
        return self.namespaces != "*" and len({*self.handlers, *self.namespace_handlers, *self.namespaces}) == 1

    def _has_namespace(self, namespace: str) -> bool:
        return (
            namespace in self.handlers
            or namespace in self.namespace_handlers
            or self.namespaces == "*"
            or namespace in self.namespaces
        )

    async def _unusual_event(self, eio_sid: str, namespace: str, id: int | None, data: list[Any]) -> None:  # noqa: A002
        """The path of an unusual event."""
        sid = self.manager.sid_from_eio_sid(eio_sid, namespace)
        if not self.manager.is_connected(sid, namespace):
            return
        answer = await self._trigger_event(data[0], namespace, sid, *data[1:])
        connection = self.eio.connection(eio_sid)
        if connection is not None and answer is not self.not_handled:
            self._ack(connection, namespace, id, answer)

    def _ack(self, connection: EngineConnection, namespace: str, id: int | None, answer: object) -> None:  # noqa: A002
        """Sends a handler's answer, if the client requested one, at the end of the tick (docs/decisions/0015)."""
        if id is None:
            return
        values = [*answer] if isinstance(answer, tuple) else [] if answer is None else [answer]
        try:
            # orjson raises TypeError for bytes, which are then sent as attachments.
            text = self.packet_class.json.dumps(values)
        except TypeError:
            for frame in frames_of(self.packet_class(packet.ACK, namespace=namespace, id=id, data=values)):
                connection.queue(frame)
            return
        connection.queue(ack_frame(str(id), text.encode(), namespace))

    async def _trigger_event(self, event: str, namespace: str, *args: Any) -> Any:
        if event == "disconnect":
            handler = self._greeter(event, namespace, 2)
            if handler is not None:
                try:
                    return await handler(*args)
                except asyncio.CancelledError:
                    return None
        handler = self._handler(namespace, event)
        if handler is None:
            return await super()._trigger_event(event, namespace, *args)
        answer = handler(*args)
        return await answer if inspect.isawaitable(answer) else answer

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        self.unfinished.pop(eio_sid, None)
        self._held.pop(eio_sid, None)
        try:
            usual = [(name, self._greeter("disconnect", name, 2)) for name in self.manager.rooms]
            for namespace, handler in usual:
                if handler is None:
                    await super()._handle_eio_disconnect(eio_sid, reason)  # from every namespace that is left
                    break
                await self._leave_with(handler, eio_sid, namespace, reason)
        finally:
            self.manager.forget(eio_sid)
            self.environ.pop(eio_sid, None)

    async def _leave_with(
        self, handler: Callable[..., Awaitable[Any]], eio_sid: str, namespace: str, reason: str
    ) -> None:
        """What python-socketio does for a usual handler, in fewer steps."""
        sid = self.manager.sid_from_eio_sid(eio_sid, namespace)
        if not self.manager.is_connected(sid, namespace):
            return
        self.manager.pre_disconnect(sid, namespace)
        try:  # noqa: SIM105 - `suppress` takes longer than most of this
            await handler(sid, reason)
        except asyncio.CancelledError:
            pass  # it took too long
        self.manager.basic_disconnect(sid, namespace)

    async def _receive_ack(self, eio_sid: str, namespace: str, id: int | None, data: list[object]) -> None:  # noqa: A002
        """An answer to one of our events; an unexpected or a second one is ignored."""
        sid = self.manager.sid_from_eio_sid(eio_sid, namespace)
        callback = self.manager.callbacks.get(sid, {}).pop(id, None) if id else None
        if callback is not None:
            answer = callback(*data)
            if inspect.isawaitable(answer):
                await answer


def _takes(handler: Callable[..., Any], count: int) -> bool:
    """Whether a function can be called with this many arguments."""
    try:
        inspect.signature(handler).bind(*range(count))
    except TypeError:
        return False
    return True


def _is_msgpack(data: str | bytes) -> bool:
    """Whether this is a packet of socket.io-msgpack-parser: a small map with its type, outside of any attachment."""
    return isinstance(data, bytes) and data[:1] in _SMALL_MAPS and b"\xa4type" in data[:64]
