"""The page of a user who has lost access to a jam."""

from playwright.async_api import Browser, Page, expect

from tests.processes import ServerProcess
from tests.web.jam.pages import (
    context,
    opened,
    step,
    stored,
)


async def let(page: Page, link: str, says: str) -> None:
    """Sets in Share what the link lets everybody do."""
    await page.get_by_role("button", name="Share", exact=True).click()
    share = page.get_by_role("dialog", name="Share")
    await share.get_by_role("group", name="Anyone with the link").get_by_text(link, exact=True).click()
    await expect(share.locator(".share-says")).to_have_text(says)
    await share.get_by_role("button", name="Close").click()


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
    await guest.keyboard.press("u")
    await expect(guest.get_by_role("dialog", name="Share")).to_contain_text("Anyone with the linkEdit")
    await expect(guest.get_by_role("radio", name="Nobody")).to_have_count(0)
    await let(owner, "Nobody", "Only the people below can open it.")
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
    await let(owner, "Edit", "Whoever has it hears the jam and changes it. No account.")
    await expect(owner.locator(".jam-header .pill")).to_have_count(0)
    assert (await stored(server.url, id_))["state"]["tracks"][0]["steps"][2]
