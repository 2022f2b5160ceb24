"""The recalculation finds what is wrong in any index, among many sessions of one bucket too (K25, K28)."""

import asyncio
import time
from collections import Counter
from uuid import uuid4

from auth.caller import Server, packed
from server.products.admin import KINDS
from sessions.base.ids import bucket
from storage.admin.listing import WALKED, Listing, Way
from storage.admin.verify import CHECKED, SLACK, Verification
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.pace import Pace
from tests.handlers.admin.people import People

MANY = 10 * WALKED + 5
CREATED = 1_700_000_000_000
INDEXES = ("created", "updated", "accessed", "size", "remixes", "depth", "ids", "names", "owners")
ONLY_INDEXED = {("clip", "updated"), ("voice", "updated"), ("listening", "updated"), ("listening", "accessed")}
"""What no header has, or has later: only the index tells."""


async def verified(store: Redis) -> Counter[str]:
    """Without rests: nobody else uses this Redis."""

    async def go_on(done: int, wrong: object) -> bool:
        return True

    return await Verification(store, KINDS, Pace(share=1)).run(go_on)


def of_one_bucket(count: int) -> list[str]:
    number, found = bucket(str(uuid4())), list[str]()
    while len(found) < count:
        if bucket(id_ := str(uuid4())) == number:
            found.append(id_)
    return found


async def written(store: Redis, kind: str, ids: list[str]) -> None:
    """Sessions as a version without indexes left them."""
    fields = ("kind", kind, "created_at", CREATED, "owner", "anna", "size", 7, "epoch", "a")
    await asyncio.gather(*(store.call(header, "HSET", header, *fields) for header in map(keys.header, ids)))


async def indexes_of(store: Redis, id_: str, kind: str) -> dict[str, list[bytes]]:
    """The entries of all indexes of a bucket."""
    found = {}
    for by in INDEXES:
        index = keys.index(id_, kind, by)
        found[by] = await store.call(index, "ZRANGE", index, 0, -1, "WITHSCORES")
    return found


async def test_K28_an_entry_that_is_missing_or_wrong_is_found_in_every_index_of_every_kind(
    people: People, store: Redis
) -> None:
    jam = await people.jam(name="Night")
    sessions = {
        "jam": await people.remix(jam),
        "clip": await people.clip(title="Stream"),
        "voice": await people.voice(),
    }
    sessions["listening"] = (await people.ask("PUT", "/api/listening"))["id"]
    assert not await verified(store)
    before = {kind: await indexes_of(store, id_, kind) for kind, id_ in sessions.items()}

    async def is_found_and_repaired(by: str, kinds: list[str]) -> None:
        assert bool(await verified(store)) == bool(kinds), by
        for kind, id_ in sessions.items():
            assert await indexes_of(store, id_, kind) == before[kind], (kind, by)

    for by in INDEXES:
        entries = {
            kind: [one for one in before[kind][by][::2] if one.endswith(id_.encode())] for kind, id_ in sessions.items()
        }
        kinds = [kind for kind, mine in entries.items() if mine]
        for kind in kinds:
            index = keys.index(sessions[kind], kind, by)
            await store.call(index, "ZREM", index, *entries[kind])
        await is_found_and_repaired(by, kinds)
        if by in {"created", "updated", "accessed", "size", "remixes", "depth"}:
            kinds = [kind for kind in kinds if (kind, by) not in ONLY_INDEXED]
            for kind in kinds:
                index = keys.index(sessions[kind], kind, by)
                await store.call(index, "ZADD", index, 10**15, sessions[kind])
            await is_found_and_repaired(by, kinds)


async def test_K28_an_entry_without_a_session_of_its_kind_is_taken_out_of_every_index(
    people: People, store: Redis
) -> None:
    jam, clip = await people.jam(), await people.clip()
    gone = next(id_ for id_ in of_one_bucket(1))
    before = await indexes_of(store, jam, "jam")
    for by in INDEXES:
        text = "Night\t" if by in {"names", "owners"} else ""
        for id_ in (gone, clip):
            index = keys.index(id_, "jam", by)
            await store.call(index, "ZADD", index, 0, f"{text}{id_}")
    assert await verified(store)
    assert not await verified(store)
    for id_ in (gone, clip):
        left = await indexes_of(store, id_, "jam")
        assert not any(one.endswith(id_.encode()) for entries in left.values() for one in entries[::2])
    assert await indexes_of(store, jam, "jam") == before


async def test_K28_two_indexes_with_as_many_entries_too_many_hide_nothing(people: People, store: Redis) -> None:
    jam = await people.jam()
    first, second = (id_ for id_ in of_one_bucket(2))
    for by, id_ in (("ids", first), ("created", second)):
        index = keys.index(id_, "jam", by)
        await store.call(index, "ZADD", index, 0, id_)
    await verified(store)
    for by, id_ in (("ids", first), ("created", second)):
        index = keys.index(id_, "jam", by)
        assert await store.call(index, "ZSCORE", index, id_) is None
    assert (await people.admin("GET", "/admin/metrics"))["sessions"]["total"] == 1
    assert [one["id"] for one in (await people.admin("GET", "/admin/sessions"))["items"]] == [jam]


async def test_K28_many_sessions_of_one_bucket_are_entered_counted_and_taken_out(people: People, store: Redis) -> None:
    ids = of_one_bucket(MANY)
    jams, clips = ids[:-9], ids[-9:]
    await written(store, "jam", jams)
    await written(store, "clip", clips)
    assert await verified(store) == {"missing": MANY}
    assert not await verified(store)
    metrics = await people.admin("GET", "/admin/metrics")
    assert metrics["sessions"]["total"] == MANY
    assert metrics["kinds"]["jam"]["storage"]["totalBytes"] == 7 * len(jams)
    walked = [one.id async for slice_ in Listing(store, KINDS).walk(Way("created")) for one in slice_]
    assert sorted(walked) == sorted(ids)  # all have the same time
    assert len(walked) == MANY
    totals = keys.index(jams[0], "jam", "totals")
    await store.call(totals, "HINCRBY", totals, "bytes", 5)
    assert await verified(store) == {"bytes": 1}
    for id_ in jams[:60]:
        await store.call(keys.header(id_), "DEL", keys.header(id_))
    assert (await verified(store))["lost"] == 60
    assert not await verified(store)
    assert (await people.admin("GET", "/admin/metrics"))["sessions"]["total"] == MANY - 60


async def test_K28_one_script_looks_at_a_bounded_number_of_sessions(store: Redis) -> None:
    for kind, most in (("jam", CHECKED), ("clip", CHECKED // 4)):
        ids = of_one_bucket(CHECKED + 4)
        await written(store, kind, ids)
        told = [*keys.of_session(ids[0]), *map(keys.header, ids[1:])]
        arguments = (ids[0], 1, packed(Server.ITSELF), CHECKED, SLACK)
        looked_at, *odd = await store.run(load("admin/sessions/check", *KINDS), told, *arguments)
        assert (looked_at, {id_.decode() for id_ in odd}) == (most, set(ids[:most]))


async def test_long_work_rests_four_times_as_long_as_it_works() -> None:
    pace, worked, began = Pace(), 0.0, time.monotonic()
    for _ in range(5):
        async with pace.step():
            started = time.monotonic()
            await asyncio.sleep(0.002)
            worked += time.monotonic() - started
    assert time.monotonic() - began >= 5 * worked - 0.001
