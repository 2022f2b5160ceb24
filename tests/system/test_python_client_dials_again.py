"""The Python client with servers that are silent, half gone, or behind a failing proxy."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from roomtone_client import RoomtoneClient, RoomtoneError, identity, transport

from tests.polling import PATIENCE
from tests.system.conftest import QUICK
from tests.system.reluctant import WELCOME, Reluctant, Turn, closing, refused, silent

WEBSOCKET, POLLING, UPGRADING = ("websocket",), ("polling",), ("polling", "websocket")


class Dialled:
    """A client of a server that counts its calls."""

    def __init__(self, client: RoomtoneClient, calls: asyncio.Queue[int]) -> None:
        self.client = client
        self._calls = calls

    async def times(self, number: int) -> None:
        """Returns when the server has been called this often."""
        self.client.connection.open()
        async with asyncio.timeout(PATIENCE):
            for _ in range(number):
                await self._calls.get()


@asynccontextmanager
async def dialling(
    http: aiohttp.ClientSession,
    path: str,
    handler: Turn,
    *,
    transports: tuple[str, ...] = WEBSOCKET,
    token: str | None = "any",
) -> AsyncIterator[Dialled]:
    """A client of a server that does `handler` at `path`, and is well otherwise."""
    calls = asyncio.Queue[int]()

    async def counted(request: web.Request) -> web.StreamResponse:
        calls.put_nowait(1)
        return await handler(request)

    async with (
        Reluctant(silent, at={path: counted}) as server,
        RoomtoneClient(server.url, token=token, session=http, backoff=QUICK, transports=transports) as client,
    ):
        yield Dialled(client, calls)


async def why_offline(client: RoomtoneClient) -> str:
    with pytest.raises(RoomtoneError) as failed:
        await client.connection.when_online(0.0)
    assert failed.value.code == "offline"
    return failed.value.message


async def test_SY5_a_server_that_never_answers_who_the_user_is_is_asked_again(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_PATIENCE", 0.05)
    async with dialling(http, "/api/auth/guest", silent, token=None) as dialled:
        await dialled.times(3)
        assert "was not answered in time" in await why_offline(dialled.client)


async def test_SY5_a_page_of_a_proxy_in_place_of_the_user_is_no_reason_to_stop(http: aiohttp.ClientSession) -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<h1>We will be back soon</h1>", content_type="text/html")

    async with dialling(http, "/api/auth/me", page) as dialled:
        await dialled.times(3)
        assert "bad_answer" in await why_offline(dialled.client)


@pytest.mark.parametrize("transports", [WEBSOCKET, POLLING], ids="-".join)
@pytest.mark.parametrize(
    ("status", "body"),
    [(502, "<h1>Bad gateway</h1>"), (503, '{"message":"no healthy upstream"}'), (503, '{"code":"no_upstream"}')],
)
async def test_SY5_a_proxy_that_has_no_server_is_no_reason_to_stop(
    http: aiohttp.ClientSession, transports: tuple[str, ...], status: int, body: str
) -> None:
    async def refuse(_: web.Request) -> web.Response:
        kind = "application/json" if body.startswith("{") else "text/html"
        return web.Response(status=status, text=body, content_type=kind)

    async with dialling(http, "/socket.io/", refuse, transports=transports) as dialled:
        await dialled.times(3)


async def test_SY5_a_websocket_without_a_greeting_is_given_up_and_made_anew(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_HANDSHAKE_TIMEOUT", 0.3)
    ended = asyncio.Queue[int]()

    async def accept(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        try:
            await socket.receive()
        finally:
            ended.put_nowait(1)
        return socket

    async with dialling(http, "/socket.io/", accept) as dialled:
        await dialled.times(3)
        assert "it took too long to let us in" in await why_offline(dialled.client)
        async with asyncio.timeout(PATIENCE):
            await ended.get()  # the server is not left with a socket that nobody reads


@pytest.mark.parametrize("transports", [WEBSOCKET, POLLING], ids="-".join)
async def test_SY5_a_server_that_accepts_and_says_nothing_is_dialled_again(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, transports: tuple[str, ...]
) -> None:
    monkeypatch.setattr(transport, "_HANDSHAKE_TIMEOUT", 0.3)
    async with dialling(http, "/socket.io/", silent, transports=transports) as dialled:
        await dialled.times(3)
        assert "it took too long to let us in" in await why_offline(dialled.client)


@pytest.mark.parametrize("turn_away", [closing, silent])
async def test_SY5_a_session_that_ends_or_falls_silent_before_its_welcome_is_followed_by_another(
    http: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    turn_away: Turn,
) -> None:
    monkeypatch.setattr(transport, "_HANDSHAKE_TIMEOUT", 1.0)
    async with (
        Reluctant(turn_away) as server,
        RoomtoneClient(server.url, token="any", session=http, backoff=QUICK, transports=POLLING) as client,
    ):
        await client.connection.when_online(PATIENCE)


async def test_SY5_a_session_that_another_process_does_not_know_is_given_up_at_once(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a proxy that brings the second request of a client that polls to another process than the first."""
    monkeypatch.setattr(transport, "_HANDSHAKE_TIMEOUT", PATIENCE * 10)
    async with (
        Reluctant(refused) as server,
        RoomtoneClient(server.url, token="any", session=http, backoff=QUICK, transports=POLLING) as client,
    ):
        await client.connection.when_online(PATIENCE)


@pytest.mark.parametrize("probe", ["silence", "a close", "something else"])
async def test_a_websocket_that_does_not_take_the_place_of_polling_leaves_it_as_it_is(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, probe: str
) -> None:
    monkeypatch.setattr(transport, "_UPGRADE_TIMEOUT", 0.1)

    async def upgrade(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        if probe == "something else":
            await socket.send_str("?")
        if probe != "a close":
            await socket.receive()
        return socket

    async with (
        Reluctant(silent, times=0, upgrade=upgrade) as server,
        RoomtoneClient(server.url, token="any", session=http, backoff=QUICK, transports=UPGRADING) as client,
    ):
        await client.connection.when_online(PATIENCE)
        assert server.sessions == 1


async def test_SY5_a_poll_whose_answer_breaks_off_in_its_middle_is_a_lost_connection(
    http: aiohttp.ClientSession,
) -> None:
    welcomed = set[str]()

    async def break_off(request: web.Request) -> web.StreamResponse:
        if request.query["sid"] not in welcomed:
            welcomed.add(request.query["sid"])
            return web.Response(text=WELCOME)
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'42["session')
        assert request.transport is not None
        request.transport.abort()
        return response

    async with (
        Reluctant(break_off) as server,
        RoomtoneClient(server.url, token="any", session=http, backoff=QUICK, transports=POLLING) as client,
    ):
        client.connection.open()
        await client.wait_for(lambda: server.sessions > 2 and client.connection.online, PATIENCE)


async def test_a_source_of_tokens_that_fails_or_hangs_is_asked_again(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_PATIENCE", 0.05)
    asked = 0

    async def get_token() -> str:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise LookupError("the vault is sealed")
        if asked == 2:
            await asyncio.Event().wait()
        return "any"

    async with (
        Reluctant(closing) as server,
        RoomtoneClient(server.url, get_token=get_token, session=http, backoff=QUICK, transports=POLLING) as client,
    ):
        await client.connection.when_online(PATIENCE)
        assert asked >= 3
