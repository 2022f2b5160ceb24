"""A role that is removed while its holder is connected to another server: what they receive and may do."""

from asyncio import timeout
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest

from auth.access import READ_OWN, UPDATE
from tests.polling import PATIENCE
from tests.processes import ServerProcess
from tests.server.client import Browser, RawClient, browsing, joined
from tests.sessions.jam.test_sample import sound
from tests.users import known_as

VOICE: dict[str, Any] = {"permissions": [READ_OWN, UPDATE]}


async def order(browser: Browser, verb: str, path: str, sub: str = "ines", json: Any = None, **claims: Any) -> Any:
    answer = await browser.ask(verb, path, json=json, **browser.signed_in(sub, **claims))
    assert answer.status < 300, answer.body
    return answer.json if answer.body else None


async def code(browser: Browser, verb: str, path: str, sub: str, json: Any = None, **claims: Any) -> tuple[int, str]:
    answer = await browser.ask(verb, path, json=json, **browser.signed_in(sub, **claims))
    return answer.status, answer.json.get("code", "") if answer.status >= 400 else ""


async def of_user(client: RawClient, user_id: str | None) -> None:
    """Waits for the event that says that this user's role has changed."""
    async with timeout(PATIENCE):
        while True:
            event = await client.event("session_event")
            if event["type"] == "member_changed" and event["data"]["user_id"] == (user_id and known_as(user_id)):
                return


@asynccontextmanager
async def both(servers: tuple[ServerProcess, ServerProcess]) -> AsyncIterator[tuple[Browser, Browser]]:
    async with browsing(servers[0]) as here, browsing(servers[1]) as there:
        yield here, there


async def test_PE4_in_a_jam_events_end_writes_are_refused_and_media_are_closed_on_every_server(
    two_servers: tuple[ServerProcess, ServerProcess],
) -> None:
    async with (
        both(two_servers) as (here, there),
        joined(two_servers[0], "ines") as owner,
        joined(two_servers[1], "theo") as theo,
        joined(two_servers[1], "wren") as wren,
    ):
        id_ = (await order(here, "POST", "/api/sessions", json={}))["id"]
        sample = await here.ask("POST", f"/api/sessions/{id_}/samples", data=sound(0.1), **here.signed_in("theo"))
        assert sample.status == 201, sample.body
        media = f"/api/sessions/{id_}/samples/{sample.json['sampleId'].removeprefix('recording-')}"
        position = {}
        for client in (owner, theo, wren):
            position[client] = (await client.ask("subscribe_on_session", {"session_id": id_}))["position"]
        await order(here, "POST", f"/api/people/{id_}/role", json={"user_id": "theo", "role": "banned"})

        assert await theo.event("resync") == {"session_id": id_, "reason": "access_changed"}
        await of_user(owner, "theo")
        await of_user(wren, "theo")
        theo.packets.clear()
        for event, payload in (
            ("subscribe_on_session", {}),
            ("subscribe_on_session", {"since": position[theo]}),
            ("edit_session", {"edit_id": "late", "set": {"tempo": 91}}),
            ("set_transport", {"playing": True}),
            ("update_presence", {"presence": {"tab": "x"}}),
            ("signal_peer", {"data": {"hello": 1}}),
        ):
            refused = await theo.ask(event, {"session_id": id_, **payload})
            assert (refused["ok"], refused["error"]) == (False, "forbidden"), event
        for verb, path, json in (
            ("GET", f"/api/sessions/{id_}", None),
            ("PUT", f"/api/sessions/{id_}", {"state": {}}),
            ("DELETE", f"/api/sessions/{id_}", None),
            ("GET", media, None),
            ("GET", f"/api/people/{id_}", None),
            ("POST", f"/api/people/{id_}/request", None),
        ):
            assert await code(there, verb, path, "theo", json) == (403, "forbidden"), path
        edited = await wren.ask("edit_session", {"session_id": id_, "edit_id": "on", "set": {"tempo": 90}})
        assert edited["ok"]
        await theo.ask("sync_clock", {})
        assert not any('"session_event"' in packet for packet in theo.packets)

        # It is given back: what they hear next is the session as it is.
        await order(here, "POST", f"/api/people/{id_}/role", json={"user_id": "theo", "role": "viewer"})
        again = await theo.ask("subscribe_on_session", {"session_id": id_, "since": position[theo]})
        assert (again["role"], again["snapshot"]["session"]["state"]["tempo"]) == ("viewer", 90)


async def test_PE4_who_may_only_watch_from_now_on_hears_on_and_writes_nothing(
    two_servers: tuple[ServerProcess, ServerProcess],
) -> None:
    async with both(two_servers) as (here, _), joined(two_servers[1], "theo") as theo:
        id_ = (await order(here, "POST", "/api/sessions", json={}))["id"]
        assert (await theo.ask("subscribe_on_session", {"session_id": id_}))["role"] == "editor"
        for role, subscribed, is_accepted in (("viewer", "viewer", False), ("editor", "editor", True)):
            await order(here, "POST", f"/api/people/{id_}/role", json={"user_id": "theo", "role": role})
            await theo.event("resync")
            assert (await theo.ask("subscribe_on_session", {"session_id": id_}))["role"] == subscribed
            edit = {"session_id": id_, "edit_id": uuid4().hex, "set": {"tempo": 90}}
            assert (await theo.ask("edit_session", edit))["ok"] is is_accepted


async def test_PE4_a_moderator_of_a_stream_who_is_none_any_more_hears_what_viewers_hear(
    two_servers: tuple[ServerProcess, ServerProcess],
) -> None:
    async with (
        both(two_servers) as (here, there),
        joined(two_servers[1], "bo") as bo,
        joined(two_servers[1], "viewer") as viewer,
    ):
        id_ = (await order(here, "POST", "/api/clip-sessions", json={"title": "Death March"}))["id"]
        await order(here, "POST", f"/api/clip-sessions/{id_}/start")
        assert (await viewer.ask("subscribe_on_session", {"session_id": id_}))["role"] == "viewer"
        assert (await bo.ask("subscribe_on_session", {"session_id": id_}))["role"] == "viewer"
        await order(here, "POST", f"/api/people/{id_}/role", json={"user_id": "bo", "role": "co-owner"})
        await bo.event("resync")
        assert (await bo.ask("subscribe_on_session", {"session_id": id_}))["role"] == "owner"
        await order(there, "POST", f"/api/clip-sessions/{id_}/pause", "bo")
        await order(here, "POST", f"/api/people/{id_}/role", json={"user_id": "bo", "role": None})
        await bo.event("resync")
        assert (await bo.ask("subscribe_on_session", {"session_id": id_}))["role"] == "viewer"
        assert await code(there, "POST", f"/api/clip-sessions/{id_}/resume", "bo") == (403, "forbidden")
        # Viewers are told that something changed and not of whom.
        await of_user(viewer, None)
        assert not any(
            '"bo"' in packet for packet in viewer.packets if '"member_changed"' in packet and '"user_id":"bo"' in packet
        )


@pytest.mark.parametrize("how", ["role", "banned", "link"])
async def test_PE4_in_a_voice_session_signals_recordings_and_files_are_refused(
    two_servers: tuple[ServerProcess, ServerProcess], how: str
) -> None:
    async with (
        both(two_servers) as (here, there),
        joined(two_servers[0], "ines", **VOICE) as owner,
        joined(two_servers[1], "ann") as ann,
    ):
        id_ = (await order(here, "POST", "/voicebot/create_session", json={}, **VOICE))["session_id"]
        material = str(uuid4())
        await here.ask(
            "PUT", f"/voicebot/sessions/{id_}/materials/{material}/file?filename=a.txt", data=b"words",
            **here.signed_in("ines", **VOICE),
        )  # fmt: skip
        people = f"/api/people/{id_}"
        if how == "link":
            await order(here, "PATCH", people, json={"link": "view"}, **VOICE)
        else:
            await order(here, "POST", f"{people}/role", json={"user_id": "ann", "role": "editor"}, **VOICE)
        ack = await ann.ask("subscribe_on_session", {"session_id": id_})
        assert ack["role"] == ("reader" if how == "link" else "editor")
        assert (await ann.ask("signal_peer", {"session_id": id_, "data": {"hello": 1}}))["ok"]
        file = f"/voicebot/sessions/{id_}/materials/{material}/file"
        assert (await code(there, "GET", file, "ann"))[0] == 200
        await owner.ask("subscribe_on_session", {"session_id": id_})
        if how == "link":
            await order(here, "PATCH", people, json={"link": "nobody"}, **VOICE)
        else:
            role = "banned" if how == "banned" else None
            await order(here, "POST", f"{people}/role", json={"user_id": "ann", "role": role}, **VOICE)
        await ann.event("resync")
        for event, payload in (
            ("subscribe_on_session", {}),
            ("signal_peer", {"data": {"hello": 1}}),
            ("report_recording", {"status": "recording", "recording_id": str(uuid4())}),
        ):
            refused = await ann.ask(event, {"session_id": id_, **payload})
            assert (refused["ok"], refused["error"]) == (False, "forbidden"), event
        assert await code(there, "GET", file, "ann") == (403, "forbidden")
