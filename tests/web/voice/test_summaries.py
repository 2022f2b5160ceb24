"""The summary of a session: live on open pages, written by people, and made once for each content (VO6)."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, expect

from auth.caller import Server
from handlers.voice.paid_services import (
    Findings,
    PaidServices,
    ServiceBudgets,
)
from sessions.base.job import JobRef
from storage.quota.spending import Budget, Spending
from storage.redis.client import Redis
from storage.voice.jobs import Outcome, Reading, VoiceJobs
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.web.voice.test_page_people import signed_in

CHUNK = b"\x1a\x45\xdf\xa3 the beginning of a recording"


class Reader:
    """Reads a session, without a worker: the test gives the summary."""

    def __init__(self, redis: Redis, session_id: str) -> None:
        self._session_id = session_id
        self._store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
        self._jobs = VoiceJobs(self._store)

    async def is_over(self, job_id: str) -> list[str]:
        """The jobs that follow."""
        job = JobRef(self._session_id, job_id, 1)
        assert await self._jobs.start(job)
        return [follower.job_id for follower in await self._jobs.done(job, Outcome())]

    async def finds(self, summary: str) -> None:
        (job,) = await self._store.ask(self._session_id, Server.ITSELF, "create_tasks")
        assert await self._jobs.start(job)
        await self._jobs.done(job, Outcome(reading=Reading(uuid4().hex, summary=summary)))


async def a_text(person: Person, session_id: str, text: str) -> str:
    answer = await person.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": text})
    return str(answer.body["material_id"])


def told(events: Sequence[Any]) -> list[tuple[str | None, bool]]:
    sessions = [one["data"]["session"] for one in events if one["type"] == "session_updated"]
    return [(one["summary"], one["summary_edited"]) for one in sessions]


async def test_VO6_SY8_a_summary_is_told_when_it_changes_and_never_replaces_what_a_person_wrote(
    person: MakePerson, connect: Connect, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    reader = Reader(redis, session_id)
    watching = await connect(ann).subscribe(session_id)
    await reader.finds('О "релизе".')
    await reader.finds('О "релизе".')  # the same again
    await reader.finds("Иначе.")
    assert (await ann.call("PATCH", path, {"summary": "  Мои\nслова. "})).status == 200
    await reader.finds("Не это.")
    assert (await ann.call("PATCH", path, {"summary": ""})).status == 200
    await reader.finds("Снова.")
    expected = [('О "релизе".', False), ("Иначе.", False), ("Мои слова.", True), (None, False), ("Снова.", False)]
    await watching.wait_for(lambda one: len(told(one.events)) >= len(expected))
    assert told(watching.events) == expected
    assert (await ann.view(session_id))["session"]["summary"] == "Снова."
    assert (await ann.call("PATCH", path, {"summary": "о" * 1001})).status == 400
    assert (await person(uuid4().hex).call("PATCH", path, {"summary": "x"})).status in {403, 404}


async def test_VO6_a_session_is_read_when_it_is_closed_and_nothing_waits_and_again_without_a_deleted_text(
    person: MakePerson, connect: Connect, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    text, reader = await a_text(ann, session_id, "one"), Reader(redis, session_id)
    recording_id = await ann.record(session_id, [CHUNK])

    async def now() -> tuple[str | None, bool]:
        view = await ann.view(session_id)
        jobs = {job["job_id"]: job["state"] for job in view["jobs"]}
        return view["session"]["summary"], jobs.get("create_tasks") == "queued"

    await reader.finds("Один.")
    assert (await ann.call("DELETE", f"{path}/materials/{text}")).status == 204
    assert await now() == (None, False)  # it is still open
    await reader.finds("Ничего.")
    await connect(ann).command("session_done", {"session_id": session_id})
    assert await reader.is_over("done_multiprompt.1") == []  # the recording waits
    assert (await ann.call("DELETE", f"{path}/recordings/{recording_id}")).status == 204
    assert await now() == ("Ничего.", True)
    await reader.finds("Один.")
    assert (await ann.call("PATCH", path, {"summary": "Моё."})).status == 200
    assert (await ann.call("POST", f"{path}/materials/{text}/restore")).status == 200
    assert await now() == ("Моё.", True)
    await reader.finds("Не это.")
    assert (await ann.call("PATCH", path, {"summary": ""})).status == 200
    assert await now() == (None, True)


async def test_VO6_what_was_found_in_deleted_words_goes_and_a_reading_that_runs_is_not_taken(
    person: MakePerson, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    text, other = await a_text(ann, session_id, "one"), await a_text(ann, session_id, "other")
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
    jobs = VoiceJobs(store)
    found = [
        {"task_id": str(uuid4()), "text": name, "source_id": source} for name, source in (("a", text), ("b", other))
    ]

    async def runs() -> JobRef:
        (job,) = await store.ask(session_id, Server.ITSELF, "create_tasks")
        assert await jobs.start(job)
        return job

    await jobs.done(await runs(), Outcome(reading=Reading("1", found, "Один.")))
    running = await runs()
    assert (await ann.call("DELETE", f"{path}/materials/{text}")).status == 204
    assert await jobs.done(running, Outcome(reading=Reading("2", found, "Один."))) == []  # it is over for this run
    view = await ann.view(session_id)
    assert view["session"]["summary"] is None
    assert [task["text"] for task in view["tasks"]] == ["b"]
    assert [job["state"] for job in view["jobs"] if job["job_id"] == "create_tasks"] == ["queued"]


async def test_VO6_a_file_without_words_takes_nothing_with_it(person: MakePerson, redis: Redis) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    recording_id, reader = await ann.record(session_id, [CHUNK]), Reader(redis, session_id)
    await reader.finds("Один.")
    assert (await ann.call("DELETE", f"{path}/recordings/{recording_id}")).status == 204
    assert (await ann.call("POST", f"{path}/recordings/{recording_id}/restore")).status == 200
    assert (await ann.view(session_id))["session"]["summary"] == "Один."


async def test_VO6_SY8_an_open_page_shows_the_summary_and_an_editor_changes_it(
    browser: Browser, person: MakePerson, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    await a_text(ann, session_id, "one")
    reader = Reader(redis, session_id)
    page = await signed_in(browser, ann, locale="ru-RU")
    await page.goto(f"{ann.url}/session/{session_id}")
    await expect(page.get_by_text("one", exact=True)).to_be_visible()
    summary = page.get_by_role("region", name="Кратко")
    await expect(summary).to_have_count(0)
    await reader.finds("Договорились о сроках.")
    await expect(summary).to_contain_text("Договорились о сроках.")
    await summary.get_by_role("button", name="Изменить").click()
    field = page.get_by_role("dialog", name="Кратко").get_by_role("textbox")
    await expect(field).to_have_value("Договорились о сроках.")
    await field.fill("Сроки: пятница.")
    await reader.finds("Не это.")  # while it is being written
    await field.press("Control+Enter")
    await expect(summary.get_by_role("paragraph")).to_have_text(["Сроки: пятница."])
    await page.reload()
    await expect(summary.get_by_role("paragraph")).to_have_text(["Сроки: пятница."])
    await page.context.close()


class Service:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def read(self, text: str) -> Findings:
        self.asked += 1
        return Findings(["Проверить  откат"], " Обсудили\nрелиз. ")


async def test_VO6_MD4_a_text_is_read_once(redis: Redis) -> None:
    service, spending, owner = Service(), Spending(redis), uuid4().hex
    free = Budget(0, 0)
    paid = PaidServices(spending, ServiceBudgets(transcription=free, tasks=free, guests=False), None, service)
    expected = Findings(["Проверить откат"], "Обсудили релиз.")
    assert [await paid.read(owner, "text") for _ in range(2)] == [expected, expected]
    assert service.asked == 1
