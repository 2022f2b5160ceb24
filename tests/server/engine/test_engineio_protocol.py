"""Engine.IO v4, case by case from its published text, over both transports, both loops and the front."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.polling import PATIENCE
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Served, WebSocket, echo, open_session, open_websocket, poller

pytestmark = pytest.mark.usefixtures("steps")

HANDSHAKE_KEYS = {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}


@pytest.fixture
def beating(serve: Serve, kind: str) -> Served:
    """A server with frequent pings that soon closes a silent client: only for tests of exactly that."""
    return serve(kind, ping_interval=0.3, ping_timeout=0.2)


# -- handshake


async def test_EN1_polling_handshake_names_session_and_settings(served: Served) -> None:
    async with poller(served) as client:
        handshake = await client.open()
    assert set(handshake) == HANDSHAKE_KEYS
    assert isinstance(handshake["sid"], str)
    assert handshake["upgrades"] == ["websocket"]
    assert (handshake["pingInterval"], handshake["pingTimeout"]) == (25_000, 20_000)
    assert handshake["maxPayload"] == 1_000_000


async def test_EN1_websocket_handshake_offers_no_upgrade(served: Served) -> None:
    websocket, handshake = await open_session(served)
    assert set(handshake) == HANDSHAKE_KEYS
    assert handshake["upgrades"] == []
    assert (handshake["pingInterval"], handshake["pingTimeout"]) == (25_000, 20_000)
    await websocket.close()


@pytest.mark.parametrize("query", ["transport=polling", "EIO=abc&transport=polling", "EIO=3&transport=polling"])
async def test_EN2_another_protocol_version_is_refused(served: Served, query: str) -> None:
    async with poller(served) as client:
        assert (await client.request("GET", query))[0] == 400
    assert not served.engine.connections


@pytest.mark.parametrize("query", ["EIO=4", "EIO=4&transport=abc"])
async def test_EN2_a_missing_or_unknown_transport_is_refused(served: Served, query: str) -> None:
    async with poller(served) as client:
        assert (await client.request("GET", query))[0] == 400
    websocket = await open_websocket(served, query)
    assert websocket.head.startswith(b"HTTP/1.1 400 ")
    await websocket.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_EN2_only_get_opens_a_session(served: Served, method: str) -> None:
    async with poller(served) as client:
        assert (await client.request(method, "EIO=4&transport=polling"))[0] == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_EN2_an_open_session_takes_get_and_post_only(served: Served, method: str) -> None:
    async with poller(served) as client:
        await client.open()
        assert (await client.request(method, client.query))[0] == 400


async def test_EN2_an_unknown_session_is_refused(served: Served) -> None:
    async with poller(served) as client:
        client.sid = "nobody"
        assert (await client.poll())[0] == 400
        assert (await client.post("4x"))[0] == 400
    websocket = await open_websocket(served, "EIO=4&transport=websocket&sid=nobody")
    assert websocket.head.startswith(b"HTTP/1.1 400 ")
    await websocket.close()


async def test_EN2_a_websocket_request_that_is_none_is_refused(served: Served) -> None:
    async with poller(served) as client:
        assert (await client.request("GET", "EIO=4&transport=websocket"))[0] == 400
        old = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "8"}
        status, _, response = await client.request("GET", "EIO=4&transport=websocket", headers=old)
        assert (status, response.headers["Sec-WebSocket-Version"]) == (426, "13")
        bad_key = old | {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "short"}
        assert (await client.request("GET", "EIO=4&transport=websocket", headers=bad_key))[0] == 400


# -- messages


async def test_EN3_polling_one_text_packet(served: Served) -> None:
    await echo(served)
    async with poller(served) as client:
        await client.open()
        assert await client.post("4hello") == (200, "ok")
        assert await client.poll() == (200, "4hello")


async def test_EN3_polling_several_text_packets_in_order(served: Served) -> None:
    await echo(served)
    async with poller(served) as client:
        await client.open()
        assert await client.post("4test1\x1e4test2\x1e4test3") == (200, "ok")
        assert await client.poll() == (200, "4test1\x1e4test2\x1e4test3")


async def test_EN3_polling_text_and_binary(served: Served) -> None:
    await echo(served)
    async with poller(served) as client:
        await client.open()
        assert await client.post("4hello\x1ebAQIDBA==") == (200, "ok")
        assert await client.poll() == (200, "4hello\x1ebAQIDBA==")


async def test_EN3_websocket_text_and_binary(served: Served) -> None:
    await echo(served)
    websocket, _ = await open_session(served)
    websocket.send("4hello é😀")
    assert await websocket.message() == "4hello é😀"
    websocket.send(b"\x01\x02\x03\x04")
    assert await websocket.message() == b"\x01\x02\x03\x04"
    websocket.send(b"")
    assert await websocket.message() == b""
    await websocket.close()


@pytest.mark.parametrize("size", [100, 125, 126, 127, 65535 - 1, 65535, 65536, 300_000])
async def test_EN3_messages_of_every_length_form(served: Served, size: int) -> None:
    await echo(served)
    websocket, _ = await open_session(served)
    websocket.send("4" + "x" * size)
    assert await websocket.message() == "4" + "x" * size
    await websocket.close()


async def test_EN3_frames_right_behind_the_handshake_are_received(served: Served) -> None:
    await echo(served)
    websocket = await open_websocket(served, behind=WebSocket.frame(1, b"4one") + WebSocket.frame(1, b"4two"))
    assert str(await websocket.message()).startswith("0")
    assert await websocket.message() == "4one"
    assert await websocket.message() == "4two"
    await websocket.close()


@pytest.mark.parametrize("body", ["abc", "", "4ok\x1e9", "b!!!", "2"])
async def test_EN4_a_bad_payload_ends_the_polling_session(served: Served, body: str) -> None:
    async with poller(served) as client:
        await client.open()
        assert (await client.post(body))[0] == 400
        assert (await client.poll())[0] == 400
    assert served.engine.counters.bad_packets == 1
    assert served.engine.counters.closed == {"bad packet": 1}


async def test_EN4_a_body_that_is_not_utf8_ends_the_polling_session(served: Served) -> None:
    async with poller(served) as client:
        await client.open()
        assert (await client.request("POST", client.query, b"4\xff"))[0] == 400
        assert (await client.poll())[0] == 400


async def test_EN4_a_payload_of_too_many_packets_ends_the_polling_session(served: Served) -> None:
    async with poller(served) as client:
        await client.open()
        assert (await client.post("\x1e".join(["6"] * 1001)))[0] == 400


@pytest.mark.parametrize("packet", ["abc", "", "2", "2probe", "9"])
async def test_EN4_a_bad_packet_closes_the_websocket(served: Served, packet: str) -> None:
    websocket, _ = await open_session(served)
    websocket.send(packet)
    assert await websocket.closed() == 1002
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"bad packet": 1}
    await websocket.close()


@pytest.mark.parametrize("packet", ["0{}", "3probe", "5", "6", "6 and more"])
async def test_EN4_a_packet_that_changes_nothing_is_ignored(served: Served, packet: str) -> None:
    await echo(served)
    websocket, _ = await open_session(served)
    websocket.send(packet)
    websocket.send("4still here")
    assert await websocket.message() == "4still here"
    await websocket.close()


async def test_EN5_a_second_poll_ends_the_session(served: Served) -> None:
    async with poller(served) as client:
        await client.open()
        first = await client.held()
        assert (await client.poll())[0] == 400
        assert await first == (200, "1")
        assert (await client.poll())[0] == 400


async def test_EN5_a_second_post_ends_the_session(served: Served) -> None:
    async with poller(served) as client:
        await client.open()
        connection = served.only()
        started, go = asyncio.Event(), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield b"4a"
            started.set()
            await go.wait()
            yield b"b"

        first = asyncio.create_task(client.http.post(f"{served.url}?{client.query}", data=slowly()))
        await started.wait()
        await served.until(lambda: connection.posting)
        assert (await client.post("4x"))[0] == 400
        go.set()
        await first
        assert (await client.poll())[0] == 400


# -- heartbeat

# The interval is shorter than the wait for a pong, and is kept all the same.
OFTEN = {"ping_interval": 0.05, "ping_timeout": 10 * PATIENCE}


async def test_EN6_polling_pings_and_pongs(serve: Serve, kind: str) -> None:
    async with poller(serve(kind, **OFTEN)) as client:
        await client.open()
        for _ in range(3):
            assert await client.poll() == (200, "2")
            assert await client.post("3") == (200, "ok")


async def test_EN6_websocket_pings_and_pongs(serve: Serve, kind: str) -> None:
    websocket, _ = await open_session(serve(kind, **OFTEN))
    for _ in range(3):
        assert await websocket.receive() == "2"
        websocket.send("3")
    await websocket.close()


async def test_EN6_a_silent_poller_is_ended(beating: Served) -> None:
    async with poller(beating) as client:
        await client.open()
        await beating.until(lambda: not beating.engine.connections)
        assert (await client.poll())[0] == 400
        assert (await client.post("3"))[0] == 400
    assert beating.engine.counters.closed == {"ping timeout": 1}


async def test_EN6_a_silent_websocket_is_closed(beating: Served) -> None:
    websocket, _ = await open_session(beating)
    assert await websocket.receive() == "2"
    assert await websocket.closed() == 1001
    await beating.until(lambda: not beating.engine.connections)
    assert beating.engine.counters.closed == {"ping timeout": 1}
    await websocket.close()


# -- limits


async def test_EN11_a_message_at_the_limit_passes_and_one_above_closes(serve: Serve, kind: str) -> None:
    served = serve(kind, max_http_buffer_size=1000)
    await echo(served)
    websocket, _ = await open_session(served)
    websocket.send("4" + "x" * 999)
    assert await websocket.message() == "4" + "x" * 999
    websocket.send("4" + "x" * 1000)
    assert await websocket.closed() == 1009
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"message too big": 1}
    await websocket.close()


@pytest.mark.parametrize("chunked", [False, True])
async def test_EN11_a_post_at_the_limit_passes_and_one_above_ends_the_session(
    serve: Serve, kind: str, chunked: bool
) -> None:
    served = serve(kind, max_http_buffer_size=1000)
    await echo(served)

    async def pieces(size: int) -> AsyncIterator[bytes]:
        yield b"4"
        for _ in range(size - 1):
            yield b"x"

    async with poller(served) as client:
        await client.open()
        url = f"{served.url}?{client.query}"
        async with client.http.post(url, data=pieces(1000) if chunked else b"4" + b"x" * 999) as response:
            assert response.status == 200
        async with client.http.post(url, data=pieces(1001) if chunked else b"4" + b"x" * 1000) as response:
            assert response.status == 413
        assert (await client.poll())[0] == 400
