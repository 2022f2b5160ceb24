"""Only the owner changes who may read a session; the change is effective at once (V32, D21)."""

from uuid import uuid4

import pytest
from roomtone_client import RoomtoneError

from auth.access import READ_ALL, READ_OWN, UPDATE
from tests.handlers.voice.servers import Connect, MakePerson
from tests.users import known_as


async def test_VO5_V32_an_owner_shares_with_invited_people_and_takes_it_back_at_once(
    person: MakePerson, connect: Connect
) -> None:
    ann, friend = person(uuid4().hex), uuid4().hex
    bob = person(friend)
    session_id = (await ann.create(session_name="Release"))["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    assert (await bob.call("GET", path)).status == 403
    shared = await ann.call("PATCH", path, {"access_level": "restricted", "allowed_users": [friend]})
    assert (shared.status, shared.body["access_level"]) == (200, "restricted")
    told = await ann.call("GET", f"{path}/access")
    assert told.body == {"access_level": "restricted", "allowed_users": [known_as(friend)]}
    assert shared.body["session_name"] == "Release"
    assert (await bob.view(session_id))["session"]["session_name"] == "Release"
    watching = await connect(bob).subscribe(session_id)
    assert (await ann.call("PATCH", path, {"access_level": "private"})).status == 200
    await watching.wait_for(lambda one: one.gone_because)
    assert (await bob.call("GET", path)).status == 403


async def test_D17_whoever_is_named_only_reads_and_whoever_accepts_an_editor_s_role_writes(person: MakePerson) -> None:
    bob_id, cyd_id = uuid4().hex, uuid4().hex
    ann, bob, cyd = (person(one, permissions=[READ_OWN, UPDATE]) for one in (uuid4().hex, bob_id, cyd_id))
    session_id = (await ann.create())["session_id"]
    path, answer = f"/voicebot/sessions/{session_id}", f"/api/people/{session_id}/invited/answer"
    named = {"access_level": "restricted", "allowed_users": [bob_id]}
    await ann.call("PATCH", path, {**named, "allowed_role": "viewer"})
    for body in (named, {"session_name": "Bob's"}):
        assert (await bob.call("PATCH", path, body)).status == 403
    assert (await bob.call("POST", answer, {"answer": "accept"})).status == 200
    assert (await bob.call("PATCH", path, {"session_name": "Bob's"})).status == 403
    await ann.call("PATCH", path, {"allowed_users": [bob_id, cyd_id], "allowed_role": "editor"})
    assert (await cyd.call("PATCH", path, {"session_name": "Cyd's"})).status == 403
    assert (await cyd.call("POST", answer, {"answer": "accept"})).status == 200
    assert (await cyd.call("PATCH", path, {"session_name": "Cyd's"})).body["session_name"] == "Cyd's"


async def test_D17_readers_do_not_see_who_is_named(person: MakePerson, connect: Connect) -> None:
    bob_id, other = uuid4().hex, uuid4().hex
    ann, bob = person(uuid4().hex), person(bob_id)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    await ann.call("PATCH", path, {"access_level": "restricted", "allowed_users": [bob_id]})
    watching = await connect(bob).subscribe(session_id)
    await ann.call("PATCH", path, {"allowed_users": [bob_id, other], "session_name": "Plans"})
    await watching.wait_for(lambda one: one.events or one.snapshot["session"]["session_name"] == "Plans")
    heard = (watching.snapshot, watching.events, (await bob.call("GET", path)).body, await bob.view(session_id))
    assert known_as(other) not in str(heard)
    refused = await bob.call("GET", f"{path}/access")
    assert (refused.status, refused.body["code"]) == (403, "forbidden")


async def test_D17_whoever_declined_is_not_named_again_while_their_no_stands(person: MakePerson) -> None:
    bob_id = uuid4().hex
    ann, bob = person(uuid4().hex), person(bob_id)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    named = {"access_level": "restricted", "allowed_users": [bob_id]}
    await ann.call("PATCH", path, named)
    await bob.call("POST", f"/api/people/{session_id}/invited/answer", {"answer": "decline"})
    again = await ann.call("PATCH", path, {**named, "session_name": "Again"})
    assert (again.status, again.body["code"]) == (429, "rate_limited")
    assert (await ann.view(session_id))["session"]["session_name"] == "Новая сессия"  # all of it or nothing
    assert (await bob.call("GET", path)).status == 403


async def test_VO5_V32_an_owner_shares_with_a_project_of_their_own_and_with_no_other(person: MakePerson) -> None:
    project = uuid4().hex
    ann, bob = person(uuid4().hex, projects=[project]), person(uuid4().hex, projects=[project])
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    foreign = await ann.call("PATCH", path, {"access_level": "public", "project": "another"})
    assert (foreign.status, foreign.body["code"]) == (403, "forbidden")
    assert (await ann.view(session_id))["session"]["access_level"] == "private"
    assert (await ann.call("PATCH", path, {"access_level": "public", "project": project})).status == 200
    assert (await bob.call("GET", path)).status == 200
    assert (await ann.call("PATCH", path, {"project": None})).body["project"] is None
    assert (await bob.call("GET", path)).status == 403


async def test_VO5_V32_only_the_owner_changes_who_may_read(person: MakePerson) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    refused = await bob.call("PATCH", path, {"session_name": "mine", "access_level": "public"})
    assert (refused.status, refused.body["code"]) == (403, "forbidden")
    session = (await ann.view(session_id))["session"]
    assert (session["access_level"], session["session_name"]) == ("private", "Новая сессия")  # all of it or nothing
    assert (await bob.call("PATCH", path, {"session_name": "named by both"})).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"access": "public"},
        {"access_level": "everybody"},
        {"access_level": None},
        {"session_name": None},
        {"allowed_role": "editor"},
        {"session_name": "x", "allowed_role": "editor"},
        {"allowed_users": [], "allowed_role": "owner"},
        {"allowed_users": ["x"] * 201},
        {"session_name": "x" * 101},
    ],
)
async def test_VO5_V32_what_does_not_fit_is_refused_and_changes_nothing(
    person: MakePerson, body: dict[str, object]
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    before = (await ann.view(session_id))["session"]
    answer = await ann.call("PATCH", f"/voicebot/sessions/{session_id}", body)
    assert (answer.status, answer.body["code"]) == (400, "invalid_payload")
    assert (await ann.view(session_id))["session"] == before


async def test_VO5_a_subscriber_with_access_receives_the_new_access(person: MakePerson, connect: Connect) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL])
    session_id = (await ann.create())["session_id"]
    watching = await connect(bob).subscribe(session_id)
    await ann.call("PATCH", f"/voicebot/sessions/{session_id}", {"access_level": "restricted"})
    await watching.wait_for(lambda one: one.snapshot["session"]["access_level"] == "restricted" or one.events)
    assert not watching.gone_because


async def test_V19_a_claim_in_a_change_of_access_says_nothing(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    with pytest.raises(RoomtoneError) as refused:
        await connect(person(uuid4().hex)).command(
            "report_recording", {"session_id": session_id, "status": "recording", "telegram_user_id": 1}
        )
    assert refused.value.code == "forbidden"
