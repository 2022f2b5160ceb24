"""Real processes for tests: Redis, and our servers."""

import asyncio
import contextlib
import os
import re
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from server.processes.embedded_redis import DURABILITY
from server.processes.redis_binary import redis_binary
from tests.forks import ForkedProcess, Forks
from tests.users import PSEUDONYM_KEY

ROOT = Path(__file__).parent.parent
PORTS = range(10_000, 32_768)  # outgoing connections begin above it on Linux
READY_SECONDS = 60.0  # a start takes 1 s, and 9 s were seen on a machine with four times its load


def free_port() -> int:
    """A port that was free a moment ago, for programs that cannot choose one.

    Not one that the system gives to outgoing connections: such a connection could take it while its server is stopped.
    """
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Listener(Protocol):
    """Listens to a Redis until that has ended."""

    def end(self) -> None: ...


class RedisProcess:
    """A Redis on a unix socket in `folder`, with the append-only file of the embedded one."""

    listener: Callable[[Path], Listener] | None = None
    """Makes the listener for everything published; the tests set it."""

    def __init__(self, folder: Path, binary: str | None = None) -> None:
        self._listener: Listener | None = None
        self.folder = folder
        self.socket = folder / "r.sock"
        self.url = f"unix://{self.socket}"
        self._binary = binary or str(redis_binary())
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder)]
        options += [part for name, value in DURABILITY.items() for part in (f"--{name}", value)]
        options += ["--logfile", str(self.folder / "redis.log")]
        self._process = await asyncio.create_subprocess_exec(self._binary, *options)
        async with asyncio.timeout(READY_SECONDS):
            while not await self._answers():  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.005)
        if self.listener is not None:
            self._listener = self.listener(self.socket)

    async def _answers(self) -> bool:
        try:
            return await self.command("PING") == b"+PONG\r\n"
        except OSError:
            return False

    async def command(self, *words: str) -> bytes:
        """The raw reply to one command; only for replies of one line."""
        reader, writer = await asyncio.open_unix_connection(str(self.socket))
        packed = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        writer.write(packed.encode())
        line = await reader.readline()
        writer.close()
        return line

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("Redis is not running")
        return self._process.pid

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def stall(self) -> None:
        """Stops it: the system accepts connections, and nothing is answered."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
            await self._process.wait()
            if self._listener is not None:
                await asyncio.to_thread(self._listener.end)


class _Process:
    """One of our processes; `folder` has its sources."""

    folder = ROOT
    forks: Forks | None = None
    """Starts programs without importing them anew; the tests set it."""
    _process: asyncio.subprocess.Process | ForkedProcess | None = None

    async def _run(
        self, command: str, environment: dict[str, str], *, stdout: int, stderr: int, module: str = "server"
    ) -> asyncio.subprocess.Process | ForkedProcess:
        if self.forks is not None and self.forks.can_start(module, command, self.folder, environment):
            return await self.forks.start(command, environment, stdout, stderr)
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, command, cwd=self.folder, env=environment, stdout=stdout, stderr=stderr
        )

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("the process is not running")
        return self._process.pid

    async def kill(self) -> None:
        """SIGKILL: nothing is sent or saved."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM: work in progress ends. Answers the exit code."""
        return await self._end(signal.SIGTERM)

    def terminate(self) -> None:
        """SIGTERM, without waiting for the end."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def _end(self, number: signal.Signals) -> int:
        self._signal(number)
        return await self.ended()

    async def ended(self, seconds: float = READY_SECONDS) -> int:
        """The exit code, once it has ended."""
        if self._process is None:
            return 0
        async with asyncio.timeout(seconds):
            return await self._process.wait()


def _kept() -> dict[str, str]:
    """The environment of a process without settings, but for the key that gives `tests.users.known_as` its ids."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROOMTONE_")}
    return kept | {"ROOMTONE_PSEUDONYM_KEY": PSEUDONYM_KEY}


class WorkerProcess(_Process):
    """One `python -m server worker`, with short pauses unless told otherwise."""

    module = "server"
    """The program to run; the tests set one that knows `WEBHOOK_MS`."""

    def __init__(self, redis_url: str, data_dir: Path, **settings: str) -> None:
        self.log = data_dir / f"worker-{id(self):x}.log"
        self._environment = _kept() | {
            "REDIS_URL": redis_url,
            "ROOMTONE_DATA_DIR": str(data_dir),
            "ROOMTONE_DRAIN_SECONDS": "2",
            "ROOMTONE_JOB_BACKOFF": "0.05",
            **settings,
        }

    async def start(self) -> Self:
        """Returns at once: its work is visible in the sessions."""
        with self.log.open("ab") as log:
            self._process = await self._run(
                "worker", self._environment, stdout=log.fileno(), stderr=log.fileno(), module=self.module
            )
        return self


class BotProcess(_Process):
    """One `python -m server bot`, on the Bot API at `api`."""

    module = "server"
    """The program to run; the tests set one that knows `CHAT_MS`."""

    def __init__(self, redis_url: str, data_dir: Path, api: str, token: str, public_url: str, **settings: str) -> None:
        self.log = data_dir / f"bot-{id(self):x}.log"
        self._environment = _kept() | {
            "REDIS_URL": redis_url,
            "ROOMTONE_DATA_DIR": str(data_dir),
            "ROOMTONE_CREATE_LIMIT": "0",
            "ROOMTONE_DRAIN_SECONDS": "2",
            "ROOMTONE_TELEGRAM_TOKEN": token,
            "ROOMTONE_TELEGRAM_API": api,
            "ROOMTONE_PUBLIC_URL": public_url,
            **settings,
        }

    def set(self, **settings: str) -> None:
        """For its next start."""
        self._environment |= settings

    async def start(self) -> Self:
        """Returns at once: what it does is seen by the Bot API."""
        with self.log.open("ab") as log:
            self._process = await self._run(
                "bot", self._environment, stdout=log.fileno(), stderr=log.fileno(), module=self.module
            )
        return self


class ServerProcess(_Process):
    """One `python -m server web` on a free port."""

    module = "server"
    """The program to run; the tests set one that checks every answer."""

    def __init__(self, redis_url: str, data_dir: Path, port: int = 0, **settings: str) -> None:
        self.url = ""
        self.data_dir = data_dir
        self.log = data_dir / f"server-{id(self):x}.log"
        self._port = port
        self._environment = _kept() | {
            "HOST": "127.0.0.1",
            "REDIS_URL": redis_url,
            "ROOMTONE_DATA_DIR": str(data_dir),
            "ROOMTONE_CREATE_LIMIT": "0",
            "ROOMTONE_ADDRESS_CONNECTIONS": "0",
            "ROOMTONE_ADDRESS_EVENT_RATE": "0",
            "ROOMTONE_ADDRESS_SUBSCRIPTIONS": "0",
            "ROOMTONE_USER_CONNECTIONS": "0",
            "ROOMTONE_USER_SUBSCRIPTIONS": "0",
            "ROOMTONE_CLIP_GAP": "0",  # the few users of a test act like many
            "ROOMTONE_DRAIN_SECONDS": "0.2",
            **settings,
        }

    async def start(self) -> Self:
        """Returns when the server accepts requests; after a restart it has the same address."""
        with self.log.open("ab") as log:
            self._process = await self._run(
                "web",
                self._environment | {"PORT": str(self._port)},
                stdout=asyncio.subprocess.PIPE,
                stderr=log.fileno(),
                module=self.module if (self.folder / f"{self.module.replace('.', '/')}.py").is_file() else "server",
            )
        stdout = self._process.stdout
        if stdout is None:
            raise RuntimeError("the server has no output")
        async with asyncio.timeout(READY_SECONDS):
            line = (await stdout.readline()).decode()
        found = re.search(r"https?://[^\s:]+(?::(\d+))?", line)
        if found is None:
            raise RuntimeError(f"the server did not start: {self.log.read_text()[-2000:]}")
        self._port = self._port or int(found[1])  # the line names the public address, which may be another server's
        self.url = f"http://127.0.0.1:{self._port}"
        return self
