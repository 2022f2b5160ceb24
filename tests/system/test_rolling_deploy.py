"""The last release and this version on one store: nothing is lost or misread, in either direction."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from tests.handlers.voice.people import Person
from tests.handlers.voice.sound import chunks_of, speak
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, free_port
from tests.server.client import a_token, bearer
from tests.system.versions import THIS, Client, Version, previous

EDITS = 12  # of each client in each step
OWNER = "owner-1"
KICK = {"name": "Kick", "sampleId": "synth:drum-kick", "order": "V"}
LOCKS = [{"pitch": 1, "volume": 0.5}] * 64  # 16 KB and more in 15 tracks
TRACK = {
    "name": "x" * 32,
    "sampleId": "synth:drum-kick",
    "steps": [True] * 64,
    "stepCount": 64,
    "parameterLocks": LOCKS,
}
LARGE = {"version": 1, "tempo": 90, "swing": 0, "tracks": [{**TRACK, "id": f"t{place}"} for place in range(15)]}


class Fleet:
    """Two servers on one Redis, each of which can be replaced by one of another version at the same address."""

    def __init__(self, redis: RedisProcess, data: Path, http: aiohttp.ClientSession) -> None:
        self.redis = redis
        self.data = data
        self.http = http
        self.ports = [free_port(), free_port()]
        self.servers: list[ServerProcess] = []
        self.clients: list[Client] = []

    async def start(self, *versions: Version) -> None:
        for version, port in zip(versions, self.ports, strict=True):
            self.servers.append(await version.server(self.redis.url, self.data, port).start())

    async def replace(self, number: int, version: Version) -> None:
        """Like a rolling deploy: the old process drains and stops, the new one takes its address."""
        await self.servers[number].stop()
        self.servers[number] = await version.server(self.redis.url, self.data, self.ports[number]).start()

    async def client(self, version: Version, number: int, session_id: str, sub: str = OWNER) -> Client:
        client = await version.client(self.servers[number].url, self.token(sub), session_id)
        self.clients.append(client)
        return client

    def token(self, sub: str) -> str:
        permissions = ["VOICEBOT_SESSIONS.READ_OWN", "VOICEBOT_SESSIONS.UPDATE"]
        return a_token(self.data, sub, permissions=permissions)

    async def ask(self, number: int, verb: str, path: str, body: Any = None, sub: str = OWNER) -> Any:
        url = f"{self.servers[number].url}{path}"
        async with self.http.request(verb, url, json=body, headers=bearer(self.token(sub))) as answer:
            assert answer.status < 300, (path, answer.status, await answer.text())
            return await answer.json() if answer.content_type == "application/json" else await answer.text()

    async def stop(self) -> None:
        await asyncio.gather(*(client.close() for client in self.clients))
        await asyncio.gather(*(server.kill() for server in self.servers))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return previous(tmp_path_factory.mktemp("previous"))


@pytest.fixture
async def fleet(tmp_path: Path, http: aiohttp.ClientSession) -> AsyncIterator[Fleet]:
    """With a Redis whose messages are not compared with the models: the last release sends what it declared then."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        redis.listener = None
        await redis.start()
        fleet = Fleet(redis, tmp_path, http)
        yield fleet
        await fleet.stop()
        await redis.stop()


def without(answer: Any, *names: str) -> Any:
    """An answer without the parts that differ between two reads of the same thing."""
    return {name: value for name, value in answer.items() if name not in names}


async def test_SY3_SY20_a_jam_plays_on_through_a_rolling_deploy_and_its_rollback(fleet: Fleet, before: Version) -> None:
    await fleet.start(before, before)
    id_ = (await fleet.ask(0, "POST", "/api/sessions", {"name": "Rainy Tuesday"}))["id"]
    clients = [await fleet.client(version, number, id_) for version in (before, THIS) for number in (0, 1)]
    await clients[0].command("edit_session", session_id=id_, set={"tracks/k": KICK})

    async def play(step: int) -> int:
        async def edit(number: int, client: Client) -> int:
            seq = 0
            for turn in range(EDITS):
                cell = f"tracks/k/steps/{(turn + number) % 16}"
                paths = {cell: turn % 2 == 0, "tempo": 60 + (step * EDITS + turn) % 100}
                seq = max(seq, int((await client.command("edit_session", session_id=id_, set=paths))["seq"]))
            return seq

        return max(await asyncio.gather(*(edit(number, client) for number, client in enumerate(clients))))

    last = await play(0)
    for step, (number, version) in enumerate([(0, THIS), (1, THIS), (0, before)], start=1):
        await fleet.replace(number, version)
        last = await play(step)
        await fleet.ask(step % 2, "PUT", f"/api/sessions/{id_}", {"state": LARGE})
        await clients[0].command("edit_session", session_id=id_, set={"tracks/k": KICK})
        last += 2
    received = [await client.events(last) for client in clients]
    assert [event["seq"] for event in received[0]] == list(range(clients[0].first + 1, last + 1))
    for client, events in zip(clients, received, strict=True):
        assert events == received[0][client.first - clients[0].first :]
    one, other = [await fleet.ask(number, "GET", f"/api/sessions/{id_}") for number in (0, 1)]
    assert without(one, "lastAccessedAt") == without(other, "lastAccessedAt")


async def test_D35_SY3_SY20_a_stream_goes_on_through_a_rolling_deploy(fleet: Fleet, before: Version) -> None:
    await fleet.start(before, before)
    id_ = (await fleet.ask(0, "POST", "/api/clip-sessions", {"title": "Death March"}))["id"]
    owners = [await fleet.client(version, number, id_) for version in (before, THIS) for number in (0, 1)]
    path, taps = f"/api/clip-sessions/{id_}", 0

    async def tap(step: int) -> None:
        """Somebody else each time: one viewer's moments are two seconds apart."""
        nonlocal taps
        for number, version in ((0, before), (1, THIS), (0, THIS), (1, before)):
            viewer = await fleet.client(version, number, id_, sub=f"viewer-{step}-{taps}")
            ack = await viewer.command("submit_clip", session_id=id_, note=f"{step}/{taps}")
            taps += 1
            await owners[taps % 4].command("mark_clip", session_id=id_, clip_id=ack["clip"]["id"], clipped=True)

    await fleet.ask(0, "POST", f"{path}/start")
    await tap(0)
    await fleet.replace(0, THIS)
    await fleet.ask(0, "POST", f"{path}/pause")
    await fleet.ask(1, "POST", f"{path}/resume")
    await tap(1)
    await fleet.replace(1, THIS)
    await tap(2)
    await fleet.replace(0, before)
    await tap(3)
    await fleet.ask(0, "POST", f"{path}/end")
    last = 4 + 2 * taps
    received = [await client.events(last) for client in owners]
    for client, events in zip(owners, received, strict=True):
        assert [event["seq"] for event in events] == list(range(client.first + 1, last + 1))
        assert events == received[0]
    one, other = [await fleet.ask(number, "GET", path) for number in (0, 1)]
    shared = set(one) & set(other)
    assert {"session", "segments", "clips"} <= shared
    assert len(one["clips"]) == taps
    assert all(clip["clipped"] for clip in one["clips"])
    assert [clip["note"] for clip in one["clips"]] == [clip["note"] for clip in other["clips"]]


async def test_SY20_a_recording_is_made_by_two_versions(fleet: Fleet, before: Version, tmp_path: Path) -> None:
    await fleet.start(before, THIS)
    people = [Person(fleet.http, server.url, fleet.token("ann")) for server in fleet.servers]
    chunks = chunks_of(speak(tmp_path / "spoken.webm", 4.0, [0.5, 2.5]), 6)
    id_ = (await people[0].create(session_name="Planning"))["session_id"]
    assert (await people[1].active() or {})["session_id"] == id_
    for first, worked_by in ((0, THIS), (1, before)):
        recording_id = str(uuid4())
        for number, chunk in enumerate(chunks):
            assert (await people[(first + number) % 2].put(id_, recording_id, number, chunk)).status == 201
        assert (await people[first].finish(id_, recording_id, len(chunks))).status == 200
        worker = await worked_by.worker(fleet.redis.url, fleet.data).start()
        try:
            await until(partial(is_assembled, people[1], id_, recording_id))
        finally:
            await worker.kill()
    lengths = [[recording["duration_ms"] for recording in (await one.view(id_))["recordings"]] for one in people]
    assert lengths[0] == lengths[1] == [lengths[0][0]] * 2
    assert lengths[0][0] >= 3900


async def is_assembled(person: Person, session_id: str, recording_id: str) -> bool:
    recordings = (await person.view(session_id))["recordings"]
    return any(one["recording_id"] == recording_id and one["audio_url"] for one in recordings)
