"""People mark, edit and delete tasks, and a new search does not undo that (V21)."""

from uuid import uuid4

import pytest

from auth.access import READ_ALL, READ_OWN
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.polling import until
from tests.processes import WorkerProcess


async def tasks(person: Person, session_id: str) -> list[dict[str, object]]:
    return list((await person.view(session_id))["tasks"])


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
