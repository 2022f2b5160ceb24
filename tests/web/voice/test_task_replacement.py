"""The tasks found in a session replace those found before, on open pages too; changes by people stay (VO4)."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Page, expect

from auth.caller import Server
from sessions.voice.material import task_id
from storage.redis.client import Redis
from storage.voice.jobs import Outcome, Reading, VoiceJobs
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.web.voice.test_page_people import signed_in


class Search:
    """Searches a session, without a worker: the test gives the results."""

    def __init__(self, redis: Redis, session_id: str) -> None:
        self.session_id = session_id
        self._store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
        self._jobs = VoiceJobs(self._store)

    def id_of(self, word: str) -> str:
        return task_id(self.session_id, word)

    async def finds(self, *words: str, digest: str) -> None:
        (job,) = await self._store.ask(self.session_id, Server.ITSELF, "create_tasks")
        assert await self._jobs.start(job)
        found = [{"task_id": self.id_of(word), "text": word} for word in words]
        await self._jobs.done(job, Outcome(reading=Reading(digest, found)))

    async def finds_first(self) -> None:
        await self.finds("kept", "ticked", "edited", "deleted", "gone", "same", digest="1")

    async def finds_after_a_change(self) -> None:
        """The session has the words `kept`, `deleted` and `same` still, a new one, and one that Ann wrote down."""
        await self.finds("kept", "deleted", "same", "new", "edited by Ann", digest="2")

    async def touched_by(self, ann: Person) -> None:
        path = f"/voicebot/sessions/{self.session_id}/tasks/"
        assert (await ann.call("PATCH", path + self.id_of("ticked"), {"done": True})).status == 200
        assert (await ann.call("PATCH", path + self.id_of("edited"), {"text": "edited by Ann"})).status == 200
        assert (await ann.call("DELETE", path + self.id_of("deleted"))).status == 204


def folded(tasks: list[dict[str, Any]], events: Sequence[Any]) -> dict[str, Any]:
    """The tasks of a snapshot after events, by id: what an event carries takes the place of what was there."""
    view = {task["task_id"]: task for task in tasks}
    for event in events:
        data = event["data"]
        if event["type"] == "task_deleted":
            del view[data["task_id"]]  # each one was there
        elif event["type"] == "task_changed":
            view[data["task"]["task_id"]] = data["task"]
        elif event["type"] == "job_changed":
            view |= {task["task_id"]: task for task in data.get("tasks") or []}
    return view


async def test_VO4_MD4_tasks_that_a_text_has_no_more_go_and_what_people_touched_stays(
    person: MakePerson, connect: Connect, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    search = Search(redis, session_id)
    watching = await connect(ann).subscribe(session_id)
    before = (await ann.view(session_id))["tasks"]
    await search.finds_first()
    await search.touched_by(ann)
    await search.finds_after_a_change()
    tasks = {task["task_id"]: task for task in (await ann.view(session_id))["tasks"]}
    assert sorted((task["text"], task["done"], task["edited"]) for task in tasks.values()) == [
        ("edited by Ann", False, True),
        ("kept", False, False),
        ("new", False, False),
        ("same", False, False),
        ("ticked", True, False),
    ]
    await watching.wait_for(lambda one: folded(before, one.events) == tasks)
    gone = [event["data"]["task_id"] for event in watching.events if event["type"] == "task_deleted"]
    assert gone == [search.id_of("deleted"), search.id_of("gone")]  # by Ann, then by the search
    await search.finds("kept", digest="3")  # one word of them is left
    left = sorted(task["text"] for task in (await ann.view(session_id))["tasks"])
    assert left == ["edited by Ann", "kept", "ticked"]


async def shown(page: Page) -> list[tuple[str, bool]]:
    boxes = page.get_by_role("region", name="Tasks").get_by_role("checkbox")
    return sorted(
        [
            (await box.evaluate("(one) => one.labels[0].innerText.trim()"), await box.is_checked())
            for box in await boxes.all()
        ]
    )


async def test_VO4_MD4_SY8_an_open_page_follows_a_search_as_a_reload_shows_it(
    browser: Browser, person: MakePerson, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    search = Search(redis, session_id)
    page = await signed_in(browser, ann)
    await page.goto(f"{ann.url}/session/{session_id}")
    tasks = page.get_by_role("region", name="Tasks")
    await search.finds_first()
    await expect(tasks.get_by_role("checkbox")).to_have_count(6)
    await search.touched_by(ann)
    await expect(tasks).to_contain_text("1 of 5 done")
    await search.finds_after_a_change()
    await expect(tasks.get_by_role("checkbox", name="new")).to_be_visible()
    await expect(tasks.get_by_role("checkbox")).to_have_count(5)
    live = await shown(page)
    assert live == [("edited by Ann", False), ("kept", False), ("new", False), ("same", False), ("ticked", True)]
    await page.reload()
    await expect(tasks.get_by_role("checkbox")).to_have_count(5)
    assert await shown(page) == live
    await page.context.close()
