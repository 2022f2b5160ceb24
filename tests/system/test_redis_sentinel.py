"""The whole product behind real Sentinels, whose master dies in the middle of a stream."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.redis.connection import RedisConnection
from tests.polling import PATIENCE
from tests.storage.nodes import Watched, watched_over
from tests.system.conftest import Connect
from tests.system.stream import Stream
from tests.system.test_redis_cluster import two_processes

PASSWORD = "watched-over"
VIEWERS = 10


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    async with watched_over(tmp_path, PASSWORD) as all_of_them:
        yield all_of_them


async def replicated(watched: Watched) -> None:
    """Returns when the replica has everything that the master has taken so far."""
    connection = await RedisConnection.open(watched.master.url)
    await connection.call("SET", "mark", "1")  # WAIT waits for what the same connection wrote
    assert await connection.call("WAIT", 1, 10_000) == 1
    connection.abort()


@pytest.mark.timeout(240)
async def test_SY4_SY12_SY15_the_master_dies_in_the_middle_of_a_stream(
    watched: Watched, connect: Connect, tmp_path: Path
) -> None:
    async with two_processes(tmp_path, watched.url, watched.url) as urls:
        stream = await Stream(connect, urls).start(viewers=VIEWERS)
        boards = [await stream.mirror(stream.streamer), await stream.mirror(stream.another(urls[1]))]
        before = await stream.tap(5)
        await replicated(watched)
        await watched.master.end()
        after = await stream.tap(5, first=5)
        assert len(set(before + after)) == VIEWERS * 10
        for board in boards:
            await stream.wait_until_current(board)
            assert sorted(board.clip_ids()) == sorted(before + after)
            assert board.starts == 2  # a new master is another epoch: everybody started again, once
        # A tap that is repeated after the change of master is still the same tap.
        assert sorted(await stream.tap(10)) == sorted(before + after)
        await stream.streamer.command("end_session", {"session_id": stream.id}, timeout=PATIENCE)
        for board in boards:
            await stream.wait_until_current(board)
            assert board.view["session"]["status"] == "ended"
        await connect(urls[0], name="Somebody new").ensure_user()
