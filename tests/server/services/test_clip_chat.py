"""The bridge from a chat (D40), against a fake of Twitch's IRC on WebSocket and a real server."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from server.services.clip_chat import KeyEndedError, TwitchBridge
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import a_token, bearer
from tests.serving import serving


class FakeTwitch:
    """Says what a test gives it to whoever has joined; can cut everybody off."""

    def __init__(self) -> None:
        self.url = ""
        self.heard: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []

    async def chat(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            self.heard.append(message.data)
            if message.data.startswith("JOIN"):
                self.sockets.append(socket)
        return socket

    async def joined(self, count: int) -> None:
        async def has_joined() -> bool:
            return len(self.sockets) == count

        await until(has_joined)

    async def say(self, author: str, id_: str, text: str) -> None:
        nick = author.lower()
        line = f"@display-name={author};id={id_} :{nick}!{nick}@x PRIVMSG #kassia :{text}\r\n"
        await self.sockets[-1].send_str(line)


@pytest.fixture
async def twitch() -> AsyncIterator[FakeTwitch]:
    fake = FakeTwitch()
    app = web.Application()
    app.router.add_get("/", fake.chat)
    async with serving(app) as url:
        fake.url = f"{url}/"
        yield fake


async def test_D40_KY5_a_thousand_commands_a_reconnect_a_flood_and_a_key_that_is_ended(
    redis_server: RedisProcess, tmp_path: Path, twitch: FakeTwitch
) -> None:
    server = ServerProcess(redis_server.url, tmp_path, 0, ROOMTONE_CLIP_GAP="2")  # D16, which other tests go without
    await server.start()
    headers = bearer(a_token(server.data_dir, f"streamer-{time.time()}"))
    async with aiohttp.ClientSession() as http:

        async def ask(verb: str, path: str, **json: Any) -> Any:
            async with http.request(verb, f"{server.url}{path}", json=json or None, headers=headers) as answer:
                return await answer.json() if answer.status != 204 else None

        stream = (await ask("POST", "/api/clip-sessions", title="Death March"))["id"]
        await ask("POST", f"/api/clip-sessions/{stream}/start")
        made = await ask("POST", "/api/keys", name="chat", scopes=["mark"], session_id=stream)
        there = {"server": server.url, "key": made["key"], "channel": "#Kassia", "chat": twitch.url}
        bridge = TwitchBridge(http, **there, pause=lambda _: asyncio.sleep(0))
        running = asyncio.create_task(bridge.run())
        await twitch.joined(1)
        assert twitch.heard[-1] == "JOIN #kassia"
        for number in range(100):
            await twitch.say(f"viewer{number}", f"a{number}", f"!clip moment {number}")
            for words in ("hello", "no command at all !clip", "!clipper", "GG"):
                await twitch.say(f"viewer{number}", "", words)
        await twitch.sockets[0].send_str("PING :tmi.twitch.tv\r\n")

        async def has(marked: int) -> bool:
            return bridge.marked == marked

        await until(lambda: has(100))
        await twitch.sockets[0].close()
        await twitch.joined(2)
        for number in range(100, 200):
            await twitch.say(f"viewer{number}", f"a{number}", "!CLIP")
        await until(lambda: has(200))
        assert "PONG :tmi.twitch.tv" in [one.strip() for one in twitch.heard]
        await twitch.say("viewer7", "a7", "!clip moment 7")  # the chat says it twice: it is the same moment
        await twitch.say("viewer8", "", "bye RECONNECT")
        for number in range(1200):  # more than can wait
            await twitch.say("Flooder", f"f{number}", "!clip again")
        for number in range(200, 250):
            await twitch.say(f"viewer{number}", f"a{number}", "!clip")

        async def is_through() -> bool:
            return bridge.marked + bridge.refused == 200 + 1 + 1200 + 50

        await until(is_through)
        shown = await ask("GET", f"/api/clip-sessions/{stream}")
        assert len(twitch.sockets) == 2  # nobody in a chat sends the bridge away
        by = [one["submitted_by"] for one in shown["clips"]]
        assert {f"viewer{number}" for number in range(250)} <= set(by)
        assert 1 <= by.count("Flooder") <= 5
        assert {"note": "moment 7", "submitted_by": "viewer7"}.items() <= next(
            one for one in shown["clips"] if one["submitted_by"] == "viewer7"
        ).items()
        assert len([one for one in shown["clips"] if one["submitted_by"] == "viewer7"]) == 1
        await ask("DELETE", f"/api/keys/{made['id']}")
        await twitch.say("viewer1", "late", "!clip too late")
        with pytest.raises(ExceptionGroup) as ended:
            await running
        assert isinstance(ended.value.exceptions[0], KeyEndedError)
    await server.kill()


async def test_D40_a_server_that_has_enough_is_asked_again_when_it_says_and_a_moment_is_marked_once(
    twitch: FakeTwitch,
) -> None:
    asked: list[dict[str, Any]] = []
    answers = iter([(429, {"Retry-After": "7"}), (503, {}), (201, {})])

    async def hook(request: web.Request) -> web.Response:
        asked.append(await request.json())
        status, headers = next(answers)
        return web.json_response({}, status=status, headers=headers)

    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    app = web.Application()
    app.router.add_post("/api/hooks/moment", hook)
    async with serving(app) as url, aiohttp.ClientSession() as http:
        bridge = TwitchBridge(http, server=url, key="rtk_", channel="kassia", chat=twitch.url, pause=pause)
        running = asyncio.create_task(bridge.run())
        await twitch.joined(1)
        await twitch.say("Bo", "m1", "!clip parry")

        async def is_marked() -> bool:
            return bridge.marked == 1

        await until(is_marked)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert asked == [{"author": "Bo", "note": "parry", "submission_id": "m1"}] * 3
    assert 7 <= pauses[0] <= 8
    assert pauses[1] <= 2
