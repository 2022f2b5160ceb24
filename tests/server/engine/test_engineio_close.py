"""How a connection of Engine.IO v4 ends, from either side: over both transports, both loops and the front."""

import pytest

from server.engine import Frame, frame
from server.engine.polling import Polling
from server.engine.session import Reason
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Served, WebSocket, open_session, poller


async def test_EN7_a_polling_client_closes(served: Served) -> None:
    async with poller(served) as client:
        await client.open()
        held = await client.held()
        assert await client.post("1") == (200, "ok")
        assert await held == (200, "6")
        assert (await client.poll())[0] == 400
    assert served.engine.counters.closed == {"client disconnect": 1}


async def test_EN7_a_websocket_client_closes_by_packet(served: Served) -> None:
    websocket, _ = await open_session(served)
    websocket.send("1")
    assert await websocket.closed() == 1000
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"client disconnect": 1}
    await websocket.close()


async def test_EN7_a_websocket_client_closes_by_frame_and_is_answered(served: Served) -> None:
    websocket, _ = await open_session(served)
    websocket.send_raw(WebSocket.frame(8, b"\x03\xe8"))
    assert await websocket.receive_frame() == (8, b"\x03\xe8")
    assert await websocket.receive_frame() == (-1, b"")
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"transport close": 1}
    await websocket.close()


async def test_EN7_a_websocket_that_just_goes_is_noticed(served: Served) -> None:
    websocket, _ = await open_session(served)
    await websocket.close()
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"transport close": 1}
    assert served.engine.counters.connections == {"polling": 0, "websocket": 0}


async def test_EN7_the_server_closes_a_held_poll(served: Served) -> None:
    async with poller(served) as client:
        await client.open()
        held = await client.held()
        await served.call(served.get(client.sid).close)
        assert await held == (200, "1")
        assert (await client.poll())[0] == 400


async def test_EN7_the_server_closes_between_polls_after_what_was_queued(served: Served) -> None:
    async with poller(served) as client:
        await client.open()
        await served.call(served.get(client.sid).write, Frame("4goodbye"))
        await served.call(served.get(client.sid).close)
        assert await client.poll() == (200, "4goodbye")
        assert await client.post("3") == (200, "ok")
        assert await client.poll() == (200, "1")
        assert (await client.poll())[0] == 400


@pytest.mark.parametrize("reason", [Reason.GOING_AWAY, Reason.TOO_BIG, "a reason of the application's"])
async def test_EN7_a_poller_that_should_come_back_is_told_by_an_error(served: Served, reason: str) -> None:
    async with poller(served) as waiting, poller(served) as between:
        await waiting.open()
        held = await waiting.held()
        await served.call(served.only().close, reason)
        assert (await held)[0] == 400
        await served.until(lambda: not served.engine.connections)
        await between.open()
        await served.call(served.get(between.sid).write, Frame("4goodbye"))
        await served.call(served.only().close, reason)
        if reason != Reason.TOO_BIG:
            assert await between.poll() == (200, "4goodbye")
        assert (await between.poll())[0] == 400


async def test_EN7_the_server_closes_a_websocket_after_what_was_queued(served: Served) -> None:
    websocket, _ = await open_session(served)

    def leave() -> None:
        connection = served.only()
        connection.write(Frame("4goodbye"))
        connection.close()
        connection.write(Frame("4too late"))

    await served.call(leave)
    assert await websocket.receive() == "4goodbye"
    assert await websocket.closed() == 1000
    await served.until(lambda: not served.engine.connections)
    await websocket.close()


async def test_EN7_a_poller_that_drops_its_poll_is_noticed(serve: Serve, kind: str) -> None:
    served = serve(kind)  # long heartbeats, so that they do not notice it
    async with poller(served) as client:
        await client.open()
        held = await client.held()
        held.cancel()
        await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"transport error": 1}


async def test_EN7_a_server_that_ends_waits_for_nobody_between_two_polls(serve: Serve, kind: str) -> None:
    served = serve(kind, close_timeout=600.0)
    async with poller(served) as one, poller(served) as other, poller(served) as third:
        for client in (one, other, third):
            await client.open()
        await served.call(served.get(one.sid).write, Frame("4never fetched"))
        await served.call(served.get(other.sid).close)
        held = await third.held()
        await served.run(served.engine.shutdown())
        assert (await held)[0] == 400
        assert (await one.poll())[0] == (await other.poll())[0] == 400
    assert not served.engine.connections


async def test_EN7_what_is_sent_to_a_dropped_poll_ends_it_and_leaves_no_request_behind(serve: Serve, kind: str) -> None:
    served = serve(kind)
    async with poller(served) as client:
        await client.open()
        connection = served.only()
        held = await client.held()
        held.cancel()

        def write_to_it() -> bool:
            """As soon as the drop could be noticed, and before anything has checked for it."""
            assert isinstance(connection.active_transport, Polling)
            dropped = connection.active_transport.gone
            if dropped:
                connection.write(frame.PING)
            return dropped or not connection.open

        await served.until(write_to_it)
        await served.until(lambda: not served.engine.connections)
        await served.until(lambda: served.answering == 0)
