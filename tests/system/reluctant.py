"""A server that greets and lets nobody in at first, as one that goes away, hangs, or stands behind a proxy."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self

from aiohttp import web
from aiohttp.test_utils import TestServer

GREETING = '0{"sid":"%d","upgrades":%s,"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}'
WELCOME = '40{"sid":"a"}'
TURNED_AWAY = 2
"""So many sessions; the next one is let in."""


class Reluctant:
    """What `turn_away(server, request)` answers is what the first sessions get in place of a welcome."""

    def __init__(
        self, turn_away: Callable[["Reluctant", web.Request], Awaitable[web.StreamResponse]], upgrades: str = "[]"
    ) -> None:
        self.over = asyncio.Event()
        """The test has ended."""
        self.sessions = 0
        self._turn_away = turn_away
        self._upgrades = upgrades
        self._welcomed = False
        application = web.Application()
        application.router.add_get("/api/auth/me", self._me)
        application.router.add_route("*", "/socket.io/", self._engine)
        self._server = TestServer(application)

    @property
    def url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.over.set()
        await self._server.close()

    async def _me(self, _: web.Request) -> web.Response:
        return web.json_response({"user": {"id": "ada", "name": "Ada"}, "expires_at": 2**52})

    async def _engine(self, request: web.Request) -> web.StreamResponse:
        if "sid" not in request.query:
            if request.query["transport"] != "polling":
                return web.Response(status=400)
            self.sessions += 1
            return web.Response(text=GREETING % (self.sessions, self._upgrades))
        if request.method == "POST":
            return web.Response(text="ok")
        if int(request.query["sid"]) <= TURNED_AWAY:
            return await self._turn_away(self, request)
        if not self._welcomed:
            self._welcomed = True
            return web.Response(text=WELCOME)
        await self.over.wait()
        return web.Response(text="1")


async def closing(_server: Reluctant, _request: web.Request) -> web.Response:
    """The session ends."""
    return web.Response(text="1")


async def silent(server: Reluctant, _request: web.Request) -> web.Response:
    """Nothing comes."""
    await server.over.wait()
    return web.Response(text="1")
