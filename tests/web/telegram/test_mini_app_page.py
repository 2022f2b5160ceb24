"""The Mini App in Chromium, as Telegram opens it: in a frame of its web client, and in a window of its own."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route, expect

from tests.handlers.telegram.bot_api import BotApi
from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.launches import fragment, init_data
from tests.handlers.telegram.test_commands import started
from tests.processes import ServerProcess
from tests.web.voice.browsers import browsers, visitor

ALLOWED = "https://web.telegram.org"
REFUSED = "https://telegram.example"


@pytest.fixture(scope="module")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    async with browsers(playwright) as one:
        yield one


@pytest.fixture
async def context(browser: Browser, web_server: ServerProcess) -> AsyncIterator[BrowserContext]:
    one = await visitor(browser, web_server.url)
    yield one
    await one.close()


async def framing(context: BrowserContext, origin: str, address: str) -> tuple[Page, list[str]]:
    """A page of an origin with our address in a frame, as Telegram's web client has it; and what it was refused."""
    html = f'<iframe src="{address}" allow="microphone" width="420" height="760"></iframe>'

    async def answer(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html")

    await context.route(f"{origin}/**", answer)
    # This server has an address of the machine itself, which sites of the internet may not load unasked.
    await context.grant_permissions(["microphone", "local-network-access"], origin=origin)
    page = await context.new_page()
    refused: list[str] = []
    page.on("requestfailed", lambda request: refused.append(str(request.failure)))
    await page.goto(f"{origin}/k/")
    return page, refused


async def test_AC22_V10_telegrams_web_client_shows_the_session_with_its_recorder_and_another_site_shows_nothing(
    context: BrowserContext, chat: Chat, web_server: ServerProcess, api: BotApi
) -> None:
    session_id = await started(chat)
    await chat.write("из чата")
    address = f"{web_server.url}/tg_app/{session_id}"
    page, _ = await framing(context, ALLOWED, f"{address}#{fragment(init_data(chat.user_id))}")
    frame = page.frame_locator("iframe")
    await expect(frame.get_by_role("button", name="Rec", exact=True)).to_be_enabled()
    await expect(frame.get_by_text("из чата", exact=True)).to_be_visible()
    assert [one.url for one in page.frames[1:]] == [address]  # nothing of the launch is left in it
    assert await context.cookies() == []
    # Recording works in the frame.
    await frame.get_by_role("button", name="Rec", exact=True).click()
    await expect(frame.get_by_text("Идёт запись", exact=True).first).to_be_visible()
    await frame.get_by_role("button", name="Done", exact=True).click()
    await expect(frame.get_by_text("Сессия закрыта", exact=True).first).to_be_visible()

    strange, refused = await framing(context, REFUSED, f"{address}#{fragment(init_data(chat.user_id))}")
    await expect(strange.frame_locator("iframe").locator("rt-app")).to_have_count(0)
    assert strange.frames[1].url.startswith("chrome-error:")
    assert refused == ["net::ERR_BLOCKED_BY_RESPONSE"]


async def test_AC22_a_reload_needs_no_new_launch_and_the_browsers_own_user_stays(
    context: BrowserContext, chat: Chat, web_server: ServerProcess, api: BotApi
) -> None:
    """In a window of its own, as in Telegram's apps."""
    page = await context.new_page()
    await page.goto(f"{web_server.url}/session")
    await expect(page.get_by_text("Активная сессия не найдена", exact=True)).to_be_visible()

    async def me() -> Any:
        return (await (await context.request.get(f"{web_server.url}/api/auth/me")).json())["user"]

    guest = await me()
    await started(chat)
    jpeg = b"\xff\xd8\xff\xe0" + b"picture" * 100
    await chat.write(photo=[api.file(jpeg)])
    await chat.next()
    app = await context.new_page()
    await app.goto(f"{web_server.url}/tg_app#{fragment(init_data(chat.user_id))}")
    await app.wait_for_url(f"{web_server.url}/tg_app/*")  # of the active session
    await expect(app.get_by_role("button", name="Rec", exact=True)).to_be_enabled()
    await expect(app.get_by_role("navigation")).to_have_count(0)  # nothing that leads out of the frame
    # A file comes with the token, for there is no cookie of theirs.
    await expect(app.locator("img.voice-photo")).to_have_attribute("src", re.compile("^blob:"))
    address = app.url
    await app.reload()
    await expect(app.get_by_role("button", name="Rec", exact=True)).to_be_enabled()
    assert app.url == address
    await app.get_by_role("link", name="Все сессии").click()
    await app.wait_for_url(f"{web_server.url}/tg_app?list")
    assert await me() == guest


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (init_data(7, age=3600), "Откройте ещё раз из чата"),
        (init_data(7, token="1:another"), "Telegram не подтвердил, кто вы"),
        ("", "Откройте ещё раз из чата"),
    ],
)
async def test_AC22_without_a_launch_of_now_the_page_says_so_and_makes_nobody(
    context: BrowserContext, web_server: ServerProcess, data: str, sentence: str
) -> None:
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(web_server.url)))
    await page.goto(f"{web_server.url}/tg_app{'#' + fragment(data) if data else ''}")
    await expect(page.get_by_role("heading", name=sentence)).to_be_visible()
    assert page.url == f"{web_server.url}/tg_app"
    assert await context.cookies() == []
    calls = [path for path in asked if path.startswith(("/api/", "/voicebot/", "/socket.io/"))]
    assert set(calls) <= {"/api/auth/telegram"}
