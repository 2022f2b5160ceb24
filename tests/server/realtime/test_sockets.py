"""One client's commands on a real server: order, acks, limits, tokens, and invalid input."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import orjson
import pytest

from tests.processes import RedisProcess, ServerProcess
from tests.server.client import RawClient, a_token, bearer, connected, joined
from tests.users import known_as

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
async def strict(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server with small limits."""
    settings: dict[str, Any] = {
        "ROOMTONE_EVENT_RATE": "0.5",
        "ROOMTONE_EVENT_BURST": "5",
        "ROOMTONE_USER_EVENT_RATE": "0.5",
        "ROOMTONE_USER_EVENT_BURST": "7",
        "ROOMTONE_BLOCKED_USERS": "banned-1",
    }
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("strict"), **settings).start()
    yield process
    await process.stop()


async def session_of(client: RawClient, server: ServerProcess, sub: str = "user-1") -> str:
    """A started session of this user."""
    headers = bearer(a_token(server.data_dir, sub))
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.post(f"{server.url}/api/clip-sessions", json={}) as answer,
    ):
        session_id = str((await answer.json())["id"])
    assert (await client.ask("start_session", {"session_id": session_id}))["ok"]
    return session_id


# --- who may come in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "auth",
    [
        None,
        {},
        {"token": None},
        {"token": ""},
        {"token": 7},
        {"token": ["x"]},
        {"token": "x.y.z"},
        {"token": "é" * 9000},
    ],
)
async def test_AC1_without_a_good_token_nobody_comes_in(auth: Any, server: ServerProcess) -> None:
    async with connected(server.url) as client:
        await client.send("40" + orjson.dumps(auth).decode() if auth is not None else "40")
        refused = orjson.loads((await client.until("44"))[2:])
        assert refused["data"] == {"code": "unauthorized"}
        assert set(refused) == {"message", "data"}


async def test_AC1_AC3_an_expired_a_forged_and_an_unsigned_token_are_refused(strict: ServerProcess) -> None:
    claims = {"sub": "user-1", "exp": int(time.time()) + 3600}
    bad = [
        a_token(strict.data_dir, ttl=-40),
        a_token(strict.data_dir)[:-3] + "abc",
        jwt.encode(claims, "another-secret-another-secret-another", "HS256"),
        jwt.encode(claims, "", "none"),
        a_token(strict.data_dir, "banned-1"),
    ]
    for token in bad:
        async with connected(strict.url) as client:
            await client.send("40" + orjson.dumps({"token": token}).decode())
            refusal = await client.until("44")
            assert orjson.loads(refusal[2:])["data"] == {"code": "unauthorized"}
            assert token not in refusal


@pytest.mark.parametrize(
    ("origin", "comes_in"),
    [(None, True), ("own", True), ("https://evil.example", False), ("null", False), ("http://[", False)],
)
async def test_AC7_the_cookie_opens_a_socket_for_our_own_pages_only(
    origin: str | None, comes_in: bool, server: ServerProcess
) -> None:
    cookie = {"Cookie": f"roomtone_token={a_token(server.data_dir)}"}
    headers = cookie | ({"Origin": server.url if origin == "own" else origin} if origin else {})
    if comes_in:
        async with connected(server.url, **headers) as client:
            await client.send("40")
            await client.until("40")
        return
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with connected(server.url, **headers):
            pass
    assert refused.value.status in {400, 403}


# --- invalid input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[}",
        '["subscribe_on_session",{"session_id":}]',
        '["subscribe_on_session",NaN]',
        '["subscribe_on_session",{"session_id":Infinity}]',
        '["subscribe_on_session",' + "[" * 5000 + "]" * 5000 + "]",
        '["subscribe_on_session",' + '{"a":' * 3000 + "1" + "}" * 3000 + "]",
        '["subscribe_on_session",' + "9" * 20_000 + "]",
    ],
)
async def test_OP6_OP7_what_is_no_json_is_an_invalid_payload_and_the_connection_lives(
    text: str, server: ServerProcess
) -> None:
    async with joined(server) as client:
        ack = await client.ask_raw(text)
        assert (ack["ok"], ack["error"]) == (False, "invalid_payload")
        assert (await client.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]


@pytest.mark.parametrize("arguments", [[], [None], [[]], ["x"], [7], [True], [{}, {}], [{"session_id": 1}]])
@pytest.mark.parametrize("event", ["subscribe_on_session", "submit_clip", "start_session", "mark_clip"])
async def test_OP6_arguments_of_the_wrong_form_are_refused(event: str, arguments: Any, server: ServerProcess) -> None:
    async with joined(server) as client:
        ack = await client.ask(event, *arguments)
        assert ack["error"] in {"invalid_payload", "invalid_session_id"}
        assert ack["message"]


@pytest.mark.parametrize(
    "session_id",
    ["", "x", "7f3ad1c2-9b0e-1c1d-8a2b-3c4d5e6f7081", NOBODY + " ", "../../etc", "{b1}", "5f2b8c9d1e4a3f6b7c8d9e0a"],
)
async def test_V23_an_id_of_the_wrong_form_is_said_to_be_that(session_id: str, server: ServerProcess) -> None:
    async with joined(server) as client:
        ack = await client.ask("subscribe_on_session", {"session_id": session_id})
        assert ack["error"] == "invalid_session_id"
        assert (await client.ask("subscribe_on_session", {"session_id": NOBODY}))["error"] == "session_not_found"


@pytest.mark.parametrize(
    "note", ["\x00", "a\x00b", "line\nbreak", "\ud800", "x\udfffy", "x" * 101, "🔥" * 101, 7, ["x"], {"a": 1}, True]
)
async def test_C15_OP6_a_note_that_cannot_be_is_refused_and_nothing_is_stored(note: Any, server: ServerProcess) -> None:
    async with joined(server) as client:
        session_id = await session_of(client, server)
        payload = json.dumps(["submit_clip", {"session_id": session_id, "note": note}])  # orjson refuses surrogates
        ack = await client.ask_raw(payload)
        assert ack["error"] == "invalid_payload"
        assert ack["violations"][0]["path"] == "note"
        snapshot = (await client.ask("subscribe_on_session", {"session_id": session_id}))["snapshot"]
        assert snapshot["clips"] == []


@pytest.mark.parametrize(
    "note", ["x" * 100, "🔥" * 100, "ж" * 100, "</script><img src=x onerror=alert(1)>", "%s {0} \\u0000"]
)
async def test_C15_a_note_that_can_be_is_stored_as_it_is(note: str, server: ServerProcess) -> None:
    async with joined(server) as client:
        session_id = await session_of(client, server)
        clip = (await client.ask("submit_clip", {"session_id": session_id, "note": note}))["clip"]
        assert clip["note"] == note


async def test_OP6_an_unknown_event_is_refused(server: ServerProcess) -> None:
    async with joined(server) as client:
        for name in ("no_such_event", "", "__init__", "connect", "disconnect", "constructor", "e" * 10_000):
            assert (await client.ask(name, {}))["error"] == "invalid_payload"


@pytest.mark.parametrize(
    "packet",
    ["42", "42x", '42{"a":1}', '42["a"', "421", "42-1[]", "42[]", "42[7]", '42"x"', "4", "49", "45", "4\x00", "x"],
)
async def test_OP6_what_is_no_packet_ends_its_own_connection_only(packet: str, server: ServerProcess) -> None:
    async with joined(server) as good, joined(server, "user-2") as bad:
        await bad.send(packet)
        assert await bad.receive() is None
        assert (await good.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]


async def test_OP6_a_message_of_70_kilobytes_ends_the_connection_and_one_of_60_does_not(server: ServerProcess) -> None:
    async with joined(server) as client:
        ack = await client.ask("update_presence", {"session_id": NOBODY, "presence": {"x": "x" * 60_000}})
        assert ack["error"] == "forbidden"
        await client.send("42" + orjson.dumps(["update_presence", {"x": "x" * 70_000}]).decode())
        assert await client.receive() is None


async def test_OP6_an_event_with_binary_attachments_is_refused_like_any_other(server: ServerProcess) -> None:
    async with joined(server) as client:
        await client.send('451-7["submit_clip",{"session_id":{"_placeholder":true,"num":0}}]')
        await client._socket.send_bytes(b"\x00\x01")
        ack = orjson.loads((await client.until("437["))[3:])[0]
        assert ack["error"] == "invalid_session_id"
        assert (await client.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]


# --- order -----------------------------------------------------------------------------------------------------------


async def test_SY3_the_ack_of_a_subscription_comes_before_its_events(server: ServerProcess) -> None:
    async with joined(server) as writer, joined(server) as reader:
        session_id = await session_of(writer, server)
        writing = True

        async def write() -> None:
            while writing:
                await writer.ask("submit_clip", {"session_id": session_id})

        work = asyncio.create_task(write())
        for number in range(30):
            await reader.send(f'42{9000 + number}["subscribe_on_session",{{"session_id":"{session_id}"}}]')
            after_leave = 0
            while not (packet := await reader.receive() or "").startswith(f"43{9000 + number}["):
                after_leave += 1
            ack = orjson.loads(packet[packet.index("[") :])[0]
            event = await reader.event("session_event")
            assert event["seq"] == ack["position"]["seq"] + 1
            assert after_leave < 1000
        writing = False
        await work


async def test_events_of_one_client_are_handled_in_order(server: ServerProcess) -> None:
    async with joined(server, "orderly") as client:  # nobody else has used up this user's rate
        session_id = await session_of(client, server, "orderly")
        packets = [
            f'42{number}["submit_clip",{{"session_id":"{session_id}","note":"{number}"}}]'
            for number in range(1000, 1100)
        ]
        for packet in packets:
            await client.send(packet)
        acks = [await client.until("43") for _ in packets]
        assert [int(ack[2:6]) for ack in acks] == list(range(1000, 1100))
        clips = (await client.ask("subscribe_on_session", {"session_id": session_id}))["snapshot"]["clips"]
        assert [clip["note"] for clip in clips] == [str(number) for number in range(1000, 1100)]


async def test_SY1_authors_receive_their_own_change_like_everybody(server: ServerProcess) -> None:
    async with joined(server) as author, joined(server, "viewer-9") as viewer:
        session_id = await session_of(author, server)
        for client in (author, viewer):
            assert (await client.ask("subscribe_on_session", {"session_id": session_id}))["ok"]
        assert (await author.ask("pause_session", {"session_id": session_id}))["ok"]
        assert (
            (await author.event("session_event"))["type"]
            == (await viewer.event("session_event"))["type"]
            == "session_paused"
        )


async def test_a_command_without_an_ack_is_carried_out_too(server: ServerProcess) -> None:
    async with joined(server) as client:
        session_id = await session_of(client, server)
        assert (await client.ask("subscribe_on_session", {"session_id": session_id}))["ok"]
        await client.send(f'42["pause_session",{{"session_id":"{session_id}"}}]')
        assert (await client.event("session_event"))["type"] == "session_paused"


async def test_a_refused_subscription_is_none(server: ServerProcess) -> None:
    async with joined(server) as client:
        session_id = await session_of(client, server)
        refused = await client.ask("subscribe_on_session", {"session_id": NOBODY})
        assert refused["error"] == "session_not_found"
        ack = await client.ask("update_presence", {"session_id": NOBODY, "presence": {}})
        assert ack["error"] == "forbidden"
        assert (await client.ask("unsubscribe_from_session", {"session_id": session_id}))["ok"]


# --- limits ----------------------------------------------------------------------------------------------------------


async def test_OP6_who_sends_too_fast_is_told_when_to_come_back(strict: ServerProcess) -> None:
    async with joined(strict, "fast-1") as client:
        acks = [await client.ask("unsubscribe_from_session", {"session_id": NOBODY}) for _ in range(8)]
        assert [ack["ok"] for ack in acks[:5]] == [True] * 5
        assert acks[-1]["error"] == "rate_limited"
        assert 0 < acks[-1]["retry_after"] <= 2


async def test_OP6_the_rate_is_the_users_over_all_connections(strict: ServerProcess) -> None:
    async with joined(strict, "fast-2") as one, joined(strict, "fast-2") as other, joined(strict, "calm") as calm:
        for _ in range(5):
            assert (await one.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]
        acks = [await other.ask("unsubscribe_from_session", {"session_id": NOBODY}) for _ in range(5)]
        assert acks[-1]["error"] == "rate_limited"
        assert (await calm.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]


async def test_OP6_a_flood_of_one_client_does_not_hold_up_another(server: ServerProcess) -> None:
    async with joined(server, "flood") as flood, joined(server, "calm") as calm:
        for _ in range(2000):
            await flood.send('421["no_such_event",{}]')
        assert (await calm.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]


# --- tokens ----------------------------------------------------------------------------------------------------------


async def test_AC6_a_connection_is_told_that_its_token_has_ended_and_closed(server: ServerProcess) -> None:
    async with joined(server, ttl=1.5) as client:
        assert await client.event("token_expired") == {}
        rest = [await client.receive(), await client.receive()]
        assert None in rest


async def test_AC6_a_token_is_renewed_in_place_for_the_same_user_only(server: ServerProcess) -> None:
    async with joined(server, "user-1", ttl=3) as client, joined(server, "user-1", ttl=3) as lazy:
        for token in (a_token(server.data_dir, "user-2"), a_token(server.data_dir, "user-1", ttl=-60), "x", ""):
            assert (await client.ask("refresh_token", {"token": token}))["error"] == "unauthorized"
        fresh = await client.ask("refresh_token", {"token": a_token(server.data_dir, "user-1", ttl=3600)})
        assert fresh["ok"]
        assert fresh["user"]["id"] == known_as("user-1")
        await lazy.event("token_expired")
        assert (await client.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]


async def test_AC1_V19_an_identity_in_a_payload_is_ignored(server: ServerProcess) -> None:
    async with joined(server) as owner, joined(server, "viewer-1") as viewer:
        session_id = await session_of(owner, server)
        forged = {
            "session_id": session_id,
            "user_id": "user-1",
            "sub": "user-1",
            "by": "user-1",
            "telegram_user_id": 1,
        }
        assert (await viewer.ask("pause_session", forged))["error"] == "forbidden"
        assert (await viewer.ask("submit_clip", forged))["ok"]
        assert (await viewer.ask("subscribe_on_session", forged))["role"] == "viewer"
        more = await viewer.ask("submit_clip", forged | {"owners": ["viewer-1"]})
        assert (more["error"], more["violations"][0]["path"]) == ("invalid_payload", "owners")


def test_data_folders_are_not_shared(server: ServerProcess, strict: ServerProcess) -> None:
    """A token of one installation is not valid in the other; the tests above rely on it."""
    secrets = {Path(one.data_dir / "secret").read_bytes() for one in (server, strict)}
    assert len(secrets) == 2
