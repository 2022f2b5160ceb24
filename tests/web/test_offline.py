"""Pages without a network: what opens, what is shown, and to whom."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.polling import until
from tests.web.conftest import PHONE, Visit
from tests.web.jam.pages import TWO, context, jam, opened, step, stored
from tests.web.stage import Person, Stage

INSTALLED = "navigator.serviceWorker.ready.then((one) => one.active?.state === 'activated' || null)"
COPIES = """async () => {
  const made = await indexedDB.databases();
  if (!made.some(({ name }) => name === "roomtone-copies")) return {};
  return new Promise((resolve) => {
    const opening = indexedDB.open("roomtone-copies");
    opening.onsuccess = () => {
      const reading = opening.result.transaction("copies").objectStore("copies").getAll();
      reading.onsuccess = () => {
        opening.result.close();
        resolve(Object.fromEntries(reading.result.map(({ id, state }) => [id, JSON.stringify(state)])));
      };
    };
  });
}"""


@pytest.fixture
async def ann(stage: Stage) -> Person:
    return await stage.guest("Ann")


@pytest.fixture
async def stream(stage: Stage, ann: Person) -> str:
    session_id = await stage.session(ann, "Secret title")
    await stage.act(ann, session_id, "start")
    return session_id


async def has_copies(page: Page, *ids: str) -> None:
    """Waits until the device has the copies of these sessions, and no other."""

    async def has() -> bool:
        return list(await page.evaluate(COPIES)) == list(ids)

    await until(has)


async def goes_offline(page: Page, id_: str, shown: str = "") -> None:
    """Without a network, once the page is on the device and its copy has this."""
    await page.wait_for_function(INSTALLED)

    async def is_kept() -> bool:
        return shown in (await page.evaluate(COPIES)).get(id_, "")

    await until(is_kept)
    await page.context.set_offline(True)


async def test_PG8_the_browser_would_install_the_page_that_is_shown(
    visit: Visit, stage: Stage, ann: Person, stream: str
) -> None:
    page = await visit(f"/c/{stream}", ann, locale="ru-RU", service_workers="allow")
    devtools = await page.context.new_cdp_session(page)

    async def installs(start: str) -> None:
        await expect(page.locator("link[rel=manifest]")).to_have_attribute("href", f"/roomtone.webmanifest?{start}")
        found = await devtools.send("Page.getAppManifest")
        assert found["errors"] == []
        assert "Secret" not in found["data"]
        assert (await devtools.send("Page.getInstallabilityErrors"))["installabilityErrors"] == []

    await installs(f"start=%2Fc%2F{stream}&language=ru")
    await page.goto(f"{stage.url}/docs")
    await installs("start=%2F&language=ru")


async def test_PG11_a_viewer_sees_the_stream_as_it_was_and_keeps_marking(
    visit: Visit, stage: Stage, ann: Person, stream: str
) -> None:
    page = await visit(f"/c/{stream}", size=PHONE, service_workers="allow")
    await page.get_by_role("button", name="Clip Moment").tap()
    await expect(page.get_by_text("1 moment saved by you")).to_be_visible()
    await goes_offline(page, stream, '"clips":[{')

    await page.reload()
    await expect(page.locator("h1")).to_have_text("Secret title")
    await expect(page.get_by_text("1 moment saved by you")).to_be_visible()
    await expect(page.locator(".viewer-banner")).to_contain_text("As of ")
    await page.get_by_role("button", name="Clip Moment").tap()
    await expect(page.locator(".viewer-banner")).to_contain_text("1 moment waits here")
    await page.context.set_offline(False)
    await expect(page.get_by_text("2 moments saved by you")).to_be_visible()
    await expect(page.get_by_text("As of ")).to_have_count(0)


async def test_PG11_a_jam_shows_and_plays_its_last_state_and_its_edits_wait(browser: Browser, stage: Stage) -> None:
    where = await context(browser, stage.url, locale="en-GB", service_workers="allow")
    id_ = await jam(stage.url, TWO)
    page = await opened(where, f"{stage.url}/s/{id_}")
    await step(page, "k", 3).click()
    await expect(page.locator(".jam-saved")).to_have_text("Saved")
    await goes_offline(page, id_, "true,false,true")

    await page.reload()
    await expect(page.locator(".jam-lineage")).to_contain_text("As of ")
    await expect(step(page, "k", 3)).to_have_attribute("aria-pressed", "true")
    await step(page, "k", 4).click()
    await expect(page.locator(".jam-status")).to_contain_text("1 change waiting")
    await page.locator(".jam-play").click()
    await expect(page.locator(".jam-play")).to_have_accessible_name("Stop")
    await where.set_offline(False)
    await expect(page.locator(".jam-status")).to_contain_text("Back online. 1 sent.")
    assert (await stored(stage.url, id_))["state"]["tracks"][0]["steps"][:4] == [True, False, True, True]


async def test_PG11_another_user_of_the_device_sees_nothing_of_the_first(
    visit: Visit, stage: Stage, ann: Person, stream: str
) -> None:
    page = await visit(f"/c/{stream}", ann, service_workers="allow")
    await page.wait_for_function(INSTALLED)
    await has_copies(page, stream)
    bob = await stage.guest("Bob")
    await page.context.add_cookies([{"name": "roomtone_token", "value": bob.token, "url": stage.url}])
    own = await jam(stage.url)
    await page.goto(f"{stage.url}/s/{own}")
    await has_copies(page, own)
    await page.context.set_offline(True)
    await page.goto(f"{stage.url}/c/{stream}")
    await expect(page.get_by_text("This page was not opened here before")).to_be_visible()
    await expect(page.get_by_text("Secret title")).to_have_count(0)


async def test_PG11_the_copy_goes_with_the_access(visit: Visit, stage: Stage, ann: Person) -> None:
    id_ = (await stage.call(ann, "POST", "/api/sessions", TWO))["id"]
    page = await visit(f"/s/{id_}", await stage.guest("Bob"), service_workers="allow")
    await has_copies(page, id_)
    await stage.call(ann, "PATCH", f"/api/sessions/{id_}", {"isPublic": False})
    await has_copies(page)
