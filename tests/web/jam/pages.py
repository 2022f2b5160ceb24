"""Real browsers on the jam page: shared by the tests of the page."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from playwright.async_api import Browser, BrowserContext, Page

from tests.polling import PATIENCE
from tests.web.conftest import WITHOUT_WORKER

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
JAM_URL = re.compile(r"/s/([0-9a-f-]{36})$")


async def context(browser: Browser, url: str, size: dict[str, int] = DESKTOP, **options: Any) -> BrowserContext:
    """One person's browser, which may use the clipboard and the microphone."""
    is_phone = size["width"] < 600
    shown: dict[str, Any] = {"viewport": size, "has_touch": is_phone, "is_mobile": is_phone}
    made = await browser.new_context(**(shown | WITHOUT_WORKER | options))
    made.set_default_timeout(PATIENCE * 1000)
    await made.grant_permissions(["microphone", "clipboard-read", "clipboard-write"], origin=url)
    return made


async def opened(where: BrowserContext, address: str) -> Page:
    """The jam page at an address, with its instrument."""
    page = await where.new_page()
    await page.goto(address)
    await page.locator(".jam-play").wait_for()
    return page


async def jam(url: str, body: dict[str, Any] | None = None) -> str:
    """The id of a new session."""
    async with aiohttp.ClientSession() as session, session.post(f"{url}/api/sessions", json=body or {}) as answer:
        return str((await answer.json())["id"])


async def stored(url: str, id_: str) -> dict[str, Any]:
    """The session as the API has it."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/api/sessions/{id_}") as answer:
        found: dict[str, Any] = await answer.json()
        return found


def track(
    id_: str, name: str, sample: str = "synth:drum-kick", on: tuple[int, ...] = (), **fields: Any
) -> dict[str, Any]:
    return {"id": id_, "name": name, "sampleId": sample, "steps": [n in on for n in range(16)], **fields}


def step(page: Page, track_id: str, number: int) -> Any:
    """The cell of a step, counted from 1."""
    return page.locator(f'.jam-row[data-track="{track_id}"] [data-step="{number - 1}"]')


TWO = {"state": {"version": 1, "tempo": 104, "tracks": [track("k", "Kick", on=(0, 4)), track("b", "Bass")]}}


@asynccontextmanager
async def visited(browser: Browser, url: str) -> AsyncIterator[Page]:
    """The page of a new session with two tracks; it must not throw."""
    where = await context(browser, url)
    faults: list[str] = []
    where.on("weberror", lambda error: faults.append(str(error.error)))
    yield await opened(where, f"{url}/s/{await jam(url, TWO)}")
    await where.close()
    assert faults == []


def id_of(page: Page) -> str:
    found = JAM_URL.search(page.url)
    assert found, page.url
    return found[1]
