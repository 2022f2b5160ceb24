"""Starts the programs of the tests quickly: a process that has imported a program forks each start of it.

The imports cost about a second of CPU, and the tests start hundreds of programs. A fork gets its own environment and
output before the program's `main` runs, and nothing of its parent: no connection, no thread, no event loop. Tests of
starting itself, and benchmarks, start the real program.

`python -m tests.forks web FD` is the parent: it takes requests on a socket and forks until that socket is closed.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parent.parent
IMPORTS: Final = {
    "web": ("tests.answer_check", "server.commands.web", "server.processes.serve"),
    "worker": ("tests.quick_worker", "server.commands.worker"),
    "bot": ("tests.quick_bot", "server.commands.bot", "server.processes.bot"),
}
"""What each program has imported when it runs; the first one has its `main`."""
MODULES: Final = {"web": "tests.answer_check", "worker": "tests.quick_worker", "bot": "tests.quick_bot"}
"""What `python -m` runs; a plain server, which tests measure, is always started as users start it."""

_REQUEST_BYTES: Final = 1 << 17
_OWN_VARIABLES: Final = {"HOST", "PORT", "REDIS_URL", "CHECKED_ANSWERS", "CHAT_MS", "WEBHOOK_MS", "PYTEST_CURRENT_TEST"}


class ForkedProcess:
    """A started program: as much of `asyncio.subprocess.Process` as the tests use."""

    stdout: asyncio.StreamReader | None = None
    _pid: int | None = None

    def __init__(self) -> None:
        self.returncode: int | None = None
        self._told = bytearray()
        self._started = asyncio.Event()
        self._ended = asyncio.Event()

    @property
    def pid(self) -> int:
        assert self._pid is not None
        return self._pid

    def send_signal(self, number: int) -> None:
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, number)

    async def wait(self) -> int:
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    async def started(self) -> Self:
        await self._started.wait()
        if self._pid is None:
            raise RuntimeError("the process that forks has ended")
        return self

    def told(self, data: bytes) -> None:
        """The pid, and at the end the exit code, each on a line."""
        self._told += data
        *lines, rest = self._told.split(b"\n")
        self._told = bytearray(rest)
        for line in lines:
            if self._pid is None:
                self._pid = int(line)
                self._started.set()
            else:
                self.returncode = int(line)
                self._ended.set()

    def lost(self) -> None:
        """The parent has gone, and the program with it or not: nobody can tell."""
        if self.returncode is None:
            self.returncode = -signal.SIGKILL
        self._started.set()
        self._ended.set()


class _Line(asyncio.Protocol):
    def __init__(self, process: ForkedProcess) -> None:
        self._process = process

    def data_received(self, data: bytes) -> None:
        self._process.told(data)

    def connection_lost(self, _: Exception | None) -> None:
        self._process.lost()


class Forks:
    """The parents that this process has started, one for each program."""

    def __init__(self) -> None:
        self._parents: dict[str, tuple[socket.socket, subprocess.Popen[bytes]]] = {}
        self._base = dict(os.environ)

    def can_start(self, module: str, command: str, folder: Path, environment: dict[str, str]) -> bool:
        """Only this tree's program, and no variable that Python or a library reads while it is imported."""
        names = self._base.keys() | environment.keys()
        changed = {name for name in names if self._base.get(name) != environment.get(name)}
        if (module, folder) != (MODULES[command], ROOT) or not hasattr(os, "pidfd_open"):
            return False
        return all(name in _OWN_VARIABLES or name.startswith(("ROOMTONE_", "AWS_")) for name in changed)

    async def start(self, command: str, environment: dict[str, str], stdout: int, stderr: int) -> ForkedProcess:
        """With `stdout=subprocess.PIPE`, its output is read from the process."""
        process = ForkedProcess()
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        read, write = os.pipe() if stdout == subprocess.PIPE else (-1, os.dup(stdout))
        request = json.dumps(environment).encode()
        with theirs:
            control = self._parent(command)
            ours.setblocking(False)
            await loop.create_connection(lambda: _Line(process), sock=ours)
            socket.send_fds(control, [request], [theirs.fileno(), write, stderr])
        os.close(write)
        if read >= 0:
            process.stdout = asyncio.StreamReader()
            reading = asyncio.StreamReaderProtocol(process.stdout)
            await loop.connect_read_pipe(lambda: reading, os.fdopen(read, "rb", buffering=0))
        return await process.started()

    def _parent(self, command: str) -> socket.socket:
        if command not in self._parents:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                line = [sys.executable, "-m", "tests.forks", command, str(theirs.fileno())]
                parent = subprocess.Popen(
                    line, cwd=ROOT, env=self._base, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL
                )
            self._parents[command] = ours, parent
        return self._parents[command][0]

    def end(self) -> None:
        for control, parent in self._parents.values():
            control.close()
            parent.wait(10)
        self._parents.clear()


class _Parent:
    """Forks; it has no thread, and no event loop."""

    def __init__(self, command: str, control: socket.socket) -> None:
        self._command = command
        self._control = control
        self._running: dict[int, tuple[int, socket.socket]] = {}
        """By the descriptor that tells the end of a child: its pid, and where its exit code goes."""

    def run(self) -> int:
        polling = select.poll()
        polling.register(self._control, select.POLLIN)
        while True:
            for descriptor, _ in polling.poll():
                if descriptor != self._control.fileno():
                    polling.unregister(descriptor)
                    self._report_end(descriptor)
                    continue
                request, descriptors, _, _ = socket.recv_fds(self._control, _REQUEST_BYTES, 3)
                if not request:
                    return 0
                line = socket.socket(fileno=descriptors[0])
                if (pid := os.fork()) == 0:
                    line.close()
                    self._become(json.loads(request), *descriptors[1:])
                    return _program(self._command)
                for one in descriptors[1:]:
                    os.close(one)
                ended = os.pidfd_open(pid)
                self._running[ended] = pid, line
                polling.register(ended, select.POLLIN)
                self._tell(line, pid)

    def _report_end(self, ended: int) -> None:
        pid, line = self._running.pop(ended)
        os.close(ended)
        _, status = os.waitpid(pid, 0)
        with line:
            self._tell(line, os.waitstatus_to_exitcode(status))

    @staticmethod
    def _tell(line: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError):  # whoever asked has ended
            line.sendall(b"%d\n" % number)

    def _become(self, environment: dict[str, str], stdout: int, stderr: int) -> None:
        """Drops what belongs to the parent."""
        self._control.close()
        for ended, (_, line) in self._running.items():
            os.close(ended)
            line.close()
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        os.close(stdout)
        os.close(stderr)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        gc.enable()


def _program(command: str) -> int:
    main: Any = sys.modules[IMPORTS[command][0]].main
    sys.argv = [f"server {command}", command]
    return int(main())


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when its socket is closed
    gc.disable()
    for name in IMPORTS[sys.argv[1]]:
        importlib.import_module(name)
    gc.freeze()  # a collection in a child must not copy the memory of these objects
    sys.exit(_Parent(sys.argv[1], socket.socket(fileno=int(sys.argv[2]))).run())
