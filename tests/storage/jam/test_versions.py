"""Earlier versions of a jam in a real Redis, and those with a name."""

from uuid import uuid4

import pytest

from auth.caller import Server
from sessions.base.errors import (
    Forbidden,
    NotFound,
    SessionNotFound,
    TooLarge,
)
from storage.jam import store as module
from storage.jam.store import (
    JamStore,
)
from storage.redis.client import Redis
from tests.storage.jam.jams import edit, events, made
from tests.users import a_user


@pytest.fixture
def store(redis: Redis) -> JamStore:
    return JamStore(redis, log_length=1000)


async def test_JM8_earlier_versions_are_kept_bounded_and_come_back(
    store: JamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECKPOINT_EDITS", 5)
    monkeypatch.setattr(module, "CHECKPOINT_MS", 0)
    monkeypatch.setattr(module, "CHECKPOINTS_KEPT", 4)
    id_ = await made(store, {"tracks": [{"id": "a", "name": "Kick", "sampleId": "kick"}]})
    states = []
    for number in range(40):
        await edit(store, id_, f"u{number}", "e", {"tempo": 60 + number})
        states.append((await store.read(id_, Server.ITSELF, touch=False)).flat)
    kept = [one async for one in store.checkpoints(id_)]
    assert len(kept) == 4
    assert all(one.flat in states for one in kept)
    assert [one.flat["tempo"] for one in kept] == sorted((one.flat["tempo"] for one in kept), reverse=True)
    assert kept[0].by == f"u{kept[0].flat['tempo'] - 60}"
    await store.replace(id_, a_user("u1"), lambda _: kept[2].flat)
    assert (await store.read(id_, Server.ITSELF, touch=False)).flat == kept[2].flat
    assert (await anext(aiter(store.checkpoints(id_)))).flat == states[-1]
    with pytest.raises(NotFound):
        await store.checkpoint(id_, "1-1")


async def test_JM8_what_a_copy_begins_with_is_its_first_version(store: JamStore) -> None:
    id_, empty = await made(store, {"tempo": 104}), await made(store)
    for one in (id_, empty):
        await store.replace(one, a_user("u1"), lambda _: {"tempo": 90})
    assert [one.flat async for one in store.checkpoints(id_)] == [{"tempo": 104}]
    assert [one async for one in store.checkpoints(empty)] == []


async def test_JM18_named_versions_stay_at_most_so_many_and_leave_with_their_name(
    store: JamStore, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECKPOINT_EDITS", 1)
    monkeypatch.setattr(module, "CHECKPOINT_MS", 0)
    monkeypatch.setattr(module, "CHECKPOINTS_KEPT", 3)
    monkeypatch.setattr(module, "VERSIONS_NAMED", 2)
    id_, editor = await made(store, {"tempo": 104}), a_user("u1")

    async def play(*tempos: int) -> list[tuple[int, str | None]]:
        for tempo in tempos:
            await edit(store, id_, "u1", f"e{tempo}", {"tempo": tempo})
        return [(one.flat["tempo"], one.name) async for one in store.checkpoints(id_)]

    await play(60)
    drop = await store.name_version(id_, editor, "", "Before the drop")
    assert await store.name_version(id_, editor, "", "Before the drop") == drop  # the same state is kept once
    assert await play(61, 62, 63, 64, 65) == [(64, None), (63, None), (62, None), (60, "Before the drop")]
    (_, oldest, *_) = [one.id async for one in store.checkpoints(id_)][1:]
    await store.name_version(id_, editor, oldest, "К/х \u202e'\"")
    assert await play(66, 67, 68) == [
        (67, None),
        (66, None),
        (65, None),
        (62, "К/х \u202e'\""),
        (60, "Before the drop"),
    ]
    for version in ("", next(iter([one.id async for one in store.checkpoints(id_)]))):
        with pytest.raises(TooLarge) as refused:
            await store.name_version(id_, editor, version, "One too many")
        assert refused.value.details["of"] == "versions"
    await store.name_version(id_, editor, drop, "The drop")
    assert (await store.checkpoint(id_, drop)).name == "The drop"
    await store.name_version(id_, editor, oldest, None)
    assert await play() == [(67, None), (66, None), (65, None), (60, "The drop")]
    with pytest.raises(NotFound):
        await store.name_version(id_, editor, oldest, "Gone")
    await store.replace(id_, editor, lambda _: {"tempo": 60})
    told = [event["data"] for event in await events(redis, id_) if event["type"] == "version_named"]
    assert [one["name"] for one in told] == ["Before the drop", "К/х \u202e'\"", "The drop", None]
    assert [one["version"] for one in told] == [drop, oldest, drop, oldest]


async def test_JM18_who_may_not_edit_names_nothing(store: JamStore) -> None:
    published = await made(store, {"tempo": 90}, published_from=await made(store), owner="u1")
    with pytest.raises(Forbidden):
        await store.name_version(published, a_user("u1"), "", "Mine")
    assert [one async for one in store.checkpoints(published)] == []
    with pytest.raises(SessionNotFound):
        await store.name_version(str(uuid4()), a_user("u1"), "", "Mine")
