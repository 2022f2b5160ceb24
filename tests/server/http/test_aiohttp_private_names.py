"""The used private names of aiohttp: they fit the installed release, and the server works without them."""

import aiohttp
import pytest
from aiohttp import web

from server.http import protocol
from server.http.credentials import Proxies
from server.http.protocol import ConnectionLimits, HttpServer, Runner


async def answer(_: web.Request) -> web.Response:
    return web.Response(text="here")


async def served() -> tuple[bool, str]:
    """Whether our own protocol class serves, and what a client gets."""
    app = web.Application()
    app.router.add_get("/", answer)
    runner = Runner(app, limits=ConnectionLimits(1, 1, 0, Proxies([])))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        async with aiohttp.ClientSession() as http, http.get(f"http://{host}:{port}/") as response:
            return isinstance(runner.server, HttpServer), await response.text()
    finally:
        await runner.cleanup()


async def test_the_installed_aiohttp_has_every_private_name_that_is_used() -> None:
    assert await served() == (True, "here")


async def test_an_aiohttp_without_them_serves_without_our_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_NEEDED", ("_a_name_that_is_gone",))
    assert await served() == (False, "here")


async def test_an_aiohttp_whose_handler_takes_other_arguments_serves_without_our_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def changed(*_: object, **__: object) -> None:
        raise TypeError("another signature")

    monkeypatch.setattr(protocol.Protocol, "__init__", changed)
    assert await served() == (False, "here")
