"""The program of docs/examples that saves OBS's replay buffer, against a fake of obs-websocket 5 and a real server."""

import asyncio
import base64
import hashlib
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgpack
import pytest
from aiohttp import web

from storage.redis import keys
from tests.polling import PATIENCE, until
from tests.processes import ROOT, RedisProcess, ServerProcess
from tests.server.client import a_token, bearer
from tests.serving import serving

EXAMPLE = ROOT / "docs/examples/obs_replay.py"
PASSWORD, SALT, CHALLENGE = "hunter2", "c2FsdA==", "Y2hhbGxlbmdl"


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class FakeObs:
    """Hello, Identify with the password, Identified; then it answers requests. `saves` counts what it was asked."""

    def __init__(self) -> None:
        self.saves = 0
        self.answers = True
        self.identified: list[web.WebSocketResponse] = []

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("obswebsocket.msgpack",))
        await socket.prepare(request)
        hello = {"rpcVersion": 1, "authentication": {"salt": SALT, "challenge": CHALLENGE}}
        await socket.send_bytes(msgpack.packb({"op": 0, "d": hello}))
        async for message in socket:
            asked = msgpack.unpackb(message.data)
            if asked["op"] == 1:
                if asked["d"].get("authentication") != digest(digest(PASSWORD + SALT) + CHALLENGE):
                    await socket.close(code=4009)
                    break
                self.identified.append(socket)
                await socket.send_bytes(msgpack.packb({"op": 2, "d": {"negotiatedRpcVersion": 1}}))
            elif asked["op"] == 6 and asked["d"]["requestType"] == "SaveReplayBuffer":
                self.saves += 1
                if not self.answers:
                    await socket.close()
                    break
                status = {"result": True, "code": 100}
                data = {name: asked["d"][name] for name in ("requestType", "requestId")}
                await socket.send_bytes(msgpack.packb({"op": 7, "d": {**data, "requestStatus": status}}))
        return socket


class Stream:
    """A running stream that began an hour ago, and the program that follows it."""

    def __init__(self, http: aiohttp.ClientSession, server: ServerProcess, token: str) -> None:
        self.http, self.server, self.headers = http, server, bearer(token)
        self.id = ""

    async def ask(self, verb: str, path: str, token: str | None = None, **json: Any) -> Any:
        headers = bearer(token) if token else self.headers
        async with self.http.request(verb, f"{self.server.url}{path}", json=json or None, headers=headers) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json() if answer.status != 204 else None

    async def begin(self, redis: RedisProcess) -> None:
        self.id = (await self.ask("POST", "/api/clip-sessions", title="Death March"))["id"]
        await self.ask("POST", f"/api/clip-sessions/{self.id}/start")
        start = str(round((time.time() - 3600) * 1000))
        await redis.command("HSET", f"{keys.header(self.id)}:segments", "1:start", start)

    async def moment(self, ago: float, people: int, of: str) -> None:
        for number in range(people):
            body = {"tapped_at": round((time.time() - ago) * 1000)}
            token = a_token(self.server.data_dir, f"{of}-{number}")
            await self.ask("POST", f"/api/clip-sessions/{self.id}/clips", token, **body)


@asynccontextmanager
async def following(stream: Stream, key: str, obs: str, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(EXAMPLE), stream.server.url, stream.id),
            env={**os.environ, "PYTHONPATH": str(ROOT / "web/python"), "KEY": key, "BUFFER": "1800",
                 "OBS_URL": obs, "OBS_PASSWORD": PASSWORD},
            stderr=file,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@pytest.fixture
async def stream(redis_server: RedisProcess, server: ServerProcess) -> AsyncIterator[Stream]:
    async with aiohttp.ClientSession() as http:
        made = Stream(http, server, a_token(server.data_dir, f"streamer-{time.time()}"))
        await made.begin(redis_server)
        yield made


async def test_KY4_D40_a_hot_moment_is_saved_once_also_when_obs_or_the_program_starts_again(
    stream: Stream, tmp_path: Path
) -> None:
    assert len(EXAMPLE.read_text().splitlines()) <= 120
    made = await stream.ask("POST", "/api/keys", name="OBS", scopes=["read"], session_id=stream.id)
    obs, log = FakeObs(), tmp_path / "program.log"
    app = web.Application()
    app.router.add_get("/", obs.talk)

    async def saved(count: int, said: str) -> None:
        async def is_so() -> bool:
            return obs.saves == count and log.read_text().count(said) >= 1

        await until(is_so)

    async def connected(count: int) -> None:
        async def is_so() -> bool:
            return len(obs.identified) == count and "following" in log.read_text()

        await until(is_so)

    async with serving(app) as url:
        address = url.replace("http", "ws") + "/"
        async with following(stream, made["key"], address, log):
            await connected(1)
            await stream.moment(1000, 2, "two")  # two people are no crowd
            await stream.moment(900, 5, "five")
            await saved(1, "saved")
            await obs.identified[0].close()  # OBS starts again while the next moment comes
            await stream.moment(800, 4, "four")
            await saved(2, "saved")
            obs.answers = False  # it saves, and its answer is lost
            await stream.moment(700, 3, "three")
            await saved(3, "no answer")
            obs.answers = True
            await stream.moment(695, 9, "more")
            await connected(3)
        async with following(stream, made["key"], address, log) as program:
            await connected(4)
            await stream.moment(698, 9, "restart")
            await stream.moment(2000, 9, "too-old")
            await stream.moment(600, 3, "next")
            await saved(4, "saved")
            await stream.ask("DELETE", f"/api/keys/{made['id']}")
            async with asyncio.timeout(PATIENCE):
                assert await program.wait() == 1
    assert obs.saves == 4
    assert "unauthorized" in log.read_text()
    assert made["key"] not in log.read_text()
