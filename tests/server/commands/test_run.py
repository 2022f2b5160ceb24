"""The whole product from one command: started, serving, stopped, started again, however it ended."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

import aiohttp
import pytest

from server.commands.contract import stale
from tests.effort import in_proof
from tests.polling import PATIENCE, until
from tests.processes import RedisProcess, free_port
from tests.server.commands.run import run, start

# A second `make run` is promised to be up in two seconds: measured 1.6 s on an idle 2-core virtual machine, 1.5 s of it
# computing (imports, most of all). That part a test can hold to a limit while others run beside it.
START_CPU_SECONDS = 2.5


started: list[asyncio.subprocess.Process] = []


@pytest.fixture(autouse=True)
async def nothing_left_running() -> AsyncIterator[None]:
    yield
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    started.clear()


class Running:
    """`python -m server run` until it is stopped."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process = process
        self.url = url

    @classmethod
    async def start(cls, data_dir: Path, command: str = "run", **settings: str) -> Self:
        process = await start(data_dir, command, **{"PORT": "0", "DRAIN_SECONDS": "0.2", **settings})
        started.append(process)
        assert process.stdout is not None
        assert process.stderr is not None
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode()
        if not line:
            raise AssertionError((await process.stderr.read()).decode())
        found = re.search(r"http://\S+", line)
        assert found is not None, line
        return cls(process, found[0])

    def cpu_seconds(self) -> float:
        """The CPU time of the process since its start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def end(self, number: signal.Signals) -> int:
        """The exit code; what it printed after its first line must be nothing."""
        self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            out, err = await self.process.communicate()
            assert out == b""
            assert b"Traceback" not in err
            return await self.process.wait()


async def titles(url: str, token: str) -> list[str] | None:
    """The sessions of the token's user; None while the server does not answer."""
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as http, http.get(f"{url}/api/clip-sessions", headers=headers) as answer:
        body = await answer.json()
        return [item["title"] for item in body["items"]] if answer.status == 200 else None


async def create(url: str, token: str, title: str) -> None:
    headers, body = {"Authorization": f"Bearer {token}"}, {"title": title}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{url}/api/clip-sessions", headers=headers, json=body) as answer,
    ):
        assert answer.status == 201, await answer.text()


async def guest(url: str) -> str:
    async with aiohttp.ClientSession() as http, http.post(f"{url}/api/auth/guest", json={}) as answer:
        assert answer.status == 201
        token: str = (await answer.json())["token"]
        return token


@pytest.mark.parametrize("number", [in_proof(signal.SIGINT), signal.SIGTERM, signal.SIGKILL])
async def test_OP1_OP5_what_was_answered_survives_every_end(tmp_path: Path, number: signal.Signals) -> None:
    server = await Running.start(tmp_path)
    token = await guest(server.url)
    await create(server.url, token, "Death March")
    code = await server.end(number)
    assert code == (-signal.SIGKILL if number is signal.SIGKILL else 0)
    again = await Running.start(tmp_path)
    assert again.cpu_seconds() < START_CPU_SECONDS
    assert await titles(again.url, token) == ["Death March"]
    assert await again.end(signal.SIGINT) == 0


async def test_OP1_a_person_who_runs_it_reads_one_line(tmp_path: Path) -> None:
    first = await Running.start(tmp_path)
    first.process.send_signal(signal.SIGINT)
    out, err = await first.process.communicate()
    assert (out, err.count(b"\n")) == (b"", 1)
    assert b"development_secret_made" in err
    second = await Running.start(tmp_path)
    second.process.send_signal(signal.SIGINT)
    assert await second.process.communicate() == (b"", b"")


async def test_two_processes_on_one_folder_are_one_server(tmp_path: Path) -> None:
    first, second = await Running.start(tmp_path), await Running.start(tmp_path, "web")
    token = await guest(first.url)
    await create(second.url, token, "Death March")
    assert await titles(first.url, token) == ["Death March"]
    assert await first.end(signal.SIGTERM) == 0  # the owner of the Redis goes, the other takes it over

    async def served() -> bool:
        return await titles(second.url, token) == ["Death March"]

    await until(served)
    assert await second.end(signal.SIGTERM) == 0


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    server = await Running.start(tmp_path)
    port = server.url.rpartition(":")[2]
    said = await run(tmp_path, "run", PORT=port)
    assert (said.code, said.out) == (1, "")
    assert f"Roomtone cannot start: Port {port} is taken" in said.err
    assert "Traceback" not in said.err
    assert await server.end(signal.SIGINT) == 0


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"REDIS_URL": "redis://:hunter2@127.0.0.1:{port}"}, "Is the address in REDIS_URL right"),
        ({"HOST": "192.0.2.1"}, "192.0.2.1 is no address of this machine"),
    ],
)
async def test_what_keeps_it_from_starting_is_said(tmp_path: Path, settings: dict[str, str], reason: str) -> None:
    closed = free_port()
    filled = {name: value.format(port=closed) for name, value in settings.items()}
    said = await run(tmp_path, "run", **{"PORT": "0", **filled})
    assert (said.code, said.out) == (1, "")
    assert reason in said.err
    assert "hunter2" not in said.err
    assert "Traceback" not in said.err


async def test_AC9_production_without_a_secret_does_not_start(tmp_path: Path) -> None:
    said = await run(tmp_path, "run", ENV="production")
    assert (said.code, said.out) == (2, "")
    assert "ROOMTONE_SECRET: is missing" in said.err
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - a path's own way would be refused in a coroutine


async def test_a_misspelt_setting_is_said_in_the_log(tmp_path: Path) -> None:
    server = await Running.start(tmp_path, CREAT_LIMIT="5", LOG_FORMAT="json")
    server.process.send_signal(signal.SIGINT)
    _, err = await server.process.communicate()
    assert b'"meant":"ROOMTONE_CREATE_LIMIT"' in err


async def test_it_serves_on_the_redis_it_is_given(tmp_path: Path) -> None:
    redis = RedisProcess(tmp_path)
    await redis.start()
    try:
        server = await Running.start(tmp_path / "data", REDIS_URL=redis.url)
        token = await guest(server.url)
        await create(server.url, token, "Death March")
        assert not (tmp_path / "data" / "redis").exists()
        assert await server.end(signal.SIGINT) == 0
    finally:
        await redis.stop()


async def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    said = await run(tmp_path, "serve")
    assert said.code == 2
    assert "invalid choice: 'serve'" in said.err


def test_OP10_what_is_made_from_the_contract_is_up_to_date() -> None:
    assert stale() == [], "run `make docs`"
