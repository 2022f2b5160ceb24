"""The player, with an audiobook that is really played."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.books import audiobook
from tests.effort import in_proof
from tests.polling import until
from tests.server.client import connected
from tests.web.axe import serious
from tests.web.conftest import DESK, PHONE, Visit
from tests.web.stage import Person, Stage

ENGLISH: dict[str, Any] = {"timezone_id": "UTC", "locale": "en-US"}


@pytest.fixture(scope="session")
def leagues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audiobook(tmp_path_factory.mktemp("books") / "leagues.m4b", "Twenty Thousand Leagues", seconds=90)


@pytest.fixture(scope="session")
def march(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audiobook(tmp_path_factory.mktemp("books") / "march.m4b", "Middlemarch", seconds=60, hertz=330)


@pytest.fixture
async def ann(stage: Stage) -> Person:
    return await stage.guest("Ann")


async def opened(page: Page, *books: Path) -> Page:
    await page.set_input_files("#open-files", [str(book) for book in books])
    await expect(page.locator(".now-title")).to_be_visible()
    return page


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


async def plays_past(page: Page, seconds: int) -> None:
    """The place in the chapter is at this second, or further: a busy browser may draw one and miss the next."""
    await expect(page.locator(".scrubber-times b")).to_have_text(re.compile(rf"^0:(0[{seconds}-9]|[1-5]\d)$"))


async def entries(stage: Stage, person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await stage.call(person, "GET", "/api/listening/sessions"))["items"]
    return found


async def history(stage: Stage, person: Person, fits: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """The entries as soon as they are what is waited for."""
    found: list[dict[str, Any]] = []

    async def is_there() -> bool:
        found[:] = await entries(stage, person)
        return fits(found)

    await until(is_there)
    return found


def length(entry: dict[str, Any]) -> int:
    return int(entry["ended_at"] - entry["started_at"])


def is_long(found: list[dict[str, Any]]) -> bool:
    """Whether no entry would be dropped now as too short (I8): on a busy machine a first heartbeat may come late."""
    return found != [] and all(length(entry) >= 1000 for entry in found)


async def stopped(stage: Stage, person: Person) -> None:
    """Waits until the server knows that no player of this person plays."""
    session_id = (await stage.call(person, "PUT", "/api/listening"))["id"]
    async with connected(stage.url) as client:
        await client.join({"token": person.token})

        async def is_silent() -> bool:
            begun = await client.ask("subscribe_on_session", {"session_id": session_id})
            return all(player["status"] == "stopped" for player in begun["snapshot"]["players"])

        await until(is_silent)


async def test_I1_I8_a_book_is_opened_played_and_paused_and_its_history_says_so(
    visit: Visit, stage: Stage, ann: Person, leagues: Path
) -> None:
    page = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    await expect(page.locator(".now-title")).to_have_text("Twenty Thousand Leagues")
    await expect(page.locator(".now-artist")).to_have_text("Jules Verne")
    await expect(page.locator(".side-title")).to_have_text(["Part 1", "Part 2", "Part 3"])
    await button(page, "Play").click()
    await history(stage, ann, is_long)
    await button(page, "Pause").click()
    await stopped(stage, ann)
    (entry,) = await entries(stage, ann)
    assert (entry["book_title"], entry["artist"]) == ("Twenty Thousand Leagues", "Jules Verne")
    # Seeking and another speed are no listening.
    await page.get_by_role("button", name="Part 3").click()
    await expect(page.locator(".now-chapter")).to_contain_text("Chapter 3 Part 3")
    await button(page, "Faster").click()
    await expect(page.locator(".now-speed output")).to_have_text("1.1×")
    assert await entries(stage, ann) == [entry]


async def test_I2_a_clip_of_a_book_is_no_listening(visit: Visit, stage: Stage, ann: Person, leagues: Path) -> None:
    page = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    await page.keyboard.press("b")
    await page.get_by_text("Bookmarks 1").click()
    await button(page, "Hear 30 seconds: 0:00").click()
    await expect(button(page, "Stop: 0:00")).to_be_visible()
    await expect(button(page, "Play")).to_be_visible()
    # The server hears the main player, so it would have heard a clip by now.
    await button(page, "Play").click()
    await history(stage, ann, lambda found: len(found) == 1)
    await expect(button(page, "Hear 30 seconds: 0:00")).to_be_visible()
    snapshot = (await stage.call(ann, "GET", "/api/listening/sessions"))["items"]
    assert [entry["book_title"] for entry in snapshot] == ["Twenty Thousand Leagues"]


async def test_I12_two_tabs_play_two_books_and_each_has_its_entry(
    visit: Visit, stage: Stage, ann: Person, leagues: Path, march: Path
) -> None:
    first = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    second = await first.context.new_page()
    await second.goto(first.url)
    await opened(second, march)
    await expect(second.locator(".now-title")).to_have_text("Middlemarch")  # and not the other one
    for page in (first, second):
        await button(page, "Play").click()
    await history(stage, ann, lambda found: len(found) == 2 and is_long(found))
    # The other tab's book does not end with this one's.
    await first.close()
    found = await history(stage, ann, lambda found: len(found) == 2)
    assert {entry["book_title"] for entry in found} == {"Twenty Thousand Leagues", "Middlemarch"}
    await button(second, "Pause").click()
    await history(stage, ann, is_long)


async def test_I11_of_a_tab_that_is_killed_everything_up_to_its_last_heartbeat_is_kept(
    visit: Visit, stage: Stage, ann: Person, leagues: Path
) -> None:
    page = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    await button(page, "Play").click()
    (before,) = await history(stage, ann, lambda found: found != [] and length(found[0]) >= 4500)
    await page.close(run_before_unload=False)
    (after,) = await entries(stage, ann)
    assert (after["id"], after["started_at"]) == (before["id"], before["started_at"])
    assert after["ended_at"] >= before["ended_at"]


async def test_I7_a_frozen_page_goes_on_with_its_entry(visit: Visit, stage: Stage, ann: Person, leagues: Path) -> None:
    page = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    await button(page, "Play").click()
    await history(stage, ann, lambda found: len(found) == 1)
    control = await page.context.new_cdp_session(page)
    for state in ("frozen", "active"):
        await control.send("Page.setWebLifecycleState", {"state": state})
    (entry,) = await history(stage, ann, is_long)
    await button(page, "Pause").click()
    assert entry["book_title"] == "Twenty Thousand Leagues"


async def test_LI5_a_book_goes_on_where_another_device_left_it(
    visit: Visit, stage: Stage, ann: Person, leagues: Path
) -> None:
    desk = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    await desk.get_by_role("button", name="Part 2").click()
    await button(desk, "Play").click()
    await history(stage, ann, is_long)
    await button(desk, "Pause").click()

    phone = await visit("/listen", ann, PHONE, **ENGLISH)
    await expect(phone.locator(".library-place")).to_contain_text("Not on this device")
    await expect(phone.get_by_text("The file is not on this device.")).to_be_visible()
    await opened(phone, leagues)
    await expect(phone.locator(".now-chapter")).to_contain_text("Chapter 2")
    await phone.get_by_role("button", name="Part 3").click()
    await button(phone, "Play").click()
    await expect(desk.get_by_text("Playing on “Phone”.")).to_be_visible()
    await button(phone, "Pause").click()
    await expect(desk.get_by_text("Phone is further: chapter 3, 1:0")).to_be_visible()
    await desk.get_by_role("button", name="Go on from 1:0").click()
    await expect(desk.locator(".now-chapter")).to_contain_text("Chapter 3")
    await expect(button(desk, "Pause")).to_be_visible()
    await expect(desk.locator(".elsewhere")).to_have_count(0)


async def test_LI10_a_bookmark_is_on_every_device_until_one_of_them_removes_it(
    visit: Visit, ann: Person, leagues: Path
) -> None:
    desk = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    await desk.keyboard.press("b")
    phone = await opened(await visit("/listen", ann, PHONE, **ENGLISH), leagues)
    for page in (desk, phone):
        await page.get_by_text("Bookmarks 1").click()
        await expect(page.locator(".side-mark")).to_have_count(1)
    await button(phone, "Remove the bookmark: 0:00").click()
    for page in (phone, desk):
        await expect(page.locator(".side-mark")).to_have_count(0)


async def test_LI7_silence_goes_by_faster_and_the_end_of_a_book_finishes_it(
    visit: Visit, ann: Person, tmp_path: Path
) -> None:
    page = await opened(
        await visit("/listen", ann, **ENGLISH), audiobook(tmp_path / "silent.m4b", "Silence", seconds=6, hertz=0)
    )
    await page.get_by_role("switch", name="Skip silence").check()
    await button(page, "Play").click()
    await expect(page.locator(".library-place")).to_contain_text("Finished")
    await expect(page.locator(".now-switch .num")).to_contain_text("−0:0")


async def test_LI6_a_book_of_the_web_is_played_from_there(visit: Visit, stage: Stage, ann: Person, march: Path) -> None:
    page = await visit("/listen", ann, **ENGLISH)
    await page.route("https://books.example/**", lambda route: route.fulfill(path=march, content_type="audio/mp4"))
    for address, said in (
        ("http://books.example/a.m4b", "That is no https address."),
        ("https://books.example/Sea%20Tales.m4b", ""),
    ):
        await button(page, "Open an address").click()
        await page.get_by_label("Address of a sound file").fill(address)
        await page.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()
        if said:
            await expect(page.get_by_text(said)).to_be_visible()
    await expect(page.locator(".now-title")).to_have_text("Sea Tales")
    await button(page, "Play").click()
    await expect(page.locator(".now-whole")).to_contain_text("of 1:00")
    await history(stage, ann, lambda found: [entry["book_title"] for entry in found] == ["Sea Tales"])


async def test_LI6_a_book_that_could_not_be_loaded_says_so_at_each_Play_and_plays_once_it_can_be(
    visit: Visit, stage: Stage, ann: Person, march: Path
) -> None:
    page = await visit("/listen", ann, **ENGLISH)
    await page.route("https://books.example/**", lambda route: route.abort())
    await button(page, "Open an address").click()
    await page.get_by_label("Address of a sound file").fill("https://books.example/Sea%20Tales.m4b")
    await page.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()
    said = page.get_by_text("This browser cannot play the file.")
    await expect(said).to_be_visible()
    async with page.expect_request("https://books.example/**"):
        await button(page, "Play").click()
    await expect(said).to_be_visible()
    await page.unroute("https://books.example/**")
    await page.route("https://books.example/**", lambda route: route.fulfill(path=march, content_type="audio/mp4"))
    await button(page, "Play").click()
    await history(stage, ann, lambda found: [entry["book_title"] for entry in found] == ["Sea Tales"])
    await expect(said).to_have_count(0)


async def test_I18_a_book_is_renamed_and_leaves_the_library_with_a_way_back(
    visit: Visit, stage: Stage, ann: Person, leagues: Path
) -> None:
    page = await opened(await visit("/listen", ann, **ENGLISH), leagues)
    await page.get_by_role("button", name="More for Twenty Thousand Leagues").click()
    await page.get_by_role("menuitem", name="Rename…").click()
    await page.get_by_label("Title").fill("The Nautilus")
    await button(page, "Save").click()
    await expect(page.locator(".now-title")).to_have_text("The Nautilus")
    await page.get_by_role("button", name="More for The Nautilus").click()
    await page.get_by_role("menuitem", name="Remove from the library").click()
    await expect(page.get_by_text("Drop an audio file, or choose one")).to_be_visible()
    await button(page, "Undo").click()
    await expect(page.locator(".library-title")).to_have_text(["The Nautilus"])
    (book,) = (await stage.call(ann, "GET", "/api/listening/books"))["items"]
    assert (book["title"], book["hidden"]) == ("The Nautilus", False)


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark"), in_proof((320, 700), "light")])
async def test_the_player_is_russian_fits_its_screen_and_axe_finds_nothing_serious(
    visit: Visit, ann: Person, leagues: Path, size: tuple[int, int], scheme: str
) -> None:
    page = await visit("/listen", ann, size, color_scheme=scheme, locale="ru-RU")
    await expect(page.get_by_text("Перетащите аудиофайл или выберите его")).to_be_visible()
    await opened(page, leagues)
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".now-whole")).to_contain_text("0:30 из 1:30")
    await page.keyboard.press("Shift+ArrowRight")
    await expect(page.locator(".now-chapter")).to_contain_text("Глава 3")
    await page.keyboard.press("b")
    await page.get_by_text("Закладки 1").click()
    await expect(page.locator(".side-mark")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await serious(page) == []
