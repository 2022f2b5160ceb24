"""People who edit a Y.Map over Hocuspocus: the same raw clients, who write Yjs updates (encoding 1) by hand."""

from dataclasses import dataclass, field
from itertools import count

from bench.editors import Editor

SYNC, AUTH, SYNC_STATUS = 0, 2, 8
SYNC_STEP_1, SYNC_STEP_2 = 0, 1
ANY_WITH_ORIGIN = 8 | 0x80 | 0x20  # a value (8) under a key (0x20) that replaces an earlier item (0x80)
TEXT, OBJECT, TRUE, FALSE = 119, 118, 120, 121
MARK = b"\x07edit_id" + bytes((TEXT,))


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    found = bytearray()
    while value > 0x7F:
        found.append(0x80 | (value & 0x7F))
        value >>= 7
    found.append(value)
    return bytes(found)


def text(value: str) -> bytes:
    """UTF-8 after its length."""
    return sized(value.encode())


def sized(value: bytes) -> bytes:
    return varint(len(value)) + value


@dataclass
class Items:
    """The (client, clock) of the last item of each (document, track, step), to somebody who has heard all."""

    last: dict[tuple[str, int, int], tuple[int, int]] = field(default_factory=dict)
    clients: "count[int]" = field(default_factory=lambda: count(2))  # 1 has made the document

    def dialect(self) -> "Hocuspocus":
        """One more person's."""
        return Hocuspocus(next(self.clients), self)


class Hocuspocus:
    """What one person says: `Y.Map.set` of a step, and the deletion of the item that it replaces."""

    def __init__(self, client: int, items: Items) -> None:
        self._client, self._items, self._clock = client, items, 0

    def greeting(self, token: str) -> bytes:
        return bytes((AUTH, 0)) + text(token)

    def join(self, session_id: str) -> bytes:
        return text(session_id) + bytes((SYNC, SYNC_STEP_1)) + sized(varint(0))

    def edit(self, session_id: str, edit_id: str, number: int) -> bytes:
        track, step = number % 16, number % 64
        place = (session_id, track, step)
        before, at = self._items.last.get(place, (1, 64 * track + step))
        self._items.last[place] = (self._client, self._clock)
        value = bytes((OBJECT, 2)) + text("edit_id") + bytes((TEXT,)) + text(edit_id)
        value += text("on") + bytes((TRUE if number % 2 == 0 else FALSE,))
        update = bytes((1, 1)) + varint(self._client) + varint(self._clock)
        update += bytes((ANY_WITH_ORIGIN,)) + varint(before) + varint(at) + bytes((1,)) + value
        update += bytes((1,)) + varint(before) + bytes((1,)) + varint(at) + bytes((1,))
        self._clock += 1
        return text(session_id) + bytes((SYNC, 2)) + sized(update)


class YjsEditor(Editor):
    """One connection to Hocuspocus: it speaks first, and in binary frames."""

    PATH = "/"
    OPCODE = 0x82

    def opened(self) -> None:
        self.send(text(self.session_id) + self._dialect.greeting(self._token))

    def _greet(self, packet: bytes) -> None:
        kind = packet[1 + packet[0] :]  # names are shorter than 128 bytes
        if kind[:2] == bytes((AUTH, 2)):
            self.send(self._dialect.join(self.session_id))
        elif kind[:2] == bytes((SYNC, SYNC_STEP_2)):
            self._step = self._play
            self.ready.set_result(None)

    def _play(self, packet: bytes) -> None:
        if not self._heard.is_counting:
            return
        if packet[1 + packet[0]] == SYNC_STATUS:
            self._heard.acks += 1
            return
        mark = packet.find(MARK)
        if mark >= 0:
            start = mark + len(MARK) + 1
            self._hear(int(packet[start : start + packet[start - 1]]))
