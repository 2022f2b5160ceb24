"""Presence: what others see of a client, relayed and forgotten."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from storage.redis import keys
from storage.redis.client import Redis
from tests.processes import ServerProcess
from tests.server.client import Browser, RawClient, browsing, connected, joined
from tests.users import known_as

DEEP = '{"x": ' + "[" * 300 + "]" * 300 + "}"
LONG = '{"x": "' + "x" * 2048 + '"}'


@pytest.fixture
async def browser(server: ServerProcess) -> AsyncIterator[Browser]:
    async with browsing(server) as made:
        yield made


async def subscribed(client: RawClient, session_id: str) -> None:
    assert (await client.ask("subscribe_on_session", {"session_id": session_id}))["ok"]


async def test_SY10_presence_reaches_everybody_in_the_session_and_says_who_it_is(
    server: ServerProcess, browser: Browser
) -> None:
    jam = (await browser.ask("POST", "/api/sessions", json={})).json["id"]
    async with joined(server, "ines") as ines, joined(server, "theo") as theo:
        await subscribed(ines, jam)
        await subscribed(theo, jam)
        assert await ines.ask("update_presence", {"session_id": jam, "presence": {"at": "Bass, 11 🎵"}}) == {"ok": True}
        signal = await theo.event("session_signal")
        assert signal == {
            "session_id": jam,
            "type": "presence",
            "by": known_as("ines"),
            "data": {"at": "Bass, 11 🎵", "name": "ines"},
        }


async def test_SY10_a_lost_client_is_announced_as_gone_however_it_ended(
    two_servers: tuple[ServerProcess, ServerProcess], browser: Browser
) -> None:
    jam = (await browser.ask("POST", "/api/sessions", json={})).json["id"]
    async with joined(two_servers[0], "theo") as theo:
        await subscribed(theo, jam)

        async def arrives(ines: RawClient) -> None:
            for at in ("Bass, 11", "Kick, 1"):
                await ines.ask("update_presence", {"session_id": jam, "presence": {"at": at}})
                assert (await theo.event("session_signal"))["data"] == {"at": at, "name": "ines"}

        said = {
            "session_id": jam,
            "type": "presence_left",
            "by": known_as("ines"),
            "data": {"at": "Kick, 1", "name": "ines"},
        }
        async with joined(two_servers[1], "ines") as ines:
            await subscribed(ines, jam)
            await arrives(ines)
        assert await theo.event("session_signal") == said  # the connection ended without a leave message
        async with joined(two_servers[1], "ines") as ines:
            await subscribed(ines, jam)
            await arrives(ines)
            await subscribed(ines, jam)  # again: they have not left
            await arrives(ines)
            await ines.ask("unsubscribe_from_session", {"session_id": jam})
            assert await theo.event("session_signal") == said


async def test_AC20_others_see_the_name_that_the_server_has_whatever_the_client_says(
    server: ServerProcess, browser: Browser
) -> None:
    jam = (await browser.ask("POST", "/api/sessions", json={})).json["id"]
    mira = (await browser.ask("POST", "/api/auth/guest", json={"name": "Mira"})).json
    async with connected(server.url) as client, joined(server, "theo") as theo:
        await client.join({"token": mira["token"]})
        for one in (client, theo):
            await subscribed(one, jam)

        async def seen() -> dict[str, Any]:
            await client.ask("update_presence", {"session_id": jam, "presence": {"tab": "t", "name": "The owner"}})
            data: dict[str, Any] = (await theo.event("session_signal"))["data"]
            return data

        assert await seen() == {"tab": "t", "name": "Mira"}
        bearer: dict[str, Any] = {"Authorization": f"Bearer {mira['token']}"}
        renamed = (await browser.ask("PATCH", "/api/auth/me", json={"name": "Ines"}, **bearer)).json
        assert (await client.ask("refresh_token", {"token": renamed["token"]}))["ok"]
        assert await seen() == {"tab": "t", "name": "Ines"}


@pytest.mark.parametrize(
    ("presence", "code"),
    [
        ('{"x": "\\ud800"}', "invalid_payload"),
        ('{"\\ud800": 1}', "invalid_payload"),
        (DEEP, "invalid_payload"),
        ('{"\\ud800": 1, "x": 1e40}', "invalid_payload"),
        (LONG, "too_large"),
        ('"here"', "invalid_payload"),
        ("null", "invalid_payload"),
    ],
)
@pytest.mark.parametrize("event", ["update_presence", "signal_peer"])
async def test_OP6_OP7_what_cannot_be_passed_on_is_refused_and_nobody_receives_it(
    event: str, presence: str, code: str, server: ServerProcess, browser: Browser
) -> None:
    jam = (await browser.ask("POST", "/api/sessions", json={})).json["id"]
    field = "presence" if event == "update_presence" else "data"
    async with joined(server, "ines") as ines, joined(server, "theo") as theo:
        await subscribed(ines, jam)
        await subscribed(theo, jam)
        ack = await ines.ask_raw(f'["{event}",{{"session_id":"{jam}","{field}":{presence}}}]')
        assert (ack["ok"], ack["error"]) == (False, code)
        await ines.ask("update_presence", {"session_id": jam, "presence": {"good": True}})
        assert (await theo.event("session_signal"))["data"] == {"good": True, "name": "ines"}


async def test_C3_SY11_viewers_of_a_stream_do_not_reach_each_other(server: ServerProcess, browser: Browser) -> None:
    made: dict[str, Any] = (await browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in())).json
    async with joined(server, "viewer-1") as viewer:
        await subscribed(viewer, made["id"])
        for event, field in (("update_presence", "presence"), ("signal_peer", "data")):
            ack = await viewer.ask(event, {"session_id": made["id"], field: {}})
            assert (ack["ok"], ack["error"]) == (False, "forbidden")


async def test_OP7_a_fault_is_answered_with_the_request_id_that_the_log_has(
    server: ServerProcess, redis: Redis
) -> None:
    async with browsing(server) as browser:
        # A separate owner: everybody who lists this session gets the error too.
        made = (await browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in("unlucky"))).json
    key = keys.header(made["id"])
    await redis.call(key, "HSET", key, "owners", "no JSON")
    async with joined(server, "viewer-1") as viewer:
        first = await viewer.ask("subscribe_on_session", {"session_id": made["id"]})
        again = await viewer.ask("subscribe_on_session", {"session_id": made["id"]})
    assert {one["error"] for one in (first, again)} == {"internal_error"}
    assert first["request_id"] != again["request_id"]
    assert "owners" not in orjson.dumps(first).decode()
    log = server.log.read_text()
    for ack in (first, again):
        (line,) = [line for line in log.splitlines() if ack["request_id"] in line]
        assert "handler_failed" in line
        assert made["id"] in line
