"""Our own Redis: a real server as a child process, on a unix socket, with its append-only file in the data folder.

Two lock files make every start safe. `owner.lock` is held by the process that started the server; others on the same
folder share that server, and one of them takes over when the owner is gone. `server.lock` is held by the server itself,
through an inherited descriptor, so that a second one never opens the same append-only file, however the parent of the
first one ended.
"""

import asyncio
import hashlib
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

import structlog

from server.processes.child_process import die_with_parent
from server.processes.data_folder import require_folder
from server.processes.disk_sync import DiskSync, append_only_folder
from server.processes.file_lock import try_lock
from server.processes.redis_binary import NoRedisError, redis_binary, redis_environment

log = structlog.get_logger(__name__)

# sun_path has 108 bytes on Linux and 104 elsewhere, the closing NUL included.
_LONGEST_SOCKET_PATH: Final = 103
_START_SECONDS: Final = 10.0  # loading a large file may take longer: as long as the server says so, we wait
_STOP_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.002  # measured: the server answers 43 ms after its start
_TAKEOVER_SECONDS: Final = 0.25
_SOONEST_RESTART: Final = 0.1
_LATEST_RESTART: Final = 5.0

DURABILITY: Final = {
    "appendonly": "yes",
    "appendfsync": "no",  # each change is written before its answer; `DiskSync` syncs
    "save": "",
}
"""The settings that decide which changes survive a crash; the tests' own Redis has the same."""

_OPTIONS: Final = {
    **DURABILITY,
    "port": "0",
    "unixsocketperm": "700",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
    "logfile": "redis.log",
    "databases": "1",
    "latency-tracking": "no",  # nobody reads it, and it takes half a megabyte
}


class EmbeddedRedis:
    """`async with EmbeddedRedis(data_dir) as url:` gives the address of a running server.

    Raises NoRedisError when there is no server program or it does not start. Enter it from the main thread: on Linux
    the server ends with the thread that started it.
    """

    def __init__(self, data_dir: Path) -> None:
        self._dir = data_dir.resolve() / "redis"
        self._socket = _socket_path(self._dir)
        self._owner: int | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._tending: asyncio.Task[None] | None = None
        self._syncing: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process, when we started it."""
        return self._process.pid if self._process is not None else None

    async def __aenter__(self) -> str:
        require_folder(self._dir)
        deadline = time.monotonic() + _START_SECONDS
        while not await self._own():
            answer = await _command(self._socket, "PING")
            if answer == b"+PONG":
                break
            if time.monotonic() > deadline and not _is_loading(answer):
                raise NoRedisError(f"Another process has the Redis on {self._dir}, and it does not answer")
            await asyncio.sleep(_POLL_SECONDS)
        self._tending = asyncio.create_task(self._tend(), name="embedded-redis")
        self._syncing = asyncio.create_task(
            DiskSync(append_only_folder(self._dir.parent)).run(), name="embedded-redis-sync"
        )
        return f"unix://{quote(str(self._socket))}"

    async def __aexit__(self, *_: object) -> None:
        tasks = [task for task in (self._tending, self._syncing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._stop()

    async def _own(self) -> bool:
        """Whether we own the server; then it is up on return. We do not when another of our processes does."""
        if self._owner is None:
            self._owner = try_lock(self._dir / "owner.lock")
        if self._owner is None:
            return False
        try:
            await self._start()
        except BaseException:
            await self._stop()
            raise
        return True

    async def _start(self) -> None:
        started = time.perf_counter()
        lock = await self._server_lock()
        try:
            self._socket.unlink(missing_ok=True)
            binary = redis_binary()
            options = [part for name, value in _OPTIONS.items() for part in (f"--{name}", value)]
            self._process = await asyncio.create_subprocess_exec(
                binary,
                *options,
                "--unixsocket",
                str(self._socket),
                cwd=self._dir,
                env=redis_environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=(lock,),
                start_new_session=True,  # Ctrl-C is for us: the server must run until all connections are drained
                preexec_fn=die_with_parent(),
            )
        finally:
            os.close(lock)
        await self._ready(self._process)
        log.info("embedded_redis_started", pid=self._process.pid, ms=round((time.perf_counter() - started) * 1000))

    async def _ready(self, process: asyncio.subprocess.Process) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while (answer := await _command(self._socket, "PING")) != b"+PONG":
            late = time.monotonic() > deadline and not _is_loading(answer)
            if process.returncode is not None or late:
                raise NoRedisError(f"The embedded Redis does not start:\n{self._last_output()}")
            await asyncio.sleep(_POLL_SECONDS)

    async def _server_lock(self) -> int:
        """The lock of the server, once no other server uses this folder. An orphaned one is asked to shut down."""
        deadline = time.monotonic() + _START_SECONDS
        was_asked = False
        while (lock := try_lock(self._dir / "server.lock")) is None:
            if not was_asked:
                was_asked = await _command(self._socket, "SHUTDOWN") is not None
                log.info("embedded_redis_orphaned", was_asked=was_asked)
            if time.monotonic() > deadline:
                raise NoRedisError(f"A Redis that was left over still runs on {self._dir}; end it and start again")
            await asyncio.sleep(_POLL_SECONDS)
        return lock

    async def _tend(self) -> None:
        """Restarts the server when it dies, and takes it over when its owner is gone."""
        pause = _SOONEST_RESTART
        while True:
            if self._process is not None:
                code = await self._process.wait()
                log.error("embedded_redis_died", code=code, said=self._last_output())
                self._process = None
            await asyncio.sleep(_TAKEOVER_SECONDS if self._owner is None else pause)
            try:
                await self._own()
                pause = _SOONEST_RESTART
            except (NoRedisError, OSError) as error:
                log.error("embedded_redis_does_not_start", error=str(error))
                pause = min(pause * 2, _LATEST_RESTART)

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()  # writes and syncs the append-only file
            try:
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._owner is not None:
            os.close(self._owner)
            self._owner = None

    def _last_output(self) -> str:
        try:
            lines = (self._dir / "redis.log").read_text(errors="replace").splitlines()
        except OSError:
            return "it wrote no log"
        return "\n".join(lines[-5:])


def _is_loading(answer: bytes | None) -> bool:
    return answer is not None and answer.startswith(b"-LOADING")


def _socket_path(folder: Path) -> Path:
    """The path of the socket: in the data folder, or, if that path is too long, in a folder of the user."""
    path = folder / "redis.sock"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    short = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"roomtone-{os.getuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    status = short.lstat()
    # The temporary folder is shared: another user's folder of this name could have another user's Redis.
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077:
        raise NoRedisError(f"{short} belongs to somebody else; choose a shorter ROOMTONE_DATA_DIR")
    return short / "redis.sock"


async def _command(socket: Path, command: str) -> bytes | None:
    """The first line of the server's answer; empty when it closes instead; None when nobody listens."""
    try:
        reader, writer = await asyncio.open_unix_connection(socket)
    except OSError:
        return None
    try:
        writer.write(f"{command}\r\n".encode())
        async with asyncio.timeout(1):
            return (await reader.readline()).strip()
    except (OSError, TimeoutError):
        return b""
    finally:
        writer.close()
