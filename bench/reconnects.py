"""Everybody reconnects at once: the server's process is killed and started again, and all subscribe again."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from bench.measure import Figure, MeasureError, Work, load
from bench.sessions import Session, Store, auths
from bench.systems import NODE_SHARDED, PRODUCT, STOCK_REDIS, System, pinned, running
from bench.through_redis import Setup, set_up
from sessions.jam.state import Json
from storage.bus.feed import Position
from storage.bus.feeds import Feeds
from storage.jam.store import JamStore
from storage.redis.client import Redis
from storage.redis.connection import RedisConnection

MISSED = 10  # events while nobody serves


def _measure(program: Path, system: System, n: int, seconds: float) -> list[Figure]:
    """Seconds from the first connect to the last answer, all at once; commands that Redis received for each client.

    The product answers each client with its missed events; the others do not know them.
    """
    with set_up(system, 1) as setup:
        since = asyncio.run(_position(setup.store, setup.session)) if system is PRODUCT else None
        auth = f"auth={auths(setup.environment['ROOMTONE_DATA_DIR'], n) if since else ''}"
        _all_there_until_killed(program, setup, n, auth)
        asyncio.run(_edit(setup.store, setup.session))
        with running(system, **setup.environment) as (port, pid):
            before = asyncio.run(_commands(setup.store))
            join = f"join={setup.session.join(since)}"
            keys = (f"at_once={n}", join, f"beside={setup.store.pid}", 'mark=edit_id":"', auth)
            found = load(program, port, "back", n, seconds, pid, *keys)
            commands = asyncio.run(_commands(setup.store)) - before
    missed = n * MISSED if since else 0
    if found["marks"] != missed:
        raise MeasureError(f"{found['marks']} of {missed} missed events came")
    share = found["own_cpu"] / found["seconds"]
    return [
        Figure(found["seconds"], found["server_cpu"] / n * 1e6, share),
        Figure(commands / n, found["beside_cpu"] / n * 1e6, share),
    ]


def _all_there_until_killed(program: Path, setup: Setup, n: int, auth: str) -> None:
    port, pid = setup.servers[0]
    command = (str(program), str(port), "hold", str(n), "0", str(pid), auth, f"join={setup.session.join()}")
    with subprocess.Popen(pinned(1, command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise MeasureError("the server does not hold the connections")
        os.kill(pid, signal.SIGKILL)
        process.kill()


async def _position(store: Store, session: Session) -> Position:
    redis = await Redis.connect(store.url)
    found = await Feeds(redis).recover(session.id, "main", None)
    await redis.close()
    return found.position


async def _edit(store: Store, session: Session) -> None:
    redis = await Redis.connect(store.url)
    jams = JamStore(redis, log_length=1000)
    for number in range(MISSED):
        edit: dict[str, Json] = {f"tracks/t1/steps/{number}": True}
        await jams.edit(session.id, None, f"missed-{number}", edit)
    await redis.close()


async def _commands(store: Store) -> int:
    """How many commands the clients that are connected now have sent to Redis."""
    connection = await RedisConnection.open(store.url)
    lines = (await connection.call("CLIENT", "LIST")).decode().splitlines()
    connection.abort()
    clients: list[dict[str, Any]] = [
        dict(field.split("=", 1) for field in line.split() if "=" in field) for line in lines
    ]
    return sum(int(one["tot-cmds"]) for one in clients)


def works(*, quick: bool) -> list[Work]:
    figures = (("reconnects", "s"), ("reconnects-redis", "commands a client"))
    return [Work(figures, 2_000 if quick else 10_000, (PRODUCT, NODE_SHARDED, STOCK_REDIS), _measure, rounds=2)]
