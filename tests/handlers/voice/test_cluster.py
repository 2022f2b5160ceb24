"""Voice where Redis is many, a Cluster or behind Sentinel: the queue goes where the sessions go (SY4, SY14, SY18)."""

from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from roomtone_client import RoomtoneClient, Subscription

from tests.handlers.voice.people import SECRET, Person, token
from tests.handlers.voice.sound import chunks_of
from tests.polling import until
from tests.processes import ServerProcess, WorkerProcess
from tests.storage.nodes import Cluster, watched_over


def all_jobs_done(watching: Subscription) -> bool:
    """Assembly, what follows the close, and the search for tasks."""
    jobs = [event["data"]["job"] for event in watching.events if event["type"] == "job_changed"]
    done = sum(job["state"] == "done" for job in jobs)
    return done >= 3


async def test_SY14_SY18_a_session_on_a_cluster_is_recorded_closed_and_worked_on(
    tmp_path: Path, http: aiohttp.ClientSession, speech: bytes
) -> None:
    cluster = await Cluster(tmp_path).start()
    url = cluster.nodes[0].url
    server = await ServerProcess(url, tmp_path, ROOMTONE_SECRET=SECRET).start()
    worker = await WorkerProcess(url, tmp_path).start()
    ann = Person(http, server.url, token(uuid4().hex))
    client = RoomtoneClient(server.url, token=ann.token, session=http)
    for _ in range(3):  # three sessions and one person: four buckets on three nodes
        session_id = (await ann.create())["session_id"]
        watching = await client.subscribe(session_id)
        await ann.record(session_id, chunks_of(speech, 3))
        await client.command("session_done", {"session_id": session_id})
        assert await ann.active() is None
        await watching.wait_for(all_jobs_done)
        (recording,) = (await ann.view(session_id))["recordings"]
        assert abs(recording["duration_ms"] - 3_000) < 100
    assert len((await ann.call("GET", "/voicebot/sessions")).body["items"]) == 3
    await client.close()
    await worker.stop()
    await server.stop()
    await cluster.stop()


@pytest.mark.long
async def test_SY4_behind_sentinel_jobs_are_done_before_and_after_the_master_dies(
    tmp_path: Path, http: aiohttp.ClientSession, speech: bytes
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    async with watched_over(tmp_path, "watched-over") as watched:
        server = await ServerProcess(watched.url, data, ROOMTONE_SECRET=SECRET).start()
        worker = await WorkerProcess(watched.url, data).start()
        ann = Person(http, server.url, token(uuid4().hex))
        client = RoomtoneClient(server.url, token=ann.token, session=http)

        async def record() -> None:
            session_id = (await ann.create())["session_id"]
            watching = await client.subscribe(session_id)
            await ann.record(session_id, chunks_of(speech, 3))
            await client.command("session_done", {"session_id": session_id})
            await watching.wait_for(all_jobs_done)

        async def is_back() -> bool:
            return (await ann.call("POST", "/voicebot/create_session", {})).status == 201

        await record()
        await watched.master.end()
        await until(is_back)
        await record()
        await client.close()
        await worker.stop()
        await server.stop()
