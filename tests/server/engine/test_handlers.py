"""Handlers of every shape under python-socketio's interface: functions, coroutines that wait or do not, awaitables."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from socketio.exceptions import ConnectionRefusedError as Refused

from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Served
from tests.server.engine.talker import Talker, talk


class Handlers:
    def __init__(self, served: Served) -> None:
        self.gate = asyncio.Event()
        self._sio = served.sio
        for handler in (self.plain, self.quick, self.patient, self.future, self.loud, self.bytes, self.fails_late):
            served.sio.on(handler.__name__, handler)
        served.sio.on("*", self.other)

    def plain(self, sid: str, number: int) -> int:
        return number

    async def quick(self, sid: str, number: int) -> int:
        return number

    async def patient(self, sid: str, number: int) -> int:
        async with asyncio.timeout(60):  # needs the task that it runs in
            await self.gate.wait()
        return number

    def future(self, sid: str, number: int) -> asyncio.Future[int]:
        """No coroutine, but to be awaited."""
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(answer.set_result, number)
        return answer

    async def loud(self, sid: str, number: int) -> int:
        await self._sio.emit("before", number, to=sid)
        asyncio.get_running_loop().call_soon(self._sio.start_background_task, self._sio.emit, "after", number, sid)
        return number

    def bytes(self, sid: str, number: int) -> bytes:
        return b"%d" % number

    async def fails_late(self, sid: str, number: int) -> None:
        await asyncio.sleep(0)
        raise ValueError("this is not the client's fault")

    def other(self, event: str, sid: str, number: int) -> str:
        return f"{event} {number}"


@pytest.fixture
def handlers(serve: Serve) -> tuple[Served, Handlers]:
    served = serve()
    return served, Handlers(served)


@pytest.fixture(params=["websocket", "polling"])
async def client(request: pytest.FixtureRequest, handlers: tuple[Served, Handlers]) -> AsyncIterator[Talker]:
    async with talk(handlers[0], request.param) as client:
        await client.join("/", None)
        yield client


@pytest.mark.parametrize("name", ["plain", "quick", "future"])
async def test_EN19_whatever_a_handler_is_its_answer_is_the_ack(client: Talker, name: str) -> None:
    await client.send(f'421["{name}",7]', f'42["{name}",8]', f'422["{name}",9]')
    assert [await client.receive(), await client.receive()] == ["431[7]", "432[9]"]


async def test_EN19_a_function_may_answer_bytes(client: Talker) -> None:
    await client.send('421["bytes",7]')
    assert [await client.receive(), await client.receive()] == ['461-1[{"_placeholder":true,"num":0}]', b"7"]


async def test_EN19_an_event_without_a_handler_of_its_own_goes_to_the_one_for_all(client: Talker) -> None:
    await client.send('421["unheard of",7]')
    assert await client.receive() == '431["unheard of 7"]'


async def test_EN13_what_a_handler_emits_stands_before_its_ack_and_what_comes_later_behind(client: Talker) -> None:
    await client.send('421["loud",7]')
    assert [await client.receive() for _ in range(3)] == ['42["before",7]', "431[7]", '42["after",7]']


async def test_EN15_the_next_event_waits_for_a_handler_that_waits(
    handlers: tuple[Served, Handlers], client: Talker
) -> None:
    served, shapes = handlers
    await client.send('421["patient",1]', '422["plain",2]')
    async with talk(served, "websocket") as other:
        await other.join("/", None)
        await other.send('423["quick",3]')
        assert await other.receive() == "433[3]"  # another client's does not
    await served.call(shapes.gate.set)
    assert [await client.receive(), await client.receive()] == ["431[1]", "432[2]"]


@pytest.mark.parametrize("name", ["fails_late", "plain"])
async def test_EN15_a_handler_that_fails_answers_nothing_and_the_next_one_runs(client: Talker, name: str) -> None:
    await client.send(f'421["{name}"]' if name == "plain" else f'421["{name}",1]', '422["quick",2]')
    assert await client.receive() == "432[2]"


class Greeters:
    """Handlers of `connect` in the shapes that python-socketio supports; each accepts "in" and refuses the rest."""

    @staticmethod
    def _decide(auth: object) -> bool | None:
        if auth == {"as": "quiet"}:
            return False
        if auth == {"as": "loud"}:
            raise Refused("not you", {"code": "unauthorized"})
        if auth == {"as": "builtin"}:
            raise ConnectionRefusedError
        return None

    async def coroutine(self, sid: str, environ: dict[str, object], auth: object) -> bool | None:
        return self._decide(auth)

    async def patient(self, sid: str, environ: dict[str, object], auth: object = None) -> bool | None:
        await asyncio.sleep(0)
        return self._decide(auth)

    def function(self, sid: str, environ: dict[str, object], auth: object) -> bool | None:
        return self._decide(auth)


@pytest.mark.parametrize("greeter", ["coroutine", "patient", "function"])
async def test_EN16_connect_handlers_of_every_shape_accept_and_refuse_alike(greeter: str, serve: Serve) -> None:
    served = serve()
    left: list[str] = []
    served.sio.on("connect", getattr(Greeters(), greeter))
    served.sio.on("disconnect", lambda sid, reason: left.append(sid))
    async with talk(served, "websocket") as talker:
        for auth, message in (
            ("quiet", '{"message":"Connection rejected by server"}'),
            ("loud", '{"message":"not you","data":{"code":"unauthorized"}}'),
            ("builtin", '{"message":"Connection refused by server"}'),
        ):
            await talker.send(f'40{{"as":"{auth}"}}')
            assert await talker.receive() == f"44{message}"
        assert not served.sio.manager.rooms  # who was refused is not kept
        sid = await talker.join(auth={"as": "in"})
        assert served.sio.manager.is_connected(sid, "/")
        await talker.send("41", "40")
        answer = await talker.receive()
        assert isinstance(answer, str)
        assert answer.startswith('40{"sid":"')
        assert left == [sid]


async def test_EN16_a_connect_handler_that_fails_admits_nobody(serve: Serve) -> None:
    served = serve()

    async def broken(sid: str, environ: dict[str, object], auth: object) -> None:
        raise RuntimeError("this is not the client's fault")

    served.sio.on("connect", broken)
    served.sio.on("hello", lambda sid: "hello")
    async with talk(served, "websocket") as talker:
        await talker.send('40{"a":1}', '421["hello"]', "40/other,")
        assert await talker.receive() == '44/other,{"message":"Invalid namespace"}'
