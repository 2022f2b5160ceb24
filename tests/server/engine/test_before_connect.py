"""Limits that hold until a client has connected."""

import asyncio

from server.engine.connection import EngineConnection
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import open_session


async def test_EN11_messages_that_do_not_wait_for_their_connect_end_the_connection(serve: Serve) -> None:
    served = serve(first_messages=2)

    async def wait(connection: EngineConnection, environ: object, auth: object) -> None:
        await asyncio.Event().wait()

    served.sio.on("connect", wait)
    websocket, _ = await open_session(served)
    websocket.send("40")
    for _ in range(3):
        websocket.send('42["early"]')
    assert await websocket.closed() == 1002
    await websocket.close()
    await served.until(lambda: not served.engine.connections)


async def test_EN11_the_usual_limits_hold_once_a_client_has_connected(serve: Serve) -> None:
    served = serve(first_messages=2, first_message_size=100)

    async def echo(_: EngineConnection, *values: object) -> list[object]:
        return [*values]

    served.sio.on("echo", echo)
    websocket, _ = await open_session(served)
    await websocket.join()
    for n in range(10):
        websocket.send(f'42{n}["echo","{"a" * 1000}"]')
    for _ in range(10):
        assert "a" * 1000 in str(await websocket.message())
    await websocket.close()


async def test_EN11_a_message_before_connect_has_a_limit_of_its_own(serve: Serve) -> None:
    served = serve(first_message_size=100)
    websocket, _ = await open_session(served)
    websocket.send("40" + " " * 100)
    assert await websocket.closed() == 1009
    await websocket.close()
