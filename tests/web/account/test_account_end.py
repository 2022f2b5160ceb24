"""Deleting an account on the page."""

import zipfile

from playwright.async_api import Browser, expect

from tests.processes import ServerProcess
from tests.web.jam.pages import context
from tests.web.stage import Stage


async def test_AC23_AC24_AC25_the_page_says_what_goes_and_stays_and_asks_for_the_name(
    browser: Browser, server: ServerProcess, stage: Stage
) -> None:
    mira = await stage.guest("Mira")
    await stage.call(mira, "POST", "/api/clip-sessions", {"title": "Evening"})
    address = (await stage.call(mira, "POST", "/api/auth/ticket"))["url"]
    desk = await context(browser, server.url, base_url=server.url, locale="en-GB")
    page = await desk.new_page()
    await page.goto(address)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("button", name="Account: Mira").click()
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="Save my data").click()
    assert zipfile.is_zipfile(await (await saved.value).path())  # AC25
    await page.get_by_role("button", name="Delete account").click()
    dialog = page.get_by_role("dialog", name="Delete this account?")
    await expect(dialog.get_by_text("Clips: 1")).to_be_visible()
    await expect(dialog.get_by_text("sessions of others, without your name")).to_be_visible()
    verb = dialog.get_by_role("button", name="Delete account")
    await expect(verb).to_be_disabled()
    await dialog.get_by_label("Type Mira to delete").fill("Mira")
    async with page.expect_navigation():
        await verb.click()
    answer = await page.context.request.get("/api/auth/me")
    assert ((await answer.json())["user"] or {}).get("id") != mira.id
