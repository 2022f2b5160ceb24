"""Storage that fills up: what is new is refused before Redis or a disk refuses everything, and deleting makes room."""

import secrets
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from server.checks.redis import judge
from server.limits.room import memory_of
from storage.quota.media import MEDIA, MediaQuota
from storage.quota.quota import SumOfAll
from storage.redis.client import Redis
from storage.voice.kind import share_of as of_voice
from tests.abuse.largest_inputs import full_state
from tests.abuse.test_media_shares import a_wave
from tests.handlers.voice.people import SECRET, Person, token
from tests.handlers.voice.test_materials import attach
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, WorkerProcess
from tests.server.client import browsing, joined

MEGABYTE = 1_000_000
LIMIT = 8 * MEGABYTE
MAXMEMORY = 5 * LIMIT  # the server looks once a second, and one test is faster than a crowd with its own rates
FILE = 40_000
MOST_JAMS = 400  # a full one takes some 100 KB


async def test_OP24_new_content_is_refused_before_redis_refuses_everything_and_deleting_makes_room() -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        await redis.command("CONFIG", "SET", "maxmemory", str(MAXMEMORY))
        settings: dict[str, Any] = {
            "ROOMTONE_REDIS_LIMIT": str(LIMIT),
            "ROOMTONE_USER_EVENT_RATE": "1e9",
            "ROOMTONE_USER_EVENT_BURST": "1000000000",
        }
        server = await ServerProcess(redis.url, Path(folder), **settings).start()
        async with browsing(server) as browser, joined(server) as client:
            me = browser.signed_in()
            stream = (await browser.ask("POST", "/api/clip-sessions", json={}, **me)).json["id"]
            await browser.ask("POST", f"/api/clip-sessions/{stream}/start", **me)
            jams: list[str] = []
            refused = None
            while refused is None and len(jams) < MOST_JAMS:
                made = await browser.ask("POST", "/api/sessions", json={"state": full_state(90)}, **me)
                if made.status == 201:
                    jams.append(made.json["id"])
                else:
                    refused = made
            assert refused is not None
            assert (refused.status, refused.json["code"], refused.json["of"]) == (507, "storage_full", "server")
            assert refused.json["limit"] == LIMIT <= refused.json["used"]
            assert " of 8 MB are used" in refused.json["error"]
            tap = await client.ask("submit_clip", {"session_id": stream})
            assert (tap["ok"], tap["error"]) == (False, "storage_full")
            # Nobody else notices: what is there is read, changed in what it says of itself, and deleted.
            assert (await browser.ask("GET", f"/api/sessions/{jams[0]}", **me)).status == 200
            assert (await browser.ask("POST", f"/api/clip-sessions/{stream}/pause", **me)).status == 200
            ready = await browser.ask("GET", "/readyz")
            assert (ready.status, ready.json["status"]) == (200, "ok")
            assert ready.json["storage"]["redis"] | {"used_bytes": 0} == {
                "used_bytes": 0, "limit_bytes": LIMIT, "low": True, "full": True,
            }  # fmt: skip
            metrics = (await browser.ask("GET", "/metrics")).body.decode()
            (line,) = [
                line for line in metrics.splitlines() if line.startswith('roomtone_storage_limit_bytes{store="redis"}')
            ]
            assert float(line.split()[1]) == LIMIT
            for jam in jams:
                assert (await browser.ask("DELETE", f"/api/sessions/{jam}", **me)).status == 204
                assert (await browser.ask("DELETE", f"/api/deleted/sessions/{jam}", **me)).status == 204

            async def is_taken_again() -> bool:
                return (await browser.ask("POST", "/api/sessions", json={}, **me)).status == 201

            await until(is_taken_again)
        assert "OOM command" not in server.log.read_text()
        await server.stop()
        await redis.stop()


async def test_OP24_below_the_floor_of_the_disk_files_are_refused_and_nothing_else(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"ROOMTONE_DISK_FLOOR": str(2**60)}
    (tmp_path / "media").mkdir()
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    async with browsing(server) as browser:
        me = browser.signed_in(permissions=["VOICEBOT_SESSIONS.READ_OWN", "VOICEBOT_SESSIONS.UPDATE"])
        session_id = (await browser.ask("POST", "/voicebot/create_session", json={}, **me)).json["session_id"]
        materials = f"/voicebot/sessions/{session_id}/materials"
        file = await browser.ask("PUT", f"{materials}/{uuid4()}/file", data=b"content", **me)
        assert (file.status, file.json["code"]) == (507, "storage_full")
        text = await browser.ask("POST", materials, json={"material_id": str(uuid4()), "text": "a note"}, **me)
        assert text.status == 201
        assert (await browser.ask("GET", "/readyz")).json["storage"]["media"]["full"]
    await server.stop()


async def test_OP24_all_files_together_have_a_limit_and_a_worker_waits_for_room(
    own_redis: RedisProcess, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"ROOMTONE_SECRET": SECRET, "ROOMTONE_MEDIA_LIMIT": str(3 * FILE)}
    server = await ServerProcess(own_redis.url, tmp_path, **settings).start()
    ann, bob = (Person(http, server.url, token(uuid4().hex)) for _ in range(2))
    session_id, theirs = [(await one.create())["session_id"] for one in (ann, bob)]
    sound = (await attach(ann, session_id, a_wave(FILE), media_type="audio/wav")).body["material_id"]
    files = [(await attach(ann, session_id, secrets.token_bytes(FILE))).body["material_id"] for _ in range(2)]

    async def refused() -> bool:
        answer = await attach(bob, theirs, b"x")
        return (answer.status, answer.body.get("of")) == (507, "server")

    await until(refused)
    assert (await ann.call("GET", "/readyz")).body["storage"]["media"]["full"]
    worker = await WorkerProcess(own_redis.url, tmp_path, **settings).start()

    async def waits() -> bool:
        return "waits_for_room" in worker.log.read_text()

    await until(waits)
    assert {material["kind"] for material in (await ann.view(session_id))["materials"]} == {"document"}
    for file in files:
        assert (await ann.call("DELETE", f"/voicebot/sessions/{session_id}/materials/{file}")).status == 204
        assert (await ann.call("DELETE", f"/voicebot/deleted/{session_id}/materials/{file}")).status == 204

    async def is_probed() -> bool:
        (material,) = (await ann.view(session_id))["materials"]
        return bool((material["material_id"], material["kind"]) == (sound, "voice"))

    await until(is_probed)
    assert (await attach(bob, theirs, b"x")).status == 201
    await worker.stop()
    await server.stop()


async def test_OP24_a_worker_that_waits_for_room_ends_when_it_is_told_to(
    own_redis: RedisProcess, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"ROOMTONE_SECRET": SECRET, "ROOMTONE_DISK_FLOOR": "0"}
    server = await ServerProcess(own_redis.url, tmp_path, **settings).start()
    ann = Person(http, server.url, token(uuid4().hex))
    session_id = (await ann.create())["session_id"]
    await attach(ann, session_id, a_wave(FILE), media_type="audio/wav")
    worker = await WorkerProcess(own_redis.url, tmp_path, ROOMTONE_DISK_FLOOR=str(2**60)).start()

    async def waits() -> bool:
        return "waits_for_room" in worker.log.read_text()

    await until(waits)
    await worker.stop()
    assert "worker_ends_with_work_in_flight" not in worker.log.read_text()
    again = await WorkerProcess(own_redis.url, tmp_path, ROOMTONE_DISK_FLOOR="0").start()

    async def is_probed() -> bool:
        return bool((await ann.view(session_id))["materials"][0]["kind"] == "voice")

    await until(is_probed)
    await again.stop()
    await server.stop()


async def test_OP24_the_files_of_all_owners_are_summed(own_redis: RedisProcess) -> None:
    redis = await Redis.connect(own_redis.url)
    shares, everybody = MediaQuota(redis, owner_limit=0, guest_limit=0), SumOfAll(redis, MEDIA)
    owners, thing = [uuid4().hex for _ in range(3)], of_voice(str(uuid4()))
    for owner in owners:
        await shares.change(owner, thing, 100)
    assert await everybody.read() == 300
    for owner in owners[1:]:
        await shares.change(owner, thing, -100)
    assert await everybody.read() == 100
    await shares.settle_all(owners[0])  # finds nothing
    assert await everybody.read() == 0
    await redis.close()


def test_OP24_the_doctor_looks_at_the_memory_of_redis() -> None:
    def of(used: int, maxmemory: int) -> list[str]:
        info = {"redis_version": "7.2.0", "aof_enabled": "1", "used_memory": str(used), "maxmemory": str(maxmemory)}
        return [finding.text for finding in judge(info, "") if finding.level != "ok"]

    assert of(50, 100) == []
    assert of(85, 100) == ["85% of maxmemory is used"]


def test_OP24_without_a_maxmemory_the_machine_has_the_limit() -> None:
    info = {"used_memory": "10", "maxmemory": "0", "total_system_memory": "1000"}
    assert memory_of(info).limit == 750
    assert memory_of(info, 300).limit == 300
    assert memory_of(info | {"maxmemory": "400"}).limit == 360
    assert not memory_of({"used_memory": "10"}).is_full  # a service that does not tell has no limit
