"""Publishing the best moments and taking them back (CL22)."""

import pytest

from sessions.base.errors import Forbidden, InvalidTransition, SessionNotFound, TooLarge
from sessions.clip.best import MOST_BYTES, BestPage
from sessions.clip.review import Around, ReviewChange
from sessions.clip.session import Action
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from storage.redis.keys import header
from tests.storage.sessions import OWNER, a_session, parsed
from tests.users import a_user

PAGE = BestPage(title="Stream", game="", started_at=None, moments=[], left_out=0)


async def an_ended_one(clips: ClipStore) -> str:
    return await a_session(clips, Action.START, Action.END)


async def test_CL22_everybody_reads_what_is_published_until_it_is_taken_back(clips: ClipStore, feeds: Feeds) -> None:
    session_id = await an_ended_one(clips)
    with pytest.raises(SessionNotFound):
        await clips.best(session_id)
    await clips.review(session_id, OWNER, ReviewChange(around=Around(before_seconds=1, after_seconds=1)))
    json = await clips.publish(session_id, OWNER, PAGE)
    assert await clips.best(session_id) == json
    at = (await clips.read(session_id, OWNER)).parsed_review().published_at
    again = await clips.publish(session_id, OWNER, PAGE.model_copy(update={"title": "Other"}))
    assert await clips.best(session_id) == again
    await clips.take_back(session_id, OWNER)
    await clips.take_back(session_id, OWNER)
    with pytest.raises(SessionNotFound):
        await clips.best(session_id)
    assert (await clips.read(session_id, OWNER)).parsed_review().published_at is None
    events = [parsed(one.json) for one in (await feeds.recover(session_id, "control", None)).events]
    told = [one["data"]["published_at"] for one in events if one["type"] == "best_changed"]
    assert (told[0], told[2:]) == (at, [None])


async def test_CL22_only_a_streamer_publishes_and_only_after_the_end(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START)
    with pytest.raises(InvalidTransition):
        await clips.publish(session_id, OWNER, PAGE)
    await clips.transition(session_id, OWNER, Action.END)
    with pytest.raises(Forbidden):
        await clips.publish(session_id, a_user("viewer"), PAGE)
    with pytest.raises(TooLarge):
        await clips.publish(session_id, OWNER, PAGE.model_copy(update={"title": "t" * MOST_BYTES}))
    json = await clips.publish(session_id, OWNER, PAGE)
    with pytest.raises(Forbidden):
        await clips.take_back(session_id, a_user("viewer"))
    assert await clips.best(session_id) == json


async def test_CL22_D13_nothing_of_a_deleted_stream_is_public_and_it_comes_back_with_it(
    clips: ClipStore, redis: Redis
) -> None:
    session_id = await an_ended_one(clips)
    json = await clips.publish(session_id, OWNER, PAGE)
    await clips.delete(session_id, OWNER)
    with pytest.raises(SessionNotFound):
        await clips.best(session_id)
    with pytest.raises(SessionNotFound):
        await clips.take_back(session_id, OWNER)
    await clips.restore(session_id, OWNER)
    assert await clips.best(session_id) == json
    await clips.delete(session_id, OWNER)
    await clips.bin.purge(session_id, OWNER)
    key = f"{header(session_id)}:best"
    assert await redis.call(key, "EXISTS", key) == 0


async def test_CL22_D18_reading_it_changes_nothing(clips: ClipStore, redis: Redis) -> None:
    session_id = await an_ended_one(clips)
    await clips.publish(session_id, OWNER, PAGE)
    key = header(session_id)
    before = await redis.call(key, "HGETALL", key)
    accesses = await redis.call(f"{key}:accesses", "LRANGE", f"{key}:accesses", 0, -1)
    await clips.best(session_id)
    assert await redis.call(key, "HGETALL", key) == before
    assert await redis.call(f"{key}:accesses", "LRANGE", f"{key}:accesses", 0, -1) == accesses
