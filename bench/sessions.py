"""What a session needs in a measurement: a Redis, the product's own jam in it, and how clients speak of it."""

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import orjson

from bench.systems import PRODUCT, System, pinned
from server.redis_binary import redis_binary
from sessions.jam import LIMITS, flat_of
from storage import jam, keys
from storage.feed import Position
from storage.redis import Redis
from storage.scripts import load

LOG_LENGTH = 1000
STATE = {"tempo": 120, "swing": 0, "tracks": [{"id": "t1", "name": "Kick", "sampleId": "kick"}]}
SET = '{"tracks/t1/steps/7":true}'


@dataclass(frozen=True)
class Store:
    """A running Valkey with an append-only file like the product's own."""

    socket: str
    pid: int

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def environment(self, folder: str) -> dict[str, str]:
        """What a server is told of it."""
        return {"BENCH_REDIS": self.socket, "REDIS_URL": self.url, "ROOMTONE_DATA_DIR": folder}


@contextmanager
def store() -> Iterator[Store]:
    """On the load's core: the servers have the other one for themselves."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        socket = Path(folder, "r.sock")
        options = ["--port", "0", "--unixsocket", str(socket), "--dir", folder, "--save", "", "--appendonly", "yes"]
        options += ["--appendfsync", "everysec", "--logfile", str(Path(folder, "log"))]
        process = subprocess.Popen(pinned(1, (str(redis_binary()), *options)))
        try:
            while not socket.exists():
                if process.poll() is not None:
                    raise SystemExit("Valkey did not start")
                time.sleep(0.01)
            yield Store(str(socket), process.pid)
        finally:
            process.terminate()
            process.wait()


@dataclass(frozen=True)
class Session:
    """A jam of one track, made by the product's own store."""

    id: str

    def join(self, since: Position | None = None) -> str:
        """The load's `join`: an event with an ack."""
        payload: dict[str, Any] = {"session_id": self.id}
        if since is not None:
            payload["since"] = {"epoch": since.epoch, "seq": since.seq}
        return f'420["subscribe_on_session",{orjson.dumps(payload).decode()}]'

    @property
    def edit(self) -> str:
        """The load's `say`: its number is the edit's id."""
        return f'421["edit_session",{{"session_id":"{self.id}","edit_id":"%d","set":{SET}}}]'

    def told(self) -> str:
        """BENCH_EDIT: the product's script for an edit, and all its arguments but those of the one edit."""
        indexes = [keys.index(self.id, "jam", index) for index in ("updated", "accessed", "size")]
        limits = (jam.ANSWERS_KEPT, jam.ANSWERS_SECONDS, jam.CHECKPOINT_EDITS, jam.CHECKPOINT_MS, jam.CHECKPOINTS_KEPT)
        told = {
            "script": load("jam_edit").source,
            "keys": [keys.header(self.id), keys.run(self.id), *indexes],
            "first": [self.id, str(LOG_LENGTH)],
            "constants": [str(LIMITS.tracks), *map(str, limits), "", ""],
        }
        return orjson.dumps(told).decode()


def a_session(store: Store) -> Session:
    async def made() -> Session:
        redis = await Redis.connect(store.url)
        jams = jam.JamStore(redis, log_length=LOG_LENGTH)
        session_id, _ = await jams.create(flat_of(STATE), jam.Origin())
        await redis.close()
        return Session(session_id)

    return asyncio.run(made())


def auth(system: System, port: int) -> str:
    """The load's `auth`: a guest's token for the product, nothing for those who check nothing."""
    if system is not PRODUCT:
        return ""
    request = Request(f"http://127.0.0.1:{port}/api/auth/guest", b"{}", {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        token = orjson.loads(answer.read())["token"]
    return orjson.dumps({"token": token}).decode()
