"""A jam that becomes private while people on two servers are in it."""

from asyncio import gather
from typing import Any

import pytest

from tests.processes import ServerProcess
from tests.server.client import RawClient, browsing, joined

KICK = {"name": "Kick", "sampleId": "synth:drum-kick", "order": "V"}


async def a_jam(server: ServerProcess) -> str:
    async with browsing(server) as browser:
        return str((await browser.ask("POST", "/api/sessions", json={}, **browser.signed_in("owner-1"))).json["id"])


async def show(server: ServerProcess, id_: str, *, is_public: bool) -> None:
    async with browsing(server) as browser:
        body = {"isPublic": is_public}
        answer = await browser.ask("PATCH", f"/api/sessions/{id_}", json=body, **browser.signed_in("owner-1"))
        assert answer.status == 200, answer.body


async def edit(client: RawClient, id_: str, edit_id: str) -> dict[str, Any]:
    return await client.ask("edit_session", {"session_id": id_, "edit_id": edit_id, "set": {"tempo": 90}})


async def hears(client: RawClient, seq: int) -> None:
    """Waits for an event, which may have come before an ack."""
    while not any('"session_event"' in packet and f'"seq":{seq},' in packet for packet in client.packets):
        assert await client.receive() is not None


async def test_JM10_whoever_may_not_read_it_any_more_is_cut_on_every_server(
    two_servers: tuple[ServerProcess, ServerProcess],
) -> None:
    here, there = two_servers
    async with (
        joined(here, "owner-1") as owner,
        joined(here, "guest-1") as near,
        joined(there, "guest-2") as far,
        joined(there, "boss", roles=["admin"]) as admin,
    ):
        id_ = await a_jam(here)
        positions = {}
        for client in (owner, near, far, admin):
            positions[client] = (await client.ask("subscribe_on_session", {"session_id": id_}))["position"]
        assert (await edit(near, id_, "before"))["ok"]
        await show(here, id_, is_public=False)
        for client in (near, far):
            assert await client.event("resync") == {"session_id": id_, "reason": "access_changed"}
            client.packets.clear()
            for event, payload in (
                ("subscribe_on_session", {}),
                ("subscribe_on_session", {"since": positions[client]}),
                ("edit_session", {"edit_id": "after", "set": {"tracks/a": KICK}}),
                ("set_transport", {"playing": True}),
                ("update_presence", {"presence": {"tab": "x"}}),
            ):
                refused = await client.ask(event, {"session_id": id_, **payload})
                assert (refused["ok"], refused["error"]) == (False, "forbidden"), event
        for client in (owner, admin):  # they ask like everybody, and may
            await client.event("resync")
            ack = await client.ask("subscribe_on_session", {"session_id": id_})
            assert ack["ok"]
            assert ack["snapshot"]["session"]["state"]["tracks"] == []
        last = (await edit(owner, id_, "mine"))["seq"]
        await hears(admin, last)
        assert (await edit(admin, id_, "admins"))["ok"]
        await near.ask("sync_clock", {})
        await far.ask("sync_clock", {})
        assert [packet for client in (near, far) for packet in client.packets if '"session_event"' in packet] == []

        await show(here, id_, is_public=True)
        assert (await far.ask("subscribe_on_session", {"session_id": id_}))["ok"]
        assert (await edit(far, id_, "again"))["ok"]


@pytest.mark.parametrize("attempt", range(5))
async def test_JM10_nobody_who_is_just_coming_in_slips_through(
    two_servers: tuple[ServerProcess, ServerProcess], attempt: int
) -> None:
    here, there = two_servers
    async with joined(here, "owner-1") as owner, joined(there, f"guest-{attempt}") as guest:
        id_ = await a_jam(here)
        position = (await guest.ask("subscribe_on_session", {"session_id": id_}))["position"]
        await guest.ask("unsubscribe_from_session", {"session_id": id_})
        await owner.ask("subscribe_on_session", {"session_id": id_})
        payload: dict[str, Any] = {"session_id": id_} | ({"since": position} if attempt % 2 else {})
        asked = guest.ask("subscribe_on_session", payload)
        changed = show(here, id_, is_public=False)
        ack, _ = await gather(asked, changed)
        if ack["ok"]:
            assert await guest.event("resync") == {"session_id": id_, "reason": "access_changed"}
        else:
            assert ack["error"] == "forbidden"
        guest.packets.clear()
        await owner.event("resync")
        await owner.ask("subscribe_on_session", {"session_id": id_})
        await hears(owner, (await edit(owner, id_, "secret"))["seq"])
        await guest.ask("sync_clock", {})
        assert not any('"session_event"' in packet for packet in guest.packets)
