"""Socket.IO v5, case by case from its published text, over both transports."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from socketio.exceptions import ConnectionRefusedError as Refused

from tests.polling import PATIENCE
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Served
from tests.server.engine.talker import Talker, talk

pytestmark = pytest.mark.usefixtures("steps")


class Application:
    """The server of a conformance suite: it sends the auth back, echoes messages, answers acks."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.received: list[tuple[Any, ...]] = []
        self.left: list[tuple[str, str]] = []
        self.answers: list[tuple[Any, ...]] = []
        for namespace in ("/", "/custom"):
            self._serve(namespace)

    def _serve(self, namespace: str) -> None:
        sio = self.served.sio

        async def connect(sid: str, environ: dict[str, object], auth: object = None) -> None:
            if auth == {"refuse": "plain"}:
                raise Refused("not you")
            if auth == {"refuse": "data"}:
                raise Refused("not you", {"code": "unauthorized"})
            await sio.save_session(sid, {"auth": auth or {}}, namespace=namespace)

        async def who(sid: str) -> None:
            session = await sio.get_session(sid, namespace=namespace)
            await sio.emit("auth", session["auth"], to=sid, namespace=namespace)

        async def message(sid: str, *data: object) -> None:
            self.received.append(data)
            await sio.emit("message-back", data, to=sid, namespace=namespace)

        async def ask(sid: str) -> None:
            await sio.emit("question", (1, b"\x05"), to=sid, namespace=namespace, callback=self._answered)

        async def disconnect(sid: str, reason: str) -> None:
            self.left.append((namespace, reason))

        sio.on("connect", connect, namespace=namespace)
        sio.on("disconnect", disconnect, namespace=namespace)
        sio.on("who", who, namespace=namespace)
        sio.on("message", message, namespace=namespace)
        sio.on("message-with-ack", _echo, namespace=namespace)
        sio.on("ask", ask, namespace=namespace)
        sio.on("fail", _fail, namespace=namespace)
        sio.on("send me away", sio.disconnect if namespace == "/" else _fail, namespace=namespace)

    def _answered(self, *data: object) -> None:
        self.answers.append(data)


async def _echo(sid: str, *data: object) -> tuple[object, ...]:
    return data


async def _fail(sid: str, *data: object) -> None:
    raise ValueError("this is not the client's fault")


@pytest.fixture
def application(serve: Serve) -> Application:
    return Application(serve(max_http_buffer_size=10_000))


@pytest.fixture(params=["websocket", "polling"])
async def client(request: pytest.FixtureRequest, application: Application) -> AsyncIterator[Talker]:
    async with talk(application.served, request.param) as client:
        yield client


async def greeted(client: Talker, namespace: str = "/", auth: dict[str, object] | None = None) -> str | bytes:
    """Joins, and asks the server for the auth that it received."""
    await client.join(namespace, auth)
    await client.send('42["who"]' if namespace == "/" else f'42{namespace},["who"]')
    return await client.receive()


async def joined(client: Talker) -> Talker:
    assert await greeted(client) == '42["auth",{}]'
    return client


async def test_EN16_connect_to_the_main_namespace(client: Talker) -> None:
    assert await greeted(client) == '42["auth",{}]'


async def test_EN16_connect_with_a_payload(client: Talker) -> None:
    assert await greeted(client, auth={"token": "123"}) == '42["auth",{"token":"123"}]'


async def test_EN16_connect_to_a_custom_namespace(client: Talker) -> None:
    assert await greeted(client, "/custom") == '42/custom,["auth",{}]'


async def test_EN16_connect_to_a_custom_namespace_with_a_payload(client: Talker) -> None:
    assert await greeted(client, "/custom", {"token": "abc"}) == '42/custom,["auth",{"token":"abc"}]'


async def test_EN16_a_namespace_may_be_named_without_a_comma_and_with_a_query(client: Talker) -> None:
    await client.send("40/custom?x=1")
    answer = await client.receive()
    assert isinstance(answer, str)
    assert answer.startswith('40/custom,{"sid":')


async def test_EN16_an_unknown_namespace_is_refused_with_an_object(client: Talker) -> None:
    await client.send("40/random")
    assert await client.receive() == '44/random,{"message":"Invalid namespace"}'


async def test_EN16_a_refusal_carries_its_message_and_data(client: Talker) -> None:
    await client.send('40{"refuse":"plain"}')
    assert await client.receive() == '44{"message":"not you"}'
    await client.send('40{"refuse":"data"}')
    assert await client.receive() == '44{"message":"not you","data":{"code":"unauthorized"}}'
    await joined(client)


@pytest.mark.parametrize(
    "packet",
    [
        "4abc", "4", "49", "4x2[]", "40[1]", '40"x"', "40{", "41{}", "42", "42{}", "42[]", "42[1]", "42[null]",
        "43{}", "431{}",
        "44", "44{}", "45", '45-["x"]', '450-["x"]', "451-[]", '4511-["x"]', '4599999999999-["x"]',
        '42["connect"]', '42["disconnect"]', '42["connect_error"]', '421-["x"]', "42" + "[" * 3000, b"\x01",
        "42" + "9" * 101 + '["x"]', '42["\ud83d"]'.encode("utf-8", "replace").decode() + "]", '45١-["x"]',
    ],
)  # fmt: skip
async def test_EN17_what_is_not_socketio_ends_the_connection(
    application: Application, client: Talker, packet: str | bytes
) -> None:
    await joined(client)
    await client.send(packet)
    assert await client.ended()
    await application.served.until(lambda: application.left == [("/", "bad packet")])
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


async def test_EN18_a_client_that_leaves_its_last_namespace_may_come_back(
    application: Application, client: Talker
) -> None:
    await joined(client)
    await client.send("41")
    await client.send('42["message","dropped"]')
    await application.served.until(lambda: application.left == [("/", "client disconnect")])
    await joined(client)
    await client.send('42["message","back"]')
    assert await client.receive() == '42["message-back","back"]'
    assert application.received == [("back",)]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_EN18_a_client_that_has_left_its_last_namespace_has_the_connect_timeout_to_come_back(
    serve: Serve, transport: str
) -> None:
    served = serve(connect_timeout=1.0, ping_interval=0.02, ping_timeout=PATIENCE)
    Application(served)
    async with talk(served, transport) as client:
        await client.join()
        await client.send("41")
        assert await client.ended()
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"connect timeout": 1}


async def test_EN18_leaving_one_namespace_keeps_the_other(application: Application, client: Talker) -> None:
    await joined(client)
    assert await greeted(client, "/custom") == '42/custom,["auth",{}]'
    await client.send("41/custom,")
    await client.send('42/custom,["message","dropped"]')
    await client.send('42["message","to main"]')
    assert await client.receive() == '42["message-back","to main"]'
    assert application.left == [("/custom", "client disconnect")]
    assert application.received == [("to main",)]


async def test_EN18_the_server_ends_the_connection_with_the_last_namespace(
    application: Application, client: Talker
) -> None:
    await joined(client)
    await client.send('42["send me away"]')
    assert await client.receive() == "41"
    assert await client.ended()
    assert application.left == [("/", "server disconnect")]


async def test_EN19_an_ack_without_a_number_answers_nothing(application: Application, client: Talker) -> None:
    await joined(client)
    await client.send("43[]", '42["message","here"]')
    assert await client.receive() == '42["message-back","here"]'
    assert application.answers == []


async def test_EN3_an_event_with_every_json_type(client: Talker) -> None:
    await joined(client)
    await client.send('42["message",1,"2",{"3":[true,null]},1.5]')
    assert await client.receive() == '42["message-back",1,"2",{"3":[true,null]},1.5]'


async def test_EN3_an_event_with_attachments(client: Talker) -> None:
    await joined(client)
    await client.send(
        '452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', b"\x01\x02\x03", b"\x04\x05\x06"
    )
    assert await client.receive() == '452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'
    assert await client.receive() == b"\x01\x02\x03"
    assert await client.receive() == b"\x04\x05\x06"


async def test_EN19_an_event_is_acknowledged_under_its_number(client: Talker) -> None:
    await joined(client)
    await client.send('42456["message-with-ack",1,"2",{"3":[false]}]')
    assert await client.receive() == '43456[1,"2",{"3":[false]}]'
    await client.send('42789["message-with-ack"]')
    assert await client.receive() == "43789[]"


async def test_EN19_an_acknowledgement_with_attachments(client: Talker) -> None:
    await joined(client)
    await client.send('451-0["message-with-ack",{"_placeholder":true,"num":0}]', b"\x07")
    assert await client.receive() == '461-0[{"_placeholder":true,"num":0}]'
    assert await client.receive() == b"\x07"


async def test_EN19_an_event_in_a_custom_namespace_is_acknowledged_there(client: Talker) -> None:
    await greeted(client, "/custom")
    await client.send('42/custom,5["message-with-ack","x"]')
    assert await client.receive() == '43/custom,5["x"]'


async def test_EN19_the_client_answers_the_server_once(application: Application, client: Talker) -> None:
    await joined(client)
    await client.send('42["ask"]')
    question = await client.receive()
    assert question == '451-1["question",1,{"_placeholder":true,"num":0}]'
    assert await client.receive() == b"\x05"
    await client.send('461-1["yes",{"_placeholder":true,"num":0}]', b"\x06")
    await application.served.until(lambda: application.answers == [("yes", b"\x06")])
    await client.send('431["again"]', '430["the counter itself"]', '4377["never asked"]', '42["message","alive"]')
    assert await client.receive() == '42["message-back","alive"]'
    assert application.answers == [("yes", b"\x06")]


async def test_EN15_a_handler_that_fails_costs_nobody_the_connection(client: Talker) -> None:
    await joined(client)
    await client.send('42["fail"]', '42["message","still here"]')
    assert await client.receive() == '42["message-back","still here"]'


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
    application: Application, client: Talker, packets: tuple[str | bytes, ...]
) -> None:
    await joined(client)
    for packet in packets:
        await client.send(packet)
    assert await client.ended()
    assert application.received == []
    await application.served.until(lambda: not application.served.engine.connections)
    assert not application.served.sio.unfinished
    assert not application.served.sio._held


async def test_EN16_a_client_that_never_connects_is_closed(serve: Serve) -> None:
    served = serve(connect_timeout=0.1)
    for transport in ("websocket", "polling"):
        async with talk(served, transport) as client:
            assert await client.ended()
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"connect timeout": 2}


async def test_EN16_a_client_that_is_refused_has_the_connect_timeout_to_try_again(serve: Serve) -> None:
    served = serve(connect_timeout=0.1)
    Application(served)
    async with talk(served, "websocket") as client:
        await client.send('40{"refuse":"plain"}')
        assert await client.receive() == '44{"message":"not you"}'
        assert await client.ended()
    await served.until(lambda: not served.engine.connections)
    assert served.engine.counters.closed == {"connect timeout": 1}


async def test_EN18_nothing_of_a_client_stays_behind(application: Application, client: Talker) -> None:
    await joined(client)
    assert await greeted(client, "/custom") == '42/custom,["auth",{}]'
    served = application.served
    sid = served.sio.manager.sid_from_eio_sid(served.only().sid, "/")
    await served.run(served.sio.enter_room(sid, "a room"))
    await served.run(served.sio.save_session(sid, {"a": 1}))
    assert await served.run(served.sio.get_session(sid)) == {"a": 1}
    await client.send("1")
    await served.until(lambda: not served.engine.connections)
    manager = served.sio.manager
    assert sorted(application.left) == [("/", "client disconnect"), ("/custom", "client disconnect")]
    assert not served.sio.environ
    assert not manager.rooms
    assert not manager.callbacks
    assert not manager._rooms_of
    assert not manager._joined
    assert not manager._connecting
    assert not manager._leaving


async def test_EN15_events_of_one_client_run_in_order_and_do_not_hold_up_another(serve: Serve) -> None:
    served = serve()
    order: list[int] = []
    gate = await served.call(asyncio.Event)

    async def step(sid: str, number: int) -> int:
        if number == 0:
            await gate.wait()
        order.append(number)
        return number

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
