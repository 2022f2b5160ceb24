"""For operators: health, readiness, metrics, and the contract's documents."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

import orjson
from aiohttp import web

from server.http.pages import PageFile
from server.limits.room import Room
from server.version import VERSION
from sessions.base.errors import Refusal
from storage.admin.desk import alerts_raised
from storage.bus.bus import Bus
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisError

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"
READY_TIMEOUT = 2.0  # seconds for Redis to answer a PING


class Metrics(Protocol):
    def raised(self, counts: Mapping[str, int]) -> None: ...
    def exposition(self) -> bytes: ...


class Operations:
    """`documents` makes what is told of the contract, by the path of each document."""

    def __init__(
        self, redis: Redis, bus: Bus, room: Room, metrics: Metrics, documents: Mapping[str, Callable[[], object]]
    ) -> None:
        self._redis = redis
        self._bus = bus
        self._room = room
        self._metrics = metrics
        self.is_draining = False
        self._documents = documents
        self._made: dict[str, asyncio.Task[PageFile]] = {}
        self._making = threading.Lock()

    def definitions(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.health),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
            *(web.get(path, self.document) for path in self._documents),
        ]

    async def health(self, _: web.Request) -> web.Response:
        """The process serves."""
        return web.json_response({"status": "ok", "version": VERSION})

    async def ready(self, _: web.Request) -> web.Response:
        """Redis answers, the bus receives its own messages, and the process is not draining. Full storage is reported
        and is no reason for a 503, which would take out every process at once."""
        checks = {
            "redis": await self._redis_answers(keys.run_of(0)),
            "queue": await self._redis_answers(keys.queue("doctor", "probe")),
            "bus": not self._bus.is_stale,
            "accepting": not self.is_draining,
        }
        is_ready = all(checks.values())
        body = {
            "status": "ok" if is_ready else "unavailable",
            "checks": checks,
            "bus_lag_ms": round(self._bus.lag * 1000, 2),
            "storage": {"redis": self._room.redis.told(), "media": self._room.media.told()},
        }
        return web.json_response(body, status=200 if is_ready else 503)

    async def _redis_answers(self, key: str) -> bool:
        """A PING would be answered also where our user may not use the key."""
        try:
            async with asyncio.timeout(READY_TIMEOUT):
                await self._redis.call(key, "EXISTS", key)
        except (Refusal, RedisError, TimeoutError):
            return False
        return True

    async def metrics(self, _: web.Request) -> web.Response:
        with suppress(Refusal, RedisError, TimeoutError):  # without Redis the last known count stays
            async with asyncio.timeout(READY_TIMEOUT):
                self._metrics.raised(await alerts_raised(self._redis))
        return web.Response(body=self._metrics.exposition(), headers={"Content-Type": EXPOSITION})

    async def document(self, request: web.Request) -> web.Response:
        # Made on the first request, in a thread: the two documents take 0.1 s, an eighth of a start.
        path = request.path
        if path not in self._made:
            self._made[path] = asyncio.create_task(asyncio.to_thread(self._make, path), name="document")
        return (await asyncio.shield(self._made[path])).answer(request, cache="no-cache")

    def _make(self, path: str) -> PageFile:
        # One after the other: both build the models of outgoing messages, and each model may be built only once.
        with self._making:
            return PageFile.packed("application/json; charset=utf-8", orjson.dumps(self._documents[path]()))
