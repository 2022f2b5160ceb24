"""The backend of docs/examples, while it and our processes are killed at random."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from tests.polling import PATIENCE, until
from tests.processes import ROOT, RedisProcess, ServerProcess, WorkerProcess, free_port
from tests.server.client import a_token, bearer

STREAMS = 10
KILLS = 4
EXAMPLE = ROOT / "docs/examples/webhook_backend.py"


class Backend:
    def __init__(self, port: int, folder: Path, secret: str) -> None:
        self.file = folder / "ended.jsonl"
        self._command = (sys.executable, str(EXAMPLE), str(port), str(self.file))
        self._environment = {**os.environ, "SECRET": secret}
        self._process: Process | None = None

    async def start(self) -> None:
        quiet = asyncio.subprocess.DEVNULL
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, stdout=quiet, stderr=quiet
        )

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def told(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


class Streamer:
    """Asks whichever server answers; what was done before its answer came is found done."""

    def __init__(self, http: aiohttp.ClientSession, servers: list[ServerProcess], token: str) -> None:
        self._http, self._servers, self._headers = http, servers, bearer(token)

    async def ask(self, path: str, **json: Any) -> Any:
        async with asyncio.timeout(PATIENCE):
            while True:
                server = random.choice(self._servers)
                try:
                    async with self._http.post(f"{server.url}{path}", json=json, headers=self._headers) as answer:
                        if answer.status != 503:
                            return await answer.json()
                except aiohttp.ClientError:
                    await asyncio.sleep(0.02)


async def test_WH1_WH2_a_backend_in_thirty_lines_hears_of_each_ended_stream_once_whatever_is_killed(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    assert len(EXAMPLE.read_text().split("\n\n\n")[1].splitlines()) <= 30
    settings = {"ROOMTONE_WEBHOOK_PRIVATE": "true", "WEBHOOK_MS": "300"}
    port = free_port()
    servers = [ServerProcess(redis_server.url, tmp_path, 0, **settings) for _ in range(2)]
    workers = [WorkerProcess(redis_server.url, tmp_path, **settings) for _ in range(2)]
    ours: list[ServerProcess | WorkerProcess] = [*servers, *workers]
    for process in ours:
        await process.start()
    choice = random.Random(7)
    async with aiohttp.ClientSession() as http:
        ask = Streamer(http, servers, a_token(tmp_path, f"streamer-{port}")).ask
        wanted = {"url": f"http://127.0.0.1:{port}/", "events": ["stream.ended"]}
        backend = Backend(port, tmp_path, (await ask("/api/webhooks", **wanted))["secret"])
        await backend.start()
        streams = [(await ask("/api/clip-sessions"))["id"] for _ in range(STREAMS)]

        async def end_all() -> None:
            for stream in streams:
                await ask(f"/api/clip-sessions/{stream}/start")
                await ask(f"/api/clip-sessions/{stream}/end")
                await asyncio.sleep(choice.uniform(0, 0.1))

        async def kill_some() -> None:
            for _ in range(KILLS):
                await asyncio.sleep(choice.uniform(0, 0.3))
                victim: Backend | ServerProcess | WorkerProcess = choice.choice([backend, *ours])
                await victim.kill()
                await victim.start()

        await asyncio.gather(end_all(), kill_some())

        async def is_told() -> bool:
            return len({one["data"]["session_id"] for one in backend.told}) == STREAMS

        await until(is_told)
        assert sorted(one["data"]["session_id"] for one in backend.told) == sorted(streams)
        assert {one["type"] for one in backend.told} == {"stream.ended"}
    await backend.kill()
    for process in ours:
        await process.kill()
