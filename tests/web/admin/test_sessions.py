"""Admins review sessions in the browser: the list, one session, and orphans from the filter to their deletion."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from tests.processes import RedisProcess
from tests.web.admin.house import Installation, entered, opened


@pytest.fixture
async def installation(own_redis: RedisProcess, tmp_path: Path) -> AsyncIterator[Installation]:
    async with opened(own_redis, tmp_path) as found:
        yield found


async def test_K20_K26_K28_orphans_are_reviewed_from_the_filter_to_the_confirmed_deletion(
    browser: Browser, installation: Installation
) -> None:
    old = [await installation.jam(f"Old {n}") for n in range(4)]
    kept = await installation.jam("Kept")
    await installation.unused_for(120, *old[:3])
    await installation.unused_for(91, old[3])
    page = await entered(browser, installation, "/admin")
    await page.get_by_role("link", name="Review").click()
    await expect(page.locator(".session-foot")).to_contain_text("Orphaned sessions: 4 of 5 total (80%)")
    rows = page.locator(".session-body [role=row]")
    await expect(rows).to_have_count(4)
    await expect(rows.first).to_contain_text("🟠 Orphan")
    await page.get_by_role("button", name="Bulk Delete Orphans").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Older than, days").fill("30")
    await dialog.get_by_role("button", name="Count them").click()
    await expect(dialog.get_by_role("alert")).to_have_text("At least 90 days")
    await dialog.get_by_label("Older than, days").fill("100")
    await dialog.get_by_role("button", name="Count them").click()
    await expect(dialog.get_by_text(re.compile("^3 sessions. Nothing is deleted yet."))).to_be_visible()
    await expect(rows).to_have_count(4)
    verb = dialog.get_by_role("button", name="Delete", exact=True)
    await dialog.get_by_label("Type 3 to go on").fill("4")
    await expect(verb).to_be_disabled()
    # Somebody uses one of them meanwhile: the number that is repeated is no longer true.
    await installation.stage.call(installation.owner, "GET", f"/api/sessions/{old[0]}")
    await dialog.get_by_label("Type 3 to go on").fill("3")
    await verb.click()
    await expect(dialog.get_by_role("alert")).to_have_text("There are 2 of them now. Look again.")
    await dialog.get_by_role("button", name="Count them").click()
    await dialog.get_by_label("Type 2 to go on").fill("2")
    await dialog.get_by_role("button", name="Delete", exact=True).click()
    await expect(dialog.get_by_role("status")).to_have_text("2 deleted. See the audit log.")
    await dialog.get_by_role("button", name="Close").click()
    await expect(rows).to_have_count(1)
    await expect(page.locator(".session-foot")).to_contain_text("1 of 3 total")
    async with aiohttp.ClientSession(installation.server.url) as http:
        for jam, status in ((old[0], 200), (old[1], 404), (old[2], 404), (kept, 200)):
            async with http.get(f"/api/sessions/{jam}") as answer:
                assert answer.status == status
    await page.get_by_role("link", name="Audit log").click()
    await expect(page.locator("tbody tr", has_text="Oskar").first).to_be_visible()


async def test_K26_the_list_is_sorted_and_searched_and_the_address_names_it(
    browser: Browser, installation: Installation
) -> None:
    names = ["Funky Beat", "Rainy Tuesday", "Acid Kettle"]
    jams = {name: await installation.jam(name) for name in names}
    page = await entered(browser, installation, "/admin/sessions")
    rows = page.locator(".session-body [role=row]")
    await expect(rows).to_have_count(3)
    await page.get_by_role("button", name="ID", exact=True).click()
    first = min(jams.values())
    await expect(rows.first).to_have_attribute("data-id", first)
    await expect(page.get_by_role("columnheader", name="ID")).to_have_attribute("aria-sort", "ascending")
    await page.keyboard.press("/")
    await page.keyboard.type("rainy")
    await expect(rows).to_have_count(1)
    assert "q=rainy" in urlsplit(page.url).query
    await page.reload()
    await expect(rows).to_have_count(1)
    await expect(rows.first).to_have_attribute("data-id", jams["Rainy Tuesday"])
    await page.get_by_label("Session ID or name").fill("no such thing")
    await expect(page.get_by_text("No session matches.")).to_be_visible()
    await page.get_by_role("button", name="Clear").first.click()
    await expect(rows).to_have_count(3)


async def test_K27_K30_one_session_is_looked_at_and_deleted_and_comes_back(
    browser: Browser, installation: Installation
) -> None:
    parent = await installation.jam("Funky Beat")
    remix = (await installation.stage.call(installation.owner, "POST", f"/api/sessions/{parent}/remix", {}))["id"]
    await installation.unused_for(100, parent)
    page = await entered(browser, installation, f"/admin/sessions/{parent}", "ru-RU")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Funky Beat")
    await expect(page.locator(".session-head")).to_contain_text("🟠 Orphan")
    await expect(page.get_by_text("Просмотр здесь её не оживляет.")).to_be_visible()
    await expect(page.locator("pre")).to_contain_text(parent)
    await expect(page.locator(".session-facts")).to_contain_text(
        re.compile(r"Подписчиков сейчас\s*0")
    )  # every process told
    nodes = page.locator(".tree-node")
    await expect(nodes).to_have_count(2)
    await page.locator(f'.tree-node[data-id="{parent}"]').focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(f'.tree-node[data-id="{remix}"]')).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/admin/sessions/{remix}$"))
    await page.go_back()
    await expect(page.locator(".session-head")).to_contain_text("🟠 Orphan")  # looking has not revived it
    await page.get_by_role("button", name="Удалить", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Удалить").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Сессии")
    rows = page.locator(".session-body [role=row]")
    await expect(rows).to_have_count(1)
    await page.get_by_role("button", name="Вернуть").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Funky Beat")
