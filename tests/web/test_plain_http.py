"""The pages by plain http, as on a server in one's own network: browsers withhold there what only secure pages may use,
such as the clipboard, the microphone, `crypto.randomUUID` and `crypto.subtle`."""

import pytest
from playwright.async_api import Page, expect

from tests.chromium import PLAIN_HOST
from tests.web.conftest import Visit
from tests.web.jam_pages import TWO, jam, step
from tests.web.stage import Stage


@pytest.fixture
def plain(stage: Stage) -> str:
    return stage.url.replace("127.0.0.1", PLAIN_HOST)


async def at(visit: Visit, address: str) -> Page:
    """The page at this address, in a browser that calls it not secure."""
    page = await visit("/docs")
    await page.goto(address)
    assert not await page.evaluate("isSecureContext")
    return page


async def test_C12_a_moment_is_marked_by_plain_http(visit: Visit, stage: Stage, plain: str) -> None:
    kassia = await stage.guest("Kassia")
    session_id = await stage.session(kassia, "On the sofa", "")
    await stage.act(kassia, session_id, "start")
    page = await at(visit, f"{plain}/c/{session_id}")
    await page.get_by_role("button", name="Clip Moment").click()
    await expect(page.get_by_text("Moment saved", exact=True)).to_be_visible()


async def test_K9_S2_a_jam_is_edited_and_its_link_shown_by_plain_http(visit: Visit, stage: Stage, plain: str) -> None:
    jam_id = await jam(stage.url, TWO)
    page, other = [await at(visit, f"{plain}/s/{jam_id}") for _ in range(2)]
    await step(page, "k", 2).click()
    await expect(step(other, "k", 2)).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Invite").click()
    await expect(page.get_by_role("textbox", name="Copy this link")).to_have_value(f"{plain}/s/{jam_id}")
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Record a sound").click()
    await page.get_by_role("dialog").get_by_role("button", name="Record", exact=True).click()
    await expect(page.get_by_text("Browsers record only on pages by https.")).to_be_visible()


async def test_V12_a_recorder_by_plain_http_says_what_it_needs(visit: Visit, plain: str) -> None:
    page = await at(visit, f"{plain}/session")
    await page.locator("[data-key=new]").first.click()
    await expect(page.get_by_text("Browsers record only on pages by https.").first).to_be_visible()
