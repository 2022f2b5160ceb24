"""The book that plays goes on at the foot of the other pages of listening."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.books import audiobook
from tests.web.axe import serious, serious_in_the_dark
from tests.web.conftest import PHONE, Visit
from tests.web.listening.test_player_page import ENGLISH, button, opened
from tests.web.stage import Stage

LONG = "Twenty Thousand Leagues Under the Seas, or the Marvellous Adventures of Professor Aronnax"


@pytest.fixture
def leagues(tmp_path: Path) -> Path:
    return audiobook(tmp_path / "leagues.m4b", LONG, seconds=90)


async def overflow(page: Page) -> int:
    wider: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider


async def test_LI15_the_player_is_at_the_foot_of_the_history_and_the_statistics_while_it_plays(
    visit: Visit, stage: Stage, leagues: Path
) -> None:
    page = await opened(await visit("/listen", await stage.guest("Ann"), **ENGLISH), leagues)
    await button(page, "Play").click()
    await expect(button(page, "Pause")).to_be_visible()
    await page.get_by_role("link", name="History").click()
    mini = page.get_by_role("region", name="Player")
    await expect(mini.get_by_role("link")).to_contain_text(LONG)
    await expect(mini).to_contain_text("Chapter 1 · Part 1")
    await button(page, "Pause").click()
    await expect(button(page, "Play")).to_be_visible()
    # What it does is what the player does: the next chapter begins after 30 s.
    await button(page, "Forward 30 seconds").click()
    await expect(mini).to_contain_text("Chapter 2 · Part 2")
    await page.keyboard.press("Shift+ArrowRight")
    await expect(mini).to_contain_text("Chapter 3 · Part 3")
    await button(page, "Faster").click()
    await expect(mini.locator("output")).to_have_text("1.1×")
    await button(page, "Sleep timer: Off").click()
    await page.get_by_role("menuitem", name="15 min").click()
    await expect(mini.get_by_role("button", name="Sleep timer: 15:00")).to_be_visible()
    assert await serious(page) == []
    assert await serious_in_the_dark(page) == []
    await page.get_by_role("link", name="Statistics").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.keyboard.press("Space")
    await expect(button(page, "Pause")).to_be_visible()
    await mini.get_by_role("link").click()
    await expect(page.locator(".now-title")).to_have_text(LONG)
    await expect(page.locator("rt-mini-player")).to_have_count(0)
    await expect(button(page, "Pause")).to_be_visible()


async def test_LI15_a_page_without_a_player_has_none_at_its_foot_and_a_phone_has_the_place_and_two_keys(
    visit: Visit, stage: Stage, leagues: Path
) -> None:
    ann = await stage.guest("Ann")
    history = await visit("/listen/sessions", ann, PHONE, **ENGLISH)
    await expect(history.get_by_role("heading", name="Listening history")).to_be_visible()
    await expect(history.locator("rt-mini-player")).to_have_count(0)
    page = await opened(await visit("/listen", ann, PHONE, **ENGLISH), leagues)
    await page.get_by_role("link", name="History").click()
    mini = page.get_by_role("region", name="Player")
    await expect(mini).to_contain_text("0:00 · 1.0×")
    await expect(mini.get_by_role("button")).to_have_count(2)
    for width in (320, 390, 768):
        await page.set_viewport_size({"width": width, "height": 700})
        await expect(mini).to_be_in_viewport(ratio=0.99)
        assert await overflow(page) <= 0, width
