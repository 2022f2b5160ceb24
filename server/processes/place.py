"""The id of a serving process: that of the process before it in its place, when that one was killed.

What a process says of itself in Redis, such as how many viewers it has, counts until it says something else. A killed
one says nothing more; the next one in its place speaks under the same id, and so replaces what it left.
"""

import os
import socket
from contextlib import suppress
from itertools import count
from pathlib import Path
from uuid import uuid4

from server.processes.file_lock import try_lock


class Place:
    """The first free place of this machine in `data_dir`; held until `leave`, or until the process has ended. Its file
    has the id of whoever was killed in it. Where no file can be written, the id is a new one."""

    def __init__(self, data_dir: Path) -> None:
        self.id = uuid4().hex[:8]
        self._path: Path | None = None
        with suppress(OSError):
            self._take(data_dir / "processes")

    def _take(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        paths = (folder / f"{socket.gethostname()}-{number}" for number in count())
        path, lock = next((path, lock) for path in paths if (lock := try_lock(path)) is not None)
        if left := os.read(lock, 8).decode():
            self.id = left
        else:
            os.write(lock, self.id.encode())
        self._path = path  # the lock is the process's: it is never closed

    def leave(self) -> None:
        """Called when nothing of the process is left in Redis."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
