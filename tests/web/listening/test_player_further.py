"""A place that is further is not overwritten without a question."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.polling import until
from tests.web.conftest import PHONE, Visit
from tests.web.listening.test_player_page import ENGLISH, ann, button, leagues, opened, stopped
from tests.web.stage import Person, Stage

__all__ = ["ann", "leagues"]


async def left_at_the_third_part(page: Page, stage: Stage, person: Person) -> int:
    """Plays the third part, and answers where the server then has the book, in ms."""
    await page.get_by_role("button", name="Part 3").click()
    await button(page, "Play").click()
    await expect(button(page, "Pause")).to_be_visible()
    places: list[int] = []

    async def is_known() -> bool:
        (book,) = (await stage.call(person, "GET", "/api/listening/books"))["items"]
        places[:] = [book["place"]["position_ms"]] if book["place"] else []
        return places != [] and places[0] >= 60_000

    await until(is_known)
    await button(page, "Pause").click()
    await stopped(stage, person)
    await is_known()
    return places[0]


async def opened_again(page: Page, book: Path) -> None:
    """Opens a book that the page shows already: its files are here when the key is no longer busy."""
    await opened(page, book)
    await expect(button(page, "Open files")).not_to_have_attribute("aria-busy", "true")


async def place_of(stage: Stage, person: Person) -> int:
    (book,) = (await stage.call(person, "GET", "/api/listening/books"))["items"]
    place: int = book["place"]["position_ms"]
    return place


async def test_LI17_play_asks_before_it_overwrites_a_further_place_of_another_device_and_has_an_undo(
    visit: Visit, stage: Stage, ann: Person, leagues: Path
) -> None:
    desk = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    await button(desk, "Forward 30 seconds").click()
    phone = await visit("/listen", ann, PHONE, **ENGLISH)
    await opened_again(phone, leagues)
    further = await left_at_the_third_part(phone, stage, ann)
    await expect(desk.get_by_text("Phone is further: chapter 3, 1:0")).to_be_visible()
    # Neither a reload nor a later change of the place here answers it.
    await desk.reload()
    await opened_again(desk, leagues)
    await button(desk, "Back 15 seconds").click()
    question = desk.get_by_role("dialog", name="Where to go on?")
    # On a phone the key is above the fold, below this and a file that is not here.
    await phone.reload()
    await expect(phone.get_by_text("The file is not on this device.")).to_be_visible()
    await expect(button(phone, "Play")).to_be_in_viewport(ratio=1)
    await button(desk, "Play").click()
    await expect(question).to_contain_text("Here you are at 0:15.")
    await expect(question.get_by_role("button", name="Go on from 1:0")).to_be_focused()
    await desk.keyboard.press("Escape")
    await expect(question).to_have_count(0)
    await expect(button(desk, "Play")).to_be_visible()
    assert await place_of(stage, ann) == further
    await button(desk, "Play").click()
    await question.get_by_role("button", name="Go on from 0:15").click()
    await expect(button(desk, "Pause")).to_be_visible()
    await expect(desk.locator(".now-chapter")).to_contain_text("Chapter 1")
    await button(desk, "Undo").click()
    await expect(desk.locator(".now-chapter")).to_contain_text("Chapter 3")
    # It is answered: the same place is not asked about again.
    await button(desk, "Pause").click()
    await button(desk, "Play").click()
    await expect(button(desk, "Pause")).to_be_visible()
    await expect(question).to_have_count(0)


async def test_LI17_play_asks_before_it_overwrites_a_further_place_of_another_tab(
    visit: Visit, stage: Stage, ann: Person, leagues: Path
) -> None:
    first = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    second = await first.context.new_page()
    await second.goto(first.url)
    await opened_again(second, leagues)
    await left_at_the_third_part(second, stage, ann)
    await button(first, "Play").click()
    question = first.get_by_role("dialog", name="Where to go on?")
    await expect(question).to_contain_text("Another tab is further: chapter 3, 1:0")
    await question.get_by_role("button", name="Go on from 1:0").click()
    await expect(button(first, "Pause")).to_be_visible()
    await expect(first.locator(".now-chapter")).to_contain_text("Chapter 3")
    await button(first, "Undo").click()
    await expect(first.locator(".now-chapter")).to_contain_text("Chapter 1")
