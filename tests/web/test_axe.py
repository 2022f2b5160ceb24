"""Every page and its dialogs with axe-core. The tests of other rules of accessibility are beside this file."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from server.documents.contract import CONTRACT
from tests.web.axe import serious, serious_in_the_dark
from tests.web.conftest import DESK, PHONE, Visit
from tests.web.house import EXAMPLES, PAGES, House, house

__all__ = ["house"]


def test_every_declared_page_has_an_example() -> None:
    declared = {page.path for page in CONTRACT.pages}
    assert EXAMPLES.keys() == declared, "name an example of each new page in EXAMPLES and House (tests/web/house.py)"


async def test_each_example_is_at_the_address_of_its_page(house: House) -> None:
    assert house.pages.keys() == set(PAGES)
    for path, name in EXAMPLES.items():
        assert re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), re.split("[?#]", house.pages[name][0])[0]), name


@pytest.mark.parametrize("names", [PAGES[::2], PAGES[1::2]], ids=["one half", "other half"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_axe_finds_nothing_serious_on_any_page_light_or_dark(
    visit: Visit, house: House, size: tuple[int, int], names: list[str]
) -> None:
    found: dict[str, list[str]] = {}
    async for name, page in house.tour(visit, size, names, color_scheme="light", reduced_motion="reduce"):
        if name == "empty-list" and size == PHONE:  # a sheet opens by itself, and is pale until it stands
            await page.locator("dialog[open]").wait_for()
            await page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished))")
        faults = await serious(page) + [f"dark: {one}" for one in await serious_in_the_dark(page)]
        if faults:
            found[name] = faults
    assert found == {}


async def test_axe_finds_nothing_serious_in_dialogs_menus_and_the_note(visit: Visit, house: House) -> None:
    async def sheet(page: Page) -> None:
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()

    async def question(page: Page) -> None:
        await page.keyboard.press("e")
        await expect(page.get_by_role("dialog", name="End this session?")).to_be_visible()

    async def device(page: Page) -> None:
        await page.get_by_role("button", name="Move to another device").click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    async def row_menu(page: Page) -> None:
        await page.get_by_role("button", name=re.compile("^More for")).first.click()
        await expect(page.get_by_role("menu")).to_be_visible()

    async def account(page: Page) -> None:
        await page.get_by_role("button", name="Account: Kassia").click()
        await expect(page.get_by_label("Your name")).to_be_visible()

    async def note(page: Page) -> None:
        await page.keyboard.press("n")
        await expect(page.get_by_label("Note", exact=True)).to_be_visible()

    async def saved(page: Page) -> None:
        await page.keyboard.press("4")
        await expect(page.locator(".disc-saved")).to_be_visible()

    acts: list[tuple[str, Callable[[Page], Awaitable[None]]]] = [
        ("room", sheet),
        ("room", question),
        ("room", device),
        ("room", row_menu),
        ("room", account),
        ("viewer", note),
        ("viewer", saved),
    ]
    found: dict[str, list[str]] = {}
    for name, act in acts:
        page = await house.open(visit, name, DESK, reduced_motion="reduce")
        await act(page)
        faults = await serious(page)
        await page.context.close()
        if faults:
            found[act.__name__] = faults
    assert found == {}
