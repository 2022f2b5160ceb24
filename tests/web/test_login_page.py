"""Signing in with a one-time link, in real browsers."""

from typing import Any

import aiohttp
from playwright.async_api import Browser, Page, expect

from auth.user import User
from storage.logins import LoginTickets
from storage.redis.client import Redis
from tests.processes import RedisProcess, ServerProcess
from tests.web.jam_pages import PHONE, context
from tests.web.stage import Person, Stage


async def me(page: Page) -> dict[str, Any]:
    answer = await page.context.request.get("/api/auth/me")
    found: dict[str, Any] = (await answer.json())["user"]
    return found


async def test_AC17_a_link_signs_in_after_a_click_and_opening_it_uses_nothing_up(
    browser: Browser, server: ServerProcess, stage: Stage
) -> None:
    mira = await stage.guest("Mira")
    address = (await stage.call(mira, "POST", "/api/auth/ticket"))["url"]
    async with aiohttp.ClientSession() as preview, preview.get(address) as answer:
        assert answer.status == 200
    phone = await context(browser, server.url, PHONE, base_url=server.url, locale="en-GB")
    page = await phone.new_page()
    await page.goto(address)
    await expect(page.get_by_role("heading", name="Sign in as Mira?")).to_be_visible()
    assert page.url == f"{server.url}/login"  # the secret is not in the history
    assert await me(page) is None  # whoever comes to sign in is made no guest
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{server.url}/")
    await expect(page.get_by_role("button", name="Account: Mira")).to_be_visible()
    assert (await me(page))["id"] == mira.id
    await page.goto(address)
    await expect(page.get_by_role("heading", name="This link was used or is too old")).to_be_visible()


async def test_AC17_the_link_of_the_bot_opens_tg_auth_in_russian(
    browser: Browser, server: ServerProcess, redis_server: RedisProcess
) -> None:
    performer = User("telegram_7", "Инес", False, 7, frozenset(), frozenset(), frozenset(), 0)
    redis = await Redis.connect(redis_server.url)
    try:
        secret = await LoginTickets(redis).issue(performer, "telegram")
    finally:
        await redis.close()
    desk = await context(browser, server.url, base_url=server.url, locale="ru-RU")
    page = await desk.new_page()
    await page.goto(f"/tg_auth?token={secret}")
    await expect(page.get_by_role("heading", name="Войти как Инес?")).to_be_visible()
    assert page.url == f"{server.url}/tg_auth"
    await page.get_by_role("button", name="Войти").click()
    await page.wait_for_url("**/session*")
    assert (await me(page))["id"] == "telegram_7"


async def test_AC17_the_page_names_who_this_browser_is_and_who_it_already_is(
    browser: Browser, server: ServerProcess, stage: Stage
) -> None:
    mira, theo = await stage.guest("Mira"), await stage.guest("Theo")
    address = (await stage.call(mira, "POST", "/api/auth/ticket"))["url"]
    for person, sentence in ((theo, "Sign in as Mira?"), (mira, "You are Mira here already")):
        page = await as_person(browser, server, person)
        await page.goto(address)
        await expect(page.get_by_role("heading", name=sentence)).to_be_visible()
        await expect(page.get_by_text("What Theo made stays with Theo")).to_have_count(int(person is theo))


async def as_person(browser: Browser, server: ServerProcess, person: Person) -> Page:
    where = await context(browser, server.url, base_url=server.url, locale="en-GB")
    await where.add_cookies([{"name": "roomtone_token", "value": person.token, "url": server.url}])
    return await where.new_page()
