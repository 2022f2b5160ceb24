"""A streamer, and their stream."""

import pytest

from tests.web.stage import Person, Stage, death_march


@pytest.fixture
async def kassia(stage: Stage) -> Person:
    return await stage.guest("Kassia")


@pytest.fixture
async def stream(stage: Stage, kassia: Person) -> str:
    return await death_march(stage, kassia)
