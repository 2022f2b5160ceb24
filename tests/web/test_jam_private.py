"""The page of somebody who may not hear a jam any more."""

from playwright.async_api import Browser, Page, expect

from tests.processes import ServerProcess
from tests.web.jam_pages import context, opened, step, stored

SHOW = """([id, isPublic]) => fetch(`/api/sessions/${id}`, {method: "PATCH", body: JSON.stringify({isPublic}),
  headers: {"Content-Type": "application/json"}}).then(({status}) => status)"""


async def show(page: Page, id_: str, *, is_public: bool) -> None:
    assert await page.evaluate(SHOW, [id_, is_public]) == 200


async def test_JM10_the_page_says_that_the_session_became_private_and_the_owner_plays_on(
    browser: Browser, server: ServerProcess
) -> None:
    owners = await context(browser, server.url)
    owner = await opened(owners, f"{server.url}/s")
    await owner.wait_for_url("**/s/*-*")
    id_ = owner.url.rsplit("/", 1)[1]
    await owner.locator(".jam-starters button").first.click()
    cell = owner.locator("[data-step='2']").first
    await expect(cell).to_be_visible()
    others = await context(browser, server.url)
    guest = await opened(others, f"{server.url}/s/{id_}")
    await expect(guest.locator(".jam-row")).to_have_count(1)
    await expect(owner.locator(".jam-person")).to_have_count(1)
    await show(owner, id_, is_public=False)
    await expect(guest.get_by_text("This session is private")).to_be_visible()
    await expect(guest.locator(".jam-row")).to_have_count(0)
    await expect(owner.locator(".jam-person")).to_have_count(0)
    track_id = await owner.locator(".jam-row").get_attribute("data-track")
    assert track_id is not None
    await step(owner, track_id, 3).click()
    await expect(owner.locator(".jam-saved")).to_contain_text("Saved")
    await show(owner, id_, is_public=True)
    assert (await stored(server.url, id_))["state"]["tracks"][0]["steps"][2]
