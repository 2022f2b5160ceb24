"""An event through the product's client queue, with handlers that wait, hang and fail: real sockets, a real hub."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jwt
import pytest
from aiohttp import web
from pydantic import BaseModel

from auth.blocks import Block, Blocks
from auth.tokens import TokenVerifier
from handlers.api.call import SocketCall
from handlers.api.contract import (
    Access,
    EmptyPayload,
    SocketEvent,
    endpoints_of,
    event,
)
from handlers.script_keys.check import KeyCheck
from server.http.api import FREE
from server.limits.client_limits import ClientLimits
from server.observability.metrics import Metrics
from server.realtime import lane
from server.realtime.hub import Hub
from server.realtime.sockets import RoomtoneSockets
from storage.bus.bus import Bus
from storage.bus.feeds import Feeds
from storage.redis.client import Redis
from storage.script_keys.store import ScriptKeys
from tests.server.client import RawClient, connected

SECRET = "a secret of this test, longer than thirty-two bytes"


class Number(BaseModel):
    number: int = 0


class Handlers:
    """What handlers may do to the queue."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.waiting = asyncio.Event()
        self.cut: list[str] = []

    @event("quick", access=Access.SIGNED_IN)
    async def quick(self, call: SocketCall, payload: Number) -> Number:
        return payload

    @event("slow", access=Access.SIGNED_IN)
    async def slow(self, call: SocketCall, payload: Number) -> Number:
        self.waiting.set()
        async with asyncio.timeout(60):  # needs the task that it runs in
            await self.gate.wait()
        return payload

    @event("hang", access=Access.SIGNED_IN)
    async def hang(self, call: SocketCall, payload: EmptyPayload) -> EmptyPayload:
        try:
            await asyncio.Event().wait()
        finally:
            self.cut.append(call.request_id)
        return payload

    @event("impatient", access=Access.SIGNED_IN)
    async def impatient(self, call: SocketCall, payload: EmptyPayload) -> EmptyPayload:
        async with asyncio.timeout(0):
            await asyncio.Event().wait()
        return payload

    @event("orphan", access=Access.SIGNED_IN)
    async def orphan(self, call: SocketCall, payload: EmptyPayload) -> EmptyPayload:
        """What it waits for is cancelled by somebody else."""
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(gone.cancel)
        await gone
        return payload

    @event("orphan_at_once", access=Access.SIGNED_IN)
    async def orphan_at_once(self, call: SocketCall, payload: EmptyPayload) -> EmptyPayload:
        raise asyncio.CancelledError

    @event("fault", access=Access.SIGNED_IN)
    async def fault(self, call: SocketCall, payload: EmptyPayload) -> EmptyPayload:
        raise RuntimeError("nobody is to read this")


@pytest.fixture(autouse=True, params=["lane", "general path"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "general path":
        monkeypatch.setattr(lane, "Lane", None)


@asynccontextmanager
async def served(redis: Redis, handlers: Handlers, blocks: Blocks | None = None, **options: Any) -> AsyncIterator[str]:
    metrics = Metrics()
    feeds, verifier, blocks = Feeds(redis), TokenVerifier(secret=SECRET.encode()), blocks or Blocks()
    sockets = RoomtoneSockets(
        {
            one.name: (one, getattr(handlers, one.method.__name__))
            for one in endpoints_of(Handlers)
            if isinstance(one, SocketEvent)
        },
        hub=Hub(Bus(redis, feeds, "process"), feeds, metrics),
        verifier=verifier,
        keys=KeyCheck(ScriptKeys(redis), verifier, blocks, lambda _: FREE, permissions=frozenset()),
        blocks=blocks,
        address_of=lambda environ: str(environ["REMOTE_ADDR"]),
        token_of=lambda environ: None,
        counts=metrics,
        event_rate=(0, 1),
        budgets=ClientLimits.unlimited(),
        engine={"close_timeout": 0.5},
        **options,
    )
    app = web.Application()
    sockets.attach(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def joined(url: str) -> AsyncIterator[RawClient]:
    token = jwt.encode({"sub": "user-1", "exp": int(time.time()) + 3600}, SECRET, "HS256")
    async with connected(url) as client:
        yield await client.join({"token": token})


async def test_V32_V23_a_performer_who_is_blocked_is_unauthorized_in_every_ack(redis: Redis) -> None:
    blocks = Blocks()
    async with served(redis, Handlers(), blocks) as url, joined(url) as client:
        assert (await client.ask("quick", {}))["ok"]
        blocks.replace([Block(("user-1",), None, 0)])
        for name in ("quick", "fault"):
            ack = await client.ask(name, {})
            assert (ack["ok"], ack["error"]) == (False, "unauthorized")


async def test_EN15_a_handler_that_hangs_is_cut_off_and_its_client_goes_on(redis: Redis) -> None:
    handlers = Handlers()
    async with served(redis, handlers, handler_timeout=0.05) as url, joined(url) as client:
        for _ in range(2):
            ack = await client.ask("hang", {})
            assert (ack["ok"], ack["error"]) == (False, "unavailable")
            assert handlers.cut[-1] == ack["request_id"]
        assert await client.ask("quick", {"number": 7}) == {"ok": True, "number": 7}


async def test_EN15_events_of_one_client_wait_for_one_another_and_no_other_client_does(redis: Redis) -> None:
    handlers = Handlers()
    async with served(redis, handlers) as url, joined(url) as one, joined(url) as other:
        await one.send('4271["slow",{"number":1}]')
        await one.send('4272["quick",{"number":2}]')
        await one.send('4273["slow",{"number":3}]')
        await handlers.waiting.wait()
        for number in range(5):
            assert (await other.ask("quick", {"number": number}))["number"] == number
        assert not [packet for packet in one.packets if packet.startswith("43")]
        handlers.gate.set()
        await one.until("4373")
        acks = [packet for packet in one.packets if packet.startswith("43")]
        assert acks == [f'437{number}[{{"ok":true,"number":{number}}}]' for number in (1, 2, 3)]


async def test_EN18_a_client_that_has_left_comes_back_over_the_same_connection(redis: Redis) -> None:
    handlers = Handlers()
    token = jwt.encode({"sub": "user-1", "exp": int(time.time()) + 3600}, SECRET, "HS256")
    async with served(redis, handlers) as url, joined(url) as client:
        for number in range(2):
            await client.send("41")
            await client.join({"token": token})
            assert await client.ask("quick", {"number": number}) == {"ok": True, "number": number}


async def test_EN15_twenty_clients_whose_handlers_wait_are_served_at_once(redis: Redis) -> None:
    handlers = Handlers()
    async with served(redis, handlers) as url, joined(url) as last, asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(_slow(url, number))
        await handlers.waiting.wait()
        assert (await last.ask("quick", {"number": 1}))["ok"]
        handlers.gate.set()


async def _slow(url: str, number: int) -> None:
    async with joined(url) as client:
        assert (await client.ask("slow", {"number": number}))["number"] == number


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fault", "internal_error"),
        ("orphan", "internal_error"),
        ("orphan_at_once", "internal_error"),
        ("impatient", "unavailable"),
        ("no_such", "invalid_payload"),
    ],
)
async def test_EN15_a_handler_that_fails_in_any_way_is_answered_and_the_next_event_handled(
    redis: Redis, name: str, code: str
) -> None:
    async with served(redis, Handlers()) as url, joined(url) as client:
        for _ in range(2):
            ack = await client.ask(name, {})
            assert ack["error"] == code
            assert "nobody is to read this" not in ack["message"]
            assert (await client.ask("quick", {"number": 1}))["ok"]


async def test_EN15_a_client_that_leaves_while_its_handler_hangs_leaves_nothing(redis: Redis) -> None:
    handlers = Handlers()
    async with served(redis, handlers) as url:
        async with joined(url) as client:
            await client.send('421["hang",{}]')
            await client.send('422["hang",{}]')
            assert (await _ask_beside(url))["ok"]
        async with asyncio.timeout(30):
            while not handlers.cut:  # noqa: ASYNC110 - a condition of the system under test has no event
                await asyncio.sleep(0.01)
    assert len(handlers.cut) == 1  # the second one never began


async def _ask_beside(url: str) -> dict[str, Any]:
    async with joined(url) as other:
        return await other.ask("quick", {"number": 1})
