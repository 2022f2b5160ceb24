"""A real browser on the real pages."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Playwright

from tests.chromium import ARGUMENTS as CHROMIUM_ARGUMENTS
from tests.polling import PATIENCE
from tests.processes import RedisProcess, ServerProcess
from tests.web.stage import Person, Stage

PHONE = (390, 844)
DESK = (1280, 800)
ARGUMENTS = [*CHROMIUM_ARGUMENTS, "--use-fake-ui-for-media-stream"]
WITHOUT_WORKER: dict[str, Any] = {"service_workers": "block"}
"""Of tests that are not about pages without a network: the worker would load all of them into each new browser."""
# Records layout shifts that no user caused: CLS as the browser counts it.
COUNT_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    const nodes = entry.sources.map((source) => source.node?.outerHTML?.slice(0, 120));
    window.shifts.push({ value: entry.value, nodes });
  }
}).observe({ type: "layout-shift", buffered: true });
"""


async def drawn(page: Page) -> None:
    """Returns when the page has drawn what it knows, for example its new size."""
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def go_down(page: Page, rows: str, until: int) -> None:
    """Scrolls to the end again and again, until so many rows are drawn."""
    while await page.locator(rows).count() < until:
        await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        await drawn(page)


def chromium_path(playwright: Playwright) -> str:
    """The browser to drive: `$CHROMIUM`, Playwright's own, or one on PATH. Without one the tests fail and say why."""
    own = playwright.chromium.executable_path
    found = os.environ.get("CHROMIUM") or (own if Path(own).exists() else None)
    found = found or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("No Chromium: run `apt-get install -y --no-install-recommends chromium`, or set CHROMIUM")
    return found


def pages_path(playwright: Playwright) -> str:
    """The browser for pages that need no microphone: the headless shell takes a quarter less CPU, if there is one."""
    shell = None if os.environ.get("CHROMIUM") else shutil.which("chromium-headless-shell")
    return shell or chromium_path(playwright)


@pytest.fixture(scope="session")
async def chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    launched = await playwright.chromium.launch(executable_path=pages_path(playwright), args=ARGUMENTS)
    yield launched
    await launched.close()


@pytest.fixture
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """The one Chromium. What a test opens in it is closed with the test, whichever way that ends."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest.fixture
async def stage(server: ServerProcess, redis_server: RedisProcess) -> AsyncIterator[Stage]:
    async with Stage(server.url, redis_server) as opened:
        yield opened


class Visit(Protocol):
    """Opens a page as a user (or as a stranger without a cookie) and returns when its content is shown."""

    def __call__(
        self, path: str, person: Person | None = None, size: tuple[int, int] = DESK, **options: Any
    ) -> Awaitable[Page]: ...


@pytest.fixture
async def visit(browser: Browser, server: ServerProcess) -> AsyncIterator[Visit]:
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def open_page(path: str, person: Person | None = None, size: tuple[int, int] = DESK, **options: Any) -> Page:
        phone = size[0] < 600
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=phone,
            is_mobile=phone,
            **({"locale": "en-GB"} | WITHOUT_WORKER | options),
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        await context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
        await context.add_init_script(COUNT_SHIFTS)
        if person:
            await context.add_cookies([{"name": "roomtone_token", "value": person.token, "url": server.url}])
        page = await context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        await page.goto(server.url + path)
        await page.wait_for_selector("h1")
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert faults == [], "a page threw, or broke its own Content-Security-Policy"
