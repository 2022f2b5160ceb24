"""A real receiver of webhooks on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from aiohttp import web

from storage.webhooks.sender import signature
from tests.serving import serving


class Receiver:
    """Keeps what it got; answers `status`, with these headers."""

    def __init__(self) -> None:
        self.status, self.headers = 204, dict[str, str]()
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.secret = ""
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        body, id_ = await request.read(), request.headers["webhook-id"]
        at = int(request.headers["webhook-timestamp"])
        if self.secret:
            assert request.headers["webhook-signature"] == signature(self.secret, id_, at, body)
        self.got.append((id_, orjson.loads(body)))
        return web.Response(status=self.status, headers=self.headers)

    @property
    def types(self) -> list[str]:
        return [event["type"] for _, event in self.got]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/hook", found.take)
    async with serving(app) as url:
        found.url = f"{url}/hook"
        yield found
