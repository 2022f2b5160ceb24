"""A Valkey for a measurement, in a folder of its own."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from server.processes.redis_binary import redis_binary, redis_environment

READY = b"Ready to accept connections"  # the log's line


@contextmanager
def valkey(
    folder: str, *options: str, command: Callable[[tuple[str, ...]], Sequence[str]] = list
) -> Iterator[tuple[Path, int]]:
    """(its socket, its pid), once it serves. `command` says how its command line is run."""
    socket = Path(folder, "r.sock")
    line = (str(redis_binary()), "--port", "0", "--unixsocket", str(socket), "--dir", folder, "--save", "", *options)
    with subprocess.Popen(command(line), stdout=subprocess.PIPE, env=redis_environment()) as process:
        assert process.stdout is not None
        try:
            if not any(READY in line for line in process.stdout):
                raise SystemExit("Valkey did not start")
            process.stdout.close()  # nobody reads what it logs from now on
            yield socket, process.pid
        finally:
            process.terminate()
