"""A fork is like the real program in everything that the tests see of it."""

import os
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from tests.polling import until
from tests.processes import RedisProcess, ServerProcess

STATUS = re.compile(r"^(?:Umask|Sig(?:Pnd|Blk|Ign|Cgt)):.*", re.MULTILINE)
"""Not the number of threads: the executor starts as many as its work happens to overlap, and a fork copies none."""


class Real(ServerProcess):
    """Starts the program itself."""

    forks = None


def seen(server: ServerProcess) -> dict[str, object]:
    """What the system knows of a server: its signals, folder of work, group, and what it has open."""
    process = Path(f"/proc/{server.pid}")
    links = [str(one.readlink()) for one in (process / "fd").iterdir()]
    return {
        "status": STATUS.findall((process / "status").read_text()),
        "folder": (process / "cwd").readlink(),
        "group": os.getpgid(server.pid),
        "session": os.getsid(server.pid),
        "open": sorted(re.sub(r"\[.*|server-\w+|(?<=/processes/).*", "", link) for link in links),
    }


async def test_a_fork_has_nothing_that_the_program_has_not(redis_server: RedisProcess, tmp_path: Path) -> None:
    forked, another, real = [kind(redis_server.url, tmp_path) for kind in (ServerProcess, ServerProcess, Real)]
    try:
        await real.start()
        await forked.start()
        await another.start()  # while the first one runs

        async def alike() -> bool:
            return seen(forked) == seen(another) == seen(real)

        await until(alike)  # a start ends with connections to Redis, a moment after the first answer
    finally:
        ended = [await one.stop() for one in (forked, another, real)]
    assert ended == [0, 0, 0]


@pytest.mark.parametrize("kind", [ServerProcess, Real])
async def test_a_program_reads_its_own_settings_writes_its_own_log_and_is_killed(
    kind: type[ServerProcess], redis_server: RedisProcess, tmp_path: Path
) -> None:
    unknown = f"ROOMTONE_{uuid4().hex.upper()}"
    settings: dict[str, Any] = {unknown: "1", "ROOMTONE_LOG_FORMAT": "json"}
    server = await kind(redis_server.url, tmp_path, **settings).start()
    async with aiohttp.ClientSession() as http, http.get(f"{server.url}/healthz") as answer:
        assert answer.status == 200
    assert unknown in server.log.read_text()
    await server.kill()
    assert await server.ended() == -9
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)
    await server.start()  # at the same address
    assert await server.stop() == 0


@pytest.mark.parametrize("kind", [ServerProcess, Real])
async def test_a_program_that_cannot_start_says_why(
    kind: type[ServerProcess], redis_server: RedisProcess, tmp_path: Path
) -> None:
    server = kind(redis_server.url, tmp_path, ROOMTONE_OUTBOX_LIMIT="much")
    with pytest.raises(RuntimeError, match="ROOMTONE_OUTBOX_LIMIT"):
        await server.start()
    assert await server.ended() == 2


def test_what_is_measured_or_reads_other_variables_is_the_real_program() -> None:
    forks, module, folder = ServerProcess.forks, ServerProcess.module, ServerProcess.folder
    assert forks is not None
    assert forks.can_start(module, "web", folder, os.environ | {"ROOMTONE_MESSAGE_LIMIT": "1", "PORT": "0"})
    assert not forks.can_start("server", "web", folder, dict(os.environ))
    assert not forks.can_start(module, "web", folder, os.environ | {"PYTHONPATH": "elsewhere"})
    assert not forks.can_start(module, "web", folder.parent, dict(os.environ))
