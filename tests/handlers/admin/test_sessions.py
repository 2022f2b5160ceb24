"""The list of all sessions, one of them, and its deletion (K26, K27, K30)."""

from typing import Any

import pytest

from sessions.base.ids import bucket
from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.admin.people import People
from tests.processes import ServerProcess
from tests.server.client import connected
from tests.users import known_as

DAY = 86_400_000


async def unused_for(store: Redis, ms: int, *ids: str, kind: str = "jam") -> int:
    """Makes sessions look as if nobody had used them for so long. Answers the time then."""
    seconds, micros = await store.call("k", "TIME")
    at = int(seconds) * 1000 + int(micros) // 1000 - ms
    for id_ in ids:
        header, index = keys.header(id_), keys.index(id_, kind, "accessed")
        await store.call(header, "HSET", header, "accessed_at", at)
        await store.call(index, "ZADD", index, at, id_)
    return at


async def all_pages(people: People, query: str) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        page = await people.admin("GET", f"/admin/sessions?{query}&cursor={cursor}")
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = page["next_cursor"]


@pytest.fixture
async def many(people: People, store: Redis) -> list[str]:
    """Jams, streams and voice sessions, one after the other; some of one size, with no remixes."""
    made = []
    for number in range(4):
        made.append(await people.jam(sub=f"anna-{number % 2}", name=f"Ночь {number}"))
        made.append(await people.clip(sub="ben", title=f"Stream {number}"))
        made.append(await people.voice(sub="cleo", name=f"ночная запись {number}"))
    await people.remix(made[0], sub="dan")
    return made


SORTED = {
    "created": "createdAt",
    "updated": "updatedAt",
    "accessed": "lastAccessedAt",
    "status": "lastAccessedAt",
    "size": "sizeBytes",
    "remixes": "remixCount",
    "depth": "remixDepth",
    "id": "id",
}


async def test_K26_every_column_sorts_both_ways_and_pages_miss_and_repeat_nothing(
    people: People, many: list[str]
) -> None:
    total = len(many) + 1
    for sort, field in SORTED.items():
        for order in ("asc", "desc"):
            found = await all_pages(people, f"sort={sort}&order={order}&limit=5")
            ids, values = [one["id"] for one in found], [one[field] for one in found]
            assert set(ids) >= set(many), (sort, order)
            assert len(ids) == total
            assert len(ids) == len(set(ids))
            assert values == sorted(values, reverse=order == "desc"), (sort, order)
    names = [one["name"] for one in await all_pages(people, "sort=name&order=asc&limit=4")]
    assert [name.lower() for name in names] == sorted(name.lower() for name in names)
    assert len(names) == total


async def test_K26_filters_and_search_find_what_they_say(people: People, store: Redis, many: list[str]) -> None:
    jams, clips, voices = many[::3], many[1::3], many[2::3]
    assert {one["id"] for one in await all_pages(people, "kind=clip")} == set(clips)
    assert {one["id"] for one in await all_pages(people, "owner=cleo")} == set(voices)
    assert {one["id"] for one in await all_pages(people, "owner=anna-0&sort=size")} == set(jams[::2])
    assert {one["id"] for one in await all_pages(people, "q=НОЧ")} >= {*jams, *voices}
    assert [one["id"] for one in await all_pages(people, "q=stream%202")] == [clips[2]]
    assert [one["id"] for one in await all_pages(people, f"q={voices[1].upper()}")] == [voices[1]]
    assert await all_pages(people, "q=no such name") == []
    assert [one["id"] for one in await all_pages(people, f"q={voices[1][:8]}%E2%80%A6")] == [voices[1]]
    assert {one["id"] for one in await all_pages(people, "q=запись&limit=1")} == set(voices)
    first = (await people.admin("GET", f"/admin/sessions?q={many[0]}"))["items"][0]
    same = await all_pages(people, f"created_from={first['createdAt']}&created_to={first['createdAt']}&sort=size")
    assert many[0] in {one["id"] for one in same}
    assert {one["createdAt"] for one in same} == {first["createdAt"]}
    large = await all_pages(people, f"size_from={first['sizeBytes']}&sort=size&order=asc")
    assert all(one["sizeBytes"] >= first["sizeBytes"] for one in large)

    await unused_for(store, 90 * DAY, jams[0], jams[1])
    await unused_for(store, round(89.999 * DAY), jams[2])
    for sort in ("accessed", "created", "status"):
        orphans = await all_pages(people, f"filter=orphaned&sort={sort}&limit=1")
        assert {one["id"] for one in orphans} == {jams[0], jams[1]}
        assert {one["status"] for one in orphans} == {"orphan"}
        assert jams[2] in {one["id"] for one in await all_pages(people, f"filter=active&sort={sort}")}
    begins = await people.clip(title="Записка")
    both = [one["id"] for one in await all_pages(people, "q=запис&order=asc&limit=3")]
    assert both[0] == begins  # then those that have it inside
    assert sorted(both[1:]) == sorted(voices)
    await people.ask("DELETE", f"/api/clip-sessions/{begins}")
    page = await people.admin("GET", "/admin/sessions?filter=orphaned")
    assert page["examined"] == 2  # by the last access: all of them are orphans
    assert (page["total"], page["orphaned"]) == (13, 2)
    assert page["summary"] == "Orphaned sessions: 2 of 13 total (15%)"


async def test_K26_a_request_looks_at_a_bounded_number_of_sessions(people: People, store: Redis) -> None:
    for number in range(430):
        await copy(store, f"{number:08x}-0000-4000-8000-000000000000", number)
    page = await people.admin("GET", "/admin/sessions?size_from=1000000&sort=created")
    assert page["items"] == []
    assert page["examined"] == 400
    further = await people.admin("GET", f"/admin/sessions?size_from=1000000&sort=created&cursor={page['next_cursor']}")
    assert (further["items"], further["next_cursor"], further["examined"]) == ([], None, 30)
    by_size = await people.admin("GET", "/admin/sessions?size_from=1000000&sort=size")
    assert (by_size["next_cursor"], by_size["examined"]) == (None, 0)


async def test_K26_orphans_are_answered_at_once_however_many_sessions_are_newer(people: People, store: Redis) -> None:
    seconds, _ = await store.call("k", "TIME")
    now = int(seconds) * 1000
    for number in range(430):
        await copy(store, f"{number:08x}-0000-4000-8000-000000000000", now + number)
    old = await people.jam()
    await unused_for(store, 91 * DAY, old)
    page = await people.admin("GET", "/admin/sessions?filter=orphaned")
    assert ([one["id"] for one in page["items"]], page["next_cursor"]) == ([old], None)


async def copy(store: Redis, id_: str, number: int) -> None:
    """A jam as the scripts write it."""
    header = keys.header(id_)
    await store.call(header, "HSET", header, "kind", "jam", "created_at", number, "size", 1)
    for by, value in {"created": number, "updated": number, "accessed": number, "size": 1, "remixes": 0}.items():
        index = keys.index(id_, "jam", by)
        await store.call(index, "ZADD", index, value, id_)


async def test_K26_a_page_is_whole_when_most_of_it_lies_in_one_bucket(people: People, store: Redis) -> None:
    """Each group of buckets is asked for its share of a page at first."""
    ids = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(12_000)]
    home = bucket(ids[0])
    crowded, others = [one for one in ids if bucket(one) == home][:40], ids[1:20]
    times = {id_: 1000 + place for place, id_ in enumerate(crowded)} | {
        id_: 1010 + place for place, id_ in enumerate(others) if id_ not in crowded
    }
    for id_, at in times.items():
        await copy(store, id_, at)
    for order in ("asc", "desc"):
        wanted = sorted(times, key=lambda id_: (times[id_], id_), reverse=order == "desc")
        for limit in (200, 30):
            found = [one["id"] for one in await all_pages(people, f"sort=created&order={order}&limit={limit}")]
            assert found == wanted, (order, limit)


async def test_K26_what_is_no_query_is_refused(people: People, store: Redis) -> None:
    for query in ("sort=owner", "filter=old", "limit=0", "limit=201", "cursor=%2B%2B", "cursor=YQ", "what=1"):
        assert await people.refused("GET", f"/admin/sessions?{query}") == (400, "invalid_payload"), query


async def test_K27_K30_K20_an_admins_look_shows_everything_and_revives_nothing(people: People, store: Redis) -> None:
    parent = await people.jam(name="Night")
    child = await people.remix(parent, sub="ben")
    grandchild = await people.remix(child)
    clip, voice = await people.clip(), await people.voice()
    await unused_for(store, 100 * DAY, parent, child)
    await unused_for(store, 100 * DAY, clip, kind="clip")
    await unused_for(store, 100 * DAY, voice, kind="voice")
    found = await people.admin("GET", f"/admin/sessions/{child}")
    assert {(node["id"], node["parent"]) for node in found["tree"]} == {
        (parent, None), (child, parent), (grandchild, child),
    }  # fmt: skip
    assert found["content"]["state"] == {"name": '"Night"'}
    assert (found["session"]["status"], found["header"]["owner"]) == ("orphan", known_as("ben"))
    assert found["people"] == [{"id": known_as("ben"), "role": "owner"}]
    await people.admin("GET", f"/admin/sessions/{clip}")
    await people.admin("GET", f"/admin/sessions/{voice}")
    page = await people.admin("GET", "/admin/sessions?filter=orphaned")
    assert {one["id"] for one in page["items"]} == {parent, child, clip, voice}
    assert await people.refused("GET", "/admin/sessions/00000000-0000-4000-8000-000000000000") == (
        404,
        "session_not_found",
    )


async def test_K27_a_deleted_parent_and_a_circle_made_by_hand_stay_a_tree(people: People, store: Redis) -> None:
    parent = await people.jam(name="Night")
    child = await people.remix(parent)
    await people.ask("DELETE", f"/api/sessions/{parent}")
    found = await people.admin("GET", f"/admin/sessions/{child}")
    assert {(node["id"], node["name"], node["exists"]) for node in found["tree"]} >= {(parent, None, False)}
    other = await people.remix(child)
    key = keys.header(child)
    await store.call(key, "HSET", key, "remixed_from", other)
    tree = (await people.admin("GET", f"/admin/sessions/{child}"))["tree"]
    assert {node["id"] for node in tree} >= {child, other}
    assert len({node["id"] for node in tree}) == len(tree)


async def test_K20_D13_what_an_admin_deletes_lies_in_their_bin_and_comes_back(people: People, store: Redis) -> None:
    jam, clip, voice = await people.jam(), await people.clip(), await people.voice()
    paths = {jam: "/api/sessions", clip: "/api/clip-sessions", voice: "/voicebot/sessions"}
    lists = {jam: "/api/deleted/sessions", clip: "/api/deleted/clip-sessions", voice: "/voicebot/deleted"}
    for id_, path in paths.items():
        await people.admin("DELETE", f"/admin/sessions/{id_}")
        assert await people.refused("GET", f"{path}/{id_}", sub="anna", roles=[]) == (404, "session_not_found")
        assert (await people.ask("GET", lists[id_]))["items"] == []
        assert (await people.refused("POST", f"{lists[id_]}/{id_}/restore", sub="anna", roles=[]))[0] in {403, 404}
        assert (await people.refused("DELETE", f"{lists[id_]}/{id_}", sub="anna", roles=[]))[0] in {403, 404}
    binned = await people.admin("GET", "/admin/deleted")
    assert [(one["id"], one["by"]) for one in binned["items"]] == [
        (id_, known_as("root")) for id_ in (voice, clip, jam)
    ]
    assert (await people.admin("GET", "/admin/metrics"))["sessions"]["total"] == 0
    for id_, path in paths.items():
        await people.admin("POST", f"/admin/sessions/{id_}/restore")
        await people.ask("GET", f"{path}/{id_}")
        assert await people.refused("POST", f"/admin/sessions/{id_}/restore") == (404, "not_found")
    assert (await people.admin("GET", "/admin/deleted"))["items"] == []
    assert (await people.admin("GET", "/admin/metrics"))["sessions"]["total"] == 3
    lines = (await people.admin("GET", "/admin/audit?limit=4"))["items"]
    assert [(line["entry"]["by"], line["entry"]["action"]) for line in lines] == [(known_as("root"), "restore")] * 3 + [
        (known_as("root"), "delete")
    ]
    older = (await people.admin("GET", f"/admin/audit?before={lines[-1]['id']}"))["items"]
    assert [line["entry"]["action"] for line in older] == ["delete"] * 2


async def test_K27_K30_the_accesses_of_a_session_are_kept_by_kind_of_program(
    people: People, store: Redis, admin_server: ServerProcess
) -> None:
    clip, voice = await people.clip(), await people.voice()

    async def accesses(id_: str) -> list[str]:
        return [one["client"] for one in (await people.admin("GET", f"/admin/sessions/{id_}"))["accesses"]]

    assert await accesses(clip) == []  # making it is no access, and an admin's look is none
    for _ in range(2):
        await people.ask("GET", f"/api/clip-sessions/{clip}")
    assert await accesses(clip) == ["api"]
    headers = people.browser.signed_in("anna")
    await people.browser.ask("GET", f"/api/clip-sessions/{clip}", User_Agent="Mozilla/5.0 (X11)", **headers)
    async with connected(admin_server.url) as client:
        await client.join({"token": headers["Authorization"].removeprefix("Bearer ")})
        assert (await client.ask("subscribe_on_session", {"session_id": clip}))["ok"]
    assert await accesses(clip) == ["sdk", "page", "api"]
    assert await people.refused("GET", f"/voicebot/sessions/{voice}", sub="ben", roles=[]) == (403, "forbidden")
    assert await accesses(voice) == []

    jam = await people.jam()
    await people.ask("GET", f"/api/sessions/{jam}")
    assert await accesses(jam) == ["api"]
    key = f"{keys.header(jam)}:accesses"
    seconds, _ = await store.call(key, "TIME")
    now = int(seconds) * 1000 - DAY // 2
    # Twenty lines at most, and none that is older than the setting says.
    await store.call(key, "DEL", key)
    rows = [f"{now - days * DAY} page" for days in range(20, 45)]
    await store.call(key, "RPUSH", key, *rows)
    await people.ask("GET", f"/api/sessions/{jam}")
    assert await store.call(key, "LLEN", key) == 20
    assert await accesses(jam) == ["api", *["page"] * 10]
    assert 0 < int(await store.call(key, "PTTL", key)) <= 30 * DAY

    await people.ask("DELETE", f"/api/sessions/{jam}")
    await people.ask("DELETE", f"/api/deleted/sessions/{jam}")
    assert await store.call(key, "EXISTS", key) == 0
