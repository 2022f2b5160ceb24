"""A script's call whose first arguments are packed once: packing the two dozen of an edit takes as long as the rest of
asking Redis."""

from collections.abc import Sequence

from storage.redis.connection import Argument, pack
from storage.redis.scripts import Script


class PreparedScript:
    """The script, the keys and the first arguments of many calls; it never changes."""

    __slots__ = ("_first", "_packed", "_words", "script", "session_keys")

    def __init__(self, script: Script, session_keys: Sequence[str], *first: Argument) -> None:
        self.script = script
        self.session_keys = session_keys
        self._first = first
        self._words, self._packed = _without_count(("EVALSHA", script.sha, len(session_keys), *session_keys, *first))

    def packed(self, last: tuple[Argument, ...]) -> bytes:
        """The whole command with these last arguments."""
        words, packed = _without_count(last)
        return b"*%d\r\n%b%b" % (self._words + words, self._packed, packed)

    def arguments(self, last: tuple[Argument, ...]) -> tuple[Argument, ...]:
        """All arguments behind the keys."""
        return (*self._first, *last)


def _without_count(words: tuple[Argument, ...]) -> tuple[int, bytes]:
    """How many words there are, and they packed, without their number in front."""
    packed = pack(words)
    return len(words), packed[packed.index(b"\n") + 1 :]
