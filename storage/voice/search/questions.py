"""Questions to the worker that has the search index, over Redis, and its answers.

A question waits in one list, its answer in a list of its own. Whoever waits does so on a connection of their own, so
that nobody's call waits behind.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import uuid4

import orjson

from sessions.base.errors import Unavailable
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisConnection, RedisError
from storage.redis.scripts import load

WAIT_SECONDS: Final = 0.5
"""For an answer; after that the search is unavailable."""
MOST_WAITING: Final = 64
"""Questions of all processes that no worker has taken yet; and of one process without an answer."""
KEEP_MS: Final = 2_000
IDLE: Final = 4
"""Connections of a process that wait for its next question."""
TAKE_SECONDS: Final = 1


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for. `lists` are the keys of the lists of what they may be able to read, None for everything;
    `cursor` continues behind a session: its creation (Unix ms) and id; `session_id` looks in one session alone.
    `most` places of each session are answered."""

    text: str
    lists: list[str] | None
    project: str | None = None
    where: str = ""
    who: str = ""
    since: int = 0
    until: int = 0
    cursor: tuple[int, str] | None = None
    session_id: str = ""
    most: int = 3


class Questions:
    """The side that asks."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._idle: list[RedisConnection] = []
        self._waiting = 0

    async def ask(self, question: Question, seconds: float = WAIT_SECONDS) -> dict[str, Any]:
        """The worker's answer. Raises Unavailable when none comes in time."""
        return await self._said(asdict(question), seconds)

    async def make_anew(self, seconds: float) -> int:
        """Empties the index, which is then filled again. Answers how many sessions it had. Raises Unavailable."""
        return int((await self._said({"anew": True}, seconds))["sessions"])

    async def _said(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        if self._waiting >= MOST_WAITING:
            raise Unavailable("Too many people search now; try again")
        self._waiting += 1
        question_id = uuid4().hex
        try:
            async with asyncio.timeout(seconds), self._connection() as connection:
                body = orjson.dumps({"id": question_id, **message})
                await push(self._redis, keys.search("asked"), body, MOST_WAITING)
                found = await connection.call("BLPOP", keys.search(f"answer:{question_id}"), str(seconds))
        except (TimeoutError, RedisError) as error:
            raise Unavailable("The search does not answer now; try again") from error
        finally:
            self._waiting -= 1
        answer = found and orjson.loads(found[1])
        if not answer:
            raise Unavailable("The search does not answer now; try again")
        return dict(answer)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[RedisConnection]:
        connection = next((one for one in iter(self._take_idle, None) if one.is_open), None)
        if connection is None:
            connection = await self._redis.listener(self._redis.address(keys.search("asked")), None)
        try:
            yield connection
        except BaseException:
            connection.abort()  # it still waits
            raise
        if len(self._idle) < IDLE:
            self._idle.append(connection)
        else:
            connection.abort()

    def _take_idle(self) -> RedisConnection | None:
        return self._idle.pop() if self._idle else None


async def push(redis: Redis, key: str, message: bytes, most: int) -> None:
    await redis.run(load("voice/search/push"), [key], message, most, KEEP_MS)


class Asked:
    """The side that answers: one worker at a time."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def questions(self) -> AsyncIterator[dict[str, Any]]:
        """Every question, as it comes. Raises Unavailable, RedisError."""
        key = keys.search("asked")
        connection = await self._redis.listener(self._redis.address(key), None)
        try:
            while True:
                async with asyncio.timeout(TAKE_SECONDS * 5):  # a Redis that hangs
                    found = await connection.call("BLPOP", key, TAKE_SECONDS)
                if found:
                    yield orjson.loads(found[1])
        except TimeoutError as error:
            raise Unavailable from error
        finally:
            connection.abort()

    async def answer(self, question_id: str, answer: object) -> None:
        await push(self._redis, keys.search(f"answer:{question_id}"), orjson.dumps(answer), 1)
