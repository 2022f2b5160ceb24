"""Two web processes on one embedded Redis, and everything that can go wrong with them."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol, Self

from sessions.base.errors import Unavailable
from storage.redis.connection import RedisConnection
from tests.bad_machine import bad_machine, full_disk
from tests.processes import ServerProcess, free_port

SLOW_MS: Final = 500  # of a sync of the slow disk
STANDSTILL: Final = 1.0  # seconds that something is stopped, or the disk full
STEPS: Final = (-7200, -90, 90, 7200)  # seconds that the clock is ahead from then on


class Client(Protocol):
    def cut(self) -> None: ...


class Machine:
    def __init__(self, folder: Path) -> None:
        self.clients: list[Client] = []
        self._folder = folder
        self._slow, self._step = folder / "disk-is-slow", folder / "clock-step"
        self._ahead = 0
        self.struck = 0  # when the last fault began that has a prelude; ns of the steady clock
        self.servers: list[ServerProcess] = []

    async def start(self) -> Self:
        self._step.write_bytes(bytes(8))
        bad = await bad_machine(self._folder, ms=SLOW_MS)
        bad |= {"SLOW_DISK": str(self._slow), "CLOCK_STEP": str(self._step)}
        ports = [free_port(), free_port()]
        public = f"http://127.0.0.1:{ports[0]}"
        self.servers = [ServerProcess("", self._folder, port, ROOMTONE_PUBLIC_URL=public, **bad) for port in ports]
        for server in self.servers:
            await server.start()
        return self

    async def stop(self) -> None:
        for server in self.servers:
            await server.stop()

    async def kill_a_process(self, chance: random.Random) -> None:
        """With the store, when it is that process's child; the other process takes over then."""
        server = chance.choice(self.servers)
        await server.kill()
        await server.start()

    async def kill_the_store(self, _: random.Random) -> None:
        os.kill(await self._store(), signal.SIGKILL)

    async def kill_the_store_on_a_slow_disk(self, _: random.Random) -> None:
        self._slow.touch()
        await asyncio.sleep(STANDSTILL)
        self.struck = time.monotonic_ns()
        os.kill(await self._store(), signal.SIGKILL)
        self._slow.unlink()

    async def stop_the_store(self, _: random.Random) -> None:
        await self._stop_for_a_while(await self._store())

    async def stop_a_process(self, chance: random.Random) -> None:
        await self._stop_for_a_while(chance.choice(self.servers).pid)

    async def cut_connections(self, chance: random.Random) -> None:
        for client in self.clients:
            await asyncio.sleep(chance.random() / 10)
            client.cut()

    async def fill_the_disk(self, _: random.Random) -> None:
        full_disk(self._folder).touch()
        await asyncio.sleep(STANDSTILL)
        full_disk(self._folder).unlink()

    async def kill_the_store_on_a_full_disk(self, _: random.Random) -> None:
        full_disk(self._folder).touch()
        await asyncio.sleep(STANDSTILL)
        os.kill(await self._store(), signal.SIGKILL)
        full_disk(self._folder).unlink()

    async def step_the_clock(self, chance: random.Random) -> None:
        self._ahead = chance.choice([step for step in STEPS if step != self._ahead])
        with self._step.open("r+b") as file:
            file.write(self._ahead.to_bytes(8, "little", signed=True))

    @property
    def faults(self) -> dict[str, Callable[[random.Random], Awaitable[None]]]:
        """By their names in docs/reliability.md."""
        return {
            "a web process is killed": self.kill_a_process,
            "Redis is killed": self.kill_the_store,
            "Redis is killed on a slow disk": self.kill_the_store_on_a_slow_disk,
            "Redis is stopped": self.stop_the_store,
            "a web process is stopped": self.stop_a_process,
            "connections are cut": self.cut_connections,
            "the disk is full": self.fill_the_disk,
            "the clock steps": self.step_the_clock,
            LOSSY: self.kill_the_store_on_a_full_disk,
        }

    async def _stop_for_a_while(self, pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(STANDSTILL)
        os.kill(pid, signal.SIGCONT)

    async def _store(self) -> int:
        while True:
            with suppress(Unavailable, OSError):
                connection = await RedisConnection.open(f"unix://{self._folder}/redis/redis.sock")
                info: bytes = await connection.call("INFO", "server")
                connection.abort()
                return int(info.partition(b"process_id:")[2].split()[0])
            await asyncio.sleep(0.05)


LOSSY: Final = "Redis is killed on a full disk"
"""After a write that failed Redis has answered changes that are in no file: only `durable` is kept here."""
