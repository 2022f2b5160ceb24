"""A page of another origin, for the elements that are made for foreign pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.serving import serving


class OtherSite:
    """Answers every request for its one page with `html`."""

    def __init__(self) -> None:
        self.origin = ""
        self.html = ""

    async def show(self, _: web.Request) -> web.Response:
        return web.Response(text=self.html, content_type="text/html")


@asynccontextmanager
async def other_site() -> AsyncIterator[OtherSite]:
    site = OtherSite()
    app = web.Application()
    app.add_routes([web.get("/", site.show)])
    async with serving(app) as site.origin:
        yield site
