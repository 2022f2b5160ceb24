"""The page of a user who has lost access to a jam."""

from playwright.async_api import Browser, Page, expect

from tests.processes import ServerProcess
from tests.web.jam.pages import (
    context,
    opened,
    step,
    stored,
)


async def show(page: Page, item: str, toast: str) -> None:
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name=item).click()
    await expect(page.locator(".toast", has_text=toast)).to_be_visible()


async def test_JM10_the_page_says_that_the_session_became_private_and_the_owner_plays_on(
    browser: Browser, server: ServerProcess
) -> None:
    owners = await context(browser, server.url)
    owner = await opened(owners, f"{server.url}/s")
    await owner.wait_for_url("**/s/*-*")
    id_ = owner.url.rsplit("/", 1)[1]
    await owner.get_by_role("button", name="Start empty").click()
    await owner.locator(".jam-starters button").first.click()
    cell = owner.locator("[data-step='2']").first
    await expect(cell).to_be_visible()
    others = await context(browser, server.url)
    guest = await opened(others, f"{server.url}/s/{id_}")
    await expect(guest.locator(".jam-row")).to_have_count(1)
    await expect(owner.locator(".jam-person")).to_have_count(1)
    await guest.get_by_role("button", name="More", exact=True).click()
    await expect(guest.get_by_role("menuitem", name="History")).to_be_visible()
    await expect(guest.get_by_role("menuitem", name="Make private")).to_have_count(0)
    await show(owner, "Make private", "Only you can open this session now.")
    await expect(owner.locator(".jam-header .pill")).to_have_text("Private")
    await owner.get_by_role("button", name="Invite", exact=True).click()
    await expect(owner.locator(".toast", has_text="Only you can open it until it is public.")).to_be_visible()
    await expect(guest.get_by_text("Its owner made it private, or removed you.")).to_be_visible()
    await expect(guest.locator(".jam-row")).to_have_count(0)
    await expect(owner.locator(".jam-person")).to_have_count(0)
    track_id = await owner.locator(".jam-row").get_attribute("data-track")
    assert track_id is not None
    await step(owner, track_id, 3).click()
    await expect(owner.locator(".jam-saved")).to_contain_text("Saved")
    await show(owner, "Make public", "Anyone with the link can edit this session now.")
    await expect(owner.locator(".jam-header .pill")).to_have_count(0)
    assert (await stored(server.url, id_))["state"]["tracks"][0]["steps"][2]
