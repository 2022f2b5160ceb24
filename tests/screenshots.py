"""The pictures of the README: `make screenshots` runs a server, puts each product on stage and photographs its page."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.books import audiobook
from tests.handlers.voice.speech_service import KEY, speech_service
from tests.handlers.voice.tones import LASTS, PAUSE, WORDS, Word, spoken
from tests.polling import until
from tests.processes import ROOT, RedisProcess, ServerProcess, WorkerProcess
from tests.web.conftest import ARGUMENTS, PHONE, chromium_path
from tests.web.stage import Person, Stage, death_march

OUT = ROOT / "docs" / "images"
DESK = (1200, 640)
UTTERANCE = 8  # words


@asynccontextmanager
async def window(browser: Browser, url: str, person: Person, size: tuple[int, int]) -> AsyncIterator[Page]:
    phone = size[0] < 600
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2,
        has_touch=phone,
        is_mobile=phone,
        locale="en-GB",
    )
    await context.add_cookies([{"name": "roomtone_token", "value": person.token, "url": url}])
    yield await context.new_page()
    await context.close()


async def open_page(page: Page, address: str) -> None:
    for _ in range(2):  # the second time the optional font is used from the first frame on
        await page.goto(address)
        await page.wait_for_selector("h1")
        await expect(page.locator(".loading")).to_have_count(0)


async def photograph(page: Page, name: str) -> None:
    await page.evaluate("document.fonts.ready")
    await page.screenshot(path=OUT / f"{name}.png")


def conversation() -> tuple[float, list[Word]]:
    """How long it is, in seconds, and what is said."""
    at, said = 0.3, []
    for number, text in enumerate(WORDS):
        if number and number % UTTERANCE == 0:
            at += PAUSE
        said.append(Word(text, at, at + LASTS))
        at += LASTS + 0.1
    return at + PAUSE, said


async def voice_session(stage: Stage, person: Person, folder: Path) -> str:
    """A session whose attached voice is written down."""
    session_id: str = (await stage.call(person, "POST", "/voicebot/create_session", {}))["session_id"]
    await stage.call(person, "PATCH", f"/voicebot/sessions/{session_id}", {"session_name": "Release call"})
    address = f"{stage.url}/voicebot/sessions/{session_id}"
    seconds, words = conversation()
    sound = await asyncio.to_thread(spoken, folder / "call", seconds, words, "ogg")
    async with aiohttp.ClientSession(headers=person.headers) as http:
        async with http.put(f"{address}/materials/{uuid4()}/file?filename=call.ogg", data=sound) as answer:
            assert answer.ok, await answer.text()

        async def is_written() -> bool:
            view = await stage.call(person, "GET", f"/voicebot/sessions/{session_id}")
            return {"done"} == {job["state"] for job in view["jobs"] if job["type"] == "TRANSCRIBE_MATERIAL"}

        await until(is_written, 30)
    return session_id


async def take_all(stage: Stage, browser: Browser, folder: Path) -> None:
    kassia, viewer = await stage.guest("Kassia"), await stage.guest("Lena")
    stream = await death_march(stage, kassia)
    async with window(browser, stage.url, viewer, PHONE) as page:
        await open_page(page, f"{stage.url}/c/{stream}")
        await photograph(page, "viewer")
    async with window(browser, stage.url, kassia, DESK) as page:
        await page.goto(f"{stage.url}/s")
        await page.wait_for_url("**/s/*")
        await open_page(page, page.url)
        await photograph(page, "jam")
        await open_page(page, f"{stage.url}/session/{await voice_session(stage, kassia, folder)}")
        await expect(page.locator(".said").first).to_be_visible()
        await photograph(page, "voice")
        book = await asyncio.to_thread(
            audiobook, folder / "book.m4b", "Twenty Thousand Leagues", seconds=1200, chapters=6
        )
        await open_page(page, f"{stage.url}/listen")
        await page.set_input_files("#open-files", str(book))
        await expect(page.locator(".now-title")).to_be_visible()
        await photograph(page, "player")


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder, tempfile.TemporaryDirectory() as data:
        redis = RedisProcess(Path(folder))
        async with speech_service() as service, async_playwright() as playwright:
            settings: dict[str, Any] = {
                "ROOMTONE_TRANSCRIPTION_URL": service.url,
                "ROOMTONE_TRANSCRIPTION_KEY": KEY,
                "ROOMTONE_GUEST_SPENDING": "true",
            }
            await redis.start()
            server = ServerProcess(redis.url, Path(data), **settings)
            worker = WorkerProcess(redis.url, Path(data), **settings)
            try:
                await server.start()
                await worker.start()
                browser = await playwright.chromium.launch(executable_path=chromium_path(playwright), args=ARGUMENTS)
                async with Stage(server.url, redis) as stage:
                    await take_all(stage, browser, Path(folder))
                await browser.close()
            finally:
                await server.stop()
                await worker.stop()
                await redis.stop()


if __name__ == "__main__":
    asyncio.run(main())
