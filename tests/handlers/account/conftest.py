"""Two processes with an identity provider."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.auth.jwks_server import JwksServer
from tests.processes import RedisProcess, ServerProcess
from tests.server.accounts import AUDIENCE, ISSUER, Provider
from tests.server.client import Browser
from tests.server.pair import Pair


@pytest.fixture(scope="module")
async def processes(
    redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[ServerProcess, ServerProcess, Provider]]:
    jwks = JwksServer()
    await jwks.start()
    provider, data = Provider(jwks), tmp_path_factory.mktemp("pseudonyms")
    settings: dict[str, Any] = {
        "ROOMTONE_JWKS_URL": jwks.url,
        "ROOMTONE_JWT_AUDIENCE": AUDIENCE,
        "ROOMTONE_JWT_ISSUER": ISSUER,
    }
    here, there = (ServerProcess(redis_server.url, data, **settings) for _ in range(2))
    await here.start()
    await there.start()
    yield here, there, provider
    await here.stop()
    await there.stop()
    await jwks.stop()


@pytest.fixture
async def pair(processes: tuple[ServerProcess, ServerProcess, Provider]) -> AsyncIterator[Pair]:
    here, there, provider = processes
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(here, session), Browser(there, session), provider
