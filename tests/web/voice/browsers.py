"""Chromium with the fake microphone, which beeps: shared by the tests of pages and button."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, Playwright, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from tests.chromium import ARGUMENTS
from tests.polling import PATIENCE, until
from tests.web.conftest import WITHOUT_WORKER

WORDS = {
    "recording": "Идёт запись",
    "cutting": "Режем фрагмент",
    "paused": "Пауза",
    "final_uploading": "Отправляем остаток",
    "closed": "Сессия закрыта",
    "ready": "Готово к записи",
    "error": "Запись остановлена",
}


# The picture of each status (V13).
SHAPES = {
    "recording": "circle.pg-dot",
    "cutting": "path.pg-ink",
    "paused": "rect.pg-hold",
    "final_uploading": "path.pg-live",
    "closed": "rect.pg-shut",
    "ready": "circle.pg-ready",
    "error": "rect.pg-rec",
}


@asynccontextmanager
async def browsers(playwright: Playwright, *arguments: str) -> AsyncIterator[Browser]:
    browser = await playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=[*ARGUMENTS, "--autoplay-policy=no-user-gesture-required", *arguments],
    )
    yield browser
    await browser.close()


async def visitor(browser: Browser, *origins: str, locale: str = "ru-RU", **options: Any) -> BrowserContext:
    """A user with a microphone, which the pages of `origins` may use."""
    shown = {"locale": locale, "viewport": {"width": 1280, "height": 800}}
    context = await browser.new_context(**(shown | WITHOUT_WORKER | options))
    context.set_default_timeout(PATIENCE * 1000)
    for origin in origins:
        await context.grant_permissions(["microphone"], origin=origin)
    return context


def fab(page: Page) -> Locator:
    return page.locator("roomtone-fab")


async def press(page: Page, key: str) -> None:
    """A key of the floating button, which on a session's page shows its keys when it is asked to."""
    target, more = fab(page).locator(f"[data-key={key}]"), fab(page).locator(".more[aria-expanded=false]")

    async def pressed() -> bool:
        try:
            if await fab(page).is_hidden():  # at rest the page's own keys stand for it
                await page.locator(f".voice-key[data-key={key}]").click(timeout=2_000)
                return True
            if await more.count():
                await more.click(timeout=2_000)
            if not await target.is_visible():
                return False
            await target.click(timeout=2_000)
        except PlaywrightTimeout:  # the page has come between: it has keys of its own, and the button's went away
            return False
        return True

    await until(pressed)


async def new_recording(context: BrowserContext, url: str) -> Page:
    """A page whose button records a new session, at that session's address."""
    page = await context.new_page()
    await page.goto(f"{url}/session")
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    return page


async def press_on_page(page: Page, key: str) -> None:
    await page.locator(f".voice-key[data-key={key}]").click()


async def shows(page: Page, status: str) -> None:
    """The button's icon and its label show this status; at rest a session's own page does, and the button is hidden."""
    if status in {"closed", "ready"} and re.search("/session/.", page.url):
        await page_shows(page, status)
        return
    pictogram = fab(page).get_by_role("img", name=WORDS[status], exact=True)
    await expect(pictogram).to_be_visible()
    await expect(pictogram.locator(SHAPES[status]).first).to_be_attached()


async def page_shows(page: Page, status: str) -> None:
    shown = page.locator(f".voice-status[data-status={status}]")
    await expect(shown.locator(f".pictogram {SHAPES[status]}").first).to_be_attached()
    await expect(page.locator(".voice-word")).to_have_text(WORDS[status])


async def elapsed(page: Page) -> int:
    """Seconds on the button's clock."""
    minutes, seconds = (await fab(page).locator(".elapsed").inner_text()).split(":")
    return int(minutes) * 60 + int(seconds)


async def recorded_for(page: Page, seconds: int) -> None:
    """Waits until the button's clock shows that much, or more: a busy machine skips a second now and then."""

    async def long_enough() -> bool:
        return await elapsed(page) >= seconds

    await until(long_enough, seconds + PATIENCE)


async def view(page: Page, session_id: str) -> dict[str, Any]:
    """The session as the page's user may see it."""
    script = "async (id) => (await fetch(`/voicebot/sessions/${id}`)).json()"
    return dict(await page.evaluate(script, session_id))


async def active(page: Page) -> str | None:
    script = """async () => {
      const asked = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
      return (await (await fetch("/voicebot/active_session", asked)).json()).active_session?.session_id ?? null;
    }"""
    found: str | None = await page.evaluate(script)
    return found


async def audio(page: Page, url: str) -> bytes:
    script = "async (url) => Array.from(new Uint8Array(await (await fetch(url)).arrayBuffer()))"
    return bytes(await page.evaluate(script, url))


async def kept_chunks(page: Page) -> int:
    """The number of chunks stored on this device."""
    return int(
        await page.evaluate(
            """() => new Promise((resolve) => {
              const opening = indexedDB.open("roomtone-recordings");
              opening.onsuccess = () => {
                const counting = opening.result.transaction("chunks").objectStore("chunks").count();
                counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
              };
            })"""
        )
    )


def session_of(page: Page) -> str:
    return page.url.rpartition("/")[2]


async def created(page: Page) -> str:
    """A session of the page's user, which is the active one now; answers its id."""
    script = """async () => {
      const asked = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
      return (await (await fetch("/voicebot/create_session", asked)).json()).session_id;
    }"""
    return str(await page.evaluate(script))


async def assembled(page: Page, session_id: str) -> dict[str, Any]:
    """The first recording, once it is one file."""

    async def is_there() -> bool:
        recordings = (await view(page, session_id))["recordings"]
        return bool(recordings) and recordings[0]["audio_url"] is not None

    await until(is_there, 60)
    return dict((await view(page, session_id))["recordings"][0])
