"""The clip pages at every width, with long texts and much content: nothing is wider than the window."""

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import PHONE, Visit
from tests.web.stage import Person, Stage, Tap

LONG = "Ш" * 90 + " и ещё"
SEGMENTS = 10


@pytest.fixture
async def kassia(stage: Stage) -> Person:
    return await stage.guest("Kassia of the very long name")


async def long_stream(stage: Stage, owner: Person, end: str | None) -> str:
    """Ten segments, and a title, a game, names and notes as long as they may be."""
    session_id = await stage.session(owner, LONG + "xxxx", LONG)
    for index in range(1, SEGMENTS + 1):
        taps = [Tap(9, "W" * 32, "Щ" * 100, "clutch"), Tap(30, "W" * 32, LONG), Tap(31, "Bo", None, "funny")]
        last = index == SEGMENTS
        await stage.segment(owner, session_id, index, (SEGMENTS - index + 1) * 120, None if last else 60, taps)
    if end:
        await stage.act(owner, session_id, end)
    return session_id


async def overflow(page: Page) -> int:
    """By how many px the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("end", [None, "pause", "end"])
async def test_C25_C17_nothing_overflows_at_any_width_nor_at_200_percent(
    visit: Visit, stage: Stage, kassia: Person, end: str | None
) -> None:
    session_id = await long_stream(stage, kassia, end)
    for path, person in ((f"/clips/{session_id}", kassia), (f"/c/{session_id}", None), ("/clips", kassia)):
        page = await visit(path, person, size=(1280, 800))
        if path == f"/clips/{session_id}":
            if end == "end":
                await page.locator(".review-tools input[value=all]").check()
            await expect(page.locator(".review-row" if end == "end" else ".moment-row")).to_have_count(2 * SEGMENTS)
        found = {}
        for width in (1280, 1024, 768, 640, 512, 390, 320):  # 640 and 512 are 1280 and 1024 px at 200 %
            await page.set_viewport_size({"width": width, "height": 800})
            found[width] = await overflow(page)
        assert found == dict.fromkeys(found, 0), path


async def test_C22_the_export_keys_stand_at_the_lower_edge_of_a_phone(
    visit: Visit, stage: Stage, kassia: Person
) -> None:
    session_id = await stage.session(kassia, "Short night")
    await stage.segment(kassia, session_id, 1, 60, 50, [Tap(9, "Bo", "parry")])
    await stage.act(kassia, session_id, "end")
    page = await visit(f"/clips/{session_id}", kassia, size=PHONE)
    await page.get_by_role("radio", name="Export").check()
    keys = page.locator(".export-keys")
    await expect(keys).to_be_visible()
    for scroll in ("0", "document.documentElement.scrollHeight"):
        await page.evaluate(f"scrollTo(0, {scroll})")
        box = await keys.bounding_box()
        assert box is not None
        assert round(box["y"] + box["height"]) == PHONE[1]


async def test_C25_the_clock_is_quiet_while_it_stands(visit: Visit, stage: Stage, kassia: Person) -> None:
    session_id = await stage.session(kassia, "Night run")
    page = await visit(f"/clips/{session_id}", kassia)
    clock = page.locator(".clock-panel .clock")
    await expect(clock).to_be_visible()
    colour = "one => getComputedStyle(one).color"
    created = await clock.evaluate(colour)
    await stage.act(kassia, session_id, "start")
    await expect(page.locator(".title-row .pill")).to_have_text("Active")
    active = await clock.evaluate(colour)
    await stage.act(kassia, session_id, "pause")
    await expect(page.locator(".title-row .pill")).to_have_text("Paused")
    assert created == await clock.evaluate(colour) != active
