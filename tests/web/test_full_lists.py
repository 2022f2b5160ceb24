"""Lists of a thousand: what is drawn of them, how one finds something there, and that Back leads to the same row."""

import asyncio
from uuid import uuid4

import orjson
from playwright.async_api import expect

from sessions.base.instant import DAY_MS
from storage.home.store import HomeStore
from storage.redis.client import Redis
from tests.web.conftest import Visit, go_down
from tests.web.stage import Person, Stage

MOST_DRAWN = 80
"""Rows: two screens of 40."""


async def fill_home(redis: Redis, stage: Stage, person: Person, count: int) -> None:
    """Writes rows as the relay does: a thousand sessions would take longer than all tests of pages."""
    home = HomeStore(redis)

    async def add(number: int) -> None:
        at = int(stage.now * 1000) - number * DAY_MS // 24
        facts: dict[str, object] = {"project": None, "interrupted": False, "recorder_name": None, "duration_ms": 62_000}
        facts |= {"peaks": [n * 8 for n in range(32)], "open_tasks": 3, "speakers": []}
        row = {
            "id": str(uuid4()), "kind": "voice", "title": f"Meeting {number}", "created_at": at, "changed_at": at,
            "state": "ready", "facts": facts, "role": "owner", "listed": True, "by_name": None, "requests": [],
            "invitation": None,
        }  # fmt: skip
        await home.apply(person.id, str(row["id"]), 1, orjson.dumps(row), at)

    await asyncio.gather(*(add(number) for number in range(count)))


async def test_PG1_home_draws_two_screens_of_a_thousand_rows_and_finds_any(
    visit: Visit, stage: Stage, redis: Redis
) -> None:
    kassia = await stage.guest("Kassia")
    await fill_home(redis, stage, kassia, 1000)
    page = await visit("/", kassia)
    rows = page.locator(".rooms-list li")
    await expect(page.locator(".rooms-count").last).to_have_text("1000")
    assert await rows.count() <= MOST_DRAWN
    await page.keyboard.press("/")
    await page.keyboard.type("meeting 731")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("Meeting 731")
    assert page.url.endswith("/?q=meeting+731")
    await page.keyboard.type(" x")
    await expect(page.get_by_text("Nothing is called “meeting 731 x”.")).to_be_visible()
    await page.get_by_role("button", name="Clear").click()
    await expect(rows.first).to_contain_text("Meeting 0")


async def test_PG1_a_voice_session_draws_two_screens_of_its_entries_and_goes_on_to_the_first(
    visit: Visit, stage: Stage
) -> None:
    kassia = await stage.guest("Kassia")
    session = (await stage.call(kassia, "POST", "/voicebot/create_session", {"session_name": "Notes"}))["session_id"]
    for number in range(120):
        await stage.call(kassia, "POST", f"/voicebot/sessions/{session}/materials", {"text": f"Note {number} of all"})
    page = await visit(f"/session/{session}", kassia)
    rows = page.locator(".voice-timeline > li")
    await expect(rows.first).to_contain_text("Note 119 of all")
    assert await rows.count() <= MOST_DRAWN
    await go_down(page, ".voice-timeline > li", 120)
    await expect(rows.last).to_contain_text("Note 0 of all")


async def test_PG2_back_leads_to_the_row_that_was_left(visit: Visit, stage: Stage, redis: Redis) -> None:
    kassia = await stage.guest("Kassia")
    await fill_home(redis, stage, kassia, 300)
    page = await visit("/", kassia)
    await go_down(page, ".rooms-list li", 160)
    row = page.get_by_role("link", name="Meeting 131 ")
    await row.hover()  # scrolls to it, also while the list is drawn again
    before = await page.evaluate("scrollY")
    await row.click()
    await page.wait_for_url("**/session/*")
    await expect(page.locator("h1")).not_to_have_text("Your rooms")
    await page.go_back()
    await expect(row).to_be_focused()
    assert await page.evaluate("scrollY") == before
    await page.reload()
    await expect(row).to_be_focused()
    assert await page.evaluate("scrollY") == before


async def test_PG1_PG2_clips_are_found_by_word_and_state_and_back_keeps_the_place(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    made = [
        await stage.session(kassia, f"Night {number}", "Bloodborne" if number == 7 else "") for number in range(120)
    ]
    await stage.act(kassia, made[60], "start")
    page = await visit("/clips", kassia)
    rows = page.locator(".session-row")
    await expect(rows.first).to_contain_text("Active")
    assert await rows.count() <= MOST_DRAWN
    await page.keyboard.press("/")
    await page.keyboard.type("bloodborne")  # it is on the second page of the list
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("Night 7")
    await page.get_by_label("Find a session").fill("")
    await page.get_by_label("Active").check()
    await expect(rows).to_have_count(1)
    await page.get_by_label("All").check()
    await expect(rows.first).to_contain_text("Active")
    await go_down(page, ".session-row", 110)
    row = page.get_by_role("link", name="Open Night 15", exact=True)
    await row.hover()  # scrolls to it, also while the list is drawn again
    before = await page.evaluate("scrollY")
    await row.click()
    await expect(page.locator("h1")).to_have_text("Night 15")
    await page.go_back()
    await expect(row).to_be_focused()
    assert await page.evaluate("scrollY") == before
