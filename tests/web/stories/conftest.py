"""What the stories about voice need: a server whose recorders are missed soon, and a worker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.processes import RedisProcess, ServerProcess, WorkerProcess


@pytest.fixture(scope="module")
async def studio(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a server whose recorders are missed after two seconds."""
    folder: Path = tmp_path_factory.mktemp("studio")
    server = await ServerProcess(redis_server.url, folder, ROOMTONE_RECORDER_LEASE="2").start()
    worker = await WorkerProcess(redis_server.url, folder).start()
    yield server.url
    await worker.stop()
    await server.stop()
