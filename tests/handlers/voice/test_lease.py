"""A recorder that stops renewing its lease is shown as interrupted (D19, V13)."""

from typing import Any
from uuid import uuid4

import pytest
from roomtone_client import RoomtoneError, Subscription

from auth.access import READ_ALL, READ_OWN, UPDATE
from storage.redis.client import Redis
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson, Servers
from tests.polling import until
from tests.processes import WorkerProcess

SHORT = "0.5"  # seconds of a lease


@pytest.fixture
async def make(servers: Servers, person: MakePerson) -> MakePerson:
    """People of a server whose leases are short."""
    server = await servers(ROOMTONE_RECORDER_LEASE=SHORT)

    def person_there(sub: str, **claims: object) -> Person:
        one = person(sub, **claims)
        return Person(one.http, server.url, one.token)

    return person_there


def changes(watching: Subscription) -> list[tuple[str, bool]]:
    sessions = [event["data"]["session"] for event in watching.events if event["type"] == "status_changed"]
    return [(one["status"], one["interrupted"]) for one in sessions]


async def interrupted(ann: Person, session_id: str) -> dict[str, Any]:
    async def is_interrupted() -> bool:
        return bool((await ann.view(session_id))["session"]["interrupted"])

    await until(is_interrupted)
    return dict((await ann.view(session_id))["session"])


async def test_D19_V13_a_recorder_that_is_gone_is_seen_by_all_and_its_return_ends_it(
    make: MakePerson, connect: Connect, worker: WorkerProcess
) -> None:
    ann, bob = make(uuid4().hex), make(uuid4().hex, permissions=[READ_ALL])
    session_id, recording_id = (await ann.create())["session_id"], str(uuid4())
    watching = await connect(bob).subscribe(session_id)
    recorder = connect(ann)
    word = {"session_id": session_id, "recording_id": recording_id}
    ack = await recorder.command("report_recording", {**word, "status": "recording"})
    assert ack["lease_ms"] == 500
    assert ack["session"]["recorder_name"]
    await watching.wait_for(lambda one: ("paused", True) in changes(one))  # nobody asked: the worker's sweep said it
    session = (await bob.view(session_id))["session"]
    assert (session["status"], session["interrupted"], session["is_active"]) == ("paused", True, True)
    assert session["interrupted_at"] > session["created_at"]
    back = await recorder.command("keep_recording", {**word, "status": "recording"})
    assert (back["session"]["status"], back["session"]["interrupted"]) == ("recording", False)
    await watching.wait_for(lambda one: changes(one)[-1] == ("recording", False))
    assert changes(watching).count(("paused", True)) == 1


async def test_D19_VO1_whoever_reads_before_the_sweep_is_told_the_truth(make: MakePerson, connect: Connect) -> None:
    ann = make(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    await connect(ann).command("report_recording", {"session_id": session_id, "status": "recording"})
    session = await interrupted(ann, session_id)  # no worker runs
    assert session["status"] == "paused"
    rows = (await ann.call("GET", "/voicebot/sessions")).body["items"]
    assert [(row["status"], row["interrupted"]) for row in rows] == [("paused", True)]


async def test_VO1_SY1_an_interruption_is_said_once_however_many_sweep(
    make: MakePerson, connect: Connect, redis: Redis
) -> None:
    ann = make(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    await connect(ann).command("report_recording", {"session_id": session_id, "status": "cutting"})
    await interrupted(ann, session_id)
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
    for _ in range(3):
        await store.interrupted()
    await ann.call("PATCH", f"/voicebot/sessions/{session_id}", {"session_name": "after"})
    await watching.wait_for(lambda one: one.events and one.events[-1]["type"] == "session_updated")
    assert changes(watching) == [("cutting", False), ("paused", True)]


async def test_D19_a_recorder_that_is_heard_keeps_its_lease_and_a_pause_needs_none(
    make: MakePerson, connect: Connect, redis: Redis
) -> None:
    ann = make(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    client = connect(ann)
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
    for _ in range(200):  # longer than a lease
        await client.command("keep_recording", {"session_id": session_id, "status": "recording"})
        await store.interrupted()
    assert (await ann.view(session_id))["session"]["status"] == "recording"
    await client.command("report_recording", {"session_id": session_id, "status": "paused"})
    other = (await ann.create())["session_id"]
    await client.command("report_recording", {"session_id": other, "status": "recording"})
    await interrupted(ann, other)  # by now the pause is longer than a lease too
    session = (await ann.view(session_id))["session"]
    assert (session["status"], session["interrupted"]) == ("paused", False)


async def test_VO2_two_tabs_and_two_people_do_not_contradict_each_other(person: MakePerson, connect: Connect) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    session_id = (await ann.create())["session_id"]
    first, second = ({"session_id": session_id, "recording_id": str(uuid4())} for _ in range(2))
    client, other = connect(ann), connect(bob)
    await client.command("report_recording", {**first, "status": "recording"})
    for who in (client, other):  # another tab, another person
        with pytest.raises(RoomtoneError) as refused:
            await who.command("report_recording", {**second, "status": "recording", "takes_over": False})
        assert (refused.value.code, refused.value.details["reason"]) == ("conflict", "taken")
        assert refused.value.details["name"]
        with pytest.raises(RoomtoneError) as refused:
            await who.command("report_recording", {**second, "status": "paused"})
        assert refused.value.code == "forbidden"
    taken = await other.command("report_recording", {**second, "status": "recording"})
    assert taken["session"]["status"] == "recording"
    with pytest.raises(RoomtoneError) as refused:
        await client.command("keep_recording", {**first, "status": "recording"})
    assert (refused.value.code, refused.value.details["reason"]) == ("conflict", "taken")


async def test_V24_a_sign_of_life_opens_no_closed_session(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    client = connect(ann)
    await client.command("report_recording", {"session_id": session_id, "status": "recording"})
    await client.command("session_done", {"session_id": session_id})
    with pytest.raises(RoomtoneError) as refused:
        await client.command("keep_recording", {"session_id": session_id, "status": "recording"})
    assert (refused.value.code, refused.value.details["reason"]) == ("conflict", "closed")
    session = (await ann.view(session_id))["session"]
    assert (session["status"], session["interrupted"], session["is_active"]) == ("closed", False, False)


async def test_D19_done_and_another_recorder_end_an_interruption(make: MakePerson, connect: Connect) -> None:
    ann, bob = make(uuid4().hex), make(uuid4().hex, permissions=[READ_ALL, UPDATE])
    taken, closed = (await ann.create())["session_id"], (await ann.create())["session_id"]
    for session_id in (taken, closed):
        await connect(ann).command("report_recording", {"session_id": session_id, "status": "recording"})
        await interrupted(ann, session_id)
    ack = await connect(bob).command(
        "report_recording", {"session_id": taken, "status": "recording", "takes_over": False}
    )
    assert (ack["session"]["status"], ack["session"]["interrupted"]) == ("recording", False)
    ack = await connect(bob).command("session_done", {"session_id": closed})
    assert (ack["session"]["status"], ack["session"]["interrupted"]) == ("closed", False)


async def test_V23_a_sign_of_life_needs_the_permission(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    for claims, code in (
        ({"permissions": [READ_OWN, UPDATE]}, "forbidden"),
        ({"permissions": [READ_ALL]}, "forbidden"),
    ):
        with pytest.raises(RoomtoneError) as refused:
            await connect(person(uuid4().hex, **claims)).command(
                "keep_recording", {"session_id": session_id, "status": "recording"}
            )
        assert refused.value.code == code
    with pytest.raises(RoomtoneError) as refused:
        await connect(ann).command("keep_recording", {"session_id": session_id, "status": "paused"})
    assert refused.value.code == "invalid_payload"
