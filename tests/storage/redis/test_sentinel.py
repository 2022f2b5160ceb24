"""A master with a replica and real Sentinels, which move the master when it dies."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from sessions.base.errors import Unavailable
from sessions.clip.session import Action, ClipSubmission
from storage.bus.bus import Bus
from storage.bus.feeds import Feeds
from storage.redis.client import Redis, RedisTimeouts
from storage.redis.pubsub import BusIntervals
from storage.redis.sentinel import master_url
from tests.polling import PATIENCE, until
from tests.storage.nodes import Watched, watched_over
from tests.storage.sessions import OWNER, Receiver, a_clip, a_session, a_store
from tests.users import a_user

pytestmark = pytest.mark.slow  # a failover takes seconds
HASTY = RedisTimeouts(connect=2.0, retry=0.05)
QUICK = BusIntervals(self_check=0.05, stale_after=2.0, backoff=0.05, quiet_check=3600)
PASSWORD = "watched-over"


@pytest.fixture(scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    async with watched_over(tmp_path_factory.mktemp("watched"), PASSWORD) as all_of_them:
        yield all_of_them


async def test_the_first_sentinel_that_knows_the_master_is_believed(watched: Watched) -> None:
    assert await master_url(watched.url, 3) == f"redis://:{PASSWORD}@127.0.0.1:{watched.master.port}"
    with pytest.raises(OSError, match="no Sentinel"):
        await master_url(watched.url.replace("/stream", "/another"), 3)


async def test_SY4_a_master_that_dies_is_replaced_and_everybody_follows(watched: Watched) -> None:
    redis = await Redis.connect(watched.url, HASTY)
    bus = Bus(redis, Feeds(redis), "process", QUICK)
    await bus.start()
    store, receiver = a_store(redis), Receiver()
    session_id = await a_session(store, Action.START)
    await bus.listen(session_id, "control", receiver)
    await a_clip(store, session_id, submission_id="before")
    await receiver.until(2)
    before = await store.read(session_id, OWNER)
    await redis.call("k", "WAIT", 1, 5000)
    await watched.master.end()
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await store.submit(session_id, a_user("viewer"), ClipSubmission(submission_id="after"))
                break
            except Unavailable:
                await asyncio.sleep(0)
    after = await store.read(session_id, OWNER)
    assert len(after.clips) == 2
    assert after.position.epoch != before.position.epoch
    await receiver.until("reset")

    async def hears() -> bool:
        return not bus.is_stale

    await until(hears)
    await store.audience(session_id, "process", 1)
    await receiver.until("signal")
    await bus.close()
    await redis.close()
