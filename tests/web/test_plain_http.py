"""The pages by plain http, as on a server in one's own network: browsers withhold there what only secure pages may use,
such as the clipboard, the microphone, `crypto.randomUUID` and `crypto.subtle`."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.books import audiobook
from tests.chromium import PLAIN_HOST
from tests.web.conftest import Visit
from tests.web.jam.pages import TWO, jam, step
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


async def test_C5_the_links_of_a_control_room_lead_to_where_it_was_opened(
    visit: Visit, stage: Stage, plain: str
) -> None:
    kassia = await stage.guest("Kassia")
    session_id = await stage.session(kassia, "On the sofa", "")
    page = await at(visit, f"{plain}/docs")
    await page.context.add_cookies([{"name": "roomtone_token", "value": kassia.token, "url": plain}])
    await page.goto(f"{plain}/clips/{session_id}")
    await expect(page.locator("a.viewer-link-address")).to_have_attribute("href", f"{plain}/c/{session_id}")
    await page.locator("rt-clip-title rt-menu").get_by_role("button").click()
    await page.get_by_role("menuitem", name="Move to another device").click()
    link = page.get_by_role("dialog").get_by_role("textbox")
    await expect(link).to_have_value(re.compile(f"^{plain}/clips/{session_id}#ticket="))


async def test_LI5_a_book_opened_by_plain_http_is_the_book_that_it_is_by_https(
    visit: Visit, stage: Stage, plain: str, tmp_path: Path
) -> None:
    book = audiobook(tmp_path / "leagues.m4b", "Twenty Thousand Leagues", seconds=6)
    ann = await stage.guest("Ann")
    page = await at(visit, f"{plain}/docs")
    await page.context.add_cookies([{"name": "roomtone_token", "value": ann.token, "url": plain}])
    for one in (page, await visit("/docs", ann)):
        async with one.expect_response("**/api/listening/books") as added:
            await one.goto(f"{plain if one is page else stage.url}/listen")
            await one.set_input_files("#open-files", book)
            await expect(one.locator(".now-title")).to_have_text("Twenty Thousand Leagues")
        assert (await added.value).ok
    (known,) = (await stage.call(ann, "GET", "/api/listening/books"))["items"]
    assert known["title"] == "Twenty Thousand Leagues"


async def test_V12_a_recorder_by_plain_http_says_what_it_needs(visit: Visit, plain: str) -> None:
    page = await at(visit, f"{plain}/session")
    await page.locator("[data-key=new]").first.click()
    await expect(page.get_by_text("Browsers record only on pages by https.").first).to_be_visible()
