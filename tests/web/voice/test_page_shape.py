"""The session's page, its list and their dialogs: nothing overflows on any screen, and axe-core has no complaint."""

from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from storage.redis.client import Redis
from tests.effort import in_proof
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import MakePerson
from tests.handlers.voice.sound import chunks_of
from tests.web.axe import serious
from tests.web.voice.browsers import visitor
from tests.web.voice.test_task_replacement import Search

WIDTHS = (320, 390, 768, 1024, 1280)
LONG = "Ein sehr langer Name, Besprechungsprotokollzusammenfassung_ohne_eine_Lücke_für_den_Umbruch 27.11"
WORDS = {
    "en-GB": {"tasks": "Tasks", "share": "Share", "deleted": "Deleted"},
    "ru-RU": {"tasks": "Задачи", "share": "Поделиться", "deleted": "Удалённое"},
}


async def filled(ann: Person, redis: Redis, speech: bytes) -> str:
    """A session with long texts, a recording and tasks; one more session, a recording and a note in the bin."""
    session_id = str((await ann.create(session_name=LONG))["session_id"])
    path = f"/voicebot/sessions/{session_id}"
    await ann.record(session_id, chunks_of(speech, 2))
    for text in ("a short note", f"{LONG} " * 3):
        assert (await ann.call("POST", f"{path}/materials", {"text": text})).status == 201
    gone = (await ann.call("POST", f"{path}/materials", {"text": LONG})).body["material_id"]
    assert (await ann.call("DELETE", f"{path}/materials/{gone}")).status == 204
    recording_id = await ann.record(session_id, chunks_of(speech, 2))
    assert (await ann.call("DELETE", f"{path}/recordings/{recording_id}")).status == 204
    other = (await ann.create(session_name=LONG))["session_id"]
    assert (await ann.call("DELETE", f"/voicebot/sessions/{other}")).status == 204
    search = Search(redis, session_id)
    await search.finds_first()
    await search.touched_by(ann)
    await search.finds("kept", "deleted", "same", LONG, digest="long")
    return session_id


async def opened(browser: Browser, ann: Person, locale: str) -> Page:
    context = await visitor(browser, ann.url, locale=locale)
    await context.add_cookies([{"name": "roomtone_token", "value": ann.token, "url": ann.url}])
    return await context.new_page()


async def overflows(page: Page) -> dict[int, int]:
    """How wide the page is where it is wider than the screen, by the screen's width."""
    found = {}
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        taken = await page.evaluate(
            "Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('dialog[open]')]"
            ".map((one) => innerWidth + one.scrollWidth - one.clientWidth))"
        )
        if taken > width:
            found[width] = taken
    return found


@pytest.mark.parametrize("locale", [in_proof("en-GB"), "ru-RU"])
async def test_no_voice_page_or_dialog_overflows_or_is_hard_to_use(
    browser: Browser, person: MakePerson, redis: Redis, speech: bytes, locale: str
) -> None:
    ann, words = person(uuid4().hex), WORDS[locale]
    session_id = await filled(ann, redis, speech)
    page = await opened(browser, ann, locale)
    shown, faults = {}, {}

    async def look(name: str) -> None:
        shown[name] = await overflows(page)
        faults[name] = await serious(page)

    await page.goto(f"{ann.url}/session/{session_id}")
    await expect(page.get_by_role("region", name=words["tasks"]).get_by_role("checkbox")).to_have_count(5)
    await look("session")
    await page.get_by_role("button", name=words["share"]).click()
    await expect(page.get_by_role("dialog", name=words["share"])).to_be_visible()
    await look("share")
    await page.keyboard.press("Escape")
    await page.goto(f"{ann.url}/session?list")
    await expect(page.locator(".voice-list-row")).to_have_count(1)
    await look("list")
    await page.get_by_role("button", name=words["deleted"]).click()
    await expect(page.locator(".bin-list li")).to_have_count(3)
    await look("deleted")
    await page.context.close()
    assert {name: wide for name, wide in shown.items() if wide} == {}
    assert {name: found for name, found in faults.items() if found} == {}
