"""Jams in a real Redis: every script, compared with sessions/jam/edit.py."""

import asyncio
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.caller import Server
from sessions.base.errors import (
    Forbidden,
    InvalidPayload,
    PreconditionFailed,
    SessionNotFound,
)
from sessions.jam.state import Flat, flat_of, state_of
from sessions.jam.validation import read_edit, read_state
from storage.jam import store as module
from storage.jam.jam import Jam, Origin
from storage.jam.store import JamStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.effort import examples
from tests.oracles.jam_edit import apply
from tests.sessions.jam.strategies import edits
from tests.storage.jam.jams import KICK, edit, events, made
from tests.users import a_user

INDEXES = ("created", "updated", "accessed", "size", "remixes")


@pytest.fixture
def store(redis: Redis) -> JamStore:
    return JamStore(redis, log_length=1000)


async def test_K17_S6_D13_a_jam_has_its_times_and_is_in_every_index_while_it_is_there(
    store: JamStore, redis: Redis
) -> None:
    id_ = await made(store, {"tempo": 104}, owner="u1")
    jam = await store.read(id_, Server.ITSELF, touch=False)
    assert jam.created_at == jam.updated_at == jam.accessed_at <= jam.now
    assert (jam.owner, jam.remix_count, jam.flat) == ("u1", 0, {"tempo": 104})
    for index in INDEXES:
        key = keys.index(id_, "jam", index)
        assert await redis.call(key, "ZSCORE", key, id_) is not None
    child = await made(store, remixed_from=id_)
    await store.link(id_, child)
    await edit(store, id_, "u1", "e1", {"swing": 7})
    before = await store.read(id_, Server.ITSELF, touch=False)
    await store.delete(id_, a_user("u1"))
    for index in INDEXES:
        key = keys.index(id_, "jam", index)
        assert await redis.call(key, "ZSCORE", key, id_) is None
    await store.bin.restore(id_, a_user("u1"))
    after = await store.read(id_, Server.ITSELF, touch=False)
    scores = (after.created_at, after.updated_at, after.accessed_at, after.size, 1)
    for index, score in zip(INDEXES, scores, strict=True):
        key = keys.index(id_, "jam", index)
        assert int(await redis.call(key, "ZSCORE", key, id_)) == score
    assert (after.flat, after.updated_at, after.remix_count) == (before.flat, before.updated_at, 1)
    assert after.position.epoch != before.position.epoch  # who was there takes a snapshot


async def test_S5_a_session_never_expires(store: JamStore, redis: Redis) -> None:
    id_ = await made(store, {"tempo": 104})
    await edit(store, id_, "u1", "e1", {"swing": 7})
    for key in (keys.header(id_), f"{keys.header(id_)}:state", f"{keys.header(id_)}:log:main"):
        assert await redis.call(key, "TTL", key) == -1


async def test_K17_creations_remixes_and_ages_are_counted_with_the_change(store: JamStore, redis: Redis) -> None:
    async def score(id_: str, index: str) -> int:
        key = keys.index(id_, "jam", index)
        return int(float(await redis.call(key, "ZSCORE", key, id_)))

    id_ = await made(store)
    child = await made(store, remixed_from=id_)
    await store.link(id_, child)
    read = await store.read(id_, Server.ITSELF, touch=True)
    assert await score(id_, "created") == read.created_at
    assert await score(id_, "accessed") == read.now
    assert (await score(id_, "remixes"), await score(child, "remixes")) == (1, 0)


async def test_K21_D6_an_access_is_counted_after_the_answer_and_an_admins_look_is_not(store: JamStore) -> None:
    id_ = await made(store)
    looked = await store.read(id_, Server.ITSELF, touch=False)
    first = await store.read(id_, Server.ITSELF, touch=True)
    second = await store.read(id_, Server.ITSELF, touch=False)
    assert looked.accessed_at == first.accessed_at
    assert second.accessed_at == first.now


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(edits, max_size=8))
async def test_JM1_JM3_the_script_does_what_the_rules_say(store: JamStore, redis: Redis, history: list[Any]) -> None:
    id_ = await made(store)
    flat: Flat = {}
    received: Flat = {}
    for number, paths in enumerate(history):
        valid = read_edit(paths)
        wanted = apply(flat, valid)
        done = await store.edit(id_, a_user("u1"), str(number), valid)
        assert done.dropped == wanted.dropped
        flat = wanted.flat
    jam = await store.read(id_, Server.ITSELF, touch=False)
    assert jam.flat == flat
    assert jam.size == sum(len(path) + len(orjson.dumps(value)) for path, value in flat.items())
    for event in await events(redis, id_):
        received = apply(received, event["data"]["set"]).flat
    assert received == flat


async def test_SY12_the_same_edit_again_changes_nothing_and_gets_the_first_answer(
    store: JamStore, redis: Redis
) -> None:
    id_ = await made(store)
    first = await edit(store, id_, "u1", "e1", {"tempo": 90, "tracks/gone/volume": 0.5})
    await edit(store, id_, "u1", "e2", {"tempo": 100})
    again = await edit(store, id_, "u1", "e1", {"tempo": 90, "tracks/gone/volume": 0.5})
    assert (again.seq, again.dropped) == (first.seq, ["tracks/gone/volume"])
    other = await edit(store, id_, "u2", "e1", {"tempo": 110})
    assert other.seq == 3
    assert (await store.read(id_, Server.ITSELF, touch=False)).flat == {"tempo": 110}
    assert [event["seq"] for event in await events(redis, id_)] == [1, 2, 3]


async def test_SY12_answers_are_bounded_and_the_oldest_go_first(
    store: JamStore, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWERS_KEPT", 3)
    id_ = await made(store)
    key = f"{keys.header(id_)}:answers"
    for number in range(52):
        await edit(store, id_, "u1", f"e{number}", {"tempo": 60 + number})
    assert await redis.call(key, "HLEN", key) == 52  # the oldest go fifty at a time
    await edit(store, id_, "u1", "e52", {"tempo": 60})
    assert sorted(await redis.call(key, "HKEYS", key)) == [b"u1 e50", b"u1 e51", b"u1 e52"]
    assert (await edit(store, id_, "u1", "e50", {"tempo": 61})).seq == 51


async def test_D8_a_seventeenth_track_is_refused_whole(store: JamStore) -> None:
    id_ = await made(store, {"tracks": [{"id": f"n{n}", "name": "", "sampleId": "kick"} for n in range(16)]})
    with pytest.raises(InvalidPayload, match="16 tracks"):
        await edit(store, id_, "u1", "e1", {"tempo": 90, "tracks/more": KICK})
    assert "tempo" not in (await store.read(id_, Server.ITSELF, touch=False)).flat
    await edit(store, id_, "u1", "e2", {"tracks/n0": None, "tracks/more": KICK})


async def test_D8_two_who_add_the_sixteenth_track_at_once_make_sixteen(store: JamStore) -> None:
    id_ = await made(store, {"tracks": [{"id": f"n{n}", "name": "", "sampleId": "kick"} for n in range(15)]})
    both = await asyncio.gather(
        *(edit(store, id_, "u1", f"e{n}", {f"tracks/x{n}": KICK}) for n in range(8)), return_exceptions=True
    )
    assert sum(isinstance(one, InvalidPayload) for one in both) == 7
    assert len(state_of((await store.read(id_, Server.ITSELF, touch=False)).flat)["tracks"]) == 16


async def test_JM3_an_edit_of_which_nothing_counts_makes_no_event(store: JamStore, redis: Redis) -> None:
    id_ = await made(store)
    done = await edit(store, id_, "u1", "e1", {"tracks/gone/volume": 0.5})
    assert (done.seq, done.dropped) == (0, ["tracks/gone/volume"])
    assert await events(redis, id_) == []


async def test_JM1_an_edit_may_have_more_values_than_lua_unpacks_at_once(store: JamStore) -> None:
    id_ = await made(store)
    paths = {f"tracks/t{number}/volume": 0.5 for number in range(2500)}
    assert (await store.edit(id_, a_user("u1"), "e1", paths)).dropped == list(paths)


async def test_JM5_a_published_jam_refuses_every_edit(store: JamStore) -> None:
    id_ = await made(store, {"tempo": 104}, published_from="x")
    with pytest.raises(Forbidden):
        await edit(store, id_, "u1", "e1", {"tempo": 90})
    with pytest.raises(Forbidden):
        await store.replace(id_, a_user("u1"), lambda _: {})
    assert (await store.read(id_, Server.ITSELF, touch=False)).flat == {"tempo": 104}


async def test_JM10_a_private_jam_refuses_everybody_but_its_owner_and_an_admin(store: JamStore) -> None:
    id_ = await made(store, {"tempo": 104}, owner='u"1')
    await store.show(id_, a_user('u"1'), is_public=False)
    for by in (a_user("u2"), None):
        for attempt in (
            store.edit(id_, by, "e1", {"tempo": 90}),
            store.replace(id_, by, lambda _: {}),
            store.play(id_, by, playing=True),
            store.recordings.add(id_, by, "s1", b"{}"),
        ):
            with pytest.raises(Forbidden):
                await attempt
    untouched = await store.read(id_, Server.ITSELF, touch=False)
    assert (untouched.flat, untouched.transport) == ({"tempo": 104}, b'{"playing":false}')
    await store.edit(id_, a_user('u"1'), "e1", {"tempo": 90})
    await store.edit(id_, a_user("u2", roles=["admin"]), "e1", {"swing": 10})
    assert (await store.read(id_, Server.ITSELF, touch=False)).flat == {"tempo": 90, "swing": 10}


async def test_D7_a_put_takes_every_path_and_the_last_one_wins(store: JamStore) -> None:
    id_ = await made(store)
    targets = [flat_of(read_state({"tempo": 60 + n, "swing": n})) for n in range(10)]
    live = [edit(store, id_, "u2", f"e{n}", {"tracks/a": KICK}) for n in range(10)]

    def target(wanted: Flat) -> Any:
        return lambda _: wanted

    await asyncio.gather(*(store.replace(id_, a_user("u1"), target(wanted)) for wanted in targets), *live)
    final = (await store.read(id_, Server.ITSELF, touch=False)).flat
    rest = {path: value for path, value in final.items() if not path.startswith("tracks/")}
    assert rest in targets


async def test_D7_a_put_with_an_old_etag_changes_nothing(store: JamStore) -> None:
    id_ = await made(store)
    etag = (await store.read(id_, Server.ITSELF, touch=False)).etag
    await store.play(id_, a_user("u1"), playing=True)
    assert (await store.read(id_, Server.ITSELF, touch=False)).etag == etag
    await store.replace(id_, a_user("u1"), lambda _: {"tempo": 90}, etags=[etag])
    with pytest.raises(PreconditionFailed):
        await store.replace(id_, a_user("u1"), lambda _: {"tempo": 70}, etags=[etag])
    assert (await store.read(id_, Server.ITSELF, touch=False)).flat == {"tempo": 90}


async def test_K14_a_hundred_remixes_at_once_count_a_hundred(store: JamStore) -> None:
    parent = await made(store)

    async def remix() -> None:
        child, _ = await store.create({}, Origin(remixed_from=parent))
        await store.link(parent, child)
        await store.link(parent, child)

    await asyncio.gather(*(remix() for _ in range(100)))
    assert (await store.read(parent, Server.ITSELF, touch=False)).remix_count == 100


async def test_SY18_linking_to_a_parent_that_was_deleted_makes_nothing(store: JamStore) -> None:
    parent, child = await made(store), await made(store)
    await store.delete(parent, None)
    with pytest.raises(SessionNotFound):
        await store.link(parent, child)
    with pytest.raises(SessionNotFound):
        await store.read(parent, Server.ITSELF, touch=False)


async def test_SY17_SY18_a_remix_that_is_deleted_before_it_is_linked_stays_deleted(
    store: JamStore, redis: Redis
) -> None:
    parent, child = await made(store), await made(store)
    await store.delete(child, None)
    with pytest.raises(SessionNotFound):
        await store.link(parent, child)
    assert not await exists(redis, keys.header(child))


async def test_SY17_a_late_edit_of_a_deleted_jam_finds_no_session(store: JamStore, redis: Redis) -> None:
    id_ = await made(store)
    await edit(store, id_, "u1", "e1", {"tempo": 90})
    await store.delete(id_, a_user("u1"))
    with pytest.raises(SessionNotFound):
        await edit(store, id_, "u1", "e2", {"tempo": 91})
    with pytest.raises(SessionNotFound):
        await store.play(id_, a_user("u1"), playing=True)
    key = keys.header(id_)
    left = [name for name in ("", ":state", ":answers", ":answered", ":log:main") if await exists(redis, key + name)]
    assert left == []


async def exists(redis: Redis, key: str) -> bool:
    return bool(await redis.call(key, "EXISTS", key))


async def test_JM9_everybody_starts_at_one_moment_and_a_new_tempo_goes_on_from_there(store: JamStore) -> None:
    id_ = await made(store)
    before = await store.read(id_, Server.ITSELF, touch=False)
    assert orjson.loads(before.transport) == {"playing": False}
    started = orjson.loads(await store.play(id_, a_user("u1"), playing=True))
    assert started["step"] == 0
    assert started["at"] >= before.now + module.START_LEAD_MS
    assert orjson.loads(await store.play(id_, a_user("u2"), playing=True)) == started
    anchor, before_ms = started, 125.0
    for number, (path, value, after_ms) in enumerate(
        [("tempo", 60, 250.0), ("swing", 40, 250.0), ("tempo", 77, 15_000 / 77)]
    ):
        done = await edit(store, id_, "u1", f"e{number}", {path: value})
        later = orjson.loads((await store.read(id_, Server.ITSELF, touch=False)).transport)
        assert later["step"] == int(later["step"]) >= anchor["step"]  # all begin it on one step, which is still to come
        assert later["at"] == pytest.approx(anchor["at"] + (later["step"] - anchor["step"]) * before_ms, abs=0.51)
        assert 399 <= later["at"] - done.at <= 400 + 250 + 250
        anchor, before_ms = later, after_ms
    assert orjson.loads(await store.play(id_, a_user("u1"), playing=False)) == {"playing": False}


async def test_SY8_an_old_snapshot_and_the_events_after_it_are_a_fresh_one(store: JamStore, redis: Redis) -> None:
    id_ = await made(store, {"tracks": [{"id": "a", "name": "Kick", "sampleId": "kick", "steps": [True] * 16}]})
    old = await store.read(id_, Server.ITSELF, touch=False)
    history: list[dict[str, Any]] = [
        {"tracks/a/steps/3": False, "tempo": 90},
        {"tracks/b": KICK, "tracks/a/parameterLocks/0": {"pitch": 5}},
        {"tracks/a": None, "name": "Rainy Tuesday"},
        {"tempo": None, "tracks/b/order": "k"},
    ]
    for number, paths in enumerate(history):
        await edit(store, id_, "u1", str(number), paths)
    flat = old.flat
    for event in await events(redis, id_):
        flat = apply(flat, event["data"]["set"]).flat
    fresh: Jam = await store.read(id_, Server.ITSELF, touch=False)
    assert flat == fresh.flat
    assert fresh.position.seq == 4


async def test_SY13_events_carry_redis_time_and_their_author(store: JamStore, redis: Redis) -> None:
    id_ = await made(store)
    done = await edit(store, id_, "u1", "e1", {"tempo": 90})
    (event,) = await events(redis, id_)
    assert event == {
        "session_id": id_,
        "seq": 1,
        "type": "edited",
        "at": done.at,
        "by": "u1",
        "data": {"set": {"tempo": 90}, "edit_id": "e1"},
    }
