"""A session as a document: the player, the text under it, corrections by two people (VO7, VO9), finding in it (VF6)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode
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


async def test_VO9_who_saves_without_a_network_is_told_afterwards_who_was_quicker(
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

    async def has_heard_of_it() -> bool:
        shown = "document.querySelector('rt-voice-transcript').view.segments[0].text"
        return bool(await other.evaluate(shown) == "Друзья, по релизу")

    await until(has_heard_of_it)
    await other.route("**/segments/*", lambda route: route.abort())
    field, alert = there.locator(".said-field"), there.get_by_role("alert")
    await field.fill("Коллеги и друзья")
    await field.press("Enter")
    await expect(alert).not_to_be_empty()
    await expect(alert).not_to_contain_text("тем временем")
    await other.unroute("**/segments/*")
    await field.press("Enter")
    await expect(alert).to_contain_text("тем временем")
    await expect(field).to_have_value("Коллеги и друзья")
    await field.press("Enter")  # both were seen
    await expect(row.locator(".said-text")).to_have_text("Коллеги и друзья изменено")


async def test_VO15_a_task_made_of_a_passage_leads_back_to_it_and_is_given_dated_and_moved_on_two_pages(
    document: Page, context: BrowserContext, words: list[Word]
) -> None:
    page = document
    other = await context.new_page()
    await other.goto(page.url)
    tasks, there = (one.get_by_role("region", name="Задачи") for one in (page, other))
    row = page.locator(".said").nth(2)
    await row.get_by_role("button", name="ещё").click()
    await page.get_by_role("menuitem", name="Сделать задачей").click()
    said = there.get_by_role("listitem").first
    await expect(said).to_contain_text(words[6].text)
    await said.get_by_role("button", name="Слушать с").click()
    assert await at(other) > words[6].start - 0.3
    await tasks.get_by_role("textbox", name="Новая задача").fill("Второе")
    await tasks.get_by_role("button", name="Добавить").click()
    second = there.get_by_role("listitem").nth(1)
    await expect(second).to_contain_text("Второе")
    await second.get_by_role("button", name="Задача: Второе").click()
    await other.get_by_role("menuitem", name="Поручить…").click()
    who = other.get_by_role("dialog", name="Кто сделает?")
    name = await who.get_by_role("listitem").first.inner_text()
    await who.get_by_role("listitem").first.get_by_role("button").click()
    await expect(tasks.get_by_role("listitem").nth(1)).to_contain_text(name)
    await second.get_by_role("button", name="Задача: Второе").click()
    await other.get_by_role("menuitem", name="Срок…").click()
    await second.get_by_label("Срок").fill("2026-12-01")
    await expect(tasks.get_by_role("listitem").nth(1).get_by_label("Срок")).to_have_value("2026-12-01")
    await second.get_by_role("checkbox").focus()
    await other.keyboard.press("Alt+ArrowUp")
    await expect(tasks.get_by_role("listitem").first).to_contain_text("Второе")
    await expect(there.get_by_role("listitem").first.get_by_role("checkbox")).to_be_focused()
    await other.keyboard.press("Space")
    await expect(tasks.get_by_role("listitem").first.get_by_role("checkbox")).to_be_checked()


async def test_VF6_words_are_found_in_the_text_in_turn_and_every_form_of_those_that_the_list_found(
    document: Page,
) -> None:
    page = document
    await expect(page.get_by_role("searchbox")).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("ЗЕЛЁН")
    hits = page.locator(".said-hit")
    await expect(hits).to_have_text(["зелён"])
    await expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 из 1")
    await expect(page.locator(".player-ticks")).to_have_attribute("d", re.compile("^M"))
    await page.keyboard.press("Escape")
    await expect(hits).to_have_count(0)
    await page.keyboard.type("ос")
    await expect(hits).to_have_count(2)
    await page.keyboard.press("Shift+Enter")
    await expect(page.get_by_role("search").get_by_role("status")).to_have_text("2 из 2")
    third = page.locator(".said").nth(2)
    await third.locator(".said-hit-now").click()
    await expect(third).to_have_attribute("aria-current", "true")
    session_id = page.url.rsplit("/", 1)[1]

    async def is_searched() -> bool:
        found = await page.evaluate(
            "async (query) => (await fetch(`/voicebot/search?${query}`)).json()",
            urlencode({"q": "сборками", "session_id": session_id}),
        )
        return bool(found.get("items"))

    await until(is_searched)
    await page.goto(f"{page.url}?{urlencode({'q': 'сборками'})}")
    await expect(page.locator(".said-hit-now")).to_have_text("сборка")
    await expect(page.get_by_role("searchbox")).to_have_value("сборками")
