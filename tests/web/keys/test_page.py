"""The page of keys for scripts, in a real browser."""

import os
import re

import aiohttp
from playwright.async_api import expect

from tests.processes import ServerProcess
from tests.web.conftest import Visit
from tests.web.stage import Stage


async def test_KY6_a_key_is_shown_once_tried_listed_and_revoked(
    visit: Visit, stage: Stage, server: ServerProcess
) -> None:
    mira = await stage.guest("Mira")
    stream = await stage.session(mira, "Death March, blind")
    await stage.act(mira, stream, "start")
    await stage.call(mira, "PUT", "/api/home")
    await stage.told(stream)
    page = await visit("/keys", mira)
    await expect(page.get_by_text("No keys yet.")).to_be_visible()
    await page.keyboard.press("n")
    await page.get_by_role("textbox", name="Name what it is for").fill("Stream Deck, desk")
    await page.get_by_label("Where").select_option(label="Death March, blind")
    await page.get_by_role("button", name="Make the key").click()
    await expect(page.get_by_text("“Stream Deck, desk” is ready")).to_be_visible()
    address = await page.get_by_role("textbox", name="One press marks a moment").input_value()
    assert re.fullmatch(rf"{server.url}/api/hooks/moment/rtk_[0-9a-z]{{34}}", address)
    await page.get_by_text("curl", exact=True).click()
    assert await page.get_by_role("textbox", name="One press marks a moment").input_value() == f"curl -X POST {address}"
    await page.get_by_role("button", name="Try it").click()
    await expect(page.get_by_text("A moment was marked.")).to_be_visible()
    if folder := os.environ.get("ROOMTONE_PICTURES"):
        await page.screenshot(path=f"{folder}/made.png")
    row = page.get_by_role("listitem").filter(has_text="Stream Deck, desk")
    await expect(row).to_contain_text("Death March, blind")
    await page.reload()
    await expect(page.get_by_text("1 of 20")).to_be_visible()
    await expect(page.get_by_text("today")).to_have_count(2)  # made and used
    assert address.rsplit("/", 1)[1] not in await page.content()
    await page.get_by_role("button", name="Revoke: Stream Deck, desk").click()
    await page.get_by_role("button", name="Revoke", exact=True).click()
    await expect(page.get_by_text("No keys yet.")).to_be_visible()
    await page.get_by_text("Revoked and ended").click()
    await expect(page.get_by_text(re.compile("revoked today"))).to_be_visible()
    async with aiohttp.ClientSession() as script, script.post(address) as answer:
        assert answer.status == 401
