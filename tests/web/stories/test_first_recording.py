"""What newcomers do on their first visit, by visible words and roles alone: what was said, and what was listened to."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.books import audiobook
from tests.web.listening.test_player_offline import PICKER, STORE
from tests.web.stories.conftest import SAID, Arrive

PAST_TWO_SECONDS = re.compile(r"^([2-9]|\d\d)\d{3}$")


async def dictate(page: Page) -> None:
    """Records a voice session from the home page, and returns when it is written down."""
    await page.get_by_role("button", name="Record now").click()
    await expect(page.get_by_text("Recording", exact=True).first).to_be_visible()
    await expect(page.get_by_text("0:01").first).to_be_visible()
    await page.get_by_role("button", name="Done", exact=True).first.click()
    await expect(page.get_by_role("region", name="Text").get_by_text("rolback").first).to_be_visible()


async def test_PG12_what_was_said_is_read_corrected_and_taken_away_as_subtitles(arrive: Arrive) -> None:
    page = await arrive()
    await dictate(page)
    text = page.get_by_role("region", name="Text")
    await text.get_by_role("button", name="0:00: more").first.click()
    await page.get_by_role("menuitem", name="Edit").click()
    await text.get_by_role("textbox").last.fill(SAID.replace("rolback", "rollback"))
    await page.keyboard.press("Enter")
    await expect(text.get_by_text("the rollback waits")).to_be_visible()

    await page.get_by_role("button", name="Download", exact=True).click()
    await page.get_by_role("dialog").get_by_text("subtitles").click()
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Download .srt").click()
    subtitles = (await (await downloading.value).path()).read_text("utf-8")
    assert "00:00:00,000 --> " in subtitles
    assert "rollback" in subtitles, subtitles
    assert "rolback" not in subtitles


@pytest.fixture(scope="module")
def leagues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audiobook(tmp_path_factory.mktemp("books") / "leagues.m4b", "Twenty Thousand Leagues", seconds=60)


async def test_PG12_a_book_is_opened_goes_on_after_a_reload_and_is_in_the_history(
    arrive: Arrive, leagues: Path
) -> None:
    page = await arrive(script=PICKER)
    await page.route("**/leagues.m4b", lambda route: route.fulfill(path=leagues))
    await page.evaluate(STORE, "/leagues.m4b")  # the file that the browser's dialog answers
    await page.get_by_role("button", name="Open an audio file").click()
    await expect(page.get_by_role("heading", name="Twenty Thousand Leagues")).to_be_visible()
    pause = page.get_by_role("button", name="Pause", exact=True)
    play = page.get_by_role("button", name="Play", exact=True)
    await play.or_(pause).click()
    position = page.get_by_role("main").get_by_role("slider", name="Position")
    await expect(position).to_have_value(PAST_TWO_SECONDS)
    await pause.click()
    await page.reload()
    await expect(position).to_have_value(PAST_TWO_SECONDS)
    await play.click()
    await pause.click()

    await page.get_by_role("link", name="History").click()
    entries = page.get_by_role("region", name="Entries")
    await expect(entries.get_by_text("Twenty Thousand Leagues").first).to_be_visible()
    search = page.get_by_role("searchbox", name="Search books")
    await search.fill("Middlemarch")
    await expect(page.get_by_text("No book matches “Middlemarch”")).to_be_visible()
    await search.fill("leagues")
    await expect(entries.get_by_text("Twenty Thousand Leagues").first).to_be_visible()
