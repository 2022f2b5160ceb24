"""Recordings of jams in a real Redis: a file is deleted when no session has it any more, and not before."""

import asyncio
from uuid import uuid4

import orjson
import pytest

from auth.caller import Server
from sessions.base.errors import (
    Forbidden,
    NotFound,
    SessionNotFound,
    TooLarge,
)
from sessions.jam.state import flat_of
from sessions.jam.validation import read_state
from storage.jam.jam import Origin
from storage.jam.recordings import GRACE_MS, MOST, path_of
from storage.jam.store import JamStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.users import a_user

OLD = -60_000
"""A grace period in the future: everything counts as added long ago."""
WHO_MAY = pytest.mark.parametrize(
    ("owner", "by", "may"),
    [
        ("owner", "maker", True),
        ("owner", "owner", True),
        ("owner", "stranger", False),
        ("owner", None, False),
        (None, "stranger", True),
        (None, None, True),
    ],
)
"""Who may delete a recording that `maker` has made, and bring it back."""


class Folder:
    """Records which files are deleted."""

    def __init__(self) -> None:
        self.deleted: list[str] = []

    async def delete(self, path: str) -> None:
        self.deleted.append(path)

    async def swept(self, store: JamStore, uuid: str, *, grace_ms: int = GRACE_MS) -> int:
        """How often a sweep deleted the file of that recording: other tests left some of their own."""
        self.deleted.clear()
        await store.recordings.sweep(self, grace_ms=grace_ms)
        return sum(path.endswith(uuid) for path in self.deleted)


@pytest.fixture
def store(redis: Redis) -> JamStore:
    return JamStore(redis, log_length=1000)


@pytest.fixture
def files() -> Folder:
    return Folder()


async def made(store: JamStore, *, owner: str | None = None, plays: str | None = None, copy_of: str = "") -> str:
    tracks = [{"id": "a", "name": "A", "sampleId": f"recording-{plays}"}] if plays else []
    samples = await store.recordings.all(copy_of) if copy_of else None
    origin = Origin(owner=owner, remixed_from=copy_of or None)
    return (await store.create(flat_of(read_state({"tracks": tracks})), origin, samples))[0]


async def recorded(store: JamStore, id_: str, by: str = "u1") -> str:
    uuid = str(uuid4())
    await store.recordings.reserve(id_, uuid)
    about = {"session": id_, "size": 10, "by": by, "seconds": 1, "at": 1}
    await store.recordings.add(id_, a_user(by), uuid, orjson.dumps(about))
    return uuid


async def deleted_for_good(store: JamStore, id_: str, uuid: str) -> None:
    await store.recordings.delete(id_, a_user("u1"), uuid)
    await store.recordings.purge(id_, Server.ITSELF, uuid)


async def look_now(redis: Redis, origin: str, uuid: str) -> None:
    """A day later, without waiting."""
    key = keys.index(origin, "jam", "recordings")
    await redis.call(key, "ZADD", key, "XX", "0", f"{origin}/{uuid}")


async def test_JM13_a_file_is_deleted_when_its_session_is(store: JamStore, files: Folder) -> None:
    id_ = await made(store)
    uuid = await recorded(store, id_)
    assert await files.swept(store, uuid, grace_ms=OLD) == 0
    await store.delete(id_, a_user("u1"))
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    assert path_of(id_, uuid) in files.deleted
    assert await files.swept(store, uuid, grace_ms=OLD) == 0


async def test_D13_JM13_a_jam_in_the_bin_keeps_its_recordings_and_lets_go_when_it_is_purged(
    store: JamStore, files: Folder
) -> None:
    id_, owner = await made(store, owner="u1"), a_user("u1")
    uuid = await recorded(store, id_)
    await store.delete(id_, owner)
    assert await files.swept(store, uuid, grace_ms=OLD) == 0
    await store.bin.restore(id_, owner)
    assert uuid in await store.recordings.all(id_)
    await store.delete(id_, owner)
    await store.bin.purge(id_, owner)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1


async def test_JM13_a_file_lives_as_long_as_any_copy_has_it(store: JamStore, redis: Redis, files: Folder) -> None:
    id_ = await made(store)
    uuid = await recorded(store, id_)
    child = await made(store, copy_of=id_)
    grandchild = await made(store, copy_of=child)
    for gone in (id_, child):
        await store.delete(gone, a_user("u1"))
        assert await files.swept(store, uuid, grace_ms=OLD) == 0
        await look_now(redis, id_, uuid)
        assert await files.swept(store, uuid, grace_ms=OLD) == 0
        assert uuid in await store.recordings.all(grandchild)
    await deleted_for_good(store, grandchild, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    assert path_of(id_, uuid) in files.deleted


async def test_JM13_a_file_whose_recording_was_never_added_is_found_and_deleted(
    store: JamStore, redis: Redis, files: Folder
) -> None:
    id_, uuid = await made(store), str(uuid4())
    await store.recordings.reserve(id_, uuid)  # and here the server was killed
    await look_now(redis, id_, uuid)
    assert await files.swept(store, uuid) == 0, "it may still be on its way"
    await look_now(redis, id_, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    assert path_of(id_, uuid) in files.deleted


async def test_JM13_SY18_a_lost_word_is_made_up_for_and_a_copy_that_was_never_made_frees_its_use(
    store: JamStore, redis: Redis, files: Folder
) -> None:
    id_ = await made(store)
    uuid = await recorded(store, id_)
    await store.recordings.inherited(
        str(uuid4()), {}, await store.recordings.all(id_)
    )  # killed before the copy was made
    header = keys.header(id_)
    await redis.call(header, "DEL", header, f"{header}:samples")  # deleted, and killed before it let go
    assert await files.swept(store, uuid, grace_ms=OLD) == 0
    await look_now(redis, id_, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1


async def test_JM13_a_deletion_that_broke_off_is_done_again(store: JamStore, redis: Redis, files: Folder) -> None:
    class Broken(Folder):
        async def delete(self, path: str) -> None:
            raise OSError

    id_ = await made(store)
    uuid = await recorded(store, id_)
    await deleted_for_good(store, id_, uuid)
    with pytest.raises(OSError):
        await store.recordings.sweep(Broken(), grace_ms=OLD)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    assert path_of(id_, uuid) in files.deleted


async def test_JM13_what_is_freed_is_taken_up_by_no_copy(store: JamStore, files: Folder) -> None:
    id_ = await made(store)
    uuid = await recorded(store, id_)
    before = await store.recordings.all(id_)  # a remix has read this
    await deleted_for_good(store, id_, uuid)
    assert await files.swept(store, uuid, grace_ms=OLD) == 1
    child, _ = await store.create({}, Origin(remixed_from=id_), before)
    assert await store.recordings.all(child) == {}


async def test_JM13_copies_made_while_others_end_never_lose_a_file(store: JamStore, files: Folder) -> None:
    id_ = await made(store)
    uuid = await recorded(store, id_)
    sessions = [id_]
    for _ in range(20):
        copies = asyncio.gather(*(made(store, copy_of=sessions[-1]) for _ in range(3)))
        sweep = asyncio.create_task(store.recordings.sweep(files))
        new = await copies
        for gone in sessions:
            await store.delete(gone, a_user("u1"))
        await sweep
        sessions = new
    assert await files.swept(store, uuid) == 0
    assert all([uuid in await store.recordings.all(one) for one in sessions])


async def test_JM13_inherited_recordings_take_no_slot_and_are_bounded(store: JamStore) -> None:
    id_ = await made(store)
    own = [await recorded(store, id_) for _ in range(MOST)]
    with pytest.raises(TooLarge, match="64 recordings is the limit"):
        await recorded(store, id_)
    child = await made(store, copy_of=id_)
    assert len(await store.recordings.all(child)) == MOST
    new = [await recorded(store, child) for _ in range(MOST)]
    with pytest.raises(TooLarge):
        await recorded(store, child)
    grandchild = await made(store, copy_of=child, plays=new[-1])
    inherited = await store.recordings.all(grandchild)
    assert len(inherited) == MOST
    assert new[-1] in inherited, "what its tracks play comes first"
    await store.recordings.delete(id_, a_user("u1"), own[0])
    await recorded(store, id_)


@WHO_MAY
async def test_JM13_who_made_it_and_the_owner_delete_a_recording(
    store: JamStore, owner: str | None, by: str | None, may: bool
) -> None:
    id_ = await made(store, owner=owner)
    uuid = await recorded(store, id_, by="maker")
    who = a_user(by) if by else None
    if may:
        await store.recordings.delete(id_, who, uuid)
        with pytest.raises(NotFound):
            await store.recordings.delete(id_, who, uuid)
    else:
        with pytest.raises(Forbidden):
            await store.recordings.delete(id_, who, uuid)
        assert uuid in await store.recordings.all(id_)
    with pytest.raises(SessionNotFound):
        await store.recordings.delete(str(uuid4()), who, uuid)


async def test_JM13_JM5_a_published_session_keeps_its_recordings(store: JamStore) -> None:
    id_ = await made(store)
    uuid = await recorded(store, id_)
    published, _ = await store.create({}, Origin(owner="u1", published_from=id_), await store.recordings.all(id_))
    with pytest.raises(Forbidden):
        await store.recordings.delete(published, a_user("u1"), uuid)
