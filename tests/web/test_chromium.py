"""The Chromium of the tests."""

import re

from playwright.async_api import Browser


async def test_what_playwright_turns_off_stays_off(chromium: Browser) -> None:
    console = await chromium.new_browser_cdp_session()
    line = (await console.send("SystemInfo.getInfo"))["commandLine"]
    await console.detach()
    first, last = [set(names.split(",")) for names in re.findall(r"--disable-features=(\S+)", line)]
    assert last > first
    assert {"WebUIOmniboxPopup", "WebUIOmniboxAimPopup"} == last - first
