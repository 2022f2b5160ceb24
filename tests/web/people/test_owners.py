"""Handing over a session in real browsers: another owner, and leaving; and the names that others see."""

import re

from playwright.async_api import Browser, expect

from tests.processes import ServerProcess
from tests.web.jam.pages import id_of, opened
from tests.web.people.test_people import (
    id_of_user,
    name_of,
    own_jam,
    people,
    row,
)


async def test_PE14_who_made_a_jam_leaves_it_to_a_co_owner_who_sees_it_without_reloading(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server) as (ines, theo):
        owner = await own_jam(ines, server)
        other = await opened(theo, f"{server.url}/s/{id_of(owner)}")
        for page in (owner, other):
            await page.get_by_role("button", name="People").click()
        own, theirs = await id_of_user(ines, server), await id_of_user(theo, server)
        await expect(row(owner, own).locator(".people-role")).to_have_text("Owner")
        leave = row(owner, own).get_by_role("button", name="Leave")
        await expect(leave).to_have_attribute("title", "Make somebody owner first.")  # nobody else has it
        await expect(leave).to_be_disabled()
        await row(owner, theirs).get_by_role("combobox").select_option("co-owner")
        await expect(row(other, theirs).locator(".people-role")).to_have_text("Co-owner")

        await row(owner, own).get_by_role("button", name="Leave").click()
        dialog = owner.get_by_role("dialog")
        await expect(dialog).to_contain_text(f"{await name_of(theo, server)} owns the session then.")
        await dialog.get_by_role("button", name="Leave").click()
        await expect(row(other, theirs).locator(".people-role")).to_have_text("Owner")
        await expect(row(owner, own).locator(".people-role")).to_have_text("By link")
        await expect(owner.get_by_role("combobox")).to_have_count(0)
        await expect(row(other, own).get_by_role("combobox")).to_have_value("")


async def test_AC20_a_name_is_asked_for_at_the_first_join_and_changed_in_the_jam_for_everybody(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server, locale="ru-RU") as (ines, theo):
        owner = await own_jam(ines, server)
        made = await ines.request.post(
            f"{server.url}/api/people/{id_of(owner)}/invitations", data={"role": "editor", "uses": 1}
        )
        invitation = await theo.new_page()
        await invitation.goto((await made.json())["url"])
        await invitation.get_by_role("button", name=re.compile("^Гость ")).click()
        field = invitation.get_by_role("textbox", name="Имя")
        await field.fill("Фёдор")
        await invitation.get_by_role("button", name="Сохранить").click()
        await expect(invitation.get_by_role("button", name="Фёдор", exact=True)).to_be_visible()
        await invitation.get_by_role("button", name="Присоединиться").click()
        await expect(owner.locator(".jam-person")).to_have_attribute("title", re.compile("^Фёдор"))

        await invitation.keyboard.press("u")
        theirs = await id_of_user(theo, server)
        await row(invitation, theirs).get_by_role("button", name="Фёдор").click()
        await field.fill("Тео")
        await invitation.get_by_role("button", name="Сохранить", exact=True).click()
        await expect(row(invitation, theirs)).to_contain_text("Тео")
        await owner.keyboard.press("u")
        await expect(row(owner, theirs)).to_contain_text("Тео")
