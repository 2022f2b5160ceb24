"""Playing a jam live: editing, transport, presence, what is refused."""

from typing import Any
from uuid import uuid4

import pytest
from roomtone_client import RoomtoneClient, RoomtoneError

from tests.processes import ServerProcess

KICK = {"name": "Kick", "sampleId": "synth:drum-kick", "order": "V"}


async def made(client: RoomtoneClient, **body: Any) -> str:
    return str((await client.request("POST", "/api/sessions", body=body))["id"])


async def edit(client: RoomtoneClient, id_: str, paths: dict[str, Any]) -> dict[str, Any]:
    return await client.command("edit_session", {"session_id": id_, "set": paths})


async def test_JM1_K9_D12_an_edit_reaches_everybody_as_one_event(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url) as one, RoomtoneClient(server.url) as other:
        id_ = await made(one)
        subscriptions = [await one.subscribe(id_), await other.subscribe(id_)]
        ack = await edit(one, id_, {"tracks/a": KICK, "tempo": 104})
        assert (ack["seq"], ack["dropped"]) == (1, [])
        for subscription in subscriptions:
            await subscription.wait_for(lambda subscription: subscription.events)
        assert subscriptions[0].events == subscriptions[1].events
        (event,) = subscriptions[0].events
        assert event["type"] == "edited"
        assert event["data"]["set"]["tempo"] == 104
        assert event["data"]["set"]["tracks/a"]["stepCount"] == 16
        assert event["by"] == (await one.ensure_user())["id"]


async def test_SY8_the_snapshot_is_the_session_of_the_get(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url) as client:
        id_ = await made(client, state={"tempo": 104})
        subscription = await client.subscribe(id_)
        session = await client.request("GET", f"/api/sessions/{id_}")
        snapshot = subscription.snapshot
        assert snapshot["seq"] == 0
        same = {name: value for name, value in session.items() if name != "lastAccessedAt"}
        assert {name: value for name, value in snapshot["session"].items() if name != "lastAccessedAt"} == same


@pytest.mark.parametrize(
    "paths",
    [{}, {"tempo": 500}, {"tracks/__proto__": None}, {"tracks/a/steps/64": True}, {"tempo": 90, "nothing": 1}],
)
async def test_D8_an_edit_out_of_range_is_refused_whole(server: ServerProcess, paths: dict[str, Any]) -> None:
    async with RoomtoneClient(server.url) as client:
        id_ = await made(client, state={"tempo": 104})
        with pytest.raises(RoomtoneError) as refused:
            await edit(client, id_, paths)
        assert refused.value.code == "invalid_payload"
        assert refused.value.details["violations"]
        assert (await client.request("GET", f"/api/sessions/{id_}"))["state"]["tempo"] == 104


async def test_S11_an_edit_of_no_session_is_refused(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url) as client:
        for id_, code in ((str(uuid4()), "session_not_found"), ("nonsense", "invalid_session_id")):
            with pytest.raises(RoomtoneError) as refused:
                await edit(client, id_, {"tempo": 90})
            assert refused.value.code == code


async def test_K18_a_private_session_is_neither_heard_nor_edited_by_others(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url) as owner, RoomtoneClient(server.url) as other:
        id_ = await made(owner)
        await owner.request("PATCH", f"/api/sessions/{id_}", body={"isPublic": False})
        for attempt in (other.subscribe(id_), edit(other, id_, {"tempo": 90})):
            with pytest.raises(RoomtoneError) as refused:
                await attempt
            assert refused.value.code == "forbidden"
        await owner.subscribe(id_)
        assert (await edit(owner, id_, {"tempo": 90}))["seq"] >= 1


async def test_JM5_a_published_session_is_heard_and_not_edited(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url) as client:
        id_ = await made(client)
        published = (await client.request("POST", f"/api/sessions/{id_}/publish"))["id"]
        subscription = await client.subscribe(published)
        assert subscription.role == "viewer"
        with pytest.raises(RoomtoneError) as refused:
            await edit(client, published, {"tempo": 90})
        assert refused.value.code == "forbidden"


def on_the_old_line(before: Any, after: Any, *, tempo: float) -> None:
    """A change begins with a step, at the time at which that step plays anyhow, and late enough for everybody."""
    assert after["playing"]
    assert after["step"] == int(after["step"])
    steps = (after["at"] - before["at"]) / (15_000 / tempo)
    assert abs(steps - (after["step"] - before["step"])) < 0.01
    assert after["at"] - before["at"] >= 400 - 250


async def test_JM9_the_transport_is_one_for_all_and_the_clock_is_told(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url) as one, RoomtoneClient(server.url) as other:
        id_ = await made(one)
        with pytest.raises(RoomtoneError) as refused:
            await one.command("set_transport", {"session_id": id_, "playing": True})
        assert refused.value.code == "forbidden"
        await one.subscribe(id_)
        subscription = await other.subscribe(id_)
        reading = await one.command("sync_clock", {})
        started = (await one.command("set_transport", {"session_id": id_, "playing": True}))["transport"]
        assert started["playing"] is True
        assert 0 < started["at"] - reading["now"] < 5000
        await other.wait_for(lambda: subscription.events)
        assert subscription.events[0]["type"] == "transport_changed"
        assert subscription.events[0]["data"] == {"transport": started}
        await edit(one, id_, {"tempo": 60})
        await other.wait_for(lambda: len(subscription.events) == 2)
        edited = subscription.events[1]
        assert edited["type"] == "edited"
        transport = edited["data"].get("transport")
        assert transport is not None
        on_the_old_line(started, transport, tempo=120)
        await edit(one, id_, {"swing": 40})  # before the tempo has begun: both begin with one step
        await other.wait_for(lambda: len(subscription.events) == 3)
        swung = subscription.events[2]["data"].get("transport")
        assert swung == transport
        async with RoomtoneClient(server.url) as late:
            snapshot = (await late.subscribe(id_)).snapshot
            assert snapshot["session"]["transport"] == transport


async def test_SY17_deleting_ends_the_subscriptions(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url) as one, RoomtoneClient(server.url) as other:
        id_ = await made(one)
        subscription = await other.subscribe(id_)
        await one.request("DELETE", f"/api/sessions/{id_}")
        await other.wait_for(lambda: [event["type"] for event in subscription.events] == ["deleted"])
        with pytest.raises(RoomtoneError) as refused:
            await edit(other, id_, {"tempo": 90})
        assert refused.value.code == "session_not_found"


async def test_K14_a_remix_tells_the_open_parent_its_count(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url) as client:
        id_ = await made(client)
        subscription = await client.subscribe(id_)
        await client.request("POST", f"/api/sessions/{id_}/remix")
        await client.wait_for(lambda: subscription.events)
        (event,) = subscription.events
        assert event["type"] == "remixed"
        assert event["data"] == {"remixCount": 1}
