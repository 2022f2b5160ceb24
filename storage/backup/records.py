"""Keys of Redis as bytes: a key, when it ends, and its value as DUMP makes it, one record after the other."""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from storage.backup.manifest import DamagedError

_HEAD: Final = struct.Struct(">IqI")


class Record(NamedTuple):
    """`ends_at` in Unix ms, 0 for never. Without a value the key was deleted after an earlier record of it."""

    key: bytes
    ends_at: int
    value: bytes

    def packed(self) -> bytes:
        return _HEAD.pack(len(self.key), self.ends_at, len(self.value)) + self.key + self.value


def records(part: bytes) -> Iterator[Record]:
    """Raises DamagedError where the part ends within a record."""
    at = 0
    while at < len(part):
        if len(part) - at < _HEAD.size:
            raise DamagedError("A part ends within a record")
        key_length, ends_at, length = _HEAD.unpack_from(part, at)
        at += _HEAD.size
        end = at + key_length + length
        if end > len(part):
            raise DamagedError("A part ends within a record")
        yield Record(part[at : at + key_length], ends_at, part[at + key_length : end])
        at = end
