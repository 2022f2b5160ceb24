"""The bin of a jam's recordings in a real Redis (D13): they come back whole, or go with their file, and not before."""

from uuid import uuid4

import orjson
import pytest

from auth.caller import Server
from auth.user import User
from sessions.base.errors import (
    Forbidden,
    NotFound,
    SessionNotFound,
    TooLarge,
)
from storage.bin.bin import BIN_MS
from storage.jam.jam import Origin
from storage.jam.kind import share_of as of_jam
from storage.jam.recordings import MOST, MOST_DELETED, path_of
from storage.jam.store import JamStore
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.jam.test_recordings import (
    OLD,
    WHO_MAY,
    Folder,
    look_now,
    made,
    recorded,
)
from tests.users import a_user


@pytest.fixture
def store(redis: Redis) -> JamStore:
    return JamStore(redis, log_length=1000)


@pytest.fixture
def files() -> Folder:
    return Folder()


async def in_bin(store: JamStore, id_: str, by: User | None) -> list[str]:
    return [one.uuid for one in await store.recordings.deleted(id_, by)]


async def bytes_of(redis: Redis, id_: str) -> int:
    key = keys.header(id_)
    return int(await redis.call(key, "HGET", key, "bytes"))


async def emptied(store: JamStore, *, keep_ms: int) -> None:
    while await store.recordings.empty_bins(keep_ms=keep_ms):
        pass


async def deleted_earlier(redis: Redis, id_: str, uuid: str, ms: int) -> None:
    """As if it had been deleted that much earlier."""
    key = keys.index(id_, "jam", "deleted_recordings")
    assert await redis.call(key, "ZINCRBY", key, -ms, f"{id_}/{uuid}") is not None


async def test_D13_S19_a_deleted_recording_comes_back_as_it_was(store: JamStore, redis: Redis, files: Folder) -> None:
    owner = a_user(uuid4().hex)
    id_ = await made(store, owner=owner.id)
    uuid = await recorded(store, id_, by=owner.id)
    before, size = await store.recordings.all(id_), await bytes_of(redis, id_)
    await store.recordings.delete(id_, owner, uuid)
    assert await store.recordings.all(id_) == {}
    (found,) = await store.recordings.deleted(id_, owner)
    assert (found.uuid, found.about) == (uuid, before[uuid])
    with pytest.raises(NotFound):
        await store.recordings.one(id_, uuid)
    await look_now(redis, id_, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 0, "its file stays while it is in the bin"
    await store.recordings.restore(id_, owner, uuid)
    assert (await store.recordings.all(id_), await bytes_of(redis, id_)) == (before, size)
    assert await in_bin(store, id_, owner) == []
    with pytest.raises(NotFound):
        await store.recordings.restore(id_, owner, uuid)


@WHO_MAY
async def test_D13_JM13_who_may_delete_a_recording_may_bring_it_back_and_nobody_else_sees_it(
    store: JamStore, owner: str | None, by: str | None, may: bool
) -> None:
    id_ = await made(store, owner=owner)
    uuid = await recorded(store, id_, by="maker")
    await store.recordings.delete(id_, a_user("maker"), uuid)
    who = a_user(by) if by else None
    assert await in_bin(store, id_, who) == ([uuid] if may else [])
    if may:
        await store.recordings.restore(id_, who, uuid)
        assert uuid in await store.recordings.all(id_)
    else:
        with pytest.raises(Forbidden):
            await store.recordings.restore(id_, who, uuid)
        assert await store.recordings.all(id_) == {}


async def test_D13_only_the_owner_deletes_a_recording_for_good(store: JamStore, redis: Redis, files: Folder) -> None:
    owner, maker = a_user(uuid4().hex), a_user("maker")
    id_ = await made(store, owner=owner.id)
    size = await bytes_of(redis, id_)
    uuid = await recorded(store, id_, by="maker")
    with pytest.raises(NotFound):
        await store.recordings.purge(id_, owner, uuid)
    await store.recordings.delete(id_, maker, uuid)
    with pytest.raises(Forbidden):
        await store.recordings.purge(id_, maker, uuid)
    await store.recordings.purge(id_, owner, uuid)
    assert (await in_bin(store, id_, owner), await bytes_of(redis, id_)) == ([], size)
    with pytest.raises(NotFound):
        await store.recordings.restore(id_, owner, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    with pytest.raises(SessionNotFound):
        await store.recordings.purge(str(uuid4()), owner, uuid)


async def test_D13_JM13_a_purge_frees_the_file_only_when_no_remix_uses_it(
    store: JamStore, redis: Redis, files: Folder
) -> None:
    owner = a_user(uuid4().hex)
    id_ = await made(store, owner=owner.id)
    uuid = await recorded(store, id_, by=owner.id)
    remix = await made(store, owner=owner.id, copy_of=id_)
    await store.recordings.delete(id_, owner, uuid)
    await store.recordings.purge(id_, owner, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 0
    await store.recordings.delete(remix, owner, uuid)  # now it lies in the remix's bin
    await look_now(redis, id_, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 0
    await store.recordings.purge(remix, owner, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    assert path_of(id_, uuid) in files.deleted


async def test_D13_OP26_a_file_in_the_bin_counts_for_its_owner_until_it_is_gone(
    store: JamStore, redis: Redis, files: Folder
) -> None:
    owner, shares = a_user(uuid4().hex), MediaQuota(redis, owner_limit=0, guest_limit=0)
    id_ = await made(store, owner=owner.id)
    uuid = await recorded(store, id_, by=owner.id)
    thing, key = of_jam(id_, uuid), keys.user(owner.id, "media")
    await shares.change(owner.id, thing, 400)
    await store.recordings.delete(id_, owner, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 0
    await shares.settle(owner.id, thing)
    assert await redis.call(key, "HGET", key, "total") == b"400"
    await store.recordings.purge(id_, owner, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    await shares.settle(owner.id, thing)
    assert int(await redis.call(key, "HGET", key, "total") or 0) == 0


async def test_D13_the_job_empties_the_bin_after_30_days_and_not_before(
    store: JamStore, redis: Redis, files: Folder
) -> None:
    owner = a_user(uuid4().hex)
    id_ = await made(store, owner=owner.id)
    size = await bytes_of(redis, id_)
    old, new = await recorded(store, id_), await recorded(store, id_)
    for uuid in (old, new):
        await store.recordings.delete(id_, owner, uuid)
    await deleted_earlier(redis, id_, old, BIN_MS)
    await deleted_earlier(redis, id_, new, BIN_MS - 3_600_000)
    await emptied(store, keep_ms=BIN_MS)
    assert await in_bin(store, id_, owner) == [new]
    assert await files.swept(store, old, grace_ms=OLD) == 1
    assert await files.swept(store, new, grace_ms=OLD) == 0
    await store.delete(id_, owner)  # the jam goes into the bin itself, and its recordings there still go in their time
    await deleted_earlier(redis, id_, new, 3_600_000)
    await emptied(store, keep_ms=BIN_MS)
    assert await files.swept(store, new, grace_ms=OLD) == 1
    await store.bin.restore(id_, owner)
    assert (await in_bin(store, id_, owner), await bytes_of(redis, id_)) == ([], size)


@pytest.mark.parametrize("owned", [True, False])
async def test_D13_a_jam_that_goes_for_good_takes_its_bin_along(
    store: JamStore, redis: Redis, files: Folder, owned: bool
) -> None:
    owner = a_user(uuid4().hex)
    id_ = await made(store, owner=owner.id if owned else None)
    uuid = await recorded(store, id_, by=owner.id)
    await store.recordings.delete(id_, owner, uuid)
    await store.delete(id_, owner)
    if owned:
        await look_now(redis, id_, uuid)
        assert await files.swept(store, uuid, grace_ms=OLD) == 0
        await store.bin.purge(id_, owner)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    left = [key.decode() for key in await redis.call("k", "KEYS", f"*session:{id_}*")]
    assert [key for key in left if not key.endswith(":freed")] == []
    index = keys.index(id_, "jam", "deleted_recordings")
    assert await redis.call(index, "ZSCORE", index, f"{id_}/{uuid}") is None


async def test_D13_JM13_what_is_in_the_bin_takes_no_slot_and_comes_back_only_into_a_free_one(
    store: JamStore,
) -> None:
    owner = a_user(uuid4().hex)
    id_ = await made(store, owner=owner.id)
    first = await recorded(store, id_)
    await store.recordings.delete(id_, owner, first)
    others = [await recorded(store, id_) for _ in range(MOST)]
    with pytest.raises(TooLarge, match="64 recordings is the limit"):
        await store.recordings.restore(id_, owner, first)
    assert await in_bin(store, id_, owner) == [first]
    await store.recordings.delete(id_, owner, others[0])
    await store.recordings.restore(id_, owner, first)
    assert set(await store.recordings.all(id_)) == {first, *others[1:]}


async def test_D13_the_bin_of_a_jam_is_bounded_and_the_oldest_leaves_it(
    store: JamStore, redis: Redis, files: Folder
) -> None:
    owner = a_user(uuid4().hex)
    id_ = await made(store, owner=owner.id)
    gone = [await recorded(store, id_) for _ in range(MOST_DELETED)]
    for place, uuid in enumerate(gone):
        await store.recordings.delete(id_, owner, uuid)
        await deleted_earlier(redis, id_, uuid, MOST_DELETED - place)  # each at a time of its own
    held = await bytes_of(redis, id_)
    last = await recorded(store, id_)
    await store.recordings.delete(id_, owner, last)
    assert set(await in_bin(store, id_, owner)) == {*gone[1:], last}
    assert await bytes_of(redis, id_) == held
    assert await files.swept(store, gone[0], grace_ms=OLD) == 1


async def test_D13_S19_who_may_no_longer_edit_brings_nothing_back_and_a_copy_gets_nothing(
    store: JamStore, redis: Redis
) -> None:
    owner, maker = a_user(uuid4().hex), a_user("maker")
    id_ = await made(store, owner=owner.id)
    uuid = await recorded(store, id_, by="maker")
    await store.recordings.delete(id_, maker, uuid)
    await store.show(id_, owner, is_public=False)  # whoever made it is out
    assert await in_bin(store, id_, maker) == []
    with pytest.raises(Forbidden, match="private"):
        await store.recordings.restore(id_, maker, uuid)
    copy, _ = await store.create({}, Origin(owner=owner.id), await store.recordings.all(id_))
    assert await store.recordings.held(copy) == {}, "a copy gets nothing from the bin"


async def test_D13_restoring_is_an_event_of_its_own(store: JamStore, redis: Redis) -> None:
    owner = a_user(uuid4().hex)
    id_ = await made(store, owner=owner.id)
    uuid = await recorded(store, id_)
    await store.recordings.delete(id_, owner, uuid)
    await store.recordings.restore(id_, owner, uuid)
    await store.recordings.delete(id_, owner, uuid)
    await store.recordings.purge(id_, Server.ITSELF, uuid)
    log = f"{keys.header(id_)}:log:main"
    events = [orjson.loads(entry[1][1]) for entry in await redis.call(log, "XRANGE", log, "-", "+")]
    types = ["recording_added", "recording_deleted", "recording_restored", "recording_deleted"]
    assert [(one["type"], one["seq"]) for one in events] == [(type_, n) for n, type_ in enumerate(types, 1)]
    assert all(one["data"] == {"sampleId": f"recording-{uuid}"} for one in events)
