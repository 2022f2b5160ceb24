"""People who edit a Y.Map over Hocuspocus, whose Yjs updates (encoding 1) are written by hand."""

from dataclasses import dataclass, field
from itertools import count

from bench.editors import Step, frame

SYNC, AUTH, SYNC_STATUS = 0, 2, 8
SYNC_STEP_1, SYNC_STEP_2, SYNC_UPDATE = 0, 1, 2
BINARY = 2
ANY_WITH_ORIGIN = 8 | 0x80 | 0x20  # a value (8) under a key (0x20) that replaces an earlier item (0x80)
TEXT, OBJECT, TRUE, FALSE = 119, 118, 120, 121


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
    """The (client, clock) of the last item of each (document, track, step), for a client that has received all."""

    last: dict[tuple[str, int, int], tuple[int, int]] = field(default_factory=dict)
    clients: "count[int]" = field(default_factory=lambda: count(2))  # 1 has made the document

    def dialect(self, name: str) -> "Hocuspocus":
        """One more person's, in the document of that name."""
        return Hocuspocus(name, next(self.clients), self)


class Hocuspocus:
    """The messages of one person: `Y.Map.set` of a step, and the deletion of the item that it replaces."""

    path = "/"
    mark = b"\x07edit_id" + bytes((TEXT, 8))

    def __init__(self, name: str, client: int, items: Items) -> None:
        self._name, self._client, self._items, self._clock = name, client, items, 0
        self._head = text(name)
        self.ack = self._head + bytes((SYNC_STATUS,))

    def hello(self) -> bytes:
        return self._said(bytes((AUTH, 0)) + text(""))

    def steps(self) -> list[Step]:
        join = self._said(bytes((SYNC, SYNC_STEP_1)) + sized(varint(0)))
        return [Step(self._head + bytes((AUTH, 2)), join), Step(self._head + bytes((SYNC, SYNC_STEP_2)), b"")]

    def edit(self, edit_id: str, number: int) -> bytes:
        track, step = number % 16, number % 64
        place = (self._name, track, step)
        before, at = self._items.last.get(place, (1, 64 * track + step))
        self._items.last[place] = (self._client, self._clock)
        value = bytes((OBJECT, 2)) + text("edit_id") + bytes((TEXT,)) + text(edit_id)
        value += text("on") + bytes((TRUE if number % 2 == 0 else FALSE,))
        update = bytes((1, 1)) + varint(self._client) + varint(self._clock)
        update += bytes((ANY_WITH_ORIGIN,)) + varint(before) + varint(at) + bytes((1,)) + value
        update += bytes((1,)) + varint(before) + bytes((1,)) + varint(at) + bytes((1,))
        self._clock += 1
        return self._said(bytes((SYNC, SYNC_UPDATE)) + sized(update))

    def _said(self, payload: bytes) -> bytes:
        return frame(self._head + payload, BINARY)
