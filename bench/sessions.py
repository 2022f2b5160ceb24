"""Sessions for a measurement: a Redis, the product's own jam in it, and the messages of clients about it."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import orjson

from auth.access import READ_OWN, UPDATE
from auth.tokens import TokenIssuer
from auth.user import User
from bench.systems import FREE, PRODUCT, System, pinned
from bench.valkey import valkey
from sessions.jam.state import Json, flat_of
from storage.bus.feed import Position
from storage.jam import store as jam
from storage.jam.jam import Origin
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import Script

LOG_LENGTH = 1000
STATE = {"tempo": 120, "swing": 0, "tracks": [{"id": "t1", "name": "Kick", "sampleId": "kick"}]}
SET: dict[str, Json] = {"tracks/t1/steps/7": True}
BY = User("guest_7d1f0a9c2b3e", "Guest", True, None, frozenset({READ_OWN, UPDATE}), frozenset(), frozenset(), 0)
EDIT_ID = "EDIT-ID"


@dataclass(frozen=True)
class Store:
    """A running Valkey with an append-only file like the product's own."""

    socket: str
    pid: int

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def environment(self, folder: str) -> dict[str, str]:
        """What a server needs to know of it."""
        return {"BENCH_REDIS": self.socket, "REDIS_URL": self.url, "ROOMTONE_DATA_DIR": folder}


@contextmanager
def store() -> Iterator[Store]:
    """On the load's core: the servers have the other one for themselves."""
    with (
        tempfile.TemporaryDirectory(prefix="rt") as folder,
        valkey(folder, "--appendonly", "yes", "--appendfsync", "everysec", command=partial(pinned, 1)) as (socket, pid),
    ):
        yield Store(str(socket), pid)


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
        payload = {"session_id": self.id, "edit_id": "%d", "set": SET}
        return f'421["edit_session",{orjson.dumps(payload).decode()}]'

    def edit_script(self) -> str:
        """BENCH_EDIT: the product's script for an edit, its arguments, and in which of them the edit's id stands:
        (number of the argument, what is before the id, what is behind it)."""
        asked = _Asked()
        store = jam.JamStore(asked, log_length=LOG_LENGTH)  # type: ignore[arg-type] # it asks no more of its Redis
        asyncio.run(store.edit(self.id, BY, EDIT_ID, SET))
        return orjson.dumps(asked.call).decode()


class _Asked:
    """A Redis that only records the calls."""

    is_cluster = False

    def __init__(self) -> None:
        self.call: dict[str, Any] = {}

    async def run(self, script: Script, session_keys: Sequence[str], *arguments: Argument) -> list[Any]:
        texts = [argument.decode() if isinstance(argument, bytes) else str(argument) for argument in arguments]
        places = [(i, *text.split(EDIT_ID)) for i, text in enumerate(texts) if EDIT_ID in text]
        self.call = {"script": script.source, "sha": script.sha, "keys": list(session_keys)}
        self.call |= {"arguments": texts, "places": places}
        return [1, b"", b"0", 1]


def a_session(store: Store) -> Session:
    async def made() -> Session:
        redis = await Redis.connect(store.url)
        jams = jam.JamStore(redis, log_length=LOG_LENGTH)
        session_id, _ = await jams.create(flat_of(STATE), Origin())
        await redis.close()
        return Session(session_id)

    return asyncio.run(made())


def auth_of(system: System, port: int) -> str:
    """The load's `auth`: a guest's token for the product, nothing for those who check nothing."""
    if system is not PRODUCT:
        return ""
    request = Request(f"http://127.0.0.1:{port}/api/auth/guest", b"{}", {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        token = orjson.loads(answer.read())["token"]
    return orjson.dumps({"token": token}).decode()


def auths(folder: str, count: int) -> str:
    """The same for the product, one guest for each client: a file with a line each."""
    issuer = TokenIssuer(FREE["ROOMTONE_SECRET"].encode())
    nobody = frozenset[str]()
    guests = (User(f"guest_{n:012x}", f"Guest {n}", True, None, nobody, nobody, nobody, 0) for n in range(count))
    path = Path(folder, "auths")
    path.write_text("".join(f'{{"token":"{issuer.issue(guest, 3600)[0]}"}}\n' for guest in guests))
    return f"@{path}"
