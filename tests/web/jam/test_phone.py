"""A jam on a phone: what a finger can reach, press and hold."""

from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, Locator, Page, expect
from roomtone_client import RoomtoneClient

from tests.effort import in_proof
from tests.processes import ServerProcess
from tests.web.conftest import drawn
from tests.web.jam.pages import (
    PHONE,
    context,
    jam,
    opened,
    track,
)

NAMES = ["Kick", "A snare with a very long name", "Открытый хэт и ещё", "Bass"]
STATE = {
    "tracks": [track(f"t{n}", name, on=(0, 4), stepCount=32 if n == 3 else 16) for n, name in enumerate(NAMES)],
    "swing": 18,
}
# What can be pressed, where it can be seen. A link in a sentence is as high as its line (WCAG 2.5.8 says so too).
SMALL_TARGETS = """() => [...document.querySelectorAll("button, input, a[href], label.segment, [role=menuitem]")]
  .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !one.closest("p, [inert]"))
  .filter((one) => !one.matches("label input, .skip-link"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 0 && (box.width < 43.99 || box.height < 43.99))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width}×${box.height}`)"""
# Keys whose words are wider than they are.
TIGHT_KEYS = """() => [...document.querySelectorAll(".jam button.key")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent.trim())"""

OTHERS = [(320, "en-GB"), (360, "en-GB"), (360, "ru-RU"), (390, "ru-RU")]


async def phone(browser: Browser, url: str, width: int, **options: Any) -> Page:
    where = await context(browser, url, {"width": width, "height": PHONE["height"]}, **options)
    return await opened(where, f"{url}/s/{await jam(url, {'state': STATE, 'name': 'Rainy Tuesday'})}")


async def is_within(page: Page, one: Locator, height: float = PHONE["height"]) -> bool:
    await expect(one).to_be_visible()  # a tap is told before the browser has made a click of it
    await drawn(page)
    box = await one.bounding_box()
    assert box is not None
    width = await page.evaluate("() => innerWidth")
    return bool(
        box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    )


@pytest.mark.parametrize(
    ("width", "language"),
    [(320, "ru-RU"), (390, "en-GB"), *(in_proof(width, language) for width, language in OTHERS)],
)
async def test_JM12_every_target_of_a_phone_is_44_pixels(
    browser: Browser, server: ServerProcess, width: int, language: str
) -> None:
    page = await phone(browser, server.url, width, locale=language)
    assert await page.evaluate(SMALL_TARGETS) == []
    assert await page.evaluate(TIGHT_KEYS) == []
    await page.locator('.jam-strip[data-track="t3"]').tap()
    await page.locator('.jam-pads [data-step="2"]').tap()
    assert await page.evaluate(SMALL_TARGETS) == [], "with pages"
    for open_key in (
        page.locator(".jam-header rt-menu > button"),
        page.locator(".jam-pads-head rt-menu > button"),
        page.locator(".jam-header .account"),
    ):
        await open_key.tap()
        await page.locator(":popover-open").first.wait_for()
        assert await page.evaluate(SMALL_TARGETS) == []
        await page.keyboard.press("Escape")
    await page.locator(".jam-add").tap()
    await expect(page.locator("dialog")).to_be_visible()
    assert await page.evaluate(SMALL_TARGETS) == [], "in the picker"
    await page.locator("dialog .dialog-keys .key").first.tap()
    await expect(page.locator("dialog")).to_be_visible()
    assert await page.evaluate(SMALL_TARGETS) == [], "in the recorder"
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= width
    await page.keyboard.press("Escape")
    await page.locator(".jam-header .account").tap()
    assert await page.locator("#account-panel").evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0


@pytest.mark.parametrize("width", [320, in_proof(360), in_proof(390)])
async def test_JM12_the_main_menu_is_inside_the_screen_and_leads_to_everything(
    browser: Browser, server: ServerProcess, width: int
) -> None:
    page = await phone(browser, server.url, width)
    await page.locator(".jam-header .account").tap()
    panel = page.locator("#account-panel")
    assert await is_within(page, panel)
    await expect(panel.get_by_role("link")).to_have_text(
        ["Jam", "Clips", "Voice", "Listen", "Docs", "Keys and webhooks", "Save my data"]
    )
    assert await panel.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0
    await page.goto(server.url)
    await page.get_by_role("button", name="Account:").tap()
    assert await is_within(page, page.locator("#account-panel"))


@pytest.mark.parametrize("width", [320, in_proof(390)])
async def test_JM7_JM12_undo_is_seen_without_scrolling(browser: Browser, server: ServerProcess, width: int) -> None:
    page = await phone(browser, server.url, width)
    undo = page.get_by_role("button", name="Undo")
    assert await is_within(page, undo)
    pad = page.locator('.jam-pads [data-step="2"]')
    await pad.tap()
    await expect(pad).to_have_attribute("aria-pressed", "true")
    await undo.tap()
    await expect(pad).to_have_attribute("aria-pressed", "false")


async def touch(cdp: CDPSession, kind: str, *points: dict[str, float]) -> None:
    await cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})


@pytest.mark.parametrize("step", [0, 3, 13])
async def test_JM12_the_sheet_of_a_long_press_stays_when_the_finger_is_lifted(
    browser: Browser, server: ServerProcess, step: int
) -> None:
    page = await phone(browser, server.url, 390)
    pad = page.locator(f'.jam-pads [data-step="{step}"]')
    await pad.scroll_into_view_if_needed()
    was = await pad.get_attribute("aria-pressed")
    box = await pad.bounding_box()
    assert box is not None
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    cdp = await page.context.new_cdp_session(page)
    await touch(cdp, "touchStart", at)
    sheet = page.locator("dialog.dialog-sheet")
    await expect(sheet).to_be_visible()
    await touch(cdp, "touchEnd")
    # A browser that takes the lift for a click says it where the finger is: over the sheet's backdrop, or its keys.
    await page.evaluate(
        """({x, y}) => document.elementFromPoint(x, y).dispatchEvent(
          new MouseEvent("click", {bubbles: true, cancelable: true, clientX: x, clientY: y, detail: 1}))""",
        at,
    )
    await expect(sheet).to_be_visible()
    await expect(pad).to_have_attribute("aria-pressed", str(was))
    await sheet.get_by_role("button", name="Close").tap()
    await expect(sheet).to_have_count(0)


async def test_JM17_the_question_for_a_name_pushes_nothing(browser: Browser, server: ServerProcess) -> None:
    async with RoomtoneClient(server.url, name="Owner") as owner:
        made = await owner.request("POST", "/api/sessions", body={"state": STATE})
    where = await context(browser, server.url, PHONE)
    page = await opened(where, f"{server.url}/s/{made['id']}")
    await page.locator(".ask-name").wait_for()
    pads = await page.locator("rt-jam-pads").bounding_box()
    await page.get_by_role("button", name="Keep the name as it is").click()
    await expect(page.locator(".ask-name")).to_have_count(0)
    assert await page.locator("rt-jam-pads").bounding_box() == pads
