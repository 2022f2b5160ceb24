"""Sessions over HTTP and sockets: the active one, closing, the list (V1, V7, V10, V15–V20, V24–V27, D5)."""

from uuid import uuid4

import pytest
from roomtone_client import RoomtoneError

from auth.access import READ_ALL, READ_OWN, UPDATE
from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.voice.servers import Connect, MakePerson

BRIEF = {"session_id", "session_name", "is_active", "url"}


async def test_V15_V18_without_a_session_the_active_one_is_null(person: MakePerson) -> None:
    assert await person(uuid4().hex).active() is None


async def test_V17_V15_creating_makes_the_session_active(person: MakePerson) -> None:
    ann = person(uuid4().hex, projects=["Strato"])
    session = await ann.create(session_name="Планёрка", project="Strato")
    assert session["session_name"] == "Планёрка"
    assert (session["status"], session["is_active"], session["done_count"]) == ("ready", True, 0)
    assert (session["access_level"], session["project"]) == ("private", "Strato")
    active = await ann.active()
    assert active == {name: session[name] for name in BRIEF}
    assert active["url"].endswith(f"/session/{session['session_id']}")


async def test_V16_activating_answers_the_documented_shape_and_moves_the_pointer(person: MakePerson) -> None:
    ann = person(uuid4().hex)
    first = await ann.create()
    await ann.create()
    answer = await ann.call("POST", "/voicebot/activate_session", {"session_id": first["session_id"]})
    assert answer.body == {"success": True, **{name: first[name] for name in BRIEF}}
    active = await ann.active()
    assert active is not None
    assert active["session_id"] == first["session_id"]


async def test_V16_V27_who_may_not_read_a_session_cannot_activate_it(person: MakePerson) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex)
    session = await ann.create()
    own = await bob.create()
    answer = await bob.call("POST", "/voicebot/activate_session", {"session_id": session["session_id"]})
    assert (answer.status, answer.body["code"]) == (403, "forbidden")
    active = await bob.active()
    assert active is not None
    assert active["session_id"] == own["session_id"]


async def test_V10_V1_looking_at_a_session_activates_nothing(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    first, second = await ann.create(), await ann.create()
    await ann.view(first["session_id"])
    await connect(ann).subscribe(first["session_id"])
    active = await ann.active()
    assert active is not None
    assert active["session_id"] == second["session_id"]


async def test_V1_the_active_session_belongs_to_the_telegram_user(person: MakePerson) -> None:
    telegram_user_id = uuid4().int % 10**12 + 1
    one = person(uuid4().hex, telegram_user_id=telegram_user_id)
    same = person(uuid4().hex, telegram_user_id=telegram_user_id, permissions=[READ_ALL])
    session = await one.create()
    active = await same.active()
    assert active is not None
    assert active["session_id"] == session["session_id"]


async def test_V24_V5_D5_each_close_counts_and_clears_the_pointer(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    client = connect(ann)
    for count in (1, 2, 3):
        ack = await client.command("session_done", {"session_id": session_id})
        assert (ack["done_count"], ack["session"]["status"], ack["session"]["is_active"]) == (count, "closed", False)
    assert await ann.active() is None
    jobs = [job["job_id"] for job in (await ann.view(session_id))["jobs"]]
    assert sorted(jobs) == ["done_multiprompt.1", "done_multiprompt.2", "done_multiprompt.3"]


async def test_V5_V12_closing_another_session_leaves_the_active_one(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    page, active = await ann.create(), await ann.create()
    await connect(ann).command("session_done", {"session_id": page["session_id"]})
    found = await ann.active()
    assert found is not None
    assert found["session_id"] == active["session_id"]


async def test_V5_a_close_that_is_refused_keeps_the_active_session(person: MakePerson, connect: Connect) -> None:
    name = uuid4().hex
    session_id = (await person(name).create())["session_id"]
    powerless = person(name, permissions=[READ_OWN])
    with pytest.raises(RoomtoneError) as refused:
        await connect(powerless).command("session_done", {"session_id": session_id})
    assert refused.value.code == "forbidden"
    active = await powerless.active()
    assert active is not None
    assert active["session_id"] == session_id


async def test_V19_V20_done_takes_back_the_performers_own_pointer_whoever_the_payload_names(
    person: MakePerson, connect: Connect, redis: Redis
) -> None:
    ann_s, bob_s = (uuid4().int % 10**12 + 1 for _ in range(2))
    ann = person(uuid4().hex, telegram_user_id=ann_s)
    bob = person(uuid4().hex, telegram_user_id=bob_s, permissions=[READ_ALL, UPDATE])
    session_id = (await ann.create())["session_id"]
    await bob.call("POST", "/voicebot/activate_session", {"session_id": session_id})
    await connect(bob).command("session_done", {"session_id": session_id, "telegram_user_id": ann_s})
    pointers = [keys.telegram(one, "active-session") for one in (ann_s, bob_s)]
    assert [await redis.call(key, "EXISTS", key) for key in pointers] == [1, 0]
    assert [await ann.active(), await bob.active()] == [None, None]


async def test_V7_V27_a_closed_session_is_not_made_active_again_by_recording_elsewhere(
    person: MakePerson, connect: Connect
) -> None:
    name = uuid4().hex
    ann, other = person(name), person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    session_id = (await ann.create())["session_id"]
    await connect(other).command("session_done", {"session_id": session_id})
    await connect(other).command("report_recording", {"session_id": session_id, "status": "recording"})
    assert (await ann.view(session_id))["session"]["is_active"] is True
    assert await ann.active() is None
    await ann.call("POST", "/voicebot/activate_session", {"session_id": session_id})
    active = await ann.active()
    assert active is not None
    assert active["session_id"] == session_id


async def test_V1_V32_two_tokens_of_one_telegram_person_share_the_active_session_and_the_right_to_read(
    person: MakePerson, connect: Connect
) -> None:
    telegram = uuid4().int % 10**12 + 1
    anna, phone = (person(uuid4().hex, telegram_user_id=telegram) for _ in range(2))
    session_id = (await anna.create())["session_id"]
    active = await phone.active()
    assert active is not None
    assert active["session_id"] == session_id
    assert (await phone.view(session_id))["role"] == "owner"
    assert session_id in [row["session_id"] for row in (await phone.call("GET", "/voicebot/sessions")).body["items"]]
    await connect(phone).command("session_done", {"session_id": session_id})
    assert await anna.active() is None
    stranger = await person(uuid4().hex, telegram_user_id=telegram + 1).call("GET", f"/voicebot/sessions/{session_id}")
    assert stranger.status == 403


async def test_V16_activating_needs_the_right_to_write(person: MakePerson) -> None:
    name = uuid4().hex
    session_id = (await person(name).create())["session_id"]
    reader = person(uuid4().hex, permissions=[READ_ALL])
    answer = await reader.call("POST", "/voicebot/activate_session", {"session_id": session_id})
    assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert answer.body["error"] == "This needs the permission VOICEBOT_SESSIONS.UPDATE, or the role of an editor"
    assert await reader.active() is None


async def test_V17_D17_creating_needs_update_and_ones_own_project(person: MakePerson) -> None:
    project = uuid4().hex
    victim = person(uuid4().hex, projects=[project])
    reader = await person(uuid4().hex, permissions=[READ_OWN]).call("POST", "/voicebot/create_session", {})
    assert (reader.status, reader.body["code"]) == (403, "forbidden")
    body = {"project": project, "access_level": "public", "session_name": "spam"}
    intruder = await person(uuid4().hex, projects=["mine"]).call("POST", "/voicebot/create_session", body)
    assert (intruder.status, intruder.body["code"]) == (403, "forbidden")
    assert (await victim.call("GET", "/voicebot/sessions")).body["items"] == []
    assert (await victim.call("POST", "/voicebot/create_session", body)).status == 201


async def test_D31_V16_V24_choosing_a_closed_session_opens_it_again_and_its_next_close_counts(
    person: MakePerson, connect: Connect
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    client = connect(ann)
    await client.command("session_done", {"session_id": session_id})
    answer = await ann.call("POST", "/voicebot/activate_session", {"session_id": session_id})
    assert (answer.status, answer.body["success"], answer.body["is_active"]) == (200, True, True)
    active = await ann.active()
    assert active is not None
    assert (active["session_id"], active["is_active"]) == (session_id, True)
    session = (await ann.view(session_id))["session"]
    assert (session["status"], session["done_count"]) == ("ready", 1)
    await client.command("session_done", {"session_id": session_id})
    assert (await ann.view(session_id))["session"]["done_count"] == 2
    assert await ann.active() is None


async def test_D31_V16_who_may_only_read_opens_no_closed_session(person: MakePerson, connect: Connect) -> None:
    ann, reader = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL])
    session_id = (await ann.create())["session_id"]
    await connect(ann).command("session_done", {"session_id": session_id})
    answer = await reader.call("POST", "/voicebot/activate_session", {"session_id": session_id})
    assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert (await ann.view(session_id))["session"]["is_active"] is False
    assert await reader.active() is None


async def test_V7_a_pointer_to_a_closed_session_is_no_active_session(person: MakePerson, connect: Connect) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    session_id = (await ann.create())["session_id"]
    await connect(bob).command("session_done", {"session_id": session_id})  # closes, but ann's pointer stays
    assert await ann.active() is None


async def test_V13_the_recorders_status_reaches_everybody(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    recorder = connect(ann)
    statuses = ["recording", "cutting", "recording", "paused", "error", "ready", "recording", "final_uploading"]
    for status in statuses:
        ack = await recorder.command("report_recording", {"session_id": session_id, "status": status})
        assert ack["session"]["status"] == status
    await recorder.command("session_done", {"session_id": session_id})
    await watching.wait_for(lambda one: any(event["type"] == "session_closed" for event in one.events))
    changes = [event["data"]["status"] for event in watching.events if event["type"] == "status_changed"]
    assert changes == statuses


async def test_V13_only_closing_closes(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    for status in ("closed", "asleep"):
        with pytest.raises(RoomtoneError) as refused:
            await connect(ann).command("report_recording", {"session_id": session_id, "status": status})
        assert refused.value.code == "invalid_payload"
    assert (await ann.view(session_id))["session"]["status"] == "ready"


async def test_V13_a_late_word_does_not_open_a_closed_session_but_a_recording_does(
    person: MakePerson, connect: Connect
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    client = connect(ann)
    await client.command("session_done", {"session_id": session_id})
    ack = await client.command("report_recording", {"session_id": session_id, "status": "paused"})
    assert (ack["session"]["status"], ack["session"]["is_active"]) == ("closed", False)
    ack = await client.command("report_recording", {"session_id": session_id, "status": "recording"})
    assert (ack["session"]["status"], ack["session"]["is_active"]) == ("recording", True)


async def test_V13_only_the_recorder_speaks_for_the_recording(person: MakePerson, connect: Connect) -> None:
    ann, bob = person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    session_id = (await ann.create())["session_id"]
    first, other = connect(ann), connect(bob)
    await first.command("report_recording", {"session_id": session_id, "status": "recording"})
    with pytest.raises(RoomtoneError) as refused:
        await other.command("report_recording", {"session_id": session_id, "status": "paused"})
    assert refused.value.code == "forbidden"
    ack = await other.command("report_recording", {"session_id": session_id, "status": "recording"})
    assert ack["session"]["status"] == "recording"


async def test_V26_a_text_goes_to_exactly_the_named_session_and_only_once(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    named, active = await ann.create(), await ann.create()
    watching = await connect(ann).subscribe(named["session_id"])
    material_id = str(uuid4())
    path = f"/voicebot/sessions/{named['session_id']}/materials"
    answers = [await ann.call("POST", path, {"text": "Задача: починить", "material_id": material_id}) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].body == answers[1].body
    assert (await ann.view(named["session_id"]))["materials"] == [answers[0].body]
    assert (await ann.view(active["session_id"]))["materials"] == []
    await watching.wait_for(lambda one: one.events)
    assert [event["type"] for event in watching.events] == ["material_added"]


async def test_SY8_the_snapshot_is_the_view(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    subscription = await connect(ann).subscribe(session_id)
    view = await ann.view(session_id)
    assert {**subscription.snapshot, "now": 0} == {**view, "now": 0}
    assert view["role"] == "owner"


async def test_the_list_has_what_one_may_read_newest_first(person: MakePerson) -> None:
    project, friend = uuid4().hex, uuid4().hex
    ann = person(uuid4().hex, projects=[project])
    made = [await ann.create(session_name=str(number)) for number in range(55)]
    shared = await ann.create(session_name="p", project=project, access_level="public")
    restricted = await ann.create(session_name="r", access_level="restricted", allowed_users=[friend])
    first = (await ann.call("GET", "/voicebot/sessions")).body
    second = (await ann.call("GET", f"/voicebot/sessions?cursor={first['next_cursor']}")).body
    rows = [*first["items"], *second["items"]]
    times = [row["created_at"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert sorted(row["session_id"] for row in rows) == sorted(one["session_id"] for one in [*made, shared, restricted])
    assert len(first["items"]) == 50
    assert second["next_cursor"] is None

    async def seen(sub: str, **claims: object) -> list[str]:
        rows = (await person(sub, **claims).call("GET", "/voicebot/sessions")).body["items"]
        return [row["session_id"] for row in rows]

    assert await seen(uuid4().hex) == []
    assert await seen(uuid4().hex, projects=[project]) == [shared["session_id"]]
    assert await seen(friend) == []  # nobody writes into somebody else's list (D17); the link opens it
    opened = await person(friend).call("GET", f"/voicebot/sessions/{restricted['session_id']}")
    assert opened.status == 200
    everything = await seen(uuid4().hex, permissions=[READ_ALL])
    assert set(everything[:2]) == {restricted["session_id"], shared["session_id"]}
    of_project = (await ann.call("GET", f"/voicebot/sessions?project={project}")).body["items"]
    assert [row["session_id"] for row in of_project] == [shared["session_id"]]


async def test_renaming_is_announced_and_needs_the_permission(person: MakePerson, connect: Connect) -> None:
    name = uuid4().hex
    ann = person(name)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    path = f"/voicebot/sessions/{session_id}"
    assert (await ann.call("PATCH", path, {"session_name": "Релиз"})).body["session_name"] == "Релиз"
    await watching.wait_for(lambda one: one.events)
    assert watching.events[0]["type"] == "session_updated"
    refused = await person(name, permissions=[READ_OWN]).call("PATCH", path, {"session_name": "x"})
    assert (refused.status, refused.body["code"]) == (403, "forbidden")


async def test_V23_another_kind_of_session_is_no_voice_session(person: MakePerson) -> None:
    ann = person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    clip = (await ann.call("POST", "/api/clip-sessions", {})).body["id"]
    for verb in ("GET", "PATCH"):
        answer = await ann.call(verb, f"/voicebot/sessions/{clip}", {"session_name": "x"} if verb == "PATCH" else None)
        assert (answer.status, answer.body["code"]) == (404, "session_not_found")
