"""The names of all keys, by what belongs together: a session or a user with all their keys, or one key alone."""

import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Final

from storage.redis.client import Redis
from storage.session.pace import Pace

SCANNED: Final = 100  # keys that Redis looks at in one step, as in admin/verify
ALL: Final = "rt:*"
_PASSING: Final = re.compile(rb"rt:\{[^}]+\}:(?:run|durable|selfcheck|backup)(?::.*)?")
"""What is true of one run of one Redis."""
_WHOLE: Final = re.compile(rb"rt:\{[^}]+\}:(?:session|user):[^:]+")


class Names:
    """Names on disk: a million of them take some 150 MB there, and none in memory."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")  # it does not outlive the process: nothing to bring back
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE names (whole BLOB, key BLOB, PRIMARY KEY (whole, key)) WITHOUT ROWID")
        self._db.execute("CREATE TABLE fresh (whole BLOB PRIMARY KEY) WITHOUT ROWID")

    def close(self) -> None:
        self._db.close()

    def add(self, keys: Sequence[bytes]) -> None:
        """What a new key belongs to is fresh until it is taken."""
        with self._db:
            self._db.execute("BEGIN")
            for key in keys:
                if _PASSING.fullmatch(key):
                    continue
                match = _WHOLE.match(key)
                whole = key if match is None else match[0]
                if self._db.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (whole, key)).rowcount:
                    self._db.execute("INSERT OR IGNORE INTO fresh VALUES (?)", (whole,))

    def take(self, together: int) -> Iterator[list[bytes]]:
        """The keys of all that is fresh. What belongs together stays together, with others of its bucket as long as
        those are `together` keys at most."""
        waiting: list[bytes] = []
        while found := self._db.execute("SELECT whole FROM fresh ORDER BY whole LIMIT 1").fetchone():
            self._db.execute("DELETE FROM fresh WHERE whole = ?", found)
            keys = [key for (key,) in self._db.execute("SELECT key FROM names WHERE whole = ?", found)]
            if waiting and (len(waiting) + len(keys) > together or _bucket(waiting[0]) != _bucket(keys[0])):
                yield waiting
                waiting = []
            waiting += keys
        if waiting:
            yield waiting

    @property
    def has_fresh(self) -> bool:
        return self._db.execute("SELECT 1 FROM fresh LIMIT 1").fetchone() is not None


def _bucket(key: bytes) -> bytes:
    return key[: key.index(b"}")]


async def scanned(redis: Redis, pace: Pace) -> AsyncIterator[list[bytes]]:
    """The names of all our keys, in slices; one may come twice, and one that is made meanwhile may be missed."""
    for address in redis.addresses:
        cursor = b"0"
        while True:
            async with pace.step():
                cursor, keys = await redis.ask(address, "SCAN", cursor, "MATCH", ALL, "COUNT", SCANNED)
            if keys:
                yield keys
            if cursor == b"0":
                break
