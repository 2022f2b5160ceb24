"""What admins are told of all sessions, from indexes that the scripts of the changes keep (K24, K25, S22)."""

import time

import pytest

from sessions.admin.figures import storage_cost
from storage.backup.last import LastBackup
from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.admin.people import People

DAY = 86_400_000


async def test_K25_S22_sessions_of_every_kind_are_counted_at_once(people: People, store: Redis) -> None:
    parent = await people.jam(name="Ночь")
    child = await people.remix(parent)
    await people.remix(child, sub="ben")
    await people.clip()
    await people.voice()
    await people.ask("PUT", "/api/listening")
    found = await people.admin("GET", "/admin/metrics")
    assert found["sessions"] == {"total": 6, "activeToday": 6, "createdToday": 6, "orphaned90Days": 0}
    assert {kind: one["sessions"]["total"] for kind, one in found["kinds"].items()} == {
        "jam": 3, "clip": 1, "voice": 1, "listening": 1,
    }  # fmt: skip
    assert found["remixTreeDepth"] == 2
    assert found["life"] | {"averageAgeAtLastAccess": 0} == {
        "madeToday": 6, "remixedToday": 2, "averageAgeAtLastAccess": 0, "inactive90Days": 0,
    }  # fmt: skip
    size = found["kinds"]["jam"]["storage"]
    stored = [await header_of(store, one) for one in (parent, child)]
    assert size["averageBytes"] == round(size["totalBytes"] / 3)
    assert size["totalBytes"] >= 2 * int(stored[0]["size"]) > 0


async def test_K25_S22_what_is_deleted_is_counted_no_more_but_was_made(people: People, store: Redis) -> None:
    for made, path in (
        (await people.jam(), "/api/sessions"),
        (await people.clip(), "/api/clip-sessions"),
        (await people.voice(), "/voicebot/sessions"),
    ):
        await people.ask("DELETE", f"{path}/{made}")
    found = await people.admin("GET", "/admin/metrics")
    assert found["sessions"] == {"total": 0, "activeToday": 0, "createdToday": 0, "orphaned90Days": 0}
    assert found["storage"] == {"totalBytes": 0, "averageBytes": 0}
    assert (found["life"]["madeToday"], found["life"]["averageAgeAtLastAccess"]) == (3, 0)


async def test_K19_K25_ninety_days_to_the_millisecond_are_orphaned(people: People, store: Redis) -> None:
    almost, exactly = await people.jam(), await people.jam()
    seconds, micros = await store.call("k", "TIME")
    now = int(seconds) * 1000 + int(micros) // 1000
    # 89.999 days leave more than a minute until it is orphaned too.
    for id_, unused in ((almost, round(89.999 * DAY)), (exactly, 90 * DAY)):
        index = keys.index(id_, "jam", "accessed")
        await store.call(index, "ZADD", index, now - unused, id_)
    found = await people.admin("GET", "/admin/metrics")
    assert found["sessions"]["orphaned90Days"] == found["life"]["inactive90Days"] == 1


@pytest.mark.parametrize(("size", "cost"), [(0, 0), (5_242_880, 0.0025), (1_048_576_000_000, 500)])
def test_K25_the_cost_is_that_of_the_documents_example(size: int, cost: float) -> None:
    assert storage_cost(size) == cost


async def test_K17_K25_a_name_is_found_under_its_small_letters(people: People, store: Redis) -> None:
    named = await people.jam(name="Ёлка И Night")
    index = keys.index(named, "jam", "names")
    assert await store.call(index, "ZRANGE", index, 0, -1) == [f"ёлка и night\t{named}".encode()]
    await people.ask("PATCH", f"/api/sessions/{named}", {"name": "Утро"})
    assert await store.call(index, "ZRANGE", index, 0, -1) == [f"утро\t{named}".encode()]


async def header_of(store: Redis, id_: str) -> dict[str, str]:
    key = keys.header(id_)
    flat = await store.call(key, "HGETALL", key)
    return {flat[i].decode(): flat[i + 1].decode() for i in range(0, len(flat), 2)}


async def test_BK4_admins_see_the_last_backup_and_that_there_is_none(people: People, store: Redis) -> None:
    assert await people.admin("GET", "/admin/backup") == {"last": None, "every_hours": None, "is_late": True}
    made = LastBackup(ended_at=round(time.time() * 1000), bytes=5, keys=3, files=1)
    key = keys.backup("last")
    await store.call(key, "SET", key, made.model_dump_json())
    told = await people.admin("GET", "/admin/backup")
    assert (told["last"], told["is_late"]) == (made.model_dump(), False)
    eight_days_ago = made.model_copy(update={"ended_at": made.ended_at - 8 * 24 * 60 * 60 * 1000})
    await store.call(key, "SET", key, eight_days_ago.model_dump_json())
    assert (await people.admin("GET", "/admin/backup"))["is_late"]
