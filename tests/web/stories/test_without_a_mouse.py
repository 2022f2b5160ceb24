"""The main flows by keyboard alone (PG13): what is pressed was reached by Tab, an arrow or a shortcut, and is seen."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.books import audiobook
from tests.web.jam.hearing import LISTEN
from tests.web.listening.test_player_offline import PICKER, STORE
from tests.web.stories.conftest import Arrive

MOST_TABS = 60
# What is wrong with the focus: it is nowhere, out of the window, or not drawn by an outline or a shadow.
SEEN = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "nothing has the focus";
  const box = one.getBoundingClientRect();
  const within = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const isDrawn = (part) => {
    const style = getComputedStyle(part);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  };
  const around = [one, ...(one.labels ?? []), one.parentElement, one.nextElementSibling].filter(Boolean);
  const what = one.getAttribute("aria-label") || one.innerText || one.id || one.tagName;
  if (!within) return `${what.slice(0, 40)}: outside of the window`;
  return around.some(isDrawn) ? null : `${what.slice(0, 40)}: its focus is not drawn`;
}"""


async def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Presses Tab until this has the focus; whatever has it on the way shows so."""
    await expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        await page.keyboard.press(key)
        assert await page.evaluate(SEEN) is None
        if await wanted.evaluate("(one) => one === document.activeElement"):
            return
    pytest.fail(f"{wanted} is not reached by {MOST_TABS} times {key}")


async def press(page: Page, name: str, key: str = "Tab") -> None:
    await tab_to(page, page.get_by_role("button", name=name, exact=True).first, key)
    await page.keyboard.press("Enter")


async def test_PG13_a_jam_is_made_changed_played_shared_found_and_left_without_a_mouse(arrive: Arrive) -> None:
    page = await arrive(script=LISTEN)
    await press(page, "New Session")
    await page.wait_for_url(re.compile(r"/s/[0-9a-f-]{36}$"))
    await page.wait_for_function("() => window.heard.starts.length > 0")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    first = page.get_by_role("group", name="Steps").get_by_role("button", name=re.compile(", step 1, ")).first
    await tab_to(page, first)
    await page.keyboard.press("ArrowRight")
    second = page.get_by_role("group", name="Steps").get_by_role("button", name=re.compile(", step 2, ")).first
    await expect(second).to_be_focused()
    assert await page.evaluate(SEEN) is None
    was_on = await second.get_attribute("aria-pressed") == "true"
    changed, before = ("false", "true") if was_on else ("true", "false")
    await page.keyboard.press("Enter")
    await expect(second).to_have_attribute("aria-pressed", changed)
    await page.keyboard.press("Control+z")
    await expect(second).to_have_attribute("aria-pressed", before)
    await expect(second).to_be_focused()
    await page.keyboard.press("u")
    share = page.get_by_role("dialog", name="Share")
    await expect(share.get_by_role("button", name="Copy link")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Link copied.").first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(share).to_be_hidden()
    await expect(second).to_be_focused()

    await tab_to(page, page.get_by_role("link", name="Roomtone", exact=True), "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Your rooms")).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox", name="Find in your rooms")).to_be_focused()
    await page.keyboard.type("untitled")
    row = page.get_by_role("link", name=re.compile("^Untitled Session"))
    await tab_to(page, row)
    await page.keyboard.press("Enter")
    await expect(first).to_be_visible()


async def test_PG13_a_voice_session_is_recorded_read_and_taken_away_without_a_mouse(arrive: Arrive) -> None:
    page = await arrive()
    await press(page, "Record now")
    await expect(page.get_by_text("Recording", exact=True).first).to_be_visible()
    await expect(page.get_by_text("0:01").first).to_be_visible()
    await page.keyboard.press("d")
    text = page.get_by_role("region", name="Text")
    await expect(text.get_by_text("rolback").first).to_be_visible()
    await tab_to(page, text.get_by_role("button", name="0:00: more").first)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Edit")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(text.get_by_role("textbox")).to_be_focused()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("the rollback waits")
    await page.keyboard.press("Enter")
    await expect(text.get_by_text("the rollback waits")).to_be_visible()
    tasks = page.get_by_role("region", name="Tasks")
    await tab_to(page, tasks.get_by_role("textbox", name="New task"))
    await page.keyboard.type("Write it down")
    await page.keyboard.press("Enter")
    await expect(tasks.get_by_role("listitem").filter(has_text="Write it down")).to_be_visible()
    await press(page, "Download", "Shift+Tab")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await tab_to(page, dialog.get_by_role("button", name="Download .txt"))
    async with page.expect_download():
        await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Download", exact=True).first).to_be_focused()


@pytest.fixture(scope="module")
def leagues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audiobook(tmp_path_factory.mktemp("books") / "leagues.m4b", "Twenty Thousand Leagues", seconds=60)


async def test_PG13_a_book_is_opened_played_and_its_history_changed_without_a_mouse(
    arrive: Arrive, leagues: Path
) -> None:
    page = await arrive(script=PICKER)
    await page.route("**/leagues.m4b", lambda route: route.fulfill(path=leagues))
    await page.evaluate(STORE, "/leagues.m4b")  # the file that the browser's dialog answers
    await press(page, "Open an audio file")
    await expect(page.get_by_role("heading", name="Twenty Thousand Leagues")).to_be_visible()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("main").get_by_text(re.compile(r"^0:0[2-9]$")).first).to_be_visible()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    position = page.get_by_role("slider", name="Position")
    await tab_to(page, position)
    before = int(await position.input_value())
    await page.keyboard.press("ArrowRight")
    await expect(position).not_to_have_value(str(before))
    await page.keyboard.press("h")
    more = page.get_by_role("button", name="More for Twenty Thousand Leagues").first
    await tab_to(page, more)
    await page.keyboard.press("Enter")
    delete = page.get_by_role("menuitem", name="Delete entry")
    while not await delete.evaluate("(one) => one === document.activeElement"):
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Entry deleted").first).to_be_visible()
    await press(page, "Undo")
    await expect(more).to_be_visible()
