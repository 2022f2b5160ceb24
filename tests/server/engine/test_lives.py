"""Clients that connect, act in any order, and disappear without a close: nothing of them is left."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.engine import EngineConnection
from tests.effort import examples
from tests.server.engine.application import Application, say
from tests.server.engine.harness import SECONDS, Poller, Served, WebSocket, open_websocket

pytestmark = pytest.mark.usefixtures("steps")

ACTS = (
    "poll", "drop the poll", "join", "say", "say much", "ask", "leave", "goodbye", "nonsense",
    "probe", "upgrade", "websocket", "drop the websocket", "hear", "hear and be dropped", "be closed",
)  # fmt: skip


class Life:
    """One client. What it does may be wrong, and the server may have ended its session long ago."""

    def __init__(self, served: Served, http: aiohttp.ClientSession) -> None:
        self.served = served
        self.poller = Poller(served, http)
        self.polls: list[asyncio.Task[object]] = []
        self.websockets: list[WebSocket] = []

    async def live(self, acts: Sequence[str]) -> None:
        await self.poller.open()
        for act in acts:
            with suppress(aiohttp.ClientError, ConnectionError, asyncio.IncompleteReadError):
                await self._do(act)

    async def _do(self, act: str) -> None:
        match act:
            case "poll":
                self.polls.append(asyncio.create_task(self.poller.poll()))
                await asyncio.sleep(0)
            case "drop the poll":
                for poll in self.polls:
                    poll.cancel()
            case "probe" | "websocket":
                query = "EIO=4&transport=websocket" + (f"&sid={self.poller.sid}" if act == "probe" else "")
                self.websockets.append(await open_websocket(self.served, query))
                await self._say("2probe" if act == "probe" else "40")
            case "drop the websocket":
                for websocket in self.websockets:
                    websocket.writer.transport.abort()
            case "hear" | "hear and be dropped" | "be closed":
                await self.served.run(self._receive(act))
            case _:
                await self._say(SAID[act])

    async def _say(self, packet: str) -> None:
        """Over the newest transport."""
        if self.websockets:
            self.websockets[-1].send(packet)
        else:
            await self.poller.post(packet)

    async def _receive(self, act: str) -> None:
        everybody = list(self.served.engine.connections)
        for connection in everybody:
            say(connection, "event", "x" * 100)
        if act == "hear and be dropped" and everybody:
            self.served.sio.disconnect(everybody[0])
        mine = self.served.engine.connection(self.poller.sid)
        if act == "be closed" and mine is not None:
            mine.close()

    async def go(self) -> None:
        for poll in self.polls:
            poll.cancel()
        await asyncio.gather(*self.polls, return_exceptions=True)
        for websocket in self.websockets:
            websocket.writer.transport.abort()


SAID = {
    "join": "40",
    "say": '42["echo",1]',
    "say much": '42["echo","' + "x" * 3000 + '"]',
    "ask": '451-7["echo",{"_placeholder":true,"num":0}]',  # and its attachment never comes
    "leave": "41",
    "goodbye": "1",
    "nonsense": "9",
    "upgrade": "5",
}


@settings(max_examples=examples(30))
@given(lives=st.lists(st.lists(st.sampled_from(ACTS), max_size=7), min_size=1, max_size=4))
def test_EN7_EN17_of_clients_that_do_anything_and_go_nothing_is_left(lives: list[list[str]]) -> None:
    # The heartbeats soon find clients that have disappeared.
    sio = Application(ping_interval=0.1, ping_timeout=0.1, close_timeout=0.1, max_http_buffer_size=2000)
    served = Served(sio, uv=True)
    sio.on("echo", echo)
    served.start()
    try:
        asyncio.run(town(served, lives))
    finally:
        served.stop()


async def echo(_: EngineConnection, data: object) -> list[object]:
    await asyncio.sleep(0)
    return [data]


async def town(served: Served, lives: list[list[str]]) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as http:
        everybody = [Life(served, http) for _ in lives]
        await asyncio.gather(*(one.live(acts) for one, acts in zip(everybody, lives, strict=True)))
        await asyncio.gather(*(one.go() for one in everybody))
        await served.until(lambda: not served.engine.connections and not served.answering)
