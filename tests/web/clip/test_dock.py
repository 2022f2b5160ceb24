"""The control room as a dock of OBS: one narrow column."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.polling import PATIENCE
from tests.web.axe import serious
from tests.web.conftest import Visit
from tests.web.stage import Person

SIZE = (320, 600)
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


async def lowest(page: Page) -> dict[str, float]:
    """Px of the smallest key, and where the last of them ends."""
    boxes = [await one.bounding_box() for one in await page.locator(".state-keys .key").all()]
    assert all(boxes)
    return {
        "height": min(box["height"] for box in boxes if box),
        "width": min(box["width"] for box in boxes if box),
        "end": max(box["y"] + box["height"] for box in boxes if box),
    }


@pytest.mark.parametrize(("locale", "pause"), [("en-GB", "Pause"), ("ru-RU", "Пауза")])
async def test_CL19_the_dock_is_one_column_with_large_keys_at_320_by_600(
    visit: Visit, kassia: Person, stream: str, locale: str, pause: str
) -> None:
    page = await visit(f"/clips/{stream}?dock", kassia, size=SIZE, locale=locale)
    await expect(page.get_by_role("button", name=pause)).to_be_visible()
    await expect(page.locator(".moment-row").first).to_be_visible()
    assert await page.evaluate(SIDEWAYS) == 0
    found = await lowest(page)
    assert found["height"] >= 44
    assert found["width"] >= 120
    assert found["end"] <= SIZE[1]
    await expect(page.get_by_role("banner")).to_be_hidden()
    rows = page.locator(".moment-row")
    await expect(rows.nth(1)).to_contain_text("CLUTCH")
    heights: list[float] = await rows.evaluate_all("(rows) => rows.map((row) => row.offsetHeight)")
    assert {*heights} <= {40, 41}
    assert await serious(page) == []


async def test_CL19_C25_the_docks_address_signs_obs_in_once_and_its_keys_run_the_stream(
    visit: Visit, browser: Browser, kassia: Person, stream: str
) -> None:
    room = await visit(f"/clips/{stream}", kassia)
    await room.locator(".title-menu > button").click()
    await room.get_by_role("menuitem", name="OBS dock").click()
    address = await room.get_by_role("textbox", name="Address of the dock").input_value()
    assert re.search(rf"/clips/{stream}\?dock#ticket=.+$", address)
    obs = await browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]}, locale="en-GB")
    obs.set_default_timeout(PATIENCE * 1000)
    dock = await obs.new_page()
    await dock.goto(address)
    await expect(dock.locator(".moment-row")).to_have_count(11)
    await expect(dock).to_have_url(re.compile(rf"/clips/{stream}\?dock$"))
    await dock.get_by_role("button", name="Clip Moment").click()
    await expect(dock.get_by_role("paragraph").filter(has_text="Moment saved")).to_be_visible()
    await dock.keyboard.press("p")
    await expect(room.locator(".title-row").get_by_text("Paused")).to_be_visible()
    await expect(dock.get_by_role("button", name="Resume")).to_be_visible()
    await dock.goto(address)  # OBS starts again: the ticket is spent, and it is signed in
    await dock.get_by_role("button", name="Resume").click()
    await expect(dock.get_by_role("button", name="Pause")).to_be_visible()
    await dock.keyboard.press("j")
    await expect(dock.locator(".moment-row").first).to_be_focused()
