"""Signing in with a one-time link, in real browsers."""

import re
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, Page, expect

from auth.user import User
from storage.account.logins import LoginTickets
from storage.redis.client import Redis
from tests.processes import RedisProcess, ServerProcess
from tests.server.accounts import a_sub, with_provider
from tests.users import a_telegram_number, is_pseudonym
from tests.web.jam.pages import DESKTOP, PHONE, context
from tests.web.stage import Person, Stage

ACCOUNT = re.compile("^Account:")


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
    await page.get_by_role("button", name="Sign in with a recovery key").click()
    await expect(page.get_by_label("Recovery key")).to_be_visible()


async def test_AC17_the_link_of_the_bot_opens_tg_auth_in_russian(
    browser: Browser, server: ServerProcess, redis_server: RedisProcess
) -> None:
    number = a_telegram_number()
    performer = User(f"telegram_{number}", "Инес", False, number, frozenset(), frozenset(), frozenset(), 0)
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
    assert is_pseudonym((await me(page))["id"])


async def test_AC17_the_page_names_who_this_browser_is_and_who_it_already_is(
    browser: Browser, server: ServerProcess, stage: Stage
) -> None:
    mira, theo = await stage.guest("Mira"), await stage.guest("Theo")
    address = (await stage.call(mira, "POST", "/api/auth/ticket"))["url"]
    for person, sentence in ((theo, "Sign in as Mira?"), (mira, "You are Mira here already")):
        page = await as_person(browser, server, person)
        await page.goto(address)
        await expect(page.get_by_role("heading", name=sentence)).to_be_visible()
        if person is theo:
            await page.get_by_role("button", name="Next").click()
            await expect(page.get_by_role("heading", name="Bring along what Theo made here?")).to_be_visible()


async def as_person(browser: Browser, server: ServerProcess, person: Person) -> Page:
    where = await context(browser, server.url, base_url=server.url, locale="en-GB")
    await where.add_cookies([{"name": "roomtone_token", "value": person.token, "url": server.url}])
    return await where.new_page()


async def test_D27_AC18_a_guest_moves_by_qr_signs_in_at_a_provider_and_is_recovered_by_key_as_one_user(
    browser: Browser, redis_server: RedisProcess, tmp_path: Path
) -> None:
    async with with_provider(redis_server, tmp_path) as (server, provider):
        laptop, phone, tablet = [
            await context(browser, server.url, size, base_url=server.url, locale="en-GB")
            for size in (DESKTOP, PHONE, DESKTOP)
        ]
        # The laptop makes a stream, and a link for the phone.
        page = await laptop.new_page()
        await page.goto("/clips")
        await page.get_by_role("button", name=ACCOUNT).wait_for()
        first = await me(page)
        made = await laptop.request.post("/api/clip-sessions", data={"title": "Tuesday"})
        session_id = (await made.json())["id"]
        await page.get_by_role("button", name=ACCOUNT).click()
        await page.get_by_role("button", name="Use on another device").click()
        dialog = page.get_by_role("dialog", name="Use on another device")
        await expect(dialog.get_by_role("img", name="Link")).to_be_visible()
        address = await dialog.get_by_label("Link").last.input_value()

        # The phone was somebody else before, and brings their stream along.
        theirs = await phone.new_page()
        await theirs.goto("/")
        await theirs.get_by_role("button", name=ACCOUNT).wait_for()
        assert (await me(theirs))["id"] != first["id"]
        await phone.request.post("/api/clip-sessions", data={"title": "From the phone"})
        await theirs.goto(address)
        await expect(theirs.get_by_role("heading", name=f"Sign in as {first['name']}?")).to_be_visible()
        await theirs.get_by_role("button", name="Next").click()
        await theirs.get_by_role("button", name="Bring it along").click()
        await theirs.wait_for_url(f"{server.url}/")
        assert (await me(theirs))["id"] == first["id"]

        # On the phone they sign in through the provider, and keep everything.
        await theirs.goto(f"/login#provider={provider.token(a_sub(), 'Ines')}")
        await expect(theirs.get_by_role("heading", name="Sign in as Ines?")).to_be_visible()
        assert theirs.url == f"{server.url}/login"
        await theirs.get_by_role("button", name="Next").click()
        await theirs.get_by_role("button", name="Bring it along").click()
        await theirs.wait_for_url(f"{server.url}/")
        await expect(theirs.get_by_role("button", name="Account: Ines")).to_be_visible()

        # There they are shown a recovery key, with which a third device opens everything.
        await theirs.get_by_role("button", name=ACCOUNT).click()
        await theirs.get_by_role("button", name="Recovery key").click()
        await theirs.get_by_role("button", name="Show the key").click()
        shown = theirs.get_by_role("dialog", name="Recovery key")
        await expect(shown.get_by_text("Nobody can restore it")).to_be_visible()
        key = await shown.locator(".recovery-key").inner_text()
        await shown.get_by_role("button", name="I have kept it").click()
        third = await tablet.new_page()
        await third.goto("/login")
        await third.get_by_label("Recovery key").fill(key.lower())
        await third.get_by_role("button", name="Next").click()
        await expect(third.get_by_role("heading", name="Sign in as Ines?")).to_be_visible()
        await third.get_by_role("button", name="Sign in").click()
        await third.wait_for_url(f"{server.url}/")

        for where in (page, theirs, third):
            await where.goto("/clips")
            await expect(where.get_by_role("link", name="Tuesday")).to_be_visible()
            await expect(where.get_by_role("link", name="From the phone")).to_be_visible()
            found = await me(where)
            assert (found["id"], found["name"]) == (first["id"], "Ines")
        started = await third.context.request.post(f"/api/clip-sessions/{session_id}/start")
        assert started.ok, await started.text()

        # Signing out the others ends the laptop and the phone, which say so; the tablet stays.
        await third.get_by_role("button", name=ACCOUNT).click()
        await third.get_by_role("button", name="Sign out other devices").click()
        sure = third.get_by_role("dialog", name="Sign out all other devices?")
        await sure.get_by_role("button", name="Sign out other devices").click()
        await expect(third.get_by_text("Other devices are signed out.")).to_be_visible()
        assert (await me(third))["id"] == first["id"]
        await page.goto(f"/clips/{session_id}")
        await expect(page.get_by_role("button", name="Account: Guest")).to_be_visible()
        assert (await me(page))["id"] != first["id"]


async def test_AC18_a_key_that_does_not_work_says_so(browser: Browser, server: ServerProcess) -> None:
    where = await context(browser, server.url, PHONE, base_url=server.url, locale="ru-RU")
    page = await where.new_page()
    await page.goto("/login")
    await page.get_by_label("Ключ восстановления").fill("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
    await page.get_by_role("button", name="Дальше").click()
    await expect(page.get_by_role("heading", name="Этот ключ восстановления не действует")).to_be_visible()
    assert await me(page) is None
