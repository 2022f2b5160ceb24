"""The Socket.IO clients and their rooms, for python-socketio: the same results as its own manager, in constant time.

python-socketio 5.18 searches every room of a namespace when a client leaves, and each client has a separate room: at
5,000 connections a disconnect costs 292 µs, and a restart n² of that. Here a client's rooms are stored with it
(docs/decisions/0011).
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Final

from bidict import ValueDuplicationError

from server.engine.frame import Frame
from server.engine.library import packet, socketio
from server.engine.packets import MESSAGE
from server.engine.socketpacket import SocketPacket

_NOBODY: Final[dict[str | None, Any]] = {}


class _Everybody(dict[str, str]):
    """The clients of a namespace: the Engine.IO id of each, and in `sids` the other way round. python-socketio's own is
    a bidict, which costs a connection 5 µs more."""

    __slots__ = ("sids",)

    def __init__(self) -> None:
        self.sids: dict[str, str] = {}

    def add(self, sid: str, eio_sid: str) -> None:
        """Raises ValueDuplicationError when the connection is here already."""
        if eio_sid in self.sids:
            raise ValueDuplicationError(eio_sid)
        self[sid] = eio_sid
        self.sids[eio_sid] = sid

    def __delitem__(self, sid: str) -> None:
        del self.sids[self.pop(sid)]


class Clients(socketio.AsyncManager):  # type: ignore[misc]  # python-socketio has no types
    """python-socketio's client manager, in memory.

    It also tells the engine when a connection has its first namespace (`settle`) and when it has none left
    (`unsettle`).
    """

    def __init__(self) -> None:
        super().__init__()
        self._rooms_of: dict[tuple[str, str], set[str]] = {}
        self._joined: dict[str, int] = {}  # how many namespaces, by Engine.IO id
        # Sets instead of the base class's lists, which are searched.
        self._connecting: dict[str, set[str]] = {}
        self._leaving: dict[str, set[str]] = {}

    # -- connecting

    def begin(self, eio_sid: str, namespace: str) -> str | None:
        """The id of a client that connects to a namespace; None when it is in it already."""
        sid: str = self.server.eio.generate_id()
        try:
            self.basic_enter_room(sid, namespace, None, eio_sid=eio_sid)
        except ValueDuplicationError:
            return None
        self._connecting.setdefault(namespace, set()).add(sid)
        return sid

    async def pre_connect(self, eio_sid: str, namespace: str) -> str | None:
        return self.begin(eio_sid, namespace)

    async def connect(self, sid: str, namespace: str) -> str | None:
        joined = sid if self.is_pre_connected(sid, namespace) else self.begin(sid, namespace)
        if joined is not None:
            self.join(joined, namespace)
        return joined

    def join(self, joined: str, namespace: str) -> None:
        """The client that has begun is connected."""
        self._discard(self._connecting, namespace, joined)
        eio_sid = self.eio_sid_from_sid(joined, namespace)
        self._joined[eio_sid] = self._joined.get(eio_sid, 0) + 1
        connection = self.server.eio.connection(eio_sid)
        if connection is not None:
            connection.settle()

    def is_pre_connected(self, sid: str | None, namespace: str) -> bool:
        return sid in self._connecting.get(namespace, ())

    def is_connected(self, sid: str | None, namespace: str) -> bool:
        if (self._connecting or self._leaving) and (
            sid in self._connecting.get(namespace, ()) or sid in self._leaving.get(namespace, ())
        ):
            return False
        return sid is not None and sid in self.rooms.get(namespace, {}).get(None, ())

    def sid_from_eio_sid(self, eio_sid: str, namespace: str) -> str | None:
        everybody = self.rooms.get(namespace, _NOBODY).get(None)
        return None if everybody is None else everybody.sids.get(eio_sid)

    # -- leaving

    def pre_disconnect(self, sid: str, namespace: str) -> str | None:
        self._leaving.setdefault(namespace, set()).add(sid)
        eio_sid: str | None = self.eio_sid_from_sid(sid, namespace)
        return eio_sid

    def basic_disconnect(self, sid: str, namespace: str, **kwargs: object) -> None:
        eio_sid = self.eio_sid_from_sid(sid, namespace)
        if eio_sid is None:
            return
        for room in self._rooms_of.pop((namespace, sid), ()):
            self._leave(sid, namespace, room)
        self._leave(sid, namespace, None)
        self.callbacks.pop(sid, None)
        refused = self._discard(self._connecting, namespace, sid)  # and so it was never counted
        self._discard(self._leaving, namespace, sid)
        left = self._joined.pop(eio_sid, 0) - (not refused)
        if left > 0:
            self._joined[eio_sid] = left
            return
        connection = self.server.eio.connection(eio_sid)
        if connection is not None:
            connection.unsettle()

    def has_namespace(self, eio_sid: str) -> bool:
        return eio_sid in self._joined

    def forget(self, eio_sid: str) -> None:
        """The Engine.IO connection has ended: whatever a cancelled handler left behind is removed too."""
        for namespace in list(self.rooms):
            sid = self.sid_from_eio_sid(eio_sid, namespace)
            if sid is not None:
                self.basic_disconnect(sid, namespace)

    # -- rooms

    def basic_enter_room(self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None) -> None:
        if sid == room:
            return  # a client's own room has no entry: it is looked up as a client (700 bytes a connection)
        if eio_sid is None and room is not None:
            self._enter(sid, namespace, room)
        elif eio_sid is not None and room is None:
            self._everybody(namespace).add(sid, eio_sid)
        else:
            super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)

    def _enter(self, sid: str, namespace: str, room: str) -> None:
        eio_sid = self.eio_sid_from_sid(sid, namespace)
        if eio_sid is None:
            raise ValueError("sid is not connected to requested namespace")
        if self.is_sid_room(namespace, room):
            raise ValueError("cannot enter a sid room")
        self.rooms[namespace].setdefault(room, {})[sid] = eio_sid
        self._rooms_of.setdefault((namespace, sid), set()).add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str) -> None:
        if sid == room:
            return
        rooms = self._rooms_of.get((namespace, sid))
        if rooms is not None:
            rooms.discard(room)
            if not rooms:
                del self._rooms_of[namespace, sid]
        self._leave(sid, namespace, room)

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        if self.eio_sid_from_sid(sid, namespace) is None:
            return []
        return [sid, *self._rooms_of.get((namespace, sid), ())]

    def get_participants(self, namespace: str, room: str | list[str] | None) -> Iterator[tuple[str, str]]:
        """(sid, Engine.IO id) of everybody in a room, in one of several rooms, or for None in the namespace."""
        rooms = self.rooms.get(namespace, {})
        everybody = rooms.get(None, {})
        found: dict[str, str] = {}
        for name in [room] if room is None or isinstance(room, str) else room:
            if name in everybody and name is not None:
                found[name] = everybody[name]
            else:
                found.update(rooms.get(name, {}))
        yield from found.items()

    def _leave(self, sid: str, namespace: str, room: str | None) -> None:
        super().basic_leave_room(sid, namespace, room)

    def _everybody(self, namespace: str) -> "_Everybody":
        rooms = self.rooms.get(namespace)
        if rooms is None:
            rooms = self.rooms[namespace] = {}
        everybody: _Everybody | None = rooms.get(None)
        if everybody is None:
            everybody = rooms[None] = _Everybody()
        return everybody

    # -- sending

    async def emit(
        self,
        event: str,
        data: object,
        namespace: str,
        room: str | list[str] | None = None,
        skip_sid: str | list[str] | None = None,
        callback: Callable[..., Any] | None = None,
        to: str | list[str] | None = None,
        **kwargs: object,
    ) -> None:
        """Encodes once and writes to every participant's outbox: no task, no wait."""
        arguments = [*data] if isinstance(data, tuple) else [] if data is None else [data]
        skipped = set(skip_sid) if isinstance(skip_sid, list) else {skip_sid}
        shared = None if callback else self._frames(event, arguments, namespace, None)
        for sid, eio_sid in self.get_participants(namespace, to or room):
            if sid not in skipped:
                connection = self.server.eio.connection(eio_sid)
                if connection is None:
                    continue
                number = self._next_ack_id(sid, callback) if callback else None
                for frame in shared or self._frames(event, arguments, namespace, number):
                    connection.write(frame)

    def _frames(self, event: str, arguments: list[object], namespace: str, number: int | None) -> list[Frame]:
        return frames_of(
            self.server.packet_class(packet.EVENT, namespace=namespace, data=[event, *arguments], id=number)
        )

    def _next_ack_id(self, sid: str, callback: Callable[..., Any]) -> int:
        callbacks = self.callbacks.setdefault(sid, {0: itertools.count(1)})
        number: int = next(callbacks[0])
        callbacks[number] = callback
        return number

    @staticmethod
    def _discard(pending: dict[str, set[str]], namespace: str, sid: str) -> bool:
        sids = pending.get(namespace)
        if sids is None or sid not in sids:
            return False
        sids.discard(sid)
        if not sids:
            del pending[namespace]
        return True


def frames_of(message: SocketPacket) -> list[Frame]:
    """A packet, and a frame for each of its attachments."""
    encoded = message.encode()
    parts = encoded if isinstance(encoded, list) else [encoded]
    return [Frame(MESSAGE + part if isinstance(part, str) else bytes(part)) for part in parts]
