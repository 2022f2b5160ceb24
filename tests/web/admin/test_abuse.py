"""Reports and abuse in the browser: users report a session from its page, admins answer, take down and block."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientResponseError
from playwright.async_api import Browser, expect

from tests.processes import RedisProcess, ServerProcess
from tests.web.admin.admins import an_admin
from tests.web.admin.house import Installation, entered, opened
from tests.web.conftest import PHONE, Visit
from tests.web.stage import Stage

MISSING = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def installation(own_redis: RedisProcess, tmp_path: Path) -> AsyncIterator[Installation]:
    async with opened(own_redis, tmp_path) as found:
        yield found


async def test_AB7_a_session_is_reported_from_its_menu_by_others_than_its_owner(
    visit: Visit, stage: Stage, server: ServerProcess
) -> None:
    kassia, wren = await stage.guest("Kassia"), await stage.guest("Wren")
    jam = str((await stage.call(kassia, "POST", "/api/sessions", {"name": "Rainy Tuesday"}))["id"])
    clip = await stage.session(kassia, "Death March")
    voice = (await stage.call(kassia, "POST", "/voicebot/create_session", {"session_name": "Notes"}))["session_id"]
    allowed = {"access_level": "restricted", "allowed_users": [wren.id]}
    await stage.call(kassia, "PATCH", f"/voicebot/sessions/{voice}", allowed)

    page = await visit(f"/c/{clip}", wren, PHONE, locale="ru-RU")
    await page.get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Пожаловаться…").click()
    dialog = page.get_by_role("dialog", name="Пожаловаться на сессию")
    send = dialog.get_by_role("button", name="Отправить жалобу")
    await send.click()
    await expect(dialog.get_by_role("alert")).to_have_text("Выберите, что не так.")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await page.get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Пожаловаться…").click()
    await dialog.get_by_label("Спам или обман").focus()
    await page.keyboard.press("ArrowDown")
    await expect(dialog.get_by_label("Оскорбления или травля")).to_be_checked()
    words = dialog.get_by_label(re.compile("^Своими словами"))
    await words.fill("я" * 501)
    await expect(words).to_have_value("я" * 500)
    await words.fill("Кричит на всех")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Спасибо. Администраторы это проверят.")).to_be_visible()

    page = await visit(f"/session/{voice}", wren)
    await page.get_by_role("button", name="More about this session").click()
    await page.get_by_role("menuitem", name="Report…").click()
    dialog = page.get_by_role("dialog", name="Report this session")
    await dialog.get_by_label("Somebody's private data").check()
    await dialog.get_by_role("button", name="Send report").click()
    await expect(page.get_by_text("Thank you. The admins will look at it.")).to_be_visible()

    for _ in range(8):
        await stage.call(wren, "POST", f"/api/reports/{MISSING}", {"reason": "other"})
    await page.goto(f"{server.url}/s/{jam}")
    more = page.get_by_role("button", name="More", exact=True)
    await more.click()
    await page.get_by_role("menuitem", name="Report…").click()
    await dialog.get_by_label("Something else").check()
    await dialog.get_by_role("button", name="Send report").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Too fast. Try again in")

    found = (await stage.call(an_admin(server), "GET", "/admin/reports?limit=200"))["items"]
    told = {one["session_id"]: (one["reason"], one["text"]) for one in found if one["by"] == wren.id}
    assert told == {clip: ("insult", "Кричит на всех"), voice: ("private", "")}

    own = await visit(f"/s/{jam}", kassia)
    await own.get_by_role("button", name="More", exact=True).click()
    await expect(own.get_by_role("menuitem", name="Delete session")).to_be_visible()
    await expect(own.get_by_role("menuitem", name="Report…")).to_have_count(0)


async def test_AB8_an_admin_sees_a_report_at_once_and_closes_it(browser: Browser, installation: Installation) -> None:
    stage = installation.stage
    jam, wren, ines = await installation.jam("Rainy Tuesday"), await stage.guest("Wren"), await stage.guest("Ines")
    admin = await entered(browser, installation, "/admin/reports", "ru-RU")
    await expect(admin.get_by_text("Жалоб нет.")).to_be_visible()
    await expect(admin.locator(".admin-live")).to_contain_text("Вживую")
    await stage.call(wren, "POST", f"/api/reports/{jam}", {"reason": "spam", "text": "A link to a scam"})
    row = admin.locator("tbody tr")
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text("Спам или обман")
    await expect(row).to_contain_text("A link to a scam")
    await stage.call(ines, "POST", f"/api/reports/{jam}", {"reason": "insult"})
    await expect(row).to_have_count(2)
    await expect(admin.get_by_text("Открытых: 2")).to_be_visible()

    await admin.get_by_role("button", name="Отклонить: Оскорбления или травля, Ines").click()
    await expect(row).to_have_count(1)
    await admin.get_by_role("button", name="Меры приняты: Спам или обман, Wren").click()
    await expect(admin.get_by_text("Жалоб нет.")).to_be_visible()
    await admin.get_by_label("Показать:").select_option("all")
    await expect(row).to_have_count(2)
    await expect(row.filter(has_text="Wren")).to_contain_text("меры приняты")
    await expect(row.filter(has_text="Ines")).to_contain_text("отклонена")
    await row.filter(has_text="Wren").get_by_role("link").click()
    await expect(admin.get_by_role("heading", level=1)).to_have_text("Rainy Tuesday")


async def test_AB5_AB8_what_is_reported_is_taken_down_and_its_owner_sees_that_it_is_gone(
    browser: Browser, installation: Installation
) -> None:
    stage, owner = installation.stage, installation.owner
    jam, _ = await installation.jam("Rainy Tuesday"), await installation.jam("Dry Wednesday")
    own = await entered(browser, installation, f"/s/{jam}", who=owner)
    await expect(own.get_by_role("button", name="Rainy Tuesday")).to_be_visible()
    admin = await entered(browser, installation, "/admin/reports")
    await expect(admin.get_by_text("No reports.")).to_be_visible()
    viewer = await entered(browser, installation, f"/s/{jam}", who=await stage.guest("Wren"))
    await viewer.get_by_role("button", name="More", exact=True).click()
    await viewer.get_by_role("menuitem", name="Report…").click()
    report = viewer.get_by_role("dialog")
    await report.get_by_label("Spam or fraud").check()
    await report.get_by_role("button", name="Send report").click()
    await expect(viewer.get_by_text("Thank you. The admins will look at it.")).to_be_visible()

    # From the report to the session, and to everything that its owner made.
    await admin.locator("tbody tr").filter(has_text="Spam or fraud").get_by_role("link").click()
    await admin.get_by_role("link", name=f"Find what they made: {owner.id}").click()
    await expect(admin.get_by_role("heading", name=f"What {owner.id} made")).to_be_visible()
    facts = admin.locator(".abuse-facts")
    await expect(facts).to_contain_text(re.compile(r"To take down\s*2\s*Jam\s*2"))
    await expect(admin.get_by_text("This is everything.")).to_be_visible()
    await admin.get_by_role("button", name="Take down…").click()
    dialog = admin.get_by_role("dialog")
    go = dialog.get_by_role("button", name="Take down", exact=True)
    typed = dialog.get_by_label("Type 2 to go on")
    await expect(go).to_be_disabled()
    await typed.fill("3")
    await expect(go).to_be_disabled()

    # One more meanwhile: the number is not theirs any more, and nothing happens.
    await installation.jam("Late Thursday")
    await typed.fill("2")
    await go.click()
    await expect(dialog.get_by_role("alert")).to_contain_text("There are 3 of them now.")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(facts).to_contain_text(re.compile(r"To take down\s*3"))
    await expect(own.get_by_role("button", name="Rainy Tuesday")).to_be_visible()

    await admin.get_by_role("button", name="Take down…").click()
    await dialog.get_by_label("Type 3 to go on").fill("3")
    await dialog.get_by_label("Block this user too").uncheck()
    await go.click()
    down = admin.locator("tr[data-task=take_down]")
    await expect(down).to_contain_text("3 of 3")
    await expect(own.get_by_text("This session was deleted.")).to_be_visible()
    await expect(facts).to_contain_text(re.compile(r"To take down\s*0"))

    await down.get_by_role("button", name=f"Bring back: {owner.id}").click()
    await expect(admin.locator("tr[data-task=bring_back]")).to_contain_text("3 of 3")
    await expect(facts).to_contain_text(re.compile(r"To take down\s*3"))
    await own.reload()
    await expect(own.get_by_role("button", name="Rainy Tuesday")).to_be_visible()


async def test_AB3_AB4_somebody_is_blocked_alone_and_the_block_is_lifted(
    browser: Browser, installation: Installation
) -> None:
    wren = await installation.stage.guest("Wren")
    admin = await entered(browser, installation, "/admin/abuse", "ru-RU")
    await expect(admin.get_by_text("Никто не заблокирован.")).to_be_visible()
    what = admin.get_by_label("ID пользователя или адрес")
    await what.fill("two words")
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_text("Введите один ID без пробелов или адрес.")).to_be_visible()
    await what.fill("127.0.0.1")
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_role("heading", name="Сделано с адреса 127.0.0.1")).to_be_visible()
    await expect(admin).to_have_url(re.compile(r"\?address=127\.0\.0\.1$"))
    await what.fill(wren.id)
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_role("heading", name=f"Сделано пользователем {wren.id}")).to_be_visible()
    await expect(admin.get_by_role("button", name="Удалить всё…")).to_be_disabled()
    await admin.get_by_role("button", name="Заблокировать…").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Причина").fill("Спамит везде")
    await dialog.get_by_label("На сколько:").select_option("7")
    await dialog.get_by_role("button", name="Заблокировать").click()
    row = admin.get_by_role("region", name="Заблокированы", exact=True).locator("tbody tr")
    await expect(row).to_contain_text("Спамит везде")
    await expect(admin.get_by_text("Блокировка до")).to_be_visible()
    await admin.get_by_role("button", name=f"Снять: {wren.id}").click()
    await expect(admin.get_by_text("Никто не заблокирован.")).to_be_visible()
    await expect(admin.get_by_role("button", name="Заблокировать…")).to_be_visible()


async def test_AC23_an_admin_deletes_somebodys_account_after_a_question(
    browser: Browser, installation: Installation
) -> None:
    wren = await installation.stage.guest("Wren")
    admin = await entered(browser, installation, f"/admin/abuse?user={wren.id}")
    await admin.get_by_role("button", name="Delete account…").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_role("button", name="Cancel").click()
    await installation.stage.call(wren, "GET", "/api/auth/me")
    await admin.get_by_role("button", name="Delete account…").click()
    await dialog.get_by_role("button", name="Delete account").click()
    await expect(admin.get_by_text("The account is being deleted.")).to_be_visible()
    with pytest.raises(ClientResponseError, match="401"):
        await installation.stage.call(wren, "GET", "/api/auth/me")
