"""The page of listening statistics, on the real server in a real browser."""

import re
import struct
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from tests.effort import in_proof
from tests.web.axe import serious
from tests.web.conftest import DESK, PHONE, Visit
from tests.web.listening.test_history_page import (
    HOUR,
    MINUTE,
    book,
    heard,
)
from tests.web.stage import Person, Stage

BERLIN: dict[str, Any] = {"timezone_id": "Europe/Berlin", "locale": "en-US"}
LAST_YEAR = datetime.now(UTC).year - 1


def at(month: int, day: int, hour: int, minute: int = 0) -> int:
    """A time of last year on Berlin's clocks, in Unix ms: the figures of that year do not depend on today."""
    return int(datetime(LAST_YEAR, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1000)


@pytest.fixture
async def ann(stage: Stage) -> Person:
    person = await stage.guest("Ann")
    await book(stage, person, "leagues", title="Twenty Thousand Leagues", artist="Jules Verne", duration_ms=10 * HOUR)
    await book(stage, person, "march", title="Middlemarch")
    return person


async def last_year(page: Page) -> Page:
    await page.get_by_role("button", name="Earlier").click()
    await expect(page.locator("h1")).to_have_text(str(LAST_YEAR))
    await expect(page.locator(".figures")).to_be_visible()
    return page


async def test_LI3_a_year_has_its_days_months_weeks_hours_and_books(visit: Visit, stage: Stage, ann: Person) -> None:
    await heard(
        stage,
        ann,
        ("leagues", at(2, 1, 23, 30), 90 * MINUTE),  # over midnight
        ("march", at(2, 2, 0, 30), HOUR),  # for half an hour both are heard
        ("leagues", at(7, 9, 8), 20 * MINUTE),
    )
    page = await last_year(await visit("/listen/statistics", ann, **BERLIN))
    figures = page.locator(".figures dd")
    all_days = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - datetime(LAST_YEAR, 1, 1, tzinfo=UTC)).days
    await expect(figures.nth(0)).to_have_text("2 h 20 min")
    await expect(figures.nth(3)).to_have_text(f"3 of {all_days}")
    await expect(figures.nth(4)).to_have_text("2 days")
    await expect(page.get_by_text("Two devices at once count once: 30 min left out.")).to_be_visible()
    await expect(page.get_by_role("img", name="Months")).to_have_accessible_name(
        "Months. February: 2 h 0 min; July: 20 min"
    )
    await expect(page.get_by_role("img", name="Hours of the day")).to_have_accessible_name(
        "Hours of the day. 0:00 to 1:00: 1 h 0 min; 1:00 to 2:00: 30 min; 8:00 to 9:00: 20 min; 23:00 to 24:00: 30 min"
    )
    await expect(page.get_by_text("Mostly 0:00–2:00, 23:00–24:00.")).to_be_visible()
    await expect(page.get_by_role("img", name="Weeks")).to_have_accessible_name(re.compile(r"^Weeks\. .*: 20 min$"))
    await page.get_by_role("slider", name="Minutes a day").press("ArrowDown")  # from January 1
    await expect(page.locator(".day-value")).to_contain_text("Jan 2")
    await page.get_by_role("button", name="Middlemarch").click()
    await expect(page.locator(".only-book")).to_contain_text("Only Middlemarch")
    await expect(page.locator(".entry-title")).to_have_text(["Middlemarch"])


async def test_I16_statistics_are_live_and_say_in_russian_when_there_is_nothing(
    visit: Visit, stage: Stage, ann: Person
) -> None:
    page = await visit("/listen/statistics", ann, (320, 700), timezone_id="UTC", locale="ru-RU")
    await expect(page.get_by_text("Пока ничего не прослушано.")).to_be_visible()
    assert await serious(page) == []
    now = int(stage.now * 1000)
    await heard(stage, ann, ("leagues", now - 3 * MINUTE, 2 * MINUTE))
    await expect(page.locator(".figures dd").first).to_have_text("2 мин")
    await stage.call(ann, "DELETE", "/api/listening/sessions")
    await expect(page.get_by_text("Пока ничего не прослушано.")).to_be_visible()


async def picture(page: Page) -> bytes:
    """What the dialog saves, when it is drawn."""
    await expect(page.locator(".year-picture img")).to_be_visible()
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Save as PNG").click()
    download = await saving.value
    assert download.suggested_filename == f"listening-{LAST_YEAR}.png"
    return (await download.path()).read_bytes()


async def test_LI9_a_year_is_saved_as_a_picture_and_has_titles_only_when_asked(
    visit: Visit, stage: Stage, ann: Person
) -> None:
    await heard(stage, ann, ("leagues", at(7, 9, 8), 20 * MINUTE))
    page = await last_year(await visit("/listen/statistics", ann, **BERLIN))
    await page.get_by_role("button", name="Year as a picture").click()
    without = await picture(page)
    before = await page.locator(".year-picture img").get_attribute("src")
    await page.get_by_label("With the titles of books").check()
    await expect(page.locator(".year-picture img")).not_to_have_attribute("src", before or "")
    sizes = [struct.unpack(">II", png[16:24]) for png in (without, await picture(page))]
    assert sizes == [(1200, 600), (1200, 880)]
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark"), in_proof((320, 700), "light")])
async def test_axe_finds_nothing_serious_in_full_statistics_and_they_fit_the_screen(
    visit: Visit, stage: Stage, ann: Person, size: tuple[int, int], scheme: str
) -> None:
    await book(stage, ann, "long", title="W" * 150)
    days = [("leagues", at(month, day, 8), 50 * MINUTE) for month in (3, 5, 10) for day in (1, 2, 29)]
    await heard(stage, ann, *days, ("long", at(5, 3, 22), 2 * HOUR))
    page = await last_year(await visit("/listen/statistics", ann, size, color_scheme=scheme, **BERLIN))
    await expect(page.locator(".book-total")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await serious(page) == []
    await page.get_by_text("Month", exact=True).click()
    await expect(page.get_by_role("img", name="Minutes a day")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="Export")).to_be_hidden()
