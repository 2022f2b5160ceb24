"""The key of pseudonyms: one for all processes of an installation (D25)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from auth.pseudonyms import Pseudonyms
from server.services.identity import begin_pseudonyms
from server.settings.errors import CannotStartError
from server.settings.model import Settings
from sessions.base.errors import Unavailable
from storage.identity.pseudonym_key import kept_key
from storage.redis.client import Redis
from tests.processes import RedisProcess


@pytest.fixture
async def alone(own_redis: RedisProcess) -> AsyncIterator[Redis]:
    """A Redis of its own."""
    redis = await Redis.connect(own_redis.url)
    yield redis
    await redis.close()


async def test_D25_processes_that_start_together_have_one_key_and_a_redis_without_data_gets_it_back(
    alone: Redis,
) -> None:
    made = await asyncio.gather(*(kept_key(alone) for _ in range(8)))
    assert len(set(made)) == 1
    await alone.call("k", "FLUSHALL")
    assert await kept_key(alone, made[0]) == made[0]
    assert await kept_key(alone) == made[0]


async def test_D25_a_key_that_is_not_the_one_in_redis_stops_the_start(alone: Redis, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, pseudonym_key=SecretStr("k" * 32))
    first, second = Pseudonyms(), Pseudonyms()
    with pytest.raises(Unavailable):
        first.of("provider", "ines")
    await begin_pseudonyms(first, settings, alone)
    await begin_pseudonyms(second, Settings(data_dir=tmp_path), alone)
    assert first.of("provider", "ines") == second.of("provider", "ines") != first.of("telegram", "ines")
    other = Settings(data_dir=tmp_path, pseudonym_key=SecretStr("o" * 32))
    with pytest.raises(CannotStartError, match="ROOMTONE_PSEUDONYM_KEY"):
        await begin_pseudonyms(Pseudonyms(), other, alone)
