"""The official JavaScript client, and python-socketio's own, against this engine."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
import socketio

from server.engine import EngineConnection, Frame
from tests.polling import PATIENCE
from tests.server.engine.conftest import KINDS, Serve
from tests.server.engine.harness import Served

SCRIPT = Path(__file__).parent / "official_client.mjs"
TRANSPORTS = ["websocket", "polling", "polling,websocket"]
EVERY_LOOP = [
    pytest.param(kind, transports, marks=() if "," in transports or kind == "uvloop-front" else pytest.mark.long)
    for kind in KINDS
    for transports in TRANSPORTS
]


Official = Callable[[Served, str, str], Awaitable[dict[str, Any]]]


@pytest.fixture(scope="module")
async def official() -> AsyncIterator[Official]:
    """Runs a case of the script with these transports; one process of Node.js runs them all."""
    node = shutil.which("node")
    assert node, "Node.js is needed for the official client: see README"
    process = await asyncio.create_subprocess_exec(
        node, str(SCRIPT), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    asking, answering = process.stdin, process.stdout

    async def run(served: Served, case: str, transports: str) -> dict[str, Any]:
        asking.write(orjson.dumps([f"http://127.0.0.1:{served.port}", case, transports]) + b"\n")
        async with asyncio.timeout(60):
            answer: dict[str, Any] = orjson.loads(await answering.readline())
        return answer

    yield run
    process.kill()
    await process.wait()


def application(served: Served) -> None:
    async def echo(_: object, *values: object) -> list[list[object]]:
        return [[*values]]

    async def cut(client: EngineConnection) -> None:
        client.close("the application's own reason")

    async def send_away(client: EngineConnection) -> None:
        served.sio.disconnect(client)

    served.sio.on("echo", echo)
    served.sio.on("cut me", cut)
    served.sio.on("send me away", send_away)


@pytest.mark.parametrize(("kind", "transports"), EVERY_LOOP)
async def test_EN21_everything_the_official_client_does(
    official: Official, serve: Serve, kind: str, transports: str
) -> None:
    served = serve(kind, max_http_buffer_size=1_000_000)
    application(served)
    assert await official(served, "everything", transports) == {
        "echo": '["é😀",[1,2,3],{"deep":[[4]]}]',
        "big": 300_000,
        "refused": "Invalid namespace",
        "reason": "io server disconnect",
    }


@pytest.mark.parametrize(("kind", "transports"), EVERY_LOOP)
async def test_EN8_under_fire_official_clients_receive_every_event_in_order(
    official: Official, serve: Serve, kind: str, transports: str
) -> None:
    served = serve(kind)
    goal = transports.rsplit(",", maxsplit=1)[-1]

    firing: set[asyncio.Task[None]] = set()

    async def fire(connection: EngineConnection) -> None:
        number = 0
        while connection.open and (number < 2000 or connection.transport_name != goal):
            if connection.buffered > served.engine.settings.outbox_limit // 2:
                await asyncio.sleep(0.01)  # on a slow machine an upgrade lasts longer than a megabyte
                continue
            connection.write(Frame(f'42["n",{number}]'))
            number += 1
            if number % 7 == 0:
                await asyncio.sleep(0)
        connection.write(Frame(f'42["end",{number}]'))

    async def connect(client: EngineConnection, environ: object, auth: object) -> None:
        firing.add(asyncio.create_task(fire(client)))

    served.sio.on("connect", connect)
    result = await official(served, "fire", transports)
    assert (result["clients"], result["good"]) == (20, 20)
    assert result["over"] == [goal]


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_EN6_sub_second_heartbeats_suit_the_official_client(
    official: Official, serve: Serve, transports: str
) -> None:
    served = serve(ping_interval=0.1, ping_timeout=PATIENCE)
    assert await official(served, "heartbeat", transports) == {"pings": 4, "connected": True}


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_EN7_the_official_client_comes_back_after_a_close(
    official: Official, serve: Serve, transports: str
) -> None:
    served = serve()
    application(served)
    result = await official(served, "reconnects", transports)
    reason = "transport error" if transports == "polling" else "transport close"
    assert result == {"reason": reason, "other": True, "echo": ["back"]}


@pytest.mark.parametrize("transports", [["websocket"], ["polling"], ["polling", "websocket"]])
async def test_EN21_python_socketios_client(serve: Serve, transports: list[str]) -> None:
    served = serve()
    application(served)
    async with socketio.AsyncSimpleClient() as client:
        await client.connect(f"http://127.0.0.1:{served.port}", transports=transports)
        assert await client.call("echo", b"\x01", timeout=PATIENCE) == [[1]]
        assert client.transport == transports[-1]
        assert await client.call("echo", "text", timeout=PATIENCE) == ["text"]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
@pytest.mark.parametrize("ending", ["server draining", "message too big"])
async def test_EN7_EN21_python_socketios_client_comes_back(serve: Serve, transport: str, ending: str) -> None:
    served = serve(max_http_buffer_size=10_000)
    application(served)
    async with aiohttp.ClientSession() as http:  # its own it leaves open when it comes back
        client = socketio.AsyncClient(reconnection_delay=0.05, reconnection_delay_max=0.1, http_session=http)
        connected = asyncio.Queue[None]()
        client.on("connect", lambda: connected.put_nowait(None))
        await client.connect(f"http://127.0.0.1:{served.port}", transports=[transport])
        async with asyncio.timeout(PATIENCE):
            await connected.get()
            if ending == "server draining":
                await served.call(served.only().close, ending)
            else:
                await client.emit("echo", "x" * 20_000)
            await connected.get()
        assert await client.call("echo", "back", timeout=PATIENCE) == ["back"]
        assert served.engine.counters.closed == {ending: 1}
        await client.disconnect()


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_EN17_a_client_with_the_msgpack_parser_is_told_so_in_its_own_and_gives_up(
    serve: Serve, transport: str
) -> None:
    served = serve()
    application(served)
    told = asyncio.Queue[object]()
    async with aiohttp.ClientSession() as http:  # its own it leaves open when it is refused
        client = socketio.AsyncClient(
            serializer="msgpack", reconnection_delay=0.05, reconnection_delay_max=0.1, http_session=http
        )
        client.on("connect_error", told.put_nowait)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await client.connect(f"http://127.0.0.1:{served.port}", transports=[transport], wait_timeout=PATIENCE)
        async with asyncio.timeout(PATIENCE):
            assert await told.get() == {"message": "Use the default parser, this server does not read msgpack"}
    await served.until(lambda: not served.engine.connections)
    assert (served.engine.counters.opened, served.engine.counters.bad_packets) == (1, 1)


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_EN17_EN21_the_official_msgpack_parser_is_refused_in_its_own_format_and_dials_no_more(
    official: Official, serve: Serve, transports: str
) -> None:
    served = serve()
    application(served)
    told = "Use the default parser, this server does not read msgpack"
    assert await official(served, "msgpack", transports) == {"told": told, "active": False, "dials": 0}
    await served.until(lambda: not served.engine.connections)
    assert (served.engine.counters.opened, served.engine.counters.bad_packets) == (1, 1)
