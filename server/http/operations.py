"""For operators: health, readiness, metrics, and the contract's documents."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import orjson
from aiohttp import web

from server.documents.asyncapi import asyncapi
from server.documents.contract import CONTRACT, VERSION, Contract
from server.documents.openapi import openapi
from server.limits.room import Room
from server.observability.metrics import Metrics
from sessions.base.errors import Refusal
from storage.admin.desk import alerts_raised
from storage.bus.bus import Bus
from storage.redis.client import Redis
from storage.redis.connection import RedisError

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"
READY_TIMEOUT = 2.0  # seconds for Redis to answer a PING

Document = Callable[[Contract, str], dict[str, Any]]


class Operations:
    def __init__(self, redis: Redis, bus: Bus, room: Room, metrics: Metrics) -> None:
        self._redis = redis
        self._bus = bus
        self._room = room
        self._metrics = metrics
        self.is_draining = False
        self._documents: dict[Document, asyncio.Task[bytes]] = {}
        self._making = threading.Lock()

    def definitions(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.health),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
            web.get("/openapi.json", self.openapi),
            web.get("/asyncapi.json", self.asyncapi),
        ]

    async def health(self, _: web.Request) -> web.Response:
        """The process serves."""
        return web.json_response({"status": "ok", "version": VERSION})

    async def ready(self, _: web.Request) -> web.Response:
        """Redis answers, the bus receives its own messages, and the process is not draining. Full storage is reported
        and is no reason for a 503, which would take out every process at once."""
        checks = {
            "redis": await self._redis_answers(),
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

    async def _redis_answers(self) -> bool:
        try:
            async with asyncio.timeout(READY_TIMEOUT):
                await self._redis.call("rt:{b0}:run", "PING")
        except (Refusal, RedisError, TimeoutError):
            return False
        return True

    async def metrics(self, _: web.Request) -> web.Response:
        with suppress(Refusal, RedisError, TimeoutError):  # without Redis the last known count stays
            async with asyncio.timeout(READY_TIMEOUT):
                self._metrics.raised(await alerts_raised(self._redis))
        return web.Response(body=self._metrics.exposition(), headers={"Content-Type": EXPOSITION})

    async def openapi(self, _: web.Request) -> web.Response:
        return await self._document(openapi)

    async def asyncapi(self, _: web.Request) -> web.Response:
        return await self._document(asyncapi)

    async def _document(self, make: Document) -> web.Response:
        # Made on the first request, in a thread: the two documents take 0.1 s, an eighth of a start.
        if make not in self._documents:
            making = asyncio.to_thread(self._make, make)
            self._documents[make] = asyncio.create_task(making, name="document")
        body = await asyncio.shield(self._documents[make])
        return web.Response(body=body, content_type="application/json", charset="utf-8")

    def _make(self, make: Document) -> bytes:
        # One after the other: both build the models of outgoing messages, and each model may be built only once.
        with self._making:
            return orjson.dumps(make(CONTRACT, VERSION))
