"""The page of a listening history (I16, I17), on the real server in a real browser."""

import asyncio
import re
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import orjson
import pytest
from playwright.async_api import Page, Route, expect

from tests.effort import in_proof
from tests.server.client import connected
from tests.web.axe import serious
from tests.web.conftest import DESK, PHONE, Visit, go_down
from tests.web.stage import Person, Stage

MINUTE = 60_000
HOUR = 60 * MINUTE
JAN_28 = 1_769_613_300_000  # 2026-01-28T15:15:00Z
EAST: dict[str, Any] = {"timezone_id": "UTC", "locale": "en-US"}


async def book(stage: Stage, person: Person, id_: str, **fields: Any) -> None:
    await stage.call(person, "POST", "/api/listening/books", {"id": id_, "name": f"{id_}.m4b", **fields})


async def heard(stage: Stage, person: Person, *stretches: tuple[str, int, int]) -> None:
    """Book, start and length of each, in ms."""
    items = [
        {"client_id": str(uuid4()), "book_id": id_, "started_at": start, "ended_at": start + length}
        for id_, start, length in stretches
    ]
    answer = await stage.call(person, "POST", "/api/listening/sessions/batch", {"items": items})
    assert {item["result"] for item in answer["items"]} == {"stored"}


@pytest.fixture
async def ann(stage: Stage) -> Person:
    person = await stage.guest("Ann")
    await book(stage, person, "leagues", title="Twenty Thousand Leagues", artist="Jules Verne")
    await book(stage, person, "march", title="Middlemarch")
    await book(stage, person, "plain")
    return person


def metas(page: Page) -> Any:
    return page.locator(".entry-meta > span:first-child")


async def test_I16_I17_rows_are_newest_first_and_say_what_the_document_says(
    visit: Visit, stage: Stage, ann: Person
) -> None:
    await heard(
        stage,
        ann,
        ("march", JAN_28 - 26 * HOUR, 64 * MINUTE + 9000),
        ("leagues", JAN_28, 45 * MINUTE),
        ("plain", JAN_28 - 8 * HOUR, 27 * MINUTE + 14_000),
    )
    page = await visit("/listen/sessions", ann, **EAST)
    await expect(metas(page)).to_have_text(
        ["Jan 28 at 3:15 PM · 45:00", "Jan 28 at 7:15 AM · 27:14", "Jan 27 at 1:15 PM · 1:04:09"]
    )
    await expect(page.locator(".entry-title")).to_have_text(["Twenty Thousand Leagues", "plain.m4b", "Middlemarch"])
    await expect(page.locator(".entry-artist")).to_have_text(["Jules Verne"])
    await expect(page.locator(".day-head")).to_have_count(2)
    await expect(page.locator(".day-head").first).to_contain_text("1 h 12 min")


async def test_I16_a_russian_page_says_it_in_russian(visit: Visit, stage: Stage, ann: Person) -> None:
    await heard(stage, ann, ("leagues", JAN_28, 45 * MINUTE))
    page = await visit("/listen/sessions", ann, timezone_id="UTC", locale="ru-RU")
    await expect(page.locator("h1")).to_have_text("История прослушивания")
    await expect(metas(page)).to_have_text(["28 янв. в 15:15 · 45:00"])


async def test_I16_I15_the_list_is_live_and_fresh_on_every_focus(visit: Visit, stage: Stage, ann: Person) -> None:
    page = await visit("/listen/sessions", ann, **EAST)
    await expect(page.get_by_text("Nothing heard yet.")).to_be_visible()
    await heard(stage, ann, ("leagues", JAN_28, 45 * MINUTE))
    await expect(page.locator(".entry")).to_have_count(1)
    async with page.expect_response(lambda answer: "/api/listening/sessions?" in answer.url):
        await page.evaluate("dispatchEvent(new Event('focus'))")
    async with connected(stage.url) as player:
        await player.join({"token": ann.token})
        report = {"book_id": "march", "player_id": "p", "device": "Phone"}
        await player.ask("track_playback", {**report, "status": "playing"})
        row = page.locator(".entry").first
        await expect(row).to_contain_text("Listening now")
        # The time counts on by itself from the last heartbeat: each figure is there for a second only.
        await expect(row.locator(".entry-meta > span").first).to_contain_text(re.compile(r"\b0:(?!00)[0-5]\d\b"))
    await expect(page.get_by_text("Listening now")).to_have_count(0)


async def test_an_entry_is_deleted_and_brought_back(visit: Visit, stage: Stage, ann: Person) -> None:
    await heard(stage, ann, ("leagues", JAN_28, 45 * MINUTE), ("march", JAN_28 - HOUR, MINUTE))
    page = await visit("/listen/sessions", ann, **EAST)
    await page.get_by_role("button", name="More for Middlemarch").click()
    await page.get_by_role("menuitem", name="Delete entry").click()
    await expect(page.locator(".entry-title")).to_have_text(["Twenty Thousand Leagues"])
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(".entry-title")).to_have_text(["Twenty Thousand Leagues", "Middlemarch"])


async def test_LI4_the_whole_history_is_deleted_when_its_number_is_typed(
    visit: Visit, stage: Stage, ann: Person
) -> None:
    await heard(stage, ann, ("leagues", JAN_28, 45 * MINUTE), ("march", JAN_28 - HOUR, MINUTE))
    page = await visit("/listen/sessions", ann, **EAST)
    await expect(page.locator(".entry")).to_have_count(2)
    await page.get_by_role("button", name="Export").click()
    await page.get_by_role("menuitem", name="Delete the whole history…").click()
    dialog = page.get_by_role("dialog", name="Delete your whole listening history?")
    await expect(dialog).to_contain_text("2 entries are deleted for good.")
    await expect(dialog.get_by_role("button", name="Delete history")).to_be_disabled()
    await page.keyboard.type("2")
    await dialog.get_by_role("button", name="Delete history").click()
    await expect(page.get_by_text("Nothing heard yet.")).to_be_visible()


async def test_LI11_files_of_other_programs_are_imported_and_each_item_is_accounted_for(
    visit: Visit, stage: Stage, tmp_path: Path
) -> None:
    bob = await stage.guest("Bob")
    tracks = [("Leagues", 2700), ("Middlemarch", 600), ("Nothing", None)]
    listens = [
        {
            "listened_at": JAN_28 // 1000 - number * 3600,
            "track_metadata": {
                "track_name": title,
                "artist_name": "",
                "additional_info": {"duration_played": length} if length else {},
            },
        }
        for number, (title, length) in enumerate(tracks)
    ]
    listens.append(listens[0])
    (tmp_path / "listens.jsonl").write_text("\n".join(orjson.dumps(one).decode() for one in listens))
    (tmp_path / "notes.json").write_text("[]")
    page = await visit("/listen/sessions", bob, timezone_id="UTC", locale="ru-RU")
    await page.get_by_role("button", name="Импорт…").click()
    dialog = page.get_by_role("dialog", name="Импорт истории прослушивания")
    start = dialog.get_by_role("button", name="Импортировать")
    await expect(start).to_be_disabled()
    await dialog.locator("#import-files").set_input_files([tmp_path / "listens.jsonl", tmp_path / "notes.json"])
    assert await serious(page) == []
    await start.click()
    await expect(dialog.locator(".import-counts li")).to_have_text(
        [
            "Импортировано: 2",
            "Уже были импортированы: 1",
            "Не импортировано: 1",
            "Без длительности: 1",
        ]
    )
    await expect(dialog.get_by_role("alert")).to_contain_text("notes.json")
    await dialog.get_by_role("button", name="Закрыть").click()
    await expect(dialog).to_have_count(0)
    await expect(page.locator(".entry-title")).to_have_text(["Leagues", "Middlemarch"])
    # With entries the way is in the menu.
    await page.get_by_role("button", name="Экспорт").click()
    await page.get_by_role("menuitem", name="Импорт…").click()
    await expect(dialog).to_be_visible()


async def test_LI16_an_export_of_ListenBrainz_is_imported_as_it_is_downloaded_and_a_bomb_is_not(
    visit: Visit, stage: Stage, tmp_path: Path
) -> None:
    bob = await stage.guest("Bob")
    track = {"track_name": "Leagues", "artist_name": "Verne", "additional_info": {"duration_ms": 60_000}}
    listens = [{"listened_at": JAN_28 // 1000 - n * 3600, "track_metadata": track} for n in range(3)]
    with ZipFile(tmp_path / "listenbrainz_bob.zip", "w", ZIP_DEFLATED) as export:
        export.writestr("user.json", '{"user_id": 1, "username": "bob"}')
        export.writestr("feedback.jsonl", '{"recording_msid": null, "score": 1}\n')
        export.writestr("listens/2026/1.jsonl", b"\n".join(orjson.dumps(one) for one in listens))
    with ZipFile(tmp_path / "bomb.zip", "w", ZIP_DEFLATED) as bomb:
        bomb.writestr("listens/2026/1.jsonl", b" " * (32 << 20))
    page = await visit("/listen/sessions", bob, timezone_id="UTC", locale="ru-RU")
    await page.get_by_role("button", name="Импорт…").click()
    dialog = page.get_by_role("dialog", name="Импорт истории прослушивания")
    await dialog.locator("#import-files").set_input_files([tmp_path / "listenbrainz_bob.zip", tmp_path / "bomb.zip"])
    await dialog.get_by_role("button", name="Импортировать").click()
    await expect(dialog.locator(".import-counts li")).to_have_text(["Импортировано: 3"])
    refused = dialog.locator("[data-code]")
    await expect(refused).to_have_attribute("data-code", "zip_too_large")
    await expect(refused).to_contain_text("Из него ничего не взято: bomb.zip")
    await dialog.get_by_role("button", name="Закрыть").click()
    await expect(page.locator(".entry-title")).to_have_text(["Leagues"] * 3)


async def test_LI16_a_large_export_is_imported_while_the_list_shows_its_first_page(
    visit: Visit, stage: Stage, tmp_path: Path
) -> None:
    bob = await stage.guest("Bob")
    track = {"track_name": "Leagues", "artist_name": "Verne", "additional_info": {"duration_ms": 60_000}}
    listens = [{"listened_at": JAN_28 // 1000 - n * 3600, "track_metadata": track} for n in range(2400)]
    with ZipFile(tmp_path / "export.zip", "w", ZIP_DEFLATED) as export:
        export.writestr("listens/2026/1.jsonl", b"\n".join(orjson.dumps(one) for one in listens))
    page = await visit("/listen/sessions", bob, **EAST)
    await page.get_by_role("button", name="Import…").click()
    dialog = page.get_by_role("dialog")
    await dialog.locator("#import-files").set_input_files(tmp_path / "export.zip")
    await dialog.get_by_role("button", name="Import").click()
    await expect(dialog.locator(".import-counts li")).to_have_text(["Imported: 2,400"])
    await dialog.get_by_role("button", name="Close").click()
    await expect(metas(page).first).to_have_text("Jan 28 at 3:15 PM · 1:00")
    await go_down(page, ".entry", 100)
    await page.get_by_role("button", name="Show more").click()
    await go_down(page, ".entry", 200)


async def test_I17_more_is_shown_also_when_the_list_is_read_anew_meanwhile(
    visit: Visit, stage: Stage, ann: Person
) -> None:
    for half in range(2):
        await heard(stage, ann, *(("leagues", JAN_28 - (half * 60 + n) * HOUR, MINUTE) for n in range(60)))
    page = await visit("/listen/sessions", ann, **EAST)
    await go_down(page, ".entry", 100)
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await go_on.wait()
        await route.continue_()

    await page.route(re.compile("cursor="), hold)
    await page.get_by_role("button", name="Show more").click()
    await asked.wait()
    await heard(stage, ann, *(("march", JAN_28 + n * HOUR, MINUTE) for n in range(1, 9)))
    await expect(metas(page).first).to_have_text("Jan 28 at 11:15 PM · 1:00")
    go_on.set()
    await go_down(page, ".entry", 128)


async def test_books_are_searched_and_one_books_log_is_shown(visit: Visit, stage: Stage, ann: Person) -> None:
    await heard(stage, ann, ("leagues", JAN_28, 45 * MINUTE), ("march", JAN_28 - HOUR, MINUTE))
    page = await visit("/listen/sessions", ann, **EAST)
    await expect(page.locator(".entry")).to_have_count(2)
    await page.keyboard.press("/")
    await page.keyboard.type("verne")
    await expect(page.locator(".entry-title")).to_have_text(["Twenty Thousand Leagues"])
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("nothing")
    await expect(page.get_by_text("No book matches “nothing”.")).to_be_visible()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.press("Delete")
    await expect(page.locator(".entry")).to_have_count(2)
    await page.get_by_role("button", name="More for Middlemarch").click()
    await page.get_by_role("menuitem", name="Only this book").click()
    await expect(page.locator(".entry-title")).to_have_text(["Middlemarch"])
    await page.get_by_role("button", name="Show all books").click()
    await expect(page.locator(".entry")).to_have_count(2)


async def test_LI3_statistics_count_two_devices_once_and_name_days_hours_and_books(
    visit: Visit, stage: Stage, ann: Person
) -> None:
    now = int(stage.now * 1000)
    noon = now - now % (24 * HOUR) - 12 * HOUR  # yesterday, in UTC
    await heard(stage, ann, ("leagues", noon, 60 * MINUTE), ("march", noon + 30 * MINUTE, 60 * MINUTE))
    page = await visit("/listen/sessions", ann, **EAST)
    figures = page.locator(".figures")
    await expect(figures).to_contain_text("1 h 30 min")
    await expect(figures).to_contain_text("1 day")
    await expect(page.get_by_text("Two devices at once count once: 30 min left out.")).to_be_visible()
    await expect(page.get_by_text("2 devices", exact=True)).to_have_count(2)
    hours = page.get_by_role("img", name="Hours of the day")
    await expect(hours).to_have_accessible_name("Hours of the day. 12:00 to 13:00: 1 h 0 min; 13:00 to 14:00: 30 min")
    await page.get_by_text("Year", exact=True).click()
    year = page.get_by_role("slider", name="Minutes a day")
    await year.focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".day-value")).to_contain_text("1 h 30 min")
    await page.get_by_role("button", name="Middlemarch 1 h 0 min").click()
    await expect(page.locator(".entry-title")).to_have_text(["Middlemarch"])


async def test_a_history_is_saved_as_a_file(visit: Visit, stage: Stage, ann: Person) -> None:
    await heard(stage, ann, ("leagues", JAN_28, 45 * MINUTE))
    page = await visit("/listen/sessions", ann, **EAST)
    await page.get_by_role("button", name="Export").click()
    async with page.expect_download() as saving:
        await page.get_by_role("menuitem", name="As CSV").click()
    download = await saving.value
    assert download.suggested_filename == "listening-history.csv"
    assert "Twenty Thousand Leagues" in (await download.path()).read_text("utf-8-sig")


@pytest.mark.parametrize("size", [in_proof(DESK), PHONE])
async def test_a_long_history_comes_by_pages_without_scrolling_sideways(
    visit: Visit, stage: Stage, ann: Person, size: tuple[int, int]
) -> None:
    await book(stage, ann, "long", title="W" * 150)
    starts = [JAN_28 - number * HOUR for number in range(120)]
    await heard(stage, ann, *(("long", start, MINUTE) for start in starts))
    page = await visit("/listen/sessions", ann, size, **EAST)
    await go_down(page, ".entry", 100)
    await page.get_by_role("button", name="Show more").click()
    await go_down(page, ".entry", 120)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
async def test_axe_finds_nothing_serious_in_a_full_history(
    visit: Visit, stage: Stage, ann: Person, size: tuple[int, int], scheme: str
) -> None:
    now = int(stage.now * 1000)
    await heard(stage, ann, ("leagues", now - 30 * HOUR, HOUR), ("march", now - 29 * HOUR - MINUTE, HOUR))
    page = await visit("/listen/sessions", ann, size, color_scheme=scheme, **EAST)
    await expect(page.locator(".entry")).to_have_count(2)
    await expect(page.locator(".book-total")).to_have_count(2)
    assert await serious(page) == []
    await page.get_by_text("Year", exact=True).click()
    await expect(page.get_by_role("slider", name="Minutes a day")).to_be_visible()
    assert await serious(page) == []
