"""A live stream of the product for a measurement: one process, its Valkey, and the owner, who speaks over HTTP."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import orjson

from bench.measure import MeasureError
from bench.sessions import Store, auths, store
from bench.systems import PRODUCT, pinned, running


@dataclass
class Stream:
    """A started clip session. `auth` is the load's: each client is its own guest."""

    port: int
    pid: int
    store: Store
    auth: str
    token: str = ""
    id: str = ""

    def start(self) -> None:
        self.token = self.ask("/api/auth/guest")["token"]
        self.id = self.ask("/api/clip-sessions")["id"]
        self.ask(f"/api/clip-sessions/{self.id}/start")

    def ask(self, path: str) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.token}"} if self.token else {}
        )
        with urlopen(Request(f"http://127.0.0.1:{self.port}{path}", b"{}", headers)) as response:
            answer: dict[str, Any] = orjson.loads(response.read())
            return answer

    def change(self, times: int) -> None:
        """Events for everybody, one after the other: a break begins, a break ends."""
        for number in range(times):
            self.ask(f"/api/clip-sessions/{self.id}/{'resume' if number % 2 else 'pause'}")

    @property
    def join(self) -> str:
        return f'join=420["subscribe_on_session",{{"session_id":"{self.id}"}}]'

    @property
    def tap(self) -> str:
        return f'say=421["submit_clip",{{"session_id":"{self.id}","note":"a moment %d"}}]'


@contextmanager
def stream(**settings: str) -> Iterator[Stream]:
    with ExitStack() as entered:
        folder = entered.enter_context(tempfile.TemporaryDirectory(prefix="rt"))
        redis = entered.enter_context(store())
        port, pid = entered.enter_context(running(PRODUCT, **redis.environment(folder), **settings))
        found = Stream(port, pid, redis, f"auth={auths(folder, 10_000)}")
        found.start()
        yield found


class Viewers:
    """`size` subscribers, held by the load generator; within `with` they receive."""

    def __init__(self, program: Path, stream: Stream, size: int, seconds: float) -> None:
        arguments = (str(program), str(stream.port), "hold", str(size), str(seconds), str(stream.pid))
        self._command = pinned(1, (*arguments, stream.auth, stream.join))

    def __enter__(self) -> "Viewers":
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._line() != "ready\n":
            raise MeasureError("the server does not hold the viewers")
        return self

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def begin(self) -> None:
        """The measured time begins, and deliveries are counted."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def found(self) -> dict[str, float]:
        """After the measured time: the output of the load; all have disconnected by then."""
        answer: dict[str, float] = orjson.loads(self._line())
        self._line()
        return answer

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
