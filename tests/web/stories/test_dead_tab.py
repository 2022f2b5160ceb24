"""A recording whose tab dies, by what is seen on the pages alone."""

from playwright.async_api import Browser, expect

from tests.web.jam.pages import context


async def test_a_recording_outlives_its_tab(browser: Browser, studio: str) -> None:
    where = await context(browser, studio, locale="en-GB")
    first = await where.new_page()
    await first.goto(studio)
    await first.get_by_role("button", name="Record now").click()
    await expect(first.get_by_text("Recording", exact=True).first).to_be_visible()
    await first.wait_for_url("**/session/*-*")

    second = await where.new_page()
    await second.goto(first.url)
    await expect(second.get_by_text("Recording", exact=True).first).to_be_visible()
    await first.close(run_before_unload=False)
    await expect(second.get_by_text("Everything until then is safe.")).to_be_visible()
    await second.get_by_role("button", name="Take over").click()
    await expect(second.get_by_text("Recording", exact=True).first).to_be_visible()
    await expect(second.get_by_text("Everything until then is safe.")).to_have_count(0)
    await second.get_by_role("button", name="Done", exact=True).first.click()
    await expect(second.get_by_text("Session closed").first).to_be_visible()
