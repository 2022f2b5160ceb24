"""A server whose limits of jams differ from the defaults (D8)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from roomtone_client import RoomtoneClient, RoomtoneError

from tests.processes import RedisProcess, ServerProcess
from tests.server.client import joined

SETTINGS: dict[str, Any] = {
    "ROOMTONE_JAM_TRACKS": "2",
    "ROOMTONE_JAM_TEMPO_MIN": "40",
    "ROOMTONE_JAM_TEMPO_MAX": "240",
    "ROOMTONE_JAM_NAME_LENGTH": "5",
    "ROOMTONE_JAM_TRACK_NAME_LENGTH": "8",
    "ROOMTONE_BODY_LIMIT": "65536",
    "ROOMTONE_MESSAGE_LIMIT": "16384",
}


def track(id_: str, name: str = "Kick") -> dict[str, Any]:
    return {"id": id_, "name": name, "sampleId": "synth:drum-kick"}


@pytest.fixture
async def other(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    server = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("data"), **SETTINGS).start()
    yield server
    await server.stop()


@pytest.fixture
async def client(other: ServerProcess) -> AsyncIterator[RoomtoneClient]:
    async with RoomtoneClient(other.url) as one:
        yield one


async def code_of(client: RoomtoneClient, verb: str, path: str, body: Any) -> str:
    with pytest.raises(RoomtoneError) as refused:
        await client.request(verb, path, body=body)
    return refused.value.code


async def test_D8_the_limits_are_settings(client: RoomtoneClient) -> None:
    state = {"tempo": 240, "tracks": [track("a"), track("b")]}
    id_ = (await client.request("POST", "/api/sessions", body={"state": state, "name": "Beat"}))["id"]
    path = f"/api/sessions/{id_}"
    for wrong in ({"tempo": 241}, {"tempo": 39}, {"tracks": [track("a", "x" * 9)]}, {"tracks": [*map(track, "abc")]}):
        assert await code_of(client, "PUT", path, {"state": wrong}) == "invalid_payload", wrong
    assert await code_of(client, "PATCH", path, {"name": "Beat it"}) == "invalid_payload"
    assert await code_of(client, "PUT", path, {"state": {}, "x": "x" * 65_536}) == "too_large"
    subscription = await client.subscribe(id_)
    assert subscription.snapshot["limits"] == {"tracks": 2, "tempo": [40, 240]}
    third = {"name": "Clap", "sampleId": "synth:drum-clap", "order": "z"}
    for paths in ({"tracks/c": third}, {"tempo": 241}, {"name": "Beat it"}):
        with pytest.raises(RoomtoneError) as refused:
            await client.command("edit_session", {"session_id": id_, "set": paths})
        assert refused.value.code == "invalid_payload", paths
    assert subscription.events == []
    await client.command("edit_session", {"session_id": id_, "set": {"tempo": 40, "tracks/b": None, "tracks/c": third}})
    session = await client.request("GET", path)
    assert (session["state"]["tempo"], [one["id"] for one in session["state"]["tracks"]]) == (40, ["a", "c"])


async def test_D8_OP6_a_message_over_the_limit_ends_the_connection(other: ServerProcess) -> None:
    async with joined(other) as raw:
        answer = await raw.ask("sync_clock", {"x": "x" * 16_000})
        assert answer["error"] == "invalid_payload"  # it is read: the field is unknown
        await raw.send("42" + "x" * 16_384)
        while await raw.receive() is not None:
            pass
