"""A session as a document: the player, the text under it, corrections by two people (VO7, VO9)."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.handlers.voice.servers import Workers
from tests.handlers.voice.speech_service import SpeechService, speech_service
from tests.handlers.voice.test_jobs import hearing
from tests.handlers.voice.tones import Word, script, spoken
from tests.polling import until
from tests.processes import ServerProcess
from tests.web.voice.browsers import created, view

SECONDS = 6


@pytest.fixture
async def service() -> AsyncIterator[SpeechService]:
    async with speech_service() as service:
        yield service


@pytest.fixture
async def words() -> list[Word]:
    return script(SECONDS)


@pytest.fixture
async def document(
    page: Page, workers: Workers, service: SpeechService, words: list[Word], tmp_path: Path, voice_server: ServerProcess
) -> Page:
    """The page of a session in which an attached voice was written down."""
    await workers(**hearing(service), ROOMTONE_GUEST_SPENDING="true")
    session_id = await created(page)
    body = spoken(tmp_path / "a", SECONDS, words, "ogg")
    await page.evaluate(
        "([id, material, bytes]) => fetch(`/voicebot/sessions/${id}/materials/${material}/file?filename=a.ogg`,"
        " { method: 'PUT', body: new Uint8Array(bytes) })",
        [session_id, str(uuid4()), list(body)],
    )

    async def is_written() -> bool:
        jobs = (await view(page, session_id))["jobs"]
        return {job["state"] for job in jobs if job["type"] == "TRANSCRIBE_MATERIAL"} == {"done"}

    await until(is_written)
    await page.goto(f"{voice_server.url}/session/{session_id}")
    await expect(page.locator(".said").first).to_be_visible()
    return page


async def at(page: Page) -> float:
    """Where the player is, in seconds."""
    return float(await page.evaluate("document.querySelector('rt-voice-player').player.at / 1000"))


async def test_VO7_a_pressed_word_is_heard_and_marked_and_a_link_opens_at_its_second(
    document: Page, words: list[Word]
) -> None:
    page, third = document, words[5]
    row = page.locator(".said").nth(1)
    box = await row.evaluate(
        "(row) => { const nodes = [...row.querySelector('.said-text').childNodes];"
        " const text = nodes.find((one) => one.nodeType === 3 && one.data);"
        " const range = document.createRange(); const from = text.data.lastIndexOf(' ') + 2;"
        " range.setStart(text, from); range.setEnd(text, from + 1);"
        " const box = range.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }"
    )
    await page.mouse.click(*box)
    await expect(row.locator(".said-word")).to_have_text(third.text)
    assert third.start - 0.3 < await at(page) < third.end + 0.5
    await page.keyboard.press("k")

    async def rests() -> bool:
        return not await page.evaluate("document.querySelector('rt-voice-player').player.isPlaying")

    await until(rests)
    before = await at(page)
    await page.keyboard.press("j")
    assert await at(page) == max(0, before - 15)
    name, session = await page.locator(".said").nth(2).get_attribute("data-id"), page.url
    await page.goto("about:blank")
    await page.goto(f"{session}#{name}")
    await expect(page.locator(".said[aria-current]")).to_have_attribute("data-id", str(name))
    assert abs(await at(page) - words[6].start) < 0.3
    await expect(page.locator("roomtone-fab")).to_be_hidden()  # the panel has the keys


async def test_VO9_two_pages_correct_one_text_live_and_each_takes_back_its_own(
    document: Page, context: BrowserContext
) -> None:
    page = document
    other = await context.new_page()
    await other.goto(page.url)
    row, there = page.locator(".said").first, other.locator(".said").first
    await there.locator(".said-text").dblclick()
    await row.locator(".said-text").dblclick()
    await row.locator(".said-field").fill("Друзья, по релизу")
    await row.locator(".said-field").press("Enter")
    await expect(row.locator(".said-text")).to_have_text("Друзья, по релизу изменено")
    await there.locator(".said-field").fill("Коллеги и друзья")
    await there.locator(".said-field").press("Enter")
    await expect(there.get_by_role("alert")).to_contain_text("тем временем")
    await expect(there.locator(".said-field")).to_have_value("Коллеги и друзья")  # the typed text is kept
    await there.locator(".said-field").press("Escape")
    await expect(there.locator(".said-text")).to_have_text("Друзья, по релизу изменено")
    await page.get_by_role("button", name="Вернуть").click()
    await expect(there.locator(".said-text")).to_have_text("Коллеги, по релизу")
