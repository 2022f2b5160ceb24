"""The servers that are compared, and how each is started on its own core."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import jwt
import orjson

from bench.servers import event

HERE = Path(__file__).parent
SECRET = "a secret of the benchmark, longer than thirty-two bytes"
TOKEN = jwt.encode({"sub": "bench", "name": "Bench", "exp": 4_000_000_000}, SECRET, "HS256")
AUTH = f'auth={{"token":"{TOKEN}"}}'
ECHO = f'say=421["echo",{orjson.dumps(event.USUAL).decode()}]'
ROOT = HERE.parent
NODE = HERE / "node"
BUN = str(NODE / "node_modules" / "bun" / "bin" / "bun.exe")  # so called on every system


@dataclass(frozen=True)
class System:
    """A server to be measured: `name` as in bench/out/latest.json. `keys`, `fan` and `echo` tell the load generator how
    to connect, ask for an event to all, and ask for an answer. Without the program `needs` the server is left out."""

    name: str
    command: tuple[str, ...]
    packages: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = (AUTH,)
    fan: tuple[str, ...] = ()
    echo: tuple[str, ...] = (ECHO,)
    needs: Path | None = None
    release: str = ""

    def versions(self) -> dict[str, str]:
        found = {self.name: self.release} if self.release else {}
        if self.command[0] in ("node", BUN):
            found[Path(self.command[0]).stem] = _output(self.command[0], "--version").removeprefix("v")
            for package in ("socket.io", *self.packages):
                shown = "node-redis" if package == "redis" else package
                found[shown] = orjson.loads((NODE / "node_modules" / package / "package.json").read_bytes())["version"]
        elif self.packages:
            found = {"redis-py" if name == "redis" else name: version(name) for name in self.packages}
            found["python"] = sys.version.split()[0]
        return found


def _python(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"bench.servers.{module}")


ROOMTONE = System("roomtone", _python("ours"), ("uvloop", "aiohttp"))
LIMITED = System("roomtone-limited", _python("ours"), ROOMTONE.packages, {"LIMITS": "1"})
ENGINE = System("engine", _python("engine"), ROOMTONE.packages)
STOCK = System("python-socketio", _python("stock"), ("uvloop", "aiohttp", "python-socketio", "python-engineio"))
NODE_SERVER = System("node", ("node", str(NODE / "server.js")), ("ws",))
NODE_DEFLATE = System("node-deflate", NODE_SERVER.command, ("ws",), {"DEFLATE": "1"})
BUN_SERVER = System("bun", (BUN, str(NODE / "bun.mjs")), ("@socket.io/bun-engine",))
FLOOR_C = System("floor-c", (str(HERE / "out" / "floor"),))
FLOOR = System("floor-uvloop", _python("floor"), ("uvloop",))

# With sessions, through Redis: the product itself, and what the others offer.
FREE = {  # of limits, that 50 clients do the work of thousands
    "PORT": "0",
    "ROOMTONE_SECRET": SECRET,
    "ROOMTONE_CREATE_LIMIT": "0",
    "ROOMTONE_ADDRESS_CONNECTIONS": "0",
    "ROOMTONE_ADDRESS_EVENT_RATE": "0",
    "ROOMTONE_ADDRESS_SUBSCRIPTIONS": "0",
    "ROOMTONE_USER_CONNECTIONS": "0",
    "ROOMTONE_USER_SUBSCRIPTIONS": "0",
    "ROOMTONE_CLIP_GAP": "0",
    "ROOMTONE_CLIP_NETWORK_MOMENTS": "0",
    "ROOMTONE_EVENT_RATE": "1e9",
    "ROOMTONE_EVENT_BURST": "1000000000",
    "ROOMTONE_USER_EVENT_RATE": "1e9",
    "ROOMTONE_USER_EVENT_BURST": "1000000000",
    "ROOMTONE_DRAIN_SECONDS": "0.2",
    "ROOMTONE_LOG_LEVEL": "error",
}
PRODUCT = System("roomtone", (sys.executable, "-m", "server", "web"), ROOMTONE.packages, FREE)
_SESSION = ("node", str(NODE / "session.js"))
NODE_EDIT = System("node", _SESSION, ("redis",))
NODE_REDIS = System("node-redis", _SESSION, ("redis", "@socket.io/redis-adapter"), {"ADAPTER": "redis"})
NODE_SHARDED = System("node-sharded", _SESSION, ("redis", "@socket.io/redis-adapter"), {"ADAPTER": "sharded"})
NODE_STREAMS = System("node-streams", _SESSION, ("redis", "@socket.io/redis-streams-adapter"), {"ADAPTER": "streams"})
_STOCK = (*STOCK.packages, "redis")
STOCK_EDIT = System("python-socketio", _python("stock_session"), _STOCK)
STOCK_REDIS = System("python-socketio", _python("stock_session"), _STOCK, {"ADAPTER": "redis"})


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def prepare() -> Path:
    """Builds the load generator and installs Node's side; answers the load generator's path."""
    load, node = compiled("load", *(HERE / "load").glob("*.[ch]")), shutil.which("npm")
    compiled("floor", HERE / "servers" / "floor.c")
    if node is None:
        raise SystemExit("the benchmark needs npm (Debian: apt-get install nodejs npm)")
    installed, lock = NODE / "node_modules" / ".package-lock.json", NODE / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run([node, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=NODE, check=True)
    return load


def compiled(name: str, *sources: Path) -> Path:
    """The program in bench/out that these C files and headers make."""
    program = HERE / "out" / name
    if not program.exists() or program.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            raise SystemExit("the benchmark needs a C compiler (Debian: apt-get install gcc)")
        program.parent.mkdir(exist_ok=True)
        code = [str(source) for source in sorted(sources) if source.suffix == ".c"]
        subprocess.run([compiler, "-O2", "-o", str(program), *code], check=True)
    return program


def pinned(core: int, command: tuple[str, ...]) -> list[str]:
    """The command on one core, where there is more than one."""
    taskset = shutil.which("taskset")
    cores = sorted(os.sched_getaffinity(0))
    if taskset is None or len(cores) < 2:
        return list(command)
    return [taskset, "-c", str(cores[core % len(cores)]), *command]


@contextmanager
def running(system: System, **environment: str) -> Iterator[tuple[int, int]]:
    """(port, pid) of a server that has been started; it is ended on leaving."""
    settings = os.environ | {"BENCH_SECRET": SECRET} | event.environment() | system.environment | environment
    process = subprocess.Popen(
        pinned(0, system.command), cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        port = re.search(r"(\d+)/?$", process.stdout.readline())  # alone, or at the end of an address
        if port is None:
            raise SystemExit(f"{system.name} did not start")
        yield int(port[1]), process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
