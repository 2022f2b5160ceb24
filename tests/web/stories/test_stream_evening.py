"""A stream evening, from the home page to the export, by what is seen on the pages alone."""

import re

from playwright.async_api import Page, expect

from tests.web.conftest import PHONE, Visit

TIME = re.compile(r"\d\d:\d\d:\d\d")


async def pasted(page: Page) -> str:
    return str(await page.evaluate("navigator.clipboard.readText()"))


async def test_a_stream_evening(visit: Visit) -> None:
    streamer = await visit("/")
    await streamer.get_by_role("button", name="New clip session").click()
    await streamer.get_by_label("Title").fill("Friday night")
    await streamer.get_by_role("button", name="Create session").click()
    await expect(streamer.get_by_role("heading", name="Friday night")).to_be_visible()
    await streamer.get_by_role("button", name="Copy link").first.click()
    await expect(streamer.get_by_text("Viewer link copied.")).to_be_visible()
    link = await pasted(streamer)

    viewer = await visit(link.removeprefix("http://").partition("/")[2].join(["/", ""]), size=PHONE)
    await expect(viewer.get_by_text("Not live yet. This page wakes up by itself.").first).to_be_visible()
    await streamer.get_by_role("button", name="Start", exact=True).click()
    mark = viewer.get_by_role("button", name="Clip Moment")
    await expect(mark).to_be_enabled()
    await mark.click()
    await expect(viewer.get_by_text("Moment saved", exact=True).first).to_be_visible()
    moments = streamer.get_by_role("button", name="More for")
    await expect(moments).to_have_count(1)

    await streamer.get_by_role("button", name="Pause").click()
    await expect(viewer.get_by_text("Timestamps paused — stream is on break.").first).to_be_visible()
    await streamer.get_by_role("button", name="Resume").click()
    await expect(mark).to_be_enabled()
    await mark.click()
    await expect(moments).to_have_count(2)

    await streamer.get_by_role("button", name="End", exact=True).click()
    await streamer.get_by_role("button", name="End session").click()
    await expect(viewer.get_by_text("This session has ended.").first).to_be_visible()
    await expect(streamer.get_by_text("0 of 2 clipped")).to_be_visible()
    await streamer.get_by_role("checkbox", name="Clipped,").first.check()
    await expect(streamer.get_by_text("1 of 2 clipped")).to_be_visible()

    await streamer.locator(".export-format").select_option("text tap")
    preview = streamer.get_by_role("region", name="Preview")
    await expect(preview).to_contain_text(TIME)
    await streamer.get_by_role("button", name=re.compile(r"^Copy \d")).click()
    # Exactly: on a quick machine "Viewer link copied." is still on the page, and the text is not in the clipboard yet.
    await expect(streamer.get_by_text(re.compile(r"^\d+ copied\.$")).first).to_be_visible()
    lines = [line for line in (await pasted(streamer)).splitlines() if TIME.search(line)]
    assert len(lines) >= 2
    async with streamer.expect_download() as download:
        await streamer.get_by_role("button", name="Download").click()
    assert (await download.value).suggested_filename.endswith(".txt")
