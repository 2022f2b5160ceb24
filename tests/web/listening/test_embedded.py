"""The history on somebody else's page: another origin, a token, one script."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.books import audiobook
from tests.other_site import OtherSite, other_site
from tests.polling import PATIENCE
from tests.processes import ROOT, RedisProcess, ServerProcess
from tests.web.axe import serious
from tests.web.listening.test_history_page import (
    HOUR,
    JAN_28,
    MINUTE,
    book,
    heard,
)
from tests.web.stage import SQUARE, Person, Stage

DEMO = ROOT / "docs/examples/listening.html"
PAGE = """<!doctype html><html lang="ru"><title>Another site</title>
<style>p, button, li {{ all: unset; color: lime }}</style><h1>Another site</h1>
<script src="{server}/roomtone-listening.js" defer></script>
<roomtone-listening token="{token}"></roomtone-listening></html>"""

STRICT = """<!doctype html><html lang="ru"><title>A strict site</title><meta http-equiv="Content-Security-Policy"
content="default-src 'none'; script-src {server}; connect-src {server} {socket}; img-src {pictures}">
<script src="{server}/roomtone-listening.js" defer></script>
<roomtone-listening token="{token}"></roomtone-listening></html>"""


@pytest.fixture
async def site() -> AsyncIterator[OtherSite]:
    async with other_site() as site:
        yield site


@pytest.fixture
async def embedding(
    redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory, site: OtherSite
) -> AsyncIterator[Stage]:
    """A server that allows the other site."""
    process = ServerProcess(
        redis_server.url, tmp_path_factory.mktemp("embedding"), ROOMTONE_ALLOWED_ORIGINS=site.origin
    )
    await process.start()
    async with Stage(process.url, redis_server) as stage:
        yield stage
    await process.stop()


async def visited(browser: Browser, address: str) -> Page:
    context = await browser.new_context(locale="ru-RU", timezone_id="UTC", viewport={"width": 800, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    page = await context.new_page()
    await page.goto(address)
    return page


def shown(page: Page) -> Locator:
    return page.locator("roomtone-listening")


async def test_LI12_another_player_reports_and_its_page_shows_the_history_live(
    browser: Browser, embedding: Stage, site: OtherSite, tmp_path: Path
) -> None:
    site.html = DEMO.read_text()
    page = await visited(browser, f"{site.origin}/?server={embedding.url}")
    await expect(shown(page)).to_contain_text("Пока ничего не прослушано.")
    await page.set_input_files("input", str(audiobook(tmp_path / "leagues.m4b", "Leagues")))
    audio = page.locator("audio[src]")
    await audio.wait_for()
    await page.locator("h1").click()  # sound needs a gesture of the user
    await audio.evaluate("(audio) => audio.play()")
    await expect(shown(page).locator(".entry-title")).to_have_text(["leagues.m4b"])
    now = shown(page).get_by_text("Слушаете сейчас")
    await expect(now).to_be_visible()
    # At least a second after the heartbeat, or the entry would be dropped as too short (I8).
    await audio.evaluate("""(audio) => new Promise((resolve) => {
        const enough = performance.now() + 1500;
        audio.addEventListener("timeupdate", () => performance.now() > enough && resolve(audio.pause()));
    })""")
    await expect(now).to_have_count(0)
    await expect(shown(page).locator(".entry")).to_have_count(1)
    await expect(shown(page).locator(".day-head")).to_have_count(1)


async def test_LI12_a_history_on_another_site_is_read_by_pages_and_leaves_no_trace(
    browser: Browser, embedding: Stage, site: OtherSite
) -> None:
    ann = await embedding.guest("Ann")
    await book(embedding, ann, "leagues", title="Twenty Thousand Leagues", artist="Jules Verne")
    await book(embedding, ann, "march", title="Middlemarch")
    older = [("march", JAN_28 - number * HOUR, MINUTE) for number in range(1, 105)]
    await heard(embedding, ann, ("leagues", JAN_28, 45 * MINUTE), *older)
    site.html = PAGE.format(server=embedding.url, token="")
    page = await visited(browser, site.origin)
    needed = shown(page).get_by_text("Нужен вход")
    await expect(needed).to_be_visible()
    await shown(page).evaluate("(one) => { one.token = 'nonsense'; }")
    await expect(needed).to_be_visible()
    await shown(page).evaluate("(one, token) => { one.token = token; }", ann.token)
    rows = shown(page).locator(".entry")
    await expect(rows).to_have_count(100)
    await expect(rows.first).to_contain_text("Twenty Thousand Leagues")
    await expect(rows.first).to_contain_text("28 янв. в 15:15 · 45:00")
    # The page's own rules stop at the shadow, and ours never leave it.
    for part in (rows.first, shown(page).get_by_role("button")):
        assert await part.evaluate("(one) => getComputedStyle(one).color") != "rgb(0, 255, 0)"
    assert await page.locator("h1").evaluate("(title) => getComputedStyle(title).fontSize") == "32px"
    assert await serious(page) == []
    await shown(page).get_by_role("button", name="Показать ещё").click()
    await expect(rows).to_have_count(105)
    await shown(page).evaluate("(one) => one.setAttribute('book', 'leagues')")
    await expect(rows).to_have_count(1)
    assert await page.evaluate("() => [localStorage.length, document.cookie]") == [0, ""]


async def test_LI12_LI13_uploaded_pictures_are_shown_on_a_site_with_a_strict_policy(
    browser: Browser, embedding: Stage, site: OtherSite
) -> None:
    ann = await embedding.guest("Ann")
    await book(embedding, ann, "leagues", title="Twenty Thousand Leagues")
    await book(embedding, ann, "march", title="Middlemarch")
    await heard(embedding, ann, ("leagues", JAN_28, MINUTE), ("march", JAN_28 - HOUR, MINUTE))
    await embedding.picture(ann, "leagues", SQUARE)
    names = {"server": embedding.url, "socket": embedding.url.replace("http", "ws"), "token": ann.token}
    site.html = STRICT.format(pictures="blob:", **names)
    page = await visited(browser, site.origin)
    leagues, march = shown(page).locator(".entry").first, shown(page).locator(".entry").nth(1)
    await expect(leagues.locator("img")).to_have_js_property("naturalWidth", 1)
    assert str(await leagues.locator("img").get_attribute("src")).startswith("blob:")
    await expect(march.locator(".artwork")).to_have_text("M")
    await expect(march.locator("img")).to_have_count(0)
    await embedding.picture(ann, "march", SQUARE)
    await expect(march.locator("img")).to_have_js_property("naturalWidth", 1)
    # A site that does not allow them shows the first letters.
    site.html = STRICT.format(pictures="'none'", **names)
    page = await visited(browser, site.origin)
    first = shown(page).locator(".artwork").first
    await expect(first.locator("img")).to_have_class("picture-broken")
    await expect(first).to_have_text("T")


async def test_AC7_a_site_that_may_not_show_a_history_is_told_so(
    browser: Browser, stage: Stage, site: OtherSite, ann: Person
) -> None:
    site.html = PAGE.format(server=stage.url, token=ann.token)
    page = await visited(browser, site.origin)
    await expect(shown(page)).to_contain_text(f"Этот сайт не в списке разрешённых: {site.origin}")


@pytest.fixture
async def ann(stage: Stage) -> Person:
    return await stage.guest("Ann")
