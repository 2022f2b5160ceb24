"""A server that refuses clients at first, like one that stops, hangs, or is behind a proxy."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Self

from aiohttp import web
from aiohttp.test_utils import TestServer

GREETING = '0{"sid":"%d","upgrades":%s,"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}'
WELCOME = '40{"sid":"a"}'
OVER = web.AppKey("over", asyncio.Event)
"""Set when the server ends."""

Turn = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Reluctant:
    """`turn_away` is the answer to the first sessions instead of a welcome, `times` times; then one is accepted.
    `websocket` handles the WebSockets that begin a session, `upgrade`, if given, those that would replace polling; `at`
    handles other paths.
    """

    def __init__(
        self, turn_away: Turn, *, times: int = 2, websocket: Turn | None = None, upgrade: Turn | None = None,
        at: Mapping[str, Turn] | None = None,
    ) -> None:  # fmt: skip
        self.sessions = 0
        self._turn_away = turn_away
        self._times = times
        self._websocket = websocket or refused
        self._upgrade = upgrade
        self._welcomed = set[str]()
        application = web.Application()
        application[OVER] = asyncio.Event()
        application.on_shutdown.append(_end)
        for path, answer in {"/api/auth/me": _me, "/socket.io/": self._engine, **(at or {})}.items():
            application.router.add_route("*", path, answer)
        self._server = TestServer(application)

    @property
    def url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    async def _engine(self, request: web.Request) -> web.StreamResponse:
        upgrading = request.query["transport"] == "websocket"
        if "sid" not in request.query:
            return await self._websocket(request) if upgrading else self._greet()
        if upgrading and self._upgrade is not None:
            return await self._upgrade(request)
        if request.method == "POST":
            return web.Response(text="ok")
        sid = request.query["sid"]
        if int(sid) <= self._times:
            return await self._turn_away(request)
        if sid in self._welcomed:
            return await silent(request)
        self._welcomed.add(sid)
        return web.Response(text=WELCOME)

    def _greet(self) -> web.Response:
        self.sessions += 1
        return web.Response(text=GREETING % (self.sessions, "[]" if self._upgrade is None else '["websocket"]'))


async def refused(_: web.Request) -> web.Response:
    return web.Response(status=400)


async def closing(_: web.Request) -> web.Response:
    """The session ends."""
    return web.Response(text="1")


async def silent(request: web.Request) -> web.Response:
    """Nothing comes."""
    await request.app[OVER].wait()
    return web.Response(text="1")


async def _me(_: web.Request) -> web.Response:
    return web.json_response({"user": {"id": "ada", "name": "Ada"}, "expires_at": 2**52})


async def _end(application: web.Application) -> None:
    application[OVER].set()
