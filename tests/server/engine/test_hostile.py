"""Malicious clients: closed with a reason, no other client affected, nothing left behind."""

import asyncio
import os
import tracemalloc
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.engine import packets
from tests.effort import examples
from tests.server.engine.application import echo
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Served, WebSocket, open_client, open_probe, open_session, poller

pytestmark = pytest.mark.usefixtures("steps")


@pytest.fixture
async def served(serve: Serve) -> AsyncIterator[Served]:
    """A server with a normal client that must never notice anything."""
    running = serve(max_http_buffer_size=20_000)

    running.sio.on("echo", echo)
    good = await open_client(running)
    yield running
    good.send('421["echo","alive"]')
    assert await good.message() == '431["alive"]'
    await good.close()
    await running.until(lambda: not running.engine.connections)


async def alone(served: Served) -> None:
    """Waits until only the normal client is left."""
    await served.until(lambda: len(served.engine.connections) == 1)


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.builds(WebSocket.frame, st.integers(0, 15), st.binary(max_size=40), fin=st.booleans(),
                      rsv=st.integers(0, 1)),
            st.builds(lambda text: WebSocket.frame(1, text.encode()), st.text('0123456789-/,[]{}"x', max_size=30)),
            st.builds(lambda text: WebSocket.frame(1, b"4" + text.encode()), st.text('0123456-/,[]{}"x', max_size=30)),
        ),
        max_size=8,
    )
)  # fmt: skip
@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_EN17_any_bytes_behind_a_handshake(serve: Serve, served_once: "Once", pieces: list[bytes]) -> None:
    served = served_once.get(serve)

    async def attack() -> None:
        websocket, _ = await open_session(served)
        for piece in pieces:
            websocket.send_raw(piece)
        websocket.writer.transport.abort()
        await served.until(lambda: not served.engine.connections)

    asyncio.run(attack())


class Once:
    """One server for all examples of a property."""

    def __init__(self) -> None:
        self._served: Served | None = None

    def get(self, serve: Serve) -> Served:
        if self._served is None:
            self._served = serve()
        return self._served


@pytest.fixture
def served_once() -> Once:
    return Once()


async def test_EN17_a_message_in_one_byte_pieces_is_received(served: Served) -> None:
    websocket = await open_client(served)
    for byte in WebSocket.frame(1, b'421["echo","slowly"]'):
        websocket.send_raw(bytes([byte]))
        await websocket.writer.drain()
    assert await websocket.message() == '431["slowly"]'
    websocket.send("1")
    await websocket.closed()
    await websocket.close()
    await alone(served)


async def test_EN17_attachments_that_never_come_are_let_go_with_the_connection(served: Served) -> None:
    websockets = [await open_client(served) for _ in range(20)]
    for websocket in websockets:
        websocket.send('4510-["echo",{"_placeholder":true,"num":0}]')
        websocket.send(b"x" * 10_000)
    await served.until(lambda: sum(one.partial is not None for one in served.engine.connections) == 20)
    connections = [one for one in served.engine.connections if one.partial is not None]
    for websocket in websockets:
        websocket.writer.transport.abort()
    await alone(served)
    assert all(one.partial is None for one in connections)


async def test_EN17_namespaces_by_the_thousand_leave_nothing(served: Served) -> None:
    websocket, _ = await open_session(served)
    for number in range(1000):
        websocket.send(f"40/{number},")
    for number in range(1000):
        assert await websocket.message() == f'44/{number},{{"message":"Invalid namespace"}}'
    websocket.writer.transport.abort()
    await alone(served)


async def test_EN17_a_flood_of_pings_to_a_reader_that_does_not_read_is_bounded(serve: Serve) -> None:
    served = serve(outbox_limit=64 * 1024)
    websocket = await open_client(served)
    connection = served.only()
    transport = websocket.writer.transport
    assert isinstance(transport, asyncio.Transport)
    transport.pause_reading()
    ping = WebSocket.frame(9, b"x" * 125) * 500

    async def flood() -> None:
        while not transport.is_closing():
            websocket.send_raw(ping)
            await websocket.writer.drain()

    flooding = asyncio.create_task(flood())
    await served.until(lambda: not connection.open)
    assert connection.close_reason == "slow reader"
    transport.abort()
    await asyncio.gather(flooding, return_exceptions=True)


@pytest.mark.parametrize("over", ["websocket", "polling"])
async def test_EN15_a_client_that_sends_faster_than_it_is_handled_is_not_read(serve: Serve, over: str) -> None:
    served = serve(queue_limit=10)
    gate = await served.call(asyncio.Event)
    handled: list[int] = []

    async def slow(_: object, number: int) -> None:
        await gate.wait()
        handled.append(number)

    served.sio.on("slow", slow)
    if over == "websocket":
        websocket = await open_client(served)
        for number in range(500):
            websocket.send(f'42["slow",{number}]')
        connection = served.only()
        await served.until(lambda: connection.queue_is_full)
        await served.call(gate.set)
        await served.until(lambda: handled == list(range(500)))
        assert not connection.queue_is_full
        await websocket.close()
        return
    async with poller(served) as client:
        await client.open()
        await client.post("40")
        connection = served.only()
        body = packets.SEPARATOR.join(f'42["slow",{number}]' for number in range(500))
        post = asyncio.create_task(client.post(body))
        await served.until(lambda: connection.queue_is_full)
        assert not post.done()
        await served.call(gate.set)
        assert await post == (200, "ok")
        await served.until(lambda: handled == list(range(500)))


async def test_EN15_a_handler_that_hangs_is_cut_off_some_time_after_its_client_left(serve: Serve) -> None:
    served = serve(close_timeout=0.1)
    hanging = await served.call(asyncio.Event)

    async def hang(_: object) -> None:
        hanging.set()
        await asyncio.Event().wait()

    served.sio.on("hang", hang)
    websocket = await open_client(served)
    websocket.send('42["hang"]')
    websocket.send('42["hang"]')
    await served.run(hanging.wait())
    await websocket.close()
    await served.until(lambda: not served.engine.connections)
    assert served.sio.left == ["transport close"]


async def test_EN15_a_connect_handler_that_hangs_leaves_nothing(serve: Serve) -> None:
    served = serve(close_timeout=0.1)
    hanging = await served.call(asyncio.Event)

    async def connect(_: object, environ: object, auth: object) -> None:
        hanging.set()
        await asyncio.Event().wait()

    served.sio.on("connect", connect)
    websocket, _ = await open_session(served)
    websocket.send("40")
    await served.run(hanging.wait())
    await websocket.close()
    await served.until(lambda: not served.engine.connections)
    assert served.sio.left == []


async def test_EN15_what_a_client_sent_before_it_left_is_handled(serve: Serve) -> None:
    served = serve()
    received: list[int] = []

    async def keep(_: object, number: int) -> None:
        await asyncio.sleep(0)
        received.append(number)

    served.sio.on("keep", keep)
    websocket = await open_client(served)
    for number in range(50):
        websocket.send(f'42["keep",{number}]')
    await websocket.close()
    await served.until(lambda: not served.engine.connections)
    assert received == list(range(50))


async def test_EN17_a_half_open_handshake_costs_nothing(served: Served) -> None:
    for head in (b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n", os.urandom(64)):
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(head)
        await writer.drain()
        writer.transport.abort()
    await alone(served)


async def test_EN17_connecting_and_leaving_does_not_grow_the_memory(serve: Serve) -> None:
    served = serve()

    async def round_trip() -> None:
        for _ in range(30):
            websocket = await open_client(served)
            websocket.send('42["nobody listens",{"a":[1,2,3]}]')
            await websocket.close()
            async with poller(served) as client:
                await client.open()
                other = await open_probe(served, client.sid)
                other.send("5")
                other.send("1")
                await other.closed()
                await other.close()
        await served.until(lambda: not served.engine.connections)

    await round_trip()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(3):
            await round_trip()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # 180 connections more: a leak of one object in each would be tens of KB. Caches of the HTTP client take some.
    assert after - before < 300_000
