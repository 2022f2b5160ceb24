"""One flow across everything in Chromium: the chat, `/login`, the session's page, and back to the chat."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Playwright, expect

from tests.handlers.telegram.bot_api import BotApi
from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.test_commands import NO_ACTIVE, started
from tests.handlers.voice.people import Person
from tests.handlers.voice.sound import speak
from tests.processes import ServerProcess
from tests.web.voice.browsers import browsers, visitor


@pytest.fixture
async def context(playwright: Playwright, web_server: ServerProcess) -> AsyncIterator[BrowserContext]:
    async with browsers(playwright) as browser:
        yield await visitor(browser, web_server.url)


async def test_V1_V6_V7_V12_V32_from_the_chat_to_the_page_and_back(
    chat: Chat,
    api: BotApi,
    context: BrowserContext,
    web_server: ServerProcess,
    on_the_web: Callable[[Chat], Person],
    tmp_path: Path,
) -> None:
    session_id = await started(chat)
    await chat.write(voice=api.file(speak(tmp_path / "voice.webm", 2, [0.5]), "voice.ogg", duration=2))
    assert (await chat.next()).lines[0] == "Добавлено материалов: 1"

    page = await context.new_page()
    await page.goto((await chat.ask("/login")).lines[1])
    await page.get_by_role("button", name="Войти").click()
    await page.wait_for_url(f"{web_server.url}/session/{session_id}")
    timeline = page.get_by_role("region", name="Лента", exact=True)
    await expect(timeline.get_by_text("voice.ogg", exact=True)).to_be_visible()
    await chat.write("и ещё мысль")  # it comes while the page is open
    await expect(timeline.get_by_text("и ещё мысль", exact=True)).to_be_visible()
    assert (await chat.next()).lines[0] == "Добавлено материалов: 1"

    other = on_the_web(chat)  # the same person with another `sub`
    active = await other.active()
    assert active is not None
    assert active["session_id"] == session_id
    assert (await other.view(session_id))["role"] == "owner"

    await page.get_by_role("button", name="Done", exact=True).click()
    recap = await chat.recap()
    assert recap.lines[:3] == [
        "Итоги: Новая сессия",
        f"{web_server.url}/session/{session_id}",
        "Длительность 0:00 · материалов: 2 · записей: 0",
    ]
    assert (await chat.ask("/session")).text == NO_ACTIVE
    assert await other.active() is None
    assert len(chat.recaps) == 1
