"""The card on a guest's home that says what holds their sessions, and that nobody can restore a recovery key."""

from playwright.async_api import expect

from tests.web.conftest import PHONE, Visit
from tests.web.home.test_live import is_told, row
from tests.web.stage import Stage


async def test_AC18_a_guests_home_says_that_their_sessions_depend_on_this_browser_until_they_have_a_key(
    visit: Visit, stage: Stage
) -> None:
    kassia = await stage.guest("Kassia")
    stream = await stage.session(kassia, "Death March")
    await is_told(stage, kassia, stream)
    page = await visit("/", kassia, locale="ru-RU")
    await expect(row(page, stream)).to_be_visible()
    card = page.get_by_role("region", name="1 сессия держится на этом браузере")
    await expect(card).to_contain_text("Без него их не вернёт никто.")
    await card.get_by_role("button", name="Показать ключ").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("восстановить его не может никто")
    await dialog.get_by_role("button", name="Показать ключ").click()
    await expect(dialog.locator(".recovery-key")).to_be_visible()
    await page.emulate_media(media="print")  # the key alone, and later the page again
    await expect(page.locator("main")).to_be_hidden()
    await expect(dialog.locator(".recovery-key")).to_be_visible()
    await page.emulate_media(media="screen")
    await dialog.get_by_role("button", name="Ключ сохранён").click()
    await expect(card).to_have_count(0)
    await page.emulate_media(media="print")
    await expect(row(page, stream)).to_be_visible()
    await page.emulate_media(media="screen")
    await page.reload()
    await expect(row(page, stream)).to_be_visible()
    await expect(card).to_have_count(0)


async def test_the_card_of_the_recovery_key_is_hidden_for_a_week(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    stream = await stage.session(kassia, "Death March")
    await is_told(stage, kassia, stream)
    page = await visit("/", kassia, PHONE)
    card = page.get_by_role("region", name="1 session depends on this browser")
    await card.get_by_role("button", name="Hide for a week").click()
    await expect(card).to_have_count(0)
    hidden = await page.evaluate("() => Number(localStorage.getItem('roomtone:key-card')) - Date.now()")
    assert 6.9 * 86_400_000 < hidden <= 7 * 86_400_000
    await page.reload()
    await expect(row(page, stream)).to_be_visible()
    await expect(card).to_have_count(0)
