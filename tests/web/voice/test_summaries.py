"""Summaries of texts and recordings: stored with them, live on open pages, and made once for each content (VO6)."""

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
from storage.quota.spending import Budget, Spending
from storage.redis.client import Redis
from storage.voice.jobs import Outcome, VoiceJobs
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.web.voice.test_page_people import signed_in

CHUNK = b"\x1a\x45\xdf\xa3 the beginning of a recording"


class Reader:
    """Reads the texts of a session, without a worker: the test gives the summaries."""

    def __init__(self, redis: Redis, session_id: str) -> None:
        self._session_id = session_id
        self._store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
        self._jobs = VoiceJobs(self._store)

    async def finds(self, *summaries: tuple[str, str]) -> None:
        (job,) = await self._store.ask(self._session_id, Server.ITSELF, "create_tasks")
        assert await self._jobs.start(job)
        await self._jobs.done(job, Outcome(texts={source: "1" for source, _ in summaries}, summaries=summaries))


async def a_text(person: Person, session_id: str, text: str) -> str:
    answer = await person.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": text})
    return str(answer.body["material_id"])


def of(view: dict[str, Any]) -> dict[str, str | None]:
    return {
        one.get("material_id") or one["recording_id"]: one.get("summary")
        for one in (*view["materials"], *view["recordings"])
    }


def changed(events: Sequence[Any]) -> list[tuple[str, str | None]]:
    """What the events say of summaries, in their order."""
    told = []
    for event in events:
        one = event["data"].get("material") or event["data"].get("recording")
        if event["type"] in {"material_changed", "job_changed"} and one is not None:
            told.append((one.get("material_id") or one["recording_id"], one["summary"]))
    return told


async def test_VO6_SY8_summaries_stand_with_their_sources_and_only_a_change_of_one_is_an_event(
    person: MakePerson, connect: Connect, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    text, short = await a_text(ann, session_id, "long"), await a_text(ann, session_id, "short")
    first, second = await ann.record(session_id, [CHUNK]), await ann.record(session_id, [CHUNK, b"more"])
    reader = Reader(redis, session_id)
    watching = await connect(ann).subscribe(session_id)
    found = ((text, 'О "релизе".'), (short, ""), (first, "Первая."), (second, "Вторая."), (str(uuid4()), "Gone."))
    await reader.finds(*found)
    assert of(await ann.view(session_id)) == {text: 'О "релизе".', short: None, first: "Первая.", second: "Вторая."}
    await reader.finds(*found)  # the same again
    await reader.finds((text, ""), (first, "Иначе."))
    told = [(text, 'О "релизе".'), (first, "Первая."), (second, "Вторая."), (text, None), (first, "Иначе.")]
    await watching.wait_for(lambda one: len(changed(one.events)) >= len(told))
    assert changed(watching.events) == told
    view = await ann.view(session_id)
    assert of(view) == {text: None, short: None, first: "Иначе.", second: "Вторая."}
    data: list[dict[str, Any]] = [dict(event["data"]) for event in watching.events]
    last = [one["recording"] for one in data if one.get("recording")]
    assert last[-1] == next(one for one in view["recordings"] if one["recording_id"] == first)


async def test_VO6_SY8_an_open_page_shows_the_summaries_of_what_is_in_the_session(
    browser: Browser, person: MakePerson, redis: Redis
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    one, other = await a_text(ann, session_id, "one"), await a_text(ann, session_id, "other")
    reader = Reader(redis, session_id)
    page = await signed_in(browser, ann, locale="ru-RU")
    await page.goto(f"{ann.url}/session/{session_id}")
    await expect(page.get_by_text("other", exact=True)).to_be_visible()
    summary = page.get_by_role("region", name="Кратко")
    await expect(summary).to_have_count(0)
    await reader.finds((one, "Договорились о сроках."), (other, "Обсудили откат."))
    await expect(summary.get_by_role("paragraph")).to_have_text(["Договорились о сроках.", "Обсудили откат."])
    assert (await ann.call("DELETE", f"/voicebot/sessions/{session_id}/materials/{one}")).status == 204
    await expect(summary.get_by_role("paragraph")).to_have_text(["Обсудили откат."])
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
