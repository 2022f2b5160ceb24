"""The bot under load: `python -m bench.telegram [--seconds 60] [--rate 50] [--chats 200]`, as a table.

A local Bot API gives the bot so many updates a second, by long polling: numbered texts in each of the chats in turn.
Afterwards every session is read: each text must be there once and in its order. Memory is read a quarter of the way and
at the end; the delay is from the update to the time of its material.
"""

import argparse
import asyncio
import math
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

from auth.caller import Server
from bench.usage import cpu, resident
from storage.redis.client import Redis
from storage.telegram.outbox import SECOND_MOST
from storage.voice.store import VoiceStore
from tests.handlers.telegram.bot_api import TOKEN, BotApi
from tests.handlers.telegram.chat import Chat
from tests.polling import until
from tests.processes import BotProcess, RedisProcess

PUBLIC = "https://rooms.example"
PATIENCE = 300.0  # seconds for what is left when the last update was given
FIRST = "/start"


@dataclass(frozen=True)
class Memory:
    """Bytes of the bot and of Redis."""

    bot: int
    redis: int


class Run:
    def __init__(self, redis: Redis, api: BotApi, bot: BotProcess, chats: list[Chat]) -> None:
        self._redis = redis
        self._api = api
        self._bot = bot
        self._chats = chats
        self._sessions: dict[int, str] = {}
        self._given: dict[str, float] = {}
        self._store = VoiceStore(redis, public_url=PUBLIC, log_length=10)

    async def start(self) -> None:
        """Every chat has a session, and has been told so."""
        for chat in self._chats:
            await chat.write(FIRST)
        for chat in self._chats:
            self._sessions[chat.id] = (await chat.next()).lines[1].rpartition("/")[2]

    async def give(self, rate: float, seconds: float) -> tuple[Memory, Memory]:
        """Gives the updates at an even pace; the memory a quarter of the way and when all was handled."""
        began, quarter = time.monotonic(), None
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            text = f"{number}"
            self._given[text] = time.time() * 1000
            await self._chats[number % len(self._chats)].write(text)
            if quarter is None and number >= rate * seconds / 4:
                quarter = await self.memory()

        async def is_handled() -> bool:
            return await self._count() >= len(self._given)

        await until(is_handled, PATIENCE)
        return quarter or await self.memory(), await self.memory()

    async def _count(self) -> int:
        return sum([len(rows) for rows in await self._materials()])

    async def _materials(self) -> list[list[dict[str, Any]]]:
        found = []
        for chat in self._chats:
            read = await self._store.read_whole(self._sessions[chat.id], Server.ITSELF)
            found.append([orjson.loads(one) for one in read.materials])
        return found

    async def memory(self) -> Memory:
        info = (await self._redis.call("x", "INFO", "memory")).decode()
        used = next(line for line in info.splitlines() if line.startswith("used_memory:"))
        return Memory(resident(self._bot.pid) * 1024, int(used.partition(":")[2]))

    async def judged(self) -> tuple[int, int, int, float]:
        """How many texts are lost, doubled, and out of order; the 99th percentile of the delay, ms."""
        rows = await self._materials()
        texts = [[int(one["text"]) for one in of_chat] for of_chat in rows]
        every = [number for of_chat in texts for number in of_chat]
        disordered = sum(later < sooner for of_chat in texts for sooner, later in pairwise(of_chat))
        delays = sorted(_ms(one["created_at"]) - self._given[one["text"]] for of_chat in rows for one in of_chat)
        p99 = delays[math.ceil(len(delays) * 0.99) - 1]
        return len(self._given) - len(set(every)), len(every) - len(set(every)), disordered, p99

    def sent(self) -> tuple[int, float]:
        """How many messages the bot has sent, and the most within a second."""
        times = [at for at, (name, _) in zip(self._api.times, self._api.calls, strict=True) if name == "sendMessage"]
        most = max(sum(1 for other in times if at <= other < at + 1) for at in times)
        return len(times), most


def _ms(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp() * 1000


async def measure(rate: float, seconds: float, chats: int) -> str:
    with tempfile.TemporaryDirectory(prefix="rt") as name:
        folder = Path(name)
        server = RedisProcess(folder)
        await server.start()
        redis = await Redis.connect(server.url)
        async with BotApi().serving() as api:
            bot = await BotProcess(server.url, folder, api.url, TOKEN, PUBLIC).start()
            await api.called("setMyCommands", 2)
            run = Run(redis, api, bot, [api.chat() for _ in range(chats)])
            await run.start()
            before, began = cpu(bot.pid), time.monotonic()
            quarter, end = await run.give(rate, seconds)
            share = (cpu(bot.pid) - before) / (time.monotonic() - began)
            lost, doubled, disordered, p99 = await run.judged()
            messages, most = run.sent()
            await bot.stop()
        await redis.close()
        await server.stop()
    rows = {
        f"updates, {rate:g} a second in {chats} chats": f"{round(rate * seconds):,}",
        "lost, doubled, out of order": f"{lost}, {doubled}, {disordered}",
        "delay until stored, 99th percentile": f"{p99:,.0f} ms",
        "CPU of the bot's process": f"{share:.2f} of a core",
        "memory of the bot, a quarter of the way and at the end": f"{quarter.bot / 1e6:.1f} MB, {end.bot / 1e6:.1f} MB",
        "memory of Redis, the same": f"{quarter.redis / 1e6:.1f} MB, {end.redis / 1e6:.1f} MB",
        f"messages sent, the most in a second (limit {SECOND_MOST})": f"{messages:,}, {most}",
    }
    return "\n".join(["| | |", "| --- | --- |", *(f"| {what} | {figure} |" for what, figure in rows.items())])


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench.telegram")
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--rate", type=float, default=50)
    arguments.add_argument("--chats", type=int, default=200)
    given = arguments.parse_args()
    sys.stdout.write(asyncio.run(measure(given.rate, given.seconds, given.chats)) + "\n")


if __name__ == "__main__":
    main()
