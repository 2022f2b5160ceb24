"""Browsers with a microphone, for the pages and the button that record."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Playwright, expect

from tests.processes import ServerProcess
from tests.web.voice.browsers import browsers, visitor


@pytest.fixture(scope="session")
async def chromium_with_microphone(playwright: Playwright) -> AsyncIterator[Browser]:
    async with browsers(playwright) as one:
        yield one


@pytest.fixture
async def browser(chromium_with_microphone: Browser) -> AsyncIterator[Browser]:
    """The one Chromium. What a test opens in it is closed with the test, whichever way that ends."""
    yield chromium_with_microphone
    for context in chromium_with_microphone.contexts:
        await context.close()


@pytest.fixture
async def context(browser: Browser, voice_server: ServerProcess) -> AsyncIterator[BrowserContext]:
    one = await visitor(browser, voice_server.url)
    faults: list[str] = []
    one.on("weberror", lambda error: faults.append(str(error.error)))
    yield one
    await one.close()
    assert faults == []


@pytest.fixture
async def page(context: BrowserContext, voice_server: ServerProcess) -> Page:
    """`/session` of somebody who has none yet."""
    page = await context.new_page()
    await page.goto(f"{voice_server.url}/session")
    # Now the server knows the visitor: what a test asks in their name is answered.
    await expect(page.get_by_text("Активная сессия не найдена", exact=True)).to_be_visible()
    return page
