"""The Back key shows the page of the address, also while another page is still loading, and after one that failed."""

import asyncio

from playwright.async_api import Route, expect

from tests.polling import until
from tests.web.conftest import Visit


async def test_back_before_a_page_has_loaded_shows_the_page_of_the_address(visit: Visit) -> None:
    page = await visit("/clips")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Clips")
    held, is_free = list[str](), asyncio.Event()

    async def hold(route: Route) -> None:
        held.append(route.request.url)
        await is_free.wait()
        await route.continue_()

    async def is_loading() -> bool:
        return bool(held)

    link = page.locator("a[href='/docs']").first
    await link.wait_for(state="attached")
    await page.route("**/assets/*.js", hold)
    await link.evaluate("one => one.click()")
    await until(is_loading)
    assert page.url.endswith("/docs")
    await page.evaluate("new Promise(done => { addEventListener('popstate', done, { once: true }); history.back(); })")
    is_free.set()
    await page.evaluate("files => Promise.all(files.map(file => import(file)))", held)
    await page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
    assert page.url.endswith("/clips")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Clips")


async def test_PG10_a_page_that_does_not_load_keeps_the_header_and_the_way_back(visit: Visit) -> None:
    page = await visit("/clips")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Clips")
    await page.route("**/assets/*.js", lambda route: route.abort())
    await page.locator("header .header-docs").click()
    await expect(page.locator(".state-frame")).to_contain_text("This page could not be loaded.")
    await expect(page.get_by_role("main")).to_be_focused()
    await expect(page.locator("header .nav").get_by_role("link", name="Jam")).to_be_visible()
    await expect(page.get_by_role("link", name="Go Home")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Clips")
