"""Signaling between browsers: to one or to all, only among users who may read, never stored (live listening)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast
from uuid import uuid4

import pytest
from roomtone_client import RoomtoneClient, RoomtoneError

from auth.access import READ_ALL, UPDATE
from tests.handlers.voice.servers import Connect, MakePerson
from tests.polling import PATIENCE, until


async def test_SY10_a_message_to_one_reaches_only_that_one(person: MakePerson, connect: Connect) -> None:
    ann, bob, eve = (person(uuid4().hex, permissions=[READ_ALL]) for _ in range(3))
    session_id = (await person(uuid4().hex).create())["session_id"]
    clients = [connect(who) for who in (ann, bob, eve)]
    signals: list[list[Any]] = [cast("list[Any]", (await client.subscribe(session_id)).signals) for client in clients]
    recorder, listener, _ = clients

    def everybody(holds: Callable[[list[Any]], bool]) -> Callable[[], Awaitable[bool]]:
        async def look() -> bool:
            return all(holds(received) for received in signals)

        return look

    await listener.command("signal_peer", {"session_id": session_id, "data": {"want": "listen"}})
    await until(everybody(lambda received: len(received) == 1))
    (wish,) = signals[0]
    assert (wish["type"], wish["data"]["want"]) == ("peer", "listen")
    offer = {"session_id": session_id, "to": wish["data"]["from"], "data": {"sdp": "v=0 " * 2_000}}
    await recorder.command("signal_peer", offer)
    await listener.wait_for(lambda: len(signals[1]) == 2)
    assert signals[1][1]["data"]["sdp"] == offer["data"]["sdp"]
    # A later message goes to all: a client that has it would have received the earlier one before it.
    await recorder.command("signal_peer", {"session_id": session_id, "data": {"bye": True}})
    await until(everybody(lambda received: "bye" in received[-1]["data"]))
    assert [len(received) for received in signals] == [2, 3, 2]


async def test_V22_a_message_needs_a_subscription_and_has_a_limit(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    client = connect(ann)
    assert await refusal(client, {"session_id": session_id, "data": {}}) == "forbidden"
    await client.subscribe(session_id)
    assert await refusal(client, {"session_id": session_id, "data": {"x": "x" * 600}}) == "too_large"
    assert await refusal(client, {"session_id": session_id, "to": "a", "data": {"x": "x" * 20_000}}) == "too_large"
    assert await refusal(client, {"session_id": session_id, "to": "a b", "data": {}}) == "invalid_payload"


async def test_AC15_only_the_recorder_says_that_there_is_something_to_hear_and_offers_it(
    person: MakePerson, connect: Connect
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    recorder, reader = connect(ann), connect(person(uuid4().hex, permissions=[READ_ALL, UPDATE]))
    signals = cast("list[Any]", (await recorder.subscribe(session_id)).signals)
    await reader.subscribe(session_id)
    forged: list[dict[str, Any]] = [{"live": True}, {"live": False}, {"listeners": 9}, {"offer": "v=0"}]
    for client in (recorder, reader):  # nobody records yet
        for data in forged:
            assert await refusal(client, {"session_id": session_id, "data": data}) == "forbidden"
    await recorder.command("report_recording", {"session_id": session_id, "status": "recording"})
    for data in forged:
        assert await refusal(reader, {"session_id": session_id, "to": "x", "data": data}) == "forbidden"
    await reader.command("signal_peer", {"session_id": session_id, "data": {"want": "listen"}})
    await recorder.command("signal_peer", {"session_id": session_id, "data": {"live": True}})
    await recorder.wait_for(lambda: len(signals) == 2)
    assert [signal["data"].get("live") for signal in signals] == [None, True]


async def test_VO16_nobody_is_let_in_while_the_owner_has_switched_live_listening_off(
    person: MakePerson, connect: Connect
) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    session_id = (await ann.create())["session_id"]
    path, wish = f"/voicebot/sessions/{session_id}", {"session_id": session_id, "data": {"want": "listen"}}
    recorder, listener = connect(ann), connect(bob)
    offer = {"session_id": session_id, "to": "x", "data": {"offer": "v=0"}}
    watching = await listener.subscribe(session_id)
    await recorder.subscribe(session_id)
    await recorder.command("report_recording", {"session_id": session_id, "status": "recording"})
    await listener.command("signal_peer", wish)
    assert (await bob.call("PATCH", path, {"live_listening": False})).status == 403
    assert (await ann.call("PATCH", path, {"live_listening": None})).status == 400
    assert (await ann.call("PATCH", path, {"live_listening": False})).body["live_listening"] is False
    assert await refusal(listener, wish) == "forbidden"
    assert await refusal(recorder, offer) == "forbidden"
    events = cast("list[Any]", watching.events)
    await listener.wait_for(lambda: events[-1]["type"] == "session_updated")
    session = events[-1]["data"]["session"]
    assert session["live_listening"] is False
    assert session["recorder_name"] is not None
    assert watching.gone_because is None  # they may still read
    assert (await ann.call("PATCH", path, {"live_listening": True})).body["live_listening"] is True
    await listener.command("signal_peer", wish)


async def test_signals_of_peers_are_not_for_streams(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    clip = (await ann.call("POST", "/api/clip-sessions", {})).body["id"]
    client = connect(ann)
    await client.subscribe(clip)
    assert await refusal(client, {"session_id": clip, "data": {}}) == "forbidden"


async def refusal(client: RoomtoneClient, payload: dict[str, Any]) -> str:
    with pytest.raises(RoomtoneError) as refused:
        async with asyncio.timeout(PATIENCE):
            await client.command("signal_peer", payload)
    return refused.value.code
