"""Coming to the player with a file, and leaving what sounds."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.books import audiobook
from tests.web.conftest import Visit
from tests.web.jam.pages import track
from tests.web.listening.test_player_offline import PICKER, STORE
from tests.web.listening.test_player_page import ENGLISH, button, opened
from tests.web.stage import Stage

WITHOUT_PICKER = "delete window.showOpenFilePicker"
# As the browser answers in a later visit: it asks, and what it is told to. What Playwright evaluates would be a press.
ASKS = """
let [allowed, pressed] = [false, false];
addEventListener("pointerdown", () => { pressed = true; }, true);
Object.defineProperty(navigator, "userActivation", { value: { get isActive() { return pressed; } } });
FileSystemFileHandle.prototype.queryPermission = async () => (allowed ? "granted" : "prompt");
FileSystemFileHandle.prototype.requestPermission = async () => { allowed = true; return "granted"; };
"""


@pytest.fixture
def leagues(tmp_path: Path) -> Path:
    return audiobook(tmp_path / "leagues.m4b", "Twenty Thousand Leagues", seconds=30)


async def test_LI18_the_home_page_opens_the_chooser_at_once_and_what_is_chosen_is_in_the_player(
    visit: Visit, leagues: Path
) -> None:
    page = await visit("/", **ENGLISH)
    await page.evaluate(WITHOUT_PICKER)
    async with page.expect_file_chooser() as asked:
        await button(page, "Open an audio file").click()
    await (await asked.value).set_files(leagues)
    await expect(page.locator(".now-title")).to_have_text("Twenty Thousand Leagues")
    assert page.url.endswith("/listen")
    await button(page, "Play").click()
    await expect(button(page, "Pause")).to_be_visible()
    await page.go_back()  # in the same document: it would go on without its keys
    await said_and_back(page, "Twenty Thousand Leagues")
    await expect(button(page, "Play")).to_be_visible()


async def said_and_back(page: Page, title: str) -> None:
    await expect(page.get_by_text(f"“{title}” stopped when you left its page.")).to_be_visible()
    await button(page, "Back to it").click()


async def test_LI19_what_stops_when_its_page_is_left_says_so_with_a_way_back(
    visit: Visit, stage: Stage, leagues: Path
) -> None:
    page = await visit("/", await stage.guest("Ann"), **ENGLISH)
    await page.get_by_role("link", name="Listen", exact=True).click()
    await opened(page, leagues)
    await button(page, "Play").click()
    await expect(button(page, "Pause")).to_be_visible()
    await page.get_by_role("link", name="History").click()
    await expect(page.get_by_role("heading", name="Listening history")).to_be_visible()
    await page.go_back()
    await expect(button(page, "Pause")).to_be_visible()  # the same document: it plays on
    await page.get_by_role("link", name="Roomtone").click()
    await expect(page.get_by_text("“Twenty Thousand Leagues” stopped when you left its page.")).to_be_visible()


async def test_LI19_a_jam_that_is_left_by_the_header_says_that_it_stopped(visit: Visit, stage: Stage) -> None:
    ines = await stage.guest("Ines")
    state = {"version": 1, "tempo": 120, "tracks": [track("t1", "Kick", on=(0, 8))]}
    jam = await stage.call(ines, "POST", "/api/sessions", {"name": "Rainy Tuesday", "state": state})
    page = await visit(f"/s/{jam['id']}", ines, **ENGLISH)
    await expect(page.get_by_role("button", name="Kick, step 1, on")).to_be_visible()
    await button(page, "Play").first.click()
    await expect(button(page, "Stop").first).to_be_visible()
    for way in ("Listen", "Clips"):  # to another document, and in this one
        await page.get_by_role("navigation").get_by_role("link", name=way, exact=True).click()
        await said_and_back(page, "Rainy Tuesday")
        await expect(page.get_by_role("button", name="Kick, step 1, on")).to_be_visible()
        await button(page, "Play").first.click()
        await expect(button(page, "Stop").first).to_be_visible()


async def test_LI20_a_file_for_which_the_browser_asks_again_is_not_said_to_be_missing(
    visit: Visit, leagues: Path
) -> None:
    page = await visit("/listen", **ENGLISH)
    await page.context.add_init_script(PICKER + ASKS)
    await page.route("**/leagues.m4b", lambda route: route.fulfill(path=leagues))
    await page.evaluate(STORE, "/leagues.m4b")
    await page.reload()
    await button(page, "Open files").click()
    await expect(button(page, "Play")).to_be_enabled()
    later = await page.context.new_page()  # nobody has pressed anything there yet
    await later.goto(page.url)
    await expect(later.get_by_text("Your browser asks before it opens this file again.")).to_be_visible()
    await expect(later.get_by_text("not on this device")).to_have_count(0)
    await button(later, "Open it again").click()
    await expect(button(later, "Open it again")).to_have_count(0)
    await button(later, "Play").click()
    await expect(button(later, "Pause")).to_be_visible()
