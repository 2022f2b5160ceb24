"""The soft question for a name in somebody else's jam, in real browsers."""

import re

from playwright.async_api import Browser, expect

from tests.processes import ServerProcess
from tests.web.jam.pages import id_of, opened, step
from tests.web.jam.test_access import AXE, RUN_AXE
from tests.web.people.test_people import own_jam, people


async def test_PE15_a_guest_in_somebody_elses_jam_is_asked_for_a_name_and_plays_at_once(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server) as (kassia, theo):
        owner = await own_jam(kassia, server)
        await expect(owner.locator(".ask-name")).to_have_count(0)
        page = await opened(theo, f"{server.url}/s/{id_of(owner)}")
        name = page.get_by_label("What should others call you?")
        await expect(name).to_be_visible()
        await step(page, "k", 2).click()  # the question stands in nobody's way
        await expect(step(owner, "k", 2)).to_have_attribute("aria-pressed", "true")
        await name.fill("Theo")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.locator(".account-word")).to_have_text("Theo")
        await expect(page.locator(".ask-name")).to_have_count(0)
        await expect(owner.locator(".jam-person")).to_have_attribute("title", re.compile(r"^Theo"))


async def test_PE15_who_keeps_the_name_is_not_asked_again_in_this_browser(
    browser: Browser, server: ServerProcess
) -> None:
    size = {"width": 320, "height": 640}
    async with people(browser, server) as (kassia,):
        jam = f"{server.url}/s/{id_of(await own_jam(kassia, server))}"
        async with people(browser, server, size=size, locale="ru-RU", color_scheme="dark") as (guest,):
            page = await opened(guest, jam)
            await expect(page.get_by_text("Другие увидят вас под именем Гость")).to_be_visible()
            assert await page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
            await page.evaluate(AXE)
            assert await page.evaluate(RUN_AXE) == []
            await page.get_by_role("button", name="Оставить имя как есть").click()
            await expect(page.locator(".ask-name")).to_have_count(0)
            again = await opened(guest, jam)
            await expect(again.locator(".ask-name")).to_have_count(0)
