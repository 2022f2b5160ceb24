"""The Python client with real servers: everything except recovery."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from roomtone_client import RoomtoneClient, RoomtoneError
from roomtone_client.transport import Transport

from auth.guests import new_guest
from auth.tokens import LEEWAY_SECONDS, TokenIssuer
from tests.polling import PATIENCE, until
from tests.processes import ServerProcess, free_port
from tests.system.conftest import QUICK, Connect, Installation
from tests.system.stream import Stream

Pair = tuple[ServerProcess, ServerProcess]


def urls(servers: Pair) -> list[str]:
    return [server.url for server in servers]


def tokens(server: ServerProcess, *lifetimes: int) -> Callable[[], Awaitable[str]]:
    """A source of tokens of one user, which live that many seconds; the last lifetime is that of all further ones."""
    secret = (server.log.parent / "secret").read_bytes().strip()
    user, issuer = new_guest("Ada"), TokenIssuer(secret)
    left = list(lifetimes)

    async def get_token() -> str:
        return issuer.issue(user, left.pop(0) if len(left) > 1 else left[0])[0]

    return get_token


async def test_SY12_commands_queued_while_the_server_is_away_arrive_once_and_in_order(
    installation: Installation, connect: Connect
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=1)
    viewer = stream.viewers[0]
    await installation.servers[0].kill()
    await viewer.wait_for(lambda: viewer.state != "online")
    notes = [f"waiting {n}" for n in range(5)]
    sending = [
        asyncio.create_task(viewer.command("submit_clip", {"session_id": stream.id, "note": note}, queue_offline=True))
        for note in notes
    ]
    await installation.servers[0].start()
    acks = await asyncio.gather(*sending)
    view = await stream.streamer.clips.get(stream.id)
    assert [clip["note"] for clip in view["clips"]] == notes
    assert [clip["id"] for clip in view["clips"]] == [ack["clip"]["id"] for ack in acks]


async def test_who_waits_for_a_connection_in_vain_gets_the_reason_of_the_last_attempt_failed(connect: Connect) -> None:
    client = connect(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(RoomtoneError, match="the server cannot be reached: ClientConnectorError") as failed:
        await client.connection.when_online(1.0)
    assert failed.value.code == "offline"


async def test_what_counts_twice_when_repeated_is_neither_queued_nor_repeated(
    two_servers: Pair, connect: Connect
) -> None:
    stream = await Stream(connect, urls(two_servers)).start(viewers=0)
    await stream.streamer.connection.when_online(PATIENCE)
    with pytest.raises(ValueError, match="cannot be queued"):
        await stream.streamer.command("pause_session", {"session_id": stream.id}, queue_offline=True)
    pausing = asyncio.create_task(stream.streamer.connection.call("pause_session", {"session_id": stream.id}, 15.0))
    await asyncio.wait({pausing}, timeout=0)  # it has begun
    stream.streamer.cut()
    with pytest.raises(RoomtoneError) as lost:
        await pausing
    assert lost.value.code == "connection_lost"


async def test_SY3_two_subscriptions_of_one_client_receive_everything_each_once(
    two_servers: Pair, connect: Connect
) -> None:
    stream = await Stream(connect, urls(two_servers)).start(viewers=3)
    first = await stream.mirror(stream.streamer)
    await stream.tap(5)
    second = await stream.mirror(stream.streamer)
    await stream.tap(5, first=5)
    for mirror in (first, second):
        await stream.wait_until_current(mirror)
        assert mirror.starts == 1
    assert first.subscription is not None
    await first.subscription.close()
    await stream.tap(1, first=10)
    await stream.wait_until_current(second)
    assert len(first.view["clips"]) == 30


async def test_events_can_be_read_one_after_the_other_until_the_session_is_deleted(
    two_servers: Pair, connect: Connect
) -> None:
    stream = await Stream(connect, urls(two_servers)).start(viewers=2)
    subscription = await stream.streamer.subscribe(stream.id)
    await stream.tap(2)
    await stream.streamer.clips.delete(stream.id)
    received = [event["type"] async for event in subscription]
    assert received == ["clip_submitted"] * 4 + ["deleted"]
    assert subscription.gone_because == "deleted"
    with pytest.raises(RoomtoneError) as refused:
        await stream.streamer.subscribe(stream.id)
    assert refused.value.code == "session_not_found"


async def test_AC6_a_token_is_renewed_in_place_at_half_of_its_life(
    two_servers: Pair, http: aiohttp.ClientSession
) -> None:
    async with RoomtoneClient(
        two_servers[0].url, get_token=tokens(two_servers[0], 2), session=http, backoff=QUICK
    ) as client:
        await client.connection.when_online(PATIENCE)
        connection = client.connection

        async def renewed_twice() -> bool:
            return connection.renewals >= 2

        await until(renewed_twice)
        assert connection.losses == 0


async def test_AC6_SY5_a_connection_ends_with_its_token_and_comes_back_with_a_new_one(
    two_servers: Pair, http: aiohttp.ClientSession
) -> None:
    source = tokens(two_servers[0], 2 - LEEWAY_SECONDS, 3600)
    async with RoomtoneClient(two_servers[0].url, get_token=source, session=http, backoff=QUICK) as client:
        session = await client.clips.create()
        subscription = await client.subscribe(session["id"])
        await client.wait_for(lambda: client.connection.losses, PATIENCE)
        await client.clips.start(session["id"])
        await subscription.wait_for(lambda received: received.events)
        assert client.connection.losses == 1
        assert subscription.recoveries == 0


async def test_AC1_a_client_whose_token_nobody_believes_closes_for_good(two_servers: Pair, connect: Connect) -> None:
    stranger = connect(two_servers[0].url, token="not.a.token")
    with pytest.raises(RoomtoneError) as refused:
        await stranger.command("start_session", {"session_id": "x"})
    assert (refused.value.code, stranger.state) == ("unauthorized", "closed")


@pytest.mark.parametrize("ticks", range(6))
async def test_closing_ends_at_whatever_moment_the_connection_comes_up(
    ticks: int, two_servers: Pair, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connect(two_servers[0].url)
    closing: asyncio.Future[asyncio.Task[None]] = asyncio.get_running_loop().create_future()
    connected = Transport._on_connect

    async def close() -> None:
        for _ in range(ticks):
            await asyncio.sleep(0)
        await client.connection.close()

    def close_meanwhile(transport: Transport) -> None:
        connected(transport)
        closing.set_result(asyncio.create_task(close()))

    monkeypatch.setattr(Transport, "_on_connect", close_meanwhile)
    client.connection.open()
    async with asyncio.timeout(PATIENCE):
        await (await closing)
    assert client.state == "closed"


async def test_SY5_a_server_that_closes_in_place_of_a_greeting_is_dialled_again(
    http: aiohttp.ClientSession,
) -> None:
    dialled = asyncio.Queue[int]()

    async def close_at_once(request: web.Request) -> web.WebSocketResponse:
        dialled.put_nowait(1)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.close(code=1011)
        return socket

    async def me(_: web.Request) -> web.Response:
        return web.json_response({"user": {"id": "ada", "name": "Ada"}, "expires_at": 2**53})

    application = web.Application()
    application.router.add_get("/socket.io/", close_at_once)
    application.router.add_get("/api/auth/me", me)
    async with TestServer(application) as server:
        client = RoomtoneClient(str(server.make_url("")), token="any", session=http, backoff=QUICK)
        client.connection.open()
        async with asyncio.timeout(PATIENCE):
            for _ in range(3):
                await dialled.get()
        await client.close()
