"""Engine.IO v4: from polling to a WebSocket, over both loops and the front."""

import pytest

from server.engine import Frame
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Poller, Served, WebSocket, echo, open_probe, open_websocket, poller


async def upgraded(client: Poller, served: Served) -> WebSocket:
    await client.open()
    websocket = await open_probe(served, client.sid)
    websocket.send("5")
    return websocket


async def test_EN8_polling_is_upgraded_to_a_websocket(served: Served) -> None:
    await echo(served)
    async with poller(served) as client:
        await client.open()
        held = await client.held()
        websocket = await open_probe(served, client.sid)
        assert await held == (200, "6")
        assert await client.poll() == (200, "6")
        websocket.send("5")
        websocket.send("4hello")
        assert await websocket.message() == "4hello"
        assert served.only().transport_name == "websocket"
        assert served.engine.counters.connections == {"polling": 0, "websocket": 1}
        await websocket.close()


async def test_EN9_requests_of_an_upgraded_session_are_refused(served: Served) -> None:
    await echo(served)
    async with poller(served) as client:
        websocket = await upgraded(client, served)
        await served.until(lambda: served.only().transport_name == "websocket")
        assert (await client.poll())[0] == 400
        assert (await client.post("4x"))[0] == 400
        websocket.send("4hello")
        assert await websocket.message() == "4hello"
        await websocket.close()


async def test_EN9_a_second_websocket_of_an_upgraded_session_is_closed_after_its_handshake(served: Served) -> None:
    await echo(served)
    async with poller(served) as client:
        websocket = await upgraded(client, served)
        await served.until(lambda: served.only().transport_name == "websocket")
        # What the client sends at once changes nothing.
        probe = WebSocket.frame(1, b"2probe") + WebSocket.frame(1, b"5")
        second = await open_websocket(served, f"EIO=4&transport=websocket&sid={client.sid}", behind=probe)
        assert second.head.startswith(b"HTTP/1.1 101 ")
        assert await second.closed() == 1008
        websocket.send("4hello")
        assert await websocket.message() == "4hello"
        await second.close()
        await websocket.close()


async def test_EN9_a_second_probe_beside_the_first_is_closed_after_its_handshake(served: Served) -> None:
    await echo(served)
    async with poller(served) as client:
        await client.open()
        first = await open_probe(served, client.sid)
        second = await open_websocket(served, f"EIO=4&transport=websocket&sid={client.sid}")
        assert second.head.startswith(b"HTTP/1.1 101 ")
        assert await second.closed() == 1008
        first.send("5")
        first.send("4hello")
        assert await first.message() == "4hello"
        await second.close()
        await first.close()


@pytest.mark.parametrize("packet", ["2", "4hello", "3probe", "abc", b"\x00"])
async def test_EN10_a_failed_probe_leaves_polling_as_it_was(served: Served, packet: str | bytes) -> None:
    await echo(served)
    async with poller(served) as client:
        await client.open()
        websocket = await open_websocket(served, f"EIO=4&transport=websocket&sid={client.sid}")
        websocket.send(packet)
        assert await websocket.closed() == 1008
        assert (await client.post("4still here"))[0] == 200
        assert (await client.poll())[1] == "4still here"
        await websocket.close()


async def test_EN10_a_probe_that_goes_away_leaves_polling_as_it_was(served: Served) -> None:
    await echo(served)
    async with poller(served) as client:
        await client.open()
        websocket = await open_probe(served, client.sid)
        await websocket.close()
        await served.until(lambda: served.only().session.state.name == "POLLING")
        assert (await client.post("4still here"))[0] == 200
        assert (await client.poll())[1] == "4still here"


async def test_EN10_a_probe_that_says_nothing_is_dropped(serve: Serve, kind: str) -> None:
    served = serve(kind, upgrade_timeout=0.05)
    async with poller(served) as client:
        await client.open()
        websocket = await open_websocket(served, f"EIO=4&transport=websocket&sid={client.sid}")
        assert await websocket.closed() == 1008
        assert served.only().session.state.name == "POLLING"
        await websocket.close()


async def test_EN7_a_client_that_is_about_to_move_is_told_the_last_and_of_the_end_where_it_moves(
    served: Served,
) -> None:
    """socket.io-client polls no more once it has received the probe's answer."""
    async with poller(served) as client:
        await client.open()
        websocket = await open_probe(served, client.sid)
        await served.call(served.only().write, Frame("4goodbye"))
        await served.call(served.only().close, "the application's own reason")
        websocket.send("5")
        assert await websocket.message() == "4goodbye"
        assert await websocket.closed() is not None
        await served.until(lambda: not served.engine.connections)
        await websocket.close()
