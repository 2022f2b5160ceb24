"""The admin page: who may enter, how they sign in, and what they see without asking again."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from storage.fleet.store import FLEET_ID
from storage.redis import keys
from storage.redis.client import Redis
from tests.better_auth import AUDIENCE, BetterAuth
from tests.polling import PATIENCE
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import a_token
from tests.web.admin.admins import an_admin
from tests.web.conftest import Visit
from tests.web.stage import Stage


async def main_shows(page: Page, heading: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)


async def test_K23_K25_who_is_no_admin_sees_forbidden_and_enters_with_a_token(
    visit: Visit, stage: Stage, server: ServerProcess
) -> None:
    kassia = await stage.guest("Kassia")
    page = await visit("/admin", kassia, locale="ru-RU")
    await main_shows(page, "Forbidden")
    await expect(page.get_by_text("Войдите как администратор.")).to_be_visible()
    await expect(page.get_by_text("Сейчас вы Kassia, без роли администратора.")).to_be_visible()
    field = page.get_by_label("Токен")
    for token, said in (
        ("nonsense", "Этот токен здесь недействителен."),
        (a_token(server.data_dir, "u1", 3600), "У этого токена нет роли администратора."),
    ):
        await field.fill(token)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(said)).to_be_visible()
        # Nothing has changed: a refused token takes nobody's identity away.
        cookies = {one["name"]: one["value"] for one in await page.context.cookies()}
        assert cookies["roomtone_token"] == kassia.token
    await field.fill(an_admin(server).token)
    await page.get_by_role("button", name="Войти").click()
    await main_shows(page, "Обзор")
    await expect(page.locator(".admin-numbers .label").first).to_have_text("Всего")


async def test_a_token_in_the_address_is_taken_out_and_used_only_when_a_key_is_pressed(
    visit: Visit, server: ServerProcess
) -> None:
    token = an_admin(server).token
    page = await visit(f"/admin#token={token}")
    await main_shows(page, "Forbidden")
    await expect(page.get_by_label("Token")).to_have_value(token)
    assert page.url == f"{server.url}/admin"
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await main_shows(page, "Overview")


@pytest.fixture
async def provider() -> AsyncIterator[BetterAuth]:
    started = await BetterAuth.start()
    yield started
    await started.stop()


async def test_an_admin_of_an_identity_provider_signs_in_and_is_sent_to_its_page(
    browser: Browser, provider: BetterAuth, redis_server: RedisProcess, tmp_path: Path
) -> None:
    settings = {
        "ROOMTONE_JWKS_URL": provider.jwks_url,
        "ROOMTONE_JWT_AUDIENCE": AUDIENCE,
        "ROOMTONE_JWT_ISSUER": provider.issuer,
        "ROOMTONE_LOGIN_URL": "https://id.example/login?theme=dark",
    }
    server = await ServerProcess(redis_server.url, tmp_path, 0, **settings).start()
    try:
        context = await browser.new_context(locale="en-GB")
        context.set_default_timeout(PATIENCE * 1000)
        page = await context.new_page()
        await page.goto(f"{server.url}/admin")
        link = page.get_by_role("link", name="Sign in at your provider")
        back = f"{server.url}/admin".replace(":", "%3A").replace("/", "%2F")
        await expect(link).to_have_attribute("href", f"https://id.example/login?theme=dark&return_to={back}")
        viewer = await provider.sign_up("viewer@rooms.example", "Lev")
        await page.get_by_label("Token").fill(viewer)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("This token has no admin role.")).to_be_visible()
        admin = await provider.sign_up("admin@rooms.example", "Ines")
        await page.goto("about:blank")
        await page.goto(f"{server.url}/admin#token={admin}")  # as the provider sends them back
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await main_shows(page, "Overview")
        await expect(page.get_by_role("button", name="Account: Ines")).to_be_visible()
    finally:
        await server.stop()


async def test_K24_the_numbers_and_the_processes_are_live_and_nothing_is_polled(
    visit: Visit, stage: Stage, server: ServerProcess, redis_server: RedisProcess, tmp_path: Path
) -> None:
    page = await visit("/admin", an_admin(server))
    await expect(page.locator(".admin-live")).to_contain_text("Live")
    await page.get_by_role("link", name="Connections").click()
    await main_shows(page, "Connections")
    rows = page.locator("section", has_text="Processes").locator("tbody tr")
    await expect(rows.first).to_contain_text("web")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    known = await rows.count()
    second = await ServerProcess(redis_server.url, tmp_path).start()
    try:
        # It tells of itself within ten seconds, and every second from then on.
        await expect(rows).to_have_count(known + 1, timeout=PATIENCE * 1000)
    finally:
        await second.stop()
    assert [url for url in asked if "/admin/" in url] == []


async def test_a_chart_is_read_by_the_arrow_keys(
    visit: Visit, server: ServerProcess, redis_server: RedisProcess
) -> None:
    admin = an_admin(server)
    page = await visit("/admin", admin)
    await expect(page.locator(".admin-live")).to_contain_text("Live")
    redis = await Redis.connect(redis_server.url)
    key = f"{keys.header(FLEET_ID)}:now:minutes"
    began = int(await redis.call(key, "HGET", key, "at"))
    await redis.call(key, "HSET", key, "at", began - 60_000, "connections", 41)
    await redis.close()
    await page.get_by_role("radio", name="1 h").check()
    # The minute ends with the next report, and comes by itself.
    chart = page.get_by_role("slider", name="Connections")
    await chart.focus()
    await page.keyboard.press("Home")
    await expect(chart).to_have_attribute("aria-valuetext", re.compile(r"Connections \d+$"))
    await expect(page.locator(".chart-value").first).to_contain_text("Connections")
    await expect(page.get_by_role("cell", name="41", exact=True).first).to_be_attached()


async def test_the_sections_are_reached_by_keys(visit: Visit, server: ServerProcess) -> None:
    page = await visit("/admin", an_admin(server))
    await main_shows(page, "Overview")
    await page.keyboard.press("g")
    await page.keyboard.press("c")
    await main_shows(page, "Connections")
    await page.keyboard.press("g")
    await page.keyboard.press("o")
    await main_shows(page, "Overview")
    assert (await page.title()).startswith("Overview")
