"""Pages with axe-core, by the keyboard alone, with reduced motion, other fonts and Russian.

test_every_page looks at every page with long names and many items; `make proof` does so here with usual ones.
"""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from server.documents.contract import CONTRACT
from tests.web.axe import serious, serious_in_the_dark
from tests.web.conftest import DESK, PHONE, Visit, drawn
from tests.web.house import EXAMPLES, PAGES, STATES, House, house
from tests.web.stage import Stage

__all__ = ["house"]

LAYOUT = ["home", "list", "room", "viewer", "new-voice", "voice", "jam", *STATES]
"""The pages whose layout is checked here; jams and voice sessions have separate tests."""


def test_every_declared_page_has_an_example() -> None:
    declared = {page.path for page in CONTRACT.pages}
    assert EXAMPLES.keys() == declared, "name an example of each new page in EXAMPLES and House (tests/web/house.py)"


async def test_each_example_is_at_the_address_of_its_page(house: House) -> None:
    assert house.pages.keys() == set(PAGES)
    for path, name in EXAMPLES.items():
        assert re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), re.split("[?#]", house.pages[name][0])[0]), name


@pytest.mark.long
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
        await page.locator("rt-clip-title rt-menu").get_by_role("button").click()
        await page.get_by_role("menuitem", name="Move to another device").click()
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


@pytest.mark.long
@pytest.mark.parametrize("name", LAYOUT)
async def test_no_page_shifts_by_itself(visit: Visit, house: House, name: str) -> None:
    for size in (DESK, PHONE):
        page = await house.open(visit, name, size)
        await page.wait_for_load_state("networkidle")
        await drawn(page)
        shifts = await page.evaluate("window.shifts")
        # The heat of a running stream is drawn to scale with its time: as it goes on, bars move by a few pixels.
        assert sum(shift["value"] for shift in shifts) < 0.001, (size, shifts)


async def test_the_layout_holds_on_system_fonts(visit: Visit, house: House) -> None:
    for name in ("home", "room", "review", "viewer"):
        for size in (DESK, PHONE):
            page = await house.open(visit, name, size)
            await page.context.route("**/*.woff2", lambda route: route.abort())
            await page.reload()
            await page.wait_for_selector("main h1")
            assert await page.evaluate("document.documentElement.scrollWidth") <= size[0], (name, size)
            await page.context.close()


async def test_with_reduced_motion_nothing_moves(visit: Visit, house: House) -> None:
    page = await house.open(visit, "viewer", PHONE, reduced_motion="reduce")
    await page.keyboard.press("Space")
    await expect(page.locator(".disc-saved")).to_be_visible()
    running = "document.getAnimations().filter((one) => one.effect.getTiming().duration > 120).length"
    assert await page.evaluate(running) == 0


async def focused(page: Page) -> str:
    """The accessible name of the focused element."""
    return str(
        await page.evaluate(
            "(() => { const one = document.activeElement; return one.getAttribute('aria-label')"
            " ?? one.labels?.[0]?.innerText ?? one.textContent.replace(/\\s+/g, ' ').trim(); })()"
        )
    ).split("\n")[0]


async def test_the_control_room_is_walked_by_the_tab_key_in_its_order(visit: Visit, house: House) -> None:
    page = await house.open(visit, "room", DESK)
    order = []
    for _ in range(24):
        await page.keyboard.press("Tab")
        order.append(await focused(page))
    nav = await page.locator(".nav a").all_inner_texts()
    heads = ["Skip to content", "Roomtone", *nav, "Docs", "People", "Share", "K Account:Kassia"]
    rest = ["All sessions", "Death March, blind", "More", "Pause", "End", "Newest", "Segment 2"]
    wanted = heads + rest
    seen = [next((word for word in wanted if name.startswith(word)), name) for name in order]
    assert seen[: len(wanted)] == wanted
    assert any(name.startswith("🔥 EPIC") for name in order)


async def test_a_stream_is_run_by_the_keyboard_alone(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    page = await visit("/", kassia)
    await page.keyboard.press("2")
    await expect(page.get_by_label("Title")).to_be_focused()
    await page.keyboard.type("By keys alone")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("By keys alone")
    for key, state in (("s", "Active"), ("p", "Paused"), ("s", "Active")):
        # A key works like its button: not without a connection, nor before the ack of the last press.
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
        await expect(page.locator(f"[aria-keyshortcuts={key.upper()}]")).to_be_enabled()
        await page.keyboard.press(key)
        await expect(page.locator(".title-row .pill")).to_have_text(state)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await page.keyboard.press("2")
    await expect(page.locator(".moment-row")).to_have_count(1)
    await page.keyboard.press("e")
    await expect(page.locator("dialog [data-focus]")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".title-row .pill")).to_have_text("Ended")
    await expect(page.locator(".progress")).to_contain_text("0 of 1 clipped")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(page.locator(".progress")).to_contain_text("1 of 1 clipped")
    await page.keyboard.press("c")
    await expect(page.get_by_role("status").filter(has_text="1 copied.")).to_be_visible()


async def test_the_skip_link_leads_to_the_content(visit: Visit, house: House) -> None:
    page = await house.open(visit, "home", DESK)
    await page.keyboard.press("Tab")
    assert await focused(page) == "Skip to content"
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_shortcuts_follow_the_letters_printed_on_a_russian_keyboard(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    session_id = await stage.session(kassia, "Ночной забег")
    await stage.act(kassia, session_id, "start")
    page = await visit(f"/clips/{session_id}", kassia)
    await page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'з', code: 'KeyP', bubbles: true }))"
    )
    await expect(page.locator(".title-row .pill")).to_have_text("Paused")
