"""Socket.IO v5, case by case from its published text, over both transports."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.engine import EngineConnection
from server.engine.sockets import ConnectRefusedError
from tests.polling import PATIENCE
from tests.server.engine.application import echo, say
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Served
from tests.server.engine.talker import Talker, talk

pytestmark = pytest.mark.usefixtures("steps")


class Suite:
    """The server of a conformance suite: it sends the auth back, and echoes messages."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.received: list[tuple[object, ...]] = []
        self._auth: dict[EngineConnection, object] = {}
        for name, handler in (("connect", self._connect), ("who", self._who), ("message", self._message)):
            served.sio.on(name, handler)
        served.sio.on("message-with-ack", echo)
        served.sio.on("send me away", self._send_away)

    async def _connect(self, client: EngineConnection, _: object, auth: object) -> None:
        if auth == {"refuse": "data"}:
            raise ConnectRefusedError("not you", {"code": "unauthorized"})
        if auth == {"fail": True}:
            raise RuntimeError("this is not the client's fault")
        self._auth[client] = auth or {}

    async def _who(self, client: EngineConnection) -> None:
        say(client, "auth", self._auth[client])

    async def _message(self, client: EngineConnection, *data: object) -> None:
        self.received.append(data)
        say(client, "message-back", *data)

    async def _send_away(self, client: EngineConnection) -> None:
        self.served.sio.disconnect(client)


@pytest.fixture
def application(serve: Serve) -> Suite:
    return Suite(serve(max_http_buffer_size=10_000))


@pytest.fixture(params=["websocket", "polling"])
async def client(request: pytest.FixtureRequest, application: Suite) -> AsyncIterator[Talker]:
    async with talk(application.served, request.param) as client:
        yield client


async def greeted(client: Talker, auth: dict[str, object] | None = None) -> str | bytes:
    """Joins, and asks the server for the auth that it received."""
    await client.join(auth)
    await client.send('42["who"]')
    return await client.receive()


async def joined(client: Talker) -> Talker:
    assert await greeted(client) == '42["auth",{}]'
    return client


async def test_EN16_connect_to_the_main_namespace(client: Talker) -> None:
    assert await greeted(client) == '42["auth",{}]'


async def test_EN16_connect_with_a_payload(client: Talker) -> None:
    assert await greeted(client, auth={"token": "123"}) == '42["auth",{"token":"123"}]'


@pytest.mark.parametrize("named", ["/random", "/random,", '/random,{"token":"abc"}', "/random?x=1,"])
async def test_EN16_another_namespace_is_refused_with_an_object(client: Talker, named: str) -> None:
    for _ in range(2):  # before and after the client has connected
        await client.send(f"40{named}")
        assert await client.receive() == '44/random,{"message":"Invalid namespace"}'
        if not _:
            await joined(client)
    await client.send('42/random,["message",1]', "41/random,", '42["message","here"]')
    assert await client.receive() == '42["message-back","here"]'


async def test_EN16_a_refusal_carries_its_message_and_data(client: Talker) -> None:
    await client.send('40{"refuse":"data"}')
    assert await client.receive() == '44{"message":"not you","data":{"code":"unauthorized"}}'
    await joined(client)


async def test_EN16_a_greeting_that_fails_admits_nobody(client: Talker) -> None:
    await client.send('40{"fail":true}', '421["who"]')
    assert await client.ended()


@pytest.mark.parametrize(
    "packet",
    [
        "4abc", "4", "49", "4x2[]", "40[1]", '40"x"', "40{", "41{}", "42", "42{}", "42[]", "42[1]", "42[null]",
        "43{}", "431{}",
        "44", "44{}", "45", '45-["x"]', '450-["x"]', "451-[]", '4511-["x"]', '4599999999999-["x"]',
        '421-["x"]', "42" + "[" * 3000, b"\x01",
        "42" + "9" * 101 + '["x"]', '42["\ud83d"]'.encode("utf-8", "replace").decode() + "]", '45١-["x"]',
    ],
)  # fmt: skip
async def test_EN17_what_is_not_socketio_ends_the_connection(
    application: Suite, client: Talker, packet: str | bytes
) -> None:
    await joined(client)
    await client.send(packet)
    assert await client.ended()
    await application.served.until(lambda: application.served.sio.left == ["bad packet"])
    assert application.served.engine.counters.bad_packets == 1
    assert application.received == []


@pytest.mark.parametrize("packet", ['42["message",1]', "41", '451-["message",{"_placeholder":true,"num":0}]', "431[]"])
async def test_EN16_anything_before_connect_ends_the_connection(client: Talker, packet: str) -> None:
    await client.send(packet)
    assert await client.ended()


async def test_EN16_a_second_connect_ends_the_connection(client: Talker) -> None:
    await joined(client)
    await client.send("40")
    assert await client.ended()


async def test_EN18_a_client_that_leaves_may_come_back(application: Suite, client: Talker) -> None:
    await joined(client)
    await client.send("41")
    await client.send('42["message","dropped"]')
    await application.served.until(lambda: application.served.sio.left == [None])
    await joined(client)
    await client.send('42["message","back"]')
    assert await client.receive() == '42["message-back","back"]'
    assert application.received == [("back",)]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_EN18_a_client_that_has_left_has_the_connect_timeout_to_come_back(serve: Serve, transport: str) -> None:
    served = serve(connect_timeout=1.0, ping_interval=0.02, ping_timeout=PATIENCE)
    Suite(served)
    async with talk(served, transport) as client:
        await client.join()
        await client.send("41")
        assert await client.ended()
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"connect timeout": 1}


async def test_EN18_the_server_ends_the_connection_of_whom_it_disconnects(application: Suite, client: Talker) -> None:
    await joined(client)
    await client.send('42["send me away"]')
    assert await client.receive() == "41"
    assert await client.ended()
    assert application.served.sio.left == [None]


async def test_EN19_an_ack_is_ignored_for_the_server_asks_for_none(client: Talker) -> None:
    await joined(client)
    await client.send("43[]", '431["x"]', '461-1[{"_placeholder":true,"num":0}]', b"\x06", '42["message","here"]')
    assert await client.receive() == '42["message-back","here"]'


async def test_EN3_an_event_with_every_json_type(client: Talker) -> None:
    await joined(client)
    await client.send('42["message",1,"2",{"3":[true,null]},1.5]')
    assert await client.receive() == '42["message-back",1,"2",{"3":[true,null]},1.5]'


async def test_EN3_an_event_with_attachments(application: Suite, client: Talker) -> None:
    await joined(client)
    await client.send(
        '452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', b"\x01\x02\x03", b"\x04\x05\x06"
    )
    assert await client.receive() == '42["message-back",[1,2,3],[4,5,6]]'
    assert application.received == [(b"\x01\x02\x03", b"\x04\x05\x06")]


async def test_EN19_an_event_is_acknowledged_under_its_number(client: Talker) -> None:
    await joined(client)
    await client.send('42456["message-with-ack",1,"2",{"3":[false]}]')
    assert await client.receive() == '43456[1,"2",{"3":[false]}]'
    await client.send('42789["message-with-ack"]')
    assert await client.receive() == "43789[]"


async def test_EN19_an_event_with_attachments_is_acknowledged(client: Talker) -> None:
    await joined(client)
    await client.send('451-0["message-with-ack",{"_placeholder":true,"num":0}]', b"\x07")
    assert await client.receive() == "430[[7]]"


@pytest.mark.parametrize(
    "packets",
    [
        ('451-["message",{"_placeholder":true,"num":0}]', '42["message"]'),
        ('451-["message",{"_placeholder":true,"num":1}]', b"x"),
        ('451-["message",{"_placeholder":true,"num":-1}]', b"x"),
        ('451-["message",{"_placeholder":true,"num":true}]', b"x"),
        ('451-["message",{"_placeholder":true,"num":"0"}]', b"x"),
        ('451-["message",{"_placeholder":true}]', b"x"),
        ('452-["message",{"_placeholder":true,"num":0}]', b"x" * 6000, b"x" * 6000),
        (b"unannounced",),
    ],
)
async def test_EN17_attachments_that_do_not_fit_end_the_connection(
    application: Suite, client: Talker, packets: tuple[str | bytes, ...]
) -> None:
    await joined(client)
    for packet in packets:
        await client.send(packet)
    assert await client.ended()
    assert application.received == []
    await application.served.until(lambda: not application.served.engine.connections)


async def test_EN16_a_client_that_never_connects_is_closed(serve: Serve) -> None:
    served = serve(connect_timeout=0.1)
    for transport in ("websocket", "polling"):
        async with talk(served, transport) as client:
            assert await client.ended()
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"connect timeout": 2}


async def test_EN16_a_client_that_is_refused_has_the_connect_timeout_to_try_again(serve: Serve) -> None:
    served = serve(connect_timeout=0.1)
    Suite(served)
    async with talk(served, "websocket") as client:
        await client.send('40{"refuse":"data"}')
        assert await client.receive() == '44{"message":"not you","data":{"code":"unauthorized"}}'
        assert await client.ended()
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"connect timeout": 1}


async def test_EN18_nothing_of_a_client_stays_behind(application: Suite, client: Talker) -> None:
    await joined(client)
    connection = application.served.only()
    await client.send('451-["message",{"_placeholder":true,"num":0}]', "1")
    await application.served.until(lambda: not application.served.engine.connections)
    assert application.served.sio.left == ["client disconnect"]
    assert (connection.client, connection.partial) == (None, None)


async def test_EN15_events_of_one_client_run_in_order_and_do_not_hold_up_another(serve: Serve) -> None:
    served = serve()
    order: list[int] = []
    gate = await served.call(asyncio.Event)

    async def step(_: object, number: int) -> list[int]:
        if number == 0:
            await gate.wait()
        order.append(number)
        return [number]

    served.sio.on("step", step)
    async with talk(served, "websocket") as first, talk(served, "polling") as second:
        await first.join()
        await second.join()
        await first.send(*(f'42["step",{number}]' for number in range(5)))
        await second.send('427["step",9]')
        assert await second.receive() == "437[9]"
        assert order == [9]
        await served.call(gate.set)
        await served.until(lambda: order == [9, 0, 1, 2, 3, 4])
