"""Taking a session away, on its page."""

import asyncio
from pathlib import Path

from playwright.async_api import Page, expect

from tests.processes import ServerProcess
from tests.web.voice.test_search import NOTE


async def test_VF4_the_file_that_is_shown_is_downloaded(page: Page, voice_server: ServerProcess) -> None:
    session_id = await page.evaluate(NOTE, ["План: релиз", "Сначала откат"])
    await page.goto(f"{voice_server.url}/session/{session_id}")
    await page.locator(".voice-tools").get_by_role("button", name="Скачать", exact=True).click()
    await expect(page.locator(".take-preview")).to_have_text("План: релиз\n\nСначала откат\n")
    await page.get_by_role("radio", name="MD").check()
    await expect(page.locator(".take-preview")).to_contain_text("# План: релиз")
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Скачать .md").click()
    file = await downloading.value
    assert file.suggested_filename == "План. релиз.md"
    text = await asyncio.to_thread(Path(await file.path()).read_text, "utf-8")
    assert "## Заметки\n\nСначала откат" in text
    await page.get_by_role("radio", name="Звук").check()
    await expect(page.locator(".take-file").get_by_role("status")).to_have_text("Здесь пока нет звука.")
    await expect(page.get_by_role("button", name="Скачать звук")).to_be_disabled()
    await page.get_by_role("radio", name="ZIP").check()
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Скачать .zip").click()
    assert (await downloading.value).suggested_filename == "План. релиз.zip"
