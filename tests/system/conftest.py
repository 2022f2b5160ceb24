"""Clients for the tests of a whole installation."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from roomtone_client import Backoff, RoomtoneClient, shared_session

from tests.processes import RedisProcess, ServerProcess, free_port

Connect = Callable[..., RoomtoneClient]

QUICK = Backoff(base=0.05, cap=0.5)  # a test has no herd to spread


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """One HTTP session for all clients of a test; it knows no cookies."""
    session = shared_session()
    yield session
    await session.close()


@pytest.fixture
async def connect(http: aiohttp.ClientSession) -> AsyncIterator[Connect]:
    """`connect(url, name=…, token=…)` makes a client; all are closed at the end of the test."""
    clients: list[RoomtoneClient] = []

    def make(url: str, *, name: str | None = None, token: str | None = None) -> RoomtoneClient:
        client = RoomtoneClient(url, name=name, token=token, session=http, backoff=QUICK)
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.close()


class Installation:
    """A Redis and two servers behind one address, of one test, which may break them."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.redis = RedisProcess(folder)
        ports = [free_port(), free_port()]
        shared = {"ROOMTONE_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}", **settings}
        self.servers = [ServerProcess(self.redis.url, folder, port, **shared) for port in ports]

    @property
    def urls(self) -> list[str]:
        return [server.url for server in self.servers]

    async def start(self) -> None:
        await self.redis.start()
        await asyncio.gather(*(server.start() for server in self.servers))

    async def stop(self) -> None:
        await asyncio.gather(*(server.stop() for server in self.servers))
        await self.redis.stop()


@pytest.fixture
async def installation(request: pytest.FixtureRequest) -> AsyncIterator[Installation]:
    """A separate installation; an indirect parameter gives its settings."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        installation = Installation(Path(folder), getattr(request, "param", {}))
        try:
            await installation.start()
            yield installation
        finally:
            await installation.stop()
