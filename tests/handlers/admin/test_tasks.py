"""What admins have done in the background: orphans deleted in bulk, the metrics recalculated (K20, K25, K28)."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from server.products.admin import KINDS, desk_of
from server.settings.model import Settings
from sessions.base.job import JobRef
from storage.admin.desk import DESK_ID, Desk
from storage.admin.verify import Verification
from storage.admin.work import AdminWork
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.pace import Pace
from tests.handlers.admin.people import People
from tests.handlers.admin.test_sessions import DAY, unused_for
from tests.polling import until
from tests.processes import ServerProcess, WorkerProcess
from tests.server.client import joined
from tests.users import known_as

SETTINGS = Settings()
URL = "http://127.0.0.1"


@pytest.fixture
def desk(store: Redis) -> Desk:
    return desk_of(store, SETTINGS)


def job_of(task: dict[str, Any]) -> JobRef:
    return JobRef(DESK_ID, f"{task['name']}.{task['id']}", 1)


async def test_K28_K20_orphans_are_deleted_after_a_confirmation_and_what_was_used_meanwhile_stays(
    people: People, store: Redis, desk: Desk, work: AdminWork
) -> None:
    jams = [await people.jam() for _ in range(3)]
    clip, voice, fresh = await people.clip(), await people.voice(), await people.jam()
    await unused_for(store, 90 * DAY, *jams)
    await unused_for(store, 400 * DAY, clip, kind="clip")
    await unused_for(store, 90 * DAY, voice, kind="voice")
    await unused_for(store, round(89.999 * DAY), fresh)

    found = await people.admin("POST", "/admin/orphans/count", {"older_than_days": 90})
    assert found["count"] == 5
    assert (await people.admin("POST", "/admin/orphans/count", {"older_than_days": 365}))["count"] == 1
    assert (await people.admin("POST", "/admin/orphans/count", {"kind": "jam"}))["count"] == 3
    before_1970 = await people.admin("POST", "/admin/orphans/count", {"older_than_days": 36_500})
    assert before_1970 == {"count": 0, "unused_since": 0}
    assert (await people.admin("GET", "/admin/metrics"))["sessions"]["total"] == 6  # nothing is deleted yet

    wanted = {"older_than_days": 90, "unused_since": found["unused_since"]}
    path = "/admin/orphans/delete"
    assert await people.refused("POST", path, {**wanted, "confirm": 4}) == (409, "conflict")
    assert await people.refused("POST", path, wanted) == (400, "invalid_payload")
    assert await people.refused("POST", "/admin/orphans/count", {"older_than_days": 89}) == (400, "invalid_payload")
    later = {**wanted, "unused_since": found["unused_since"] + DAY}
    assert await people.refused("POST", path, {**later, "confirm": 5}) == (400, "invalid_payload")
    task = await people.admin("POST", path, {**wanted, "confirm": 5})
    assert (task["state"], task["total"], task["by"]) == ("running", 5, known_as("root"))
    assert await people.refused("POST", path, {**wanted, "confirm": 5}) == (409, "conflict")

    await people.ask("GET", f"/api/sessions/{jams[0]}", sub="ben")  # it is used at the last moment
    # Even when an index is behind, the script of the deletion looks at the session itself.
    index = keys.index(jams[0], "jam", "accessed")
    await store.call(index, "ZADD", index, found["unused_since"], jams[0])
    await work.perform(job_of(task))
    (task,) = (await people.admin("GET", "/admin/tasks"))["items"]
    assert (task["state"], task["done"], task["skipped"]) == ("done", 4, 1)
    left = (await people.admin("GET", "/admin/sessions"))["items"]
    assert {one["id"] for one in left} == {jams[0], fresh}
    binned = (await people.admin("GET", "/admin/deleted"))["items"]
    assert {one["id"] for one in binned} == {*jams[1:], clip, voice}
    lines = (await people.admin("GET", "/admin/audit"))["items"]
    assert [(one["entry"]["action"], one["entry"]["about"]["total"]) for one in lines] == [("delete_orphans", 5)]
    await work.perform(job_of(task))  # a run that comes twice does nothing more
    assert await desk.task(task["id"]) == task
    back = await people.admin("POST", f"/admin/tasks/{task['id']}/bring-back")
    await work.perform(job_of(back))
    back = await desk.task(back["id"])
    assert (back["state"], back["done"]) == ("done", 4)
    assert (await people.admin("GET", "/admin/deleted"))["items"] == []
    assert (await people.admin("GET", "/admin/metrics"))["sessions"]["total"] == 6


async def test_K28_progress_never_exceeds_its_total(people: People, store: Redis, desk: Desk, work: AdminWork) -> None:
    """A worker died behind one of two; the run that goes on looks at both."""
    jams = [await people.jam() for _ in range(2)]
    await unused_for(store, 90 * DAY, *jams)
    found = await people.admin("POST", "/admin/orphans/count", {})
    wanted = {"unused_since": found["unused_since"], "confirm": 2}
    task = await people.admin("POST", "/admin/orphans/delete", wanted)
    await desk.go_on(job_of(task), skipped=1)
    await work.perform(job_of(task))
    task = await desk.task(task["id"])
    assert (task["state"], task["done"], task["skipped"], task["total"]) == ("done", 2, 1, 3)


async def test_K28_a_task_that_is_stopped_stops_and_keeps_what_it_has_done(
    people: People, store: Redis, work: AdminWork
) -> None:
    jam = await people.jam()
    await unused_for(store, 90 * DAY, jam)
    found = await people.admin("POST", "/admin/orphans/count", {})
    wanted = {"unused_since": found["unused_since"], "confirm": found["count"]}
    task = await people.admin("POST", "/admin/orphans/delete", wanted)
    stopping = await people.admin("POST", f"/admin/tasks/{task['id']}/stop")
    assert (stopping["state"], stopping["stopping"]) == ("running", True)
    await work.perform(job_of(task))
    (task,) = (await people.admin("GET", "/admin/tasks"))["items"]
    assert task["state"] == "stopped"
    missing = "/admin/tasks/00000000-0000-4000-8000-000000000000/stop"
    assert await people.refused("POST", missing) == (404, "not_found")


async def test_K25_K28_recalculating_finds_and_repairs_what_is_wrong(people: People, store: Redis) -> None:
    parent = await people.jam(name="Night")
    child = await people.remix(parent)
    clip, voice = await people.clip(title="Stream"), await people.voice()
    gone = await people.jam()
    before = await people.admin("GET", "/admin/metrics")
    assert await verified(store) == {}

    async def change(id_: str, kind: str, by: str, *command: Any) -> None:
        index = keys.index(id_, kind, by)
        await store.call(index, command[0], index, *command[1:])

    for by in ("created", "updated", "accessed", "size", "remixes", "ids", "names", "owners"):  # a version without them
        await change(clip, "clip", by, "DEL")
    await change(parent, "jam", "size", "ZADD", 10_000_000, parent)
    await change(child, "jam", "depth", "ZADD", 7, child)
    await change(voice, "voice", "names", "DEL")
    await change(parent, "jam", "names", "ZADD", 0, f"former name\t{parent}")
    await change(parent, "jam", "totals", "HINCRBY", "bytes", 5)
    header = keys.header(gone)
    await store.call(header, "DEL", header)
    wrong = await verified(store)
    assert wrong.keys() >= {"missing", "lost", "size", "depth", "names", "bytes"}
    assert (wrong["missing"], wrong["lost"]) == (1, 1)
    assert await verified(store) == {}
    after = await people.admin("GET", "/admin/metrics")
    assert after["sessions"]["total"] == before["sessions"]["total"] - 1
    assert after["remixTreeDepth"] == 1
    assert after["kinds"]["clip"] == before["kinds"]["clip"]
    found = (await people.admin("GET", "/admin/sessions?q=stream"))["items"]
    assert [one["id"] for one in found] == [clip]
    assert (await people.admin("GET", "/admin/sessions?q=former"))["items"] == []


async def verified(store: Redis) -> dict[str, int]:
    async def go_on(done: int, wrong: object) -> bool:
        return True

    return dict(await Verification(store, KINDS, Pace(share=1)).run(go_on))  # without rests: nobody else is here


async def test_K28_what_is_left_of_a_session_stops_no_recalculation(people: People, store: Redis) -> None:
    left = "00000000-0000-4000-8000-000000000000"
    header = keys.header(left)
    await store.call(header, "HSET", header, "kind", "clip", "owners", '["anna"]')
    await people.clip()
    assert await verified(store) == {}
    assert (await people.admin("GET", "/admin/metrics"))["sessions"]["total"] == 1


async def test_K25_the_depth_of_old_remixes_is_found_and_a_circle_ends(people: People, store: Redis) -> None:
    chain = [await people.jam()]
    for _ in range(3):
        chain.append(await people.remix(chain[-1]))
    for id_ in chain:
        key, index = keys.header(id_), keys.index(id_, "jam", "depth")
        await store.call(key, "HDEL", key, "depth")
        await store.call(index, "DEL", index)
    await people.ask("DELETE", f"/api/sessions/{chain[0]}")  # a deleted parent counts
    await verified(store)
    assert (await people.admin("GET", "/admin/metrics"))["remixTreeDepth"] == 3

    for id_, parent in ((chain[1], chain[3]), (chain[3], chain[2])):
        key = keys.header(id_)
        await store.call(key, "HSET", key, "remixed_from", parent)
        await store.call(key, "HDEL", key, "depth")
    await store.call(keys.header(chain[2]), "HDEL", keys.header(chain[2]), "depth")
    await verified(store)
    assert (await people.admin("GET", "/admin/metrics"))["remixTreeDepth"] <= 3


async def test_K28_a_worker_does_it_and_admins_see_it_live(
    people: People, store: Redis, admin_server: ServerProcess, tmp_path: Path
) -> None:
    await people.jam()
    desk_id = (await people.admin("PUT", "/admin/desk"))["session_id"]
    worker = await WorkerProcess(store.url, tmp_path).start()
    try:
        async with joined(admin_server, "root", roles=["admin"]) as admin, joined(admin_server, "anna") as stranger:
            wanted = {"session_id": desk_id}
            assert (await stranger.ask("subscribe_on_session", wanted))["error"] == "session_not_found"
            ack = await admin.ask("subscribe_on_session", wanted)
            assert ack["snapshot"]["tasks"] == []
            task = await people.admin("POST", "/admin/recalculate")
            async with asyncio.timeout(60):
                while True:
                    event = await admin.event("session_event")
                    if event["type"] == "task_changed" and event["data"]["task"]["state"] != "running":
                        break
            assert (event["data"]["task"]["id"], event["data"]["task"]["state"]) == (task["id"], "done")
            assert event["data"]["task"]["done"] >= 1
    finally:
        await worker.stop()
    await until(lambda: nothing_waits(store))


async def nothing_waits(store: Redis) -> bool:
    index = keys.index(DESK_ID, "admin", "jobs")
    return int(await store.call(index, "ZCARD", index)) == 0
