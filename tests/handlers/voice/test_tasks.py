"""People mark, edit and delete tasks, and a new search does not undo that (V21)."""

from typing import Any
from uuid import uuid4

import pytest

from auth.access import READ_ALL, READ_OWN
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.polling import until
from tests.processes import WorkerProcess


async def tasks(person: Person, session_id: str) -> list[dict[str, Any]]:
    return list((await person.view(session_id))["tasks"])


async def in_order(person: Person, session_id: str) -> list[dict[str, Any]]:
    return sorted(await tasks(person, session_id), key=lambda task: (task["position"], task["task_id"]))


async def found_tasks(person: Person, connect: Connect, session_id: str, count: int) -> list[dict[str, object]]:
    await connect(person).command("create_tasks_from_chunks", {"session_id": session_id})

    async def is_done() -> bool:
        view = await person.view(session_id)
        jobs = [job["state"] for job in view["jobs"] if job["type"] == "CREATE_TASKS"]
        return jobs == ["done"] and len(view["tasks"]) >= count

    await until(is_done)
    return await tasks(person, session_id)


async def test_VO4_a_task_is_ticked_edited_deleted_and_comes_back_only_when_asked(
    person: MakePerson, connect: Connect, worker: WorkerProcess
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "TODO: call\n- [ ] write"})
    found = sorted(await found_tasks(ann, connect, session_id, 2), key=lambda task: str(task["text"]))
    assert [(task["text"], task["done"], task["edited"]) for task in found] == [
        ("call", False, False),
        ("write", False, False),
    ]
    call, write = (f"/voicebot/sessions/{session_id}/tasks/{task['task_id']}" for task in found)
    watching = await connect(ann).subscribe(session_id)
    ticked = await ann.call("PATCH", call, {"done": True})
    assert (ticked.status, ticked.body["done"], ticked.body["edited"]) == (200, True, False)
    edited = await ann.call("PATCH", call, {"text": '  call "Лёша" \\ today '})
    assert (edited.body["text"], edited.body["done"], edited.body["edited"]) == ('call "Лёша" \\ today', True, True)
    assert (await ann.call("DELETE", write)).status == 204
    assert (await ann.call("DELETE", write)).status == 404
    assert await found_tasks(ann, connect, session_id, 1) == [edited.body]  # neither the deleted one nor the old text
    assert (await ann.call("POST", f"{write}/restore")).body["text"] == "write"
    assert (await ann.call("POST", f"{write}/restore")).status == 404
    changes = [event for event in watching.events if event["type"].startswith("task_")]
    assert [event["type"] for event in changes] == ["task_changed", "task_changed", "task_deleted", "task_changed"]


@pytest.mark.parametrize(
    "body", [{"text": ""}, {"text": "x" * 501}, {"text": "a\nb"}, {"done": "yes"}, {"colour": "red"}]
)
async def test_VO4_a_change_of_a_task_that_does_not_fit_changes_nothing(
    person: MakePerson, connect: Connect, worker: WorkerProcess, body: dict[str, object]
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "TODO: call"})
    before = await found_tasks(ann, connect, session_id, 1)
    answer = await ann.call("PATCH", f"/voicebot/sessions/{session_id}/tasks/{before[0]['task_id']}", body)
    assert (answer.status, answer.body["code"]) == (400, "invalid_payload")
    assert await tasks(ann, session_id) == before


async def test_VO4_V21_tasks_need_the_permission(person: MakePerson) -> None:
    owner = uuid4().hex
    session_id = (await person(owner).create())["session_id"]
    path = f"/voicebot/sessions/{session_id}/tasks/{uuid4()}"
    for who, code in (
        (person(uuid4().hex), "forbidden"),
        (person(uuid4().hex, permissions=[READ_ALL]), "forbidden"),
        (person(owner, permissions=[READ_OWN]), "forbidden"),
        (person(owner), "not_found"),
    ):
        for verb, where in (("PATCH", path), ("DELETE", path), ("POST", f"{path}/restore")):
            assert (await who.call(verb, where, {"done": True})).body["code"] == code


async def test_VO15_a_task_is_added_once_assigned_dated_and_moved(person: MakePerson, connect: Connect) -> None:
    name = uuid4().hex
    ann = person(name)
    session_id = (await ann.create())["session_id"]
    ann_id = (await ann.call("GET", f"/api/people/{session_id}")).body["members"][0]["user_id"]
    path, ids = f"/voicebot/sessions/{session_id}/tasks", [str(uuid4()) for _ in range(3)]
    watching = await connect(ann).subscribe(session_id)
    for text, task_id in zip(("Call Лёша", "write", "send"), ids, strict=True):
        added = await ann.call("POST", path, {"text": text, "task_id": task_id})
        assert (added.status, added.body["task_id"], added.body["edited"]) == (201, task_id, True)
    for again in ({"text": "  Call  Лёша "}, {"text": "other", "task_id": ids[0]}):
        assert (await ann.call("POST", path, again)).body["task_id"] == ids[0]
    mine = await ann.call("PATCH", f"{path}/{ids[0]}", {"assignee": ann_id, "due": "2026-02-28"})
    assert (mine.body["assignee"], mine.body["assignee_name"], mine.body["due"]) == (ann_id, name, "2026-02-28")
    cleared = await ann.call("PATCH", f"{path}/{ids[0]}", {"assignee": None, "due": None})
    assert (cleared.body["assignee"], cleared.body["assignee_name"], cleared.body["due"]) == (None, None, None)
    for body in ({"assignee": uuid4().hex}, {"after": str(uuid4())}, {"after": ids[0]}):
        assert (await ann.call("PATCH", f"{path}/{ids[0]}", body)).body["code"] == "not_found"
    for wrong in ({"due": "2026-02-30"}, {"due": "tomorrow"}, {"due": 1}, {"after": "first"}):
        assert (await ann.call("PATCH", f"{path}/{ids[0]}", wrong)).body["code"] == "invalid_payload"
    moved = (await ann.call("PATCH", f"{path}/{ids[0]}", {"after": ids[2]})).body
    assert [task["task_id"] for task in await in_order(ann, session_id)] == [ids[1], ids[2], ids[0]]
    assert (await ann.call("PATCH", f"{path}/{ids[0]}", {"after": ids[2]})).body == moved  # it stands there already
    assert (await ann.call("PATCH", f"{path}/{ids[0]}", {"after": None})).status == 200
    assert [task["task_id"] for task in await in_order(ann, session_id)] == ids
    changes = [event["type"] for event in watching.events]
    assert changes == ["task_changed"] * 7


async def test_VO4_VO15_a_found_task_that_somebody_adds_stays_and_other_capitals_are_another_task(
    person: MakePerson, connect: Connect, worker: WorkerProcess
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    note = (await ann.call("POST", f"{path}/materials", {"text": "TODO: call\nTODO: CALL"})).body
    (found,) = await found_tasks(ann, connect, session_id, 1)
    watching = await connect(ann).subscribe(session_id)
    added = await ann.call("POST", f"{path}/tasks", {"text": " call "})
    assert (added.status, added.body) == (201, found | {"edited": True})
    assert (await ann.call("POST", f"{path}/tasks", {"text": "call"})).body == added.body
    other = (await ann.call("POST", f"{path}/tasks", {"text": "Call"})).body
    assert other["task_id"] != found["task_id"]
    changed = {"text": "TODO: write\nTODO: Call"}
    assert (await ann.call("PATCH", f"{path}/materials/{note['material_id']}", changed)).status == 200
    await found_tasks(ann, connect, session_id, 3)
    assert [one["text"] for one in await in_order(ann, session_id)] == ["call", "Call", "write"]
    events: list[Any] = list(watching.events)  # admins' tasks have an event of this name, too
    assert [one["data"]["task"]["text"] for one in events if one["type"] == "task_changed"] == ["call", "Call"]


async def test_VO15_moving_between_the_same_two_never_ends(person: MakePerson) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}/tasks"
    order = [(await ann.call("POST", path, {"text": text})).body["task_id"] for text in "abc"]
    for _ in range(60):
        order = [order[0], order[2], order[1]]
        assert (await ann.call("PATCH", f"{path}/{order[1]}", {"after": order[0]})).status == 200
    assert [task["task_id"] for task in await in_order(ann, session_id)] == order


async def test_VO15_a_new_task_that_does_not_fit_adds_nothing(person: MakePerson) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}/tasks"
    for body in ({"text": " "}, {"text": "x" * 501}, {"text": "a", "at_ms": -1}, {"text": "a", "done": True}):
        assert (await ann.call("POST", path, body)).body["code"] == "invalid_payload"
    assert (await ann.call("POST", path, {"text": "a", "source_id": str(uuid4())})).body["code"] == "not_found"
    note = (await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "note"})).body
    gone = (await ann.call("POST", path, {"text": "a", "source_id": note["material_id"], "at_ms": 7})).body
    assert (gone["source_id"], gone["at_ms"]) == (note["material_id"], 7)
    assert (await ann.call("DELETE", f"{path}/{gone['task_id']}")).status == 204
    again = await ann.call("POST", path, {"text": "b", "task_id": gone["task_id"]})
    assert again.body["code"] == "conflict"
    assert (await person(uuid4().hex).call("POST", path, {"text": "b"})).body["code"] == "forbidden"
    assert await tasks(ann, session_id) == []


async def test_VO15_exports_have_who_does_a_task_and_its_day(person: MakePerson) -> None:
    name = uuid4().hex
    ann = person(name)
    session_id = (await ann.create())["session_id"]
    ann_id = (await ann.call("GET", f"/api/people/{session_id}")).body["members"][0]["user_id"]
    path = f"/voicebot/sessions/{session_id}"
    task = (await ann.call("POST", f"{path}/tasks", {"text": "call"})).body
    fields = {"assignee": ann_id, "due": "2026-12-01", "done": True}
    await ann.call("PATCH", f"{path}/tasks/{task['task_id']}", fields)
    for form, mark in (("txt", "[x]"), ("md", "- [x]")):
        answer = await ann.call("GET", f"{path}/export?format={form}")
        assert f"{mark} call · {name} · 2026-12-01" in answer.body.decode()
    answer = await ann.call("GET", f"{path}/export?format=json")
    assert answer.body["tasks"] == [{"text": "call", "done": True, "assignee": name, "due": "2026-12-01"}]
