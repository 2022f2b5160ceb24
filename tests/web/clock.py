"""The clock of a page in the hands of a test."""

from datetime import UTC, datetime

from playwright.async_api import Page


async def hold_clock(page: Page) -> None:
    """From now on the page's timers wait for the test: a busy machine may take seconds from a press to a look."""
    await page.clock.install()
    now: float = await page.evaluate("Date.now()")
    await page.clock.pause_at(datetime.fromtimestamp(now / 1000 + 1, UTC))
