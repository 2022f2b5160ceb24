"""The bin in a real Redis: what was deleted is kept, comes back, or goes with all of its keys (D13)."""

import asyncio
from uuid import uuid4

import pytest

from auth.caller import packed
from auth.user import User
from sessions.base.errors import Forbidden, NotFound, SessionNotFound
from sessions.clip.session import Action, NewClipSession
from sessions.jam.state import flat_of
from sessions.jam.validation import read_state
from storage.bin.bin import SessionBin
from storage.clip.store import ClipStore
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from tests.storage.sessions import a_clip, parsed
from tests.users import a_user


@pytest.fixture
def jams(stores: Redis) -> JamStore:
    return JamStore(stores, log_length=1000)


@pytest.fixture
def owner() -> User:
    return a_user(uuid4().hex)


async def a_jam(jams: JamStore, owner: User | None) -> str:
    flat = flat_of(read_state({"tracks": [{"id": "a", "name": "A", "sampleId": "synth:drum-kick"}]}))
    return (await jams.create(flat, Origin(owner=owner.id if owner else None)))[0]


async def a_stream(clips: ClipStore, owner: User) -> str:
    session_id = str(parsed(await clips.create(owner, NewClipSession(title="Release night")))["id"])
    await clips.transition(session_id, owner, Action.START)
    return session_id


async def keys_of(redis: Redis, session_id: str) -> list[str]:
    found = await redis.call("k", "KEYS", f"*session:{session_id}*")
    return [key.decode() for key in found]


async def ids(bin_: SessionBin, owner: User) -> list[str]:
    return [found.session_id for found in await bin_.of(owner)]


async def test_D13_a_deleted_stream_comes_back_with_every_moment(clips: ClipStore, owner: User) -> None:
    session_id = await a_stream(clips, owner)
    for number in range(3):
        await a_clip(clips, session_id, f"viewer-{number}", note=f"note {number}")
    before = await clips.read(session_id, owner)
    await clips.delete(session_id, owner)
    (found,) = await clips.bin.of(owner)
    assert (found.session_id, found.title) == (session_id, "Release night")
    await clips.restore(session_id, owner)
    after = await clips.read(session_id, owner)
    assert (after.session, after.segments, after.clips) == (before.session, before.segments, before.clips)
    assert after.position.epoch != before.position.epoch
    assert [id_ for id_, _ in await clips.ids_of(owner.id, 0, 10)] == [session_id]
    assert await ids(clips.bin, owner) == []
    await a_clip(clips, session_id, "viewer-1", note="after")  # it goes on where it was


async def test_D13_each_streamer_of_a_session_brings_it_back_for_all(clips: ClipStore, owner: User) -> None:
    session_id, second = await a_stream(clips, owner), a_user(uuid4().hex)
    await clips.share(session_id, second)
    await clips.delete(session_id, second)
    for one in (owner, second):
        assert await ids(clips.bin, one) == [session_id]
        await clips.forget(one.id, session_id)  # as their lists do when they are read
    await clips.restore(session_id, owner)
    for one in (owner, second):
        assert await ids(clips.bin, one) == []
        assert [id_ for id_, _ in await clips.ids_of(one.id, 0, 10)] == [session_id]


async def test_D13_only_the_owner_sees_restores_and_purges(clips: ClipStore, jams: JamStore, owner: User) -> None:
    stranger = a_user(uuid4().hex)
    stream, jam = await a_stream(clips, owner), await a_jam(jams, owner)
    await clips.delete(stream, owner)
    await jams.delete(jam, owner)
    for bin_, id_ in ((clips.bin, stream), (jams.bin, jam)):
        assert await ids(bin_, owner) == [id_]
        assert await ids(bin_, stranger) == []
        with pytest.raises(Forbidden):
            await bin_.restore(id_, stranger)
        with pytest.raises(Forbidden):
            await bin_.purge(id_, stranger)
        await bin_.purge(id_, owner)
        assert await ids(bin_, owner) == []
        with pytest.raises(SessionNotFound):
            await bin_.restore(id_, owner)
        with pytest.raises(NotFound):
            await bin_.purge(id_, owner)


async def test_D13_what_is_not_in_the_bin_is_neither_restored_nor_purged(
    clips: ClipStore, jams: JamStore, owner: User
) -> None:
    for bin_, id_ in ((clips.bin, await a_stream(clips, owner)), (jams.bin, await a_jam(jams, owner))):
        with pytest.raises(SessionNotFound):
            await bin_.restore(id_, owner)
        with pytest.raises(NotFound):
            await bin_.purge(id_, owner)
        assert await ids(bin_, owner) == []


async def test_D13_a_jam_without_an_owner_skips_the_bin(jams: JamStore, stores: Redis) -> None:
    id_ = await a_jam(jams, None)
    await jams.delete(id_, None)
    assert await keys_of(stores, id_) == []


async def test_D13_a_refused_deletion_leaves_nothing_in_a_list(clips: ClipStore, stores: Redis, owner: User) -> None:
    session_id = await a_stream(clips, owner)
    with pytest.raises(Forbidden):
        await clips.delete(session_id, a_user(uuid4().hex))
    listed = keys.user(owner.id, "clip-bin")
    assert await stores.call(listed, "EXISTS", listed) == 0


async def test_D13_the_sweep_empties_what_is_old_enough_and_leaves_no_key(
    clips: ClipStore, jams: JamStore, stores: Redis, owner: User
) -> None:
    stream, jam = await a_stream(clips, owner), await a_jam(jams, owner)
    for number in range(5):
        await a_clip(clips, stream, f"viewer-{number}")
    await clips.delete(stream, owner)
    await jams.delete(jam, owner)
    for bin_, id_ in ((clips.bin, stream), (jams.bin, jam)):
        await bin_.empty()
        assert await ids(bin_, owner) == [id_]
        await asyncio.gather(*(bin_.empty(keep_ms=0) for _ in range(3)))  # workers that do it at once
        assert await ids(bin_, owner) == []
        assert await keys_of(stores, id_) == []


async def test_D13_a_purge_of_a_crowd_goes_in_steps_and_one_that_broke_off_is_done_by_the_next_sweep(
    clips: ClipStore, stores: Redis, owner: User
) -> None:
    session_id = await a_stream(clips, owner)
    await a_clip(clips, session_id, "viewer")
    header = keys.header(session_id)
    for first in range(0, 250, 50):
        crowd = [f"one of many {number}" for number in range(first, first + 50)]
        await stores.call(header, "SADD", f"{header}:authors", *crowd)
    await clips.delete(session_id, owner)
    script_keys = keys.of_session(session_id, "clip", ("created",))
    told = (session_id, 1000, packed(owner), "", 0)
    assert await stores.run(load("clip/purge"), script_keys, *told) == 1  # and here the server was killed
    assert await ids(clips.bin, owner) == []  # it cannot be restored in part
    with pytest.raises(NotFound):
        await clips.restore(session_id, owner)
    await clips.bin.empty()
    assert await keys_of(stores, session_id) == []


async def test_D13_what_is_left_of_an_entry_does_not_stop_the_sweep(
    clips: ClipStore, stores: Redis, owner: User
) -> None:
    lost, kept = str(uuid4()), await a_stream(clips, owner)
    index = keys.index(lost, "clip", "binned")
    await stores.call(index, "ZADD", index, 1, lost)
    await clips.delete(kept, owner)
    await clips.bin.empty()
    assert await stores.call(index, "ZSCORE", index, lost) is None
    assert await ids(clips.bin, owner) == [kept]
