"""Review and export of an ended session (C17–C20, C22, C25)."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from tests.web.conftest import PHONE, Visit
from tests.web.stage import Person, Stage, Tap, death_march


@pytest.fixture
async def kassia(stage: Stage) -> Person:
    return await stage.guest("Kassia")


@pytest.fixture
async def ended(stage: Stage, kassia: Person) -> str:
    return await death_march(stage, kassia, until="ended")


def rows(page: Page) -> Locator:
    return page.locator(".moment-row")


def preview(page: Page) -> Locator:
    return page.get_by_role("region", name="Preview")


async def test_C17_moments_are_grouped_by_segment(visit: Visit, kassia: Person, ended: str) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    first, second = (page.get_by_role("region", name=f"Segment {n}") for n in (1, 2))
    await expect(first.locator(".moment-row")).to_have_count(4)
    await expect(second.locator(".moment-row")).to_have_count(7)
    await expect(first).to_contain_text("01:04:10")
    await expect(second.locator(".moment-row").nth(2)).to_contain_text("Ваня забыл выпить масло, и всё равно выжил")


async def test_C18_clipped_is_a_checkbox_with_progress_and_is_kept(visit: Visit, kassia: Person, ended: str) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await expect(page.locator(".progress")).to_contain_text("0 of 11 clipped")
    box = page.get_by_role("checkbox", name="Clipped, 00:12:44")
    await box.check()
    await expect(page.locator(".progress")).to_contain_text("1 of 11 clipped")
    await expect(page.locator(".save-status")).to_have_text("Saved")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(page.locator(".progress")).to_contain_text("2 of 11 clipped")
    await page.get_by_role("radio", name="Clipped").check()
    await expect(rows(page)).to_have_count(2)
    await page.get_by_role("radio", name="Hot").check()
    await expect(rows(page)).to_have_count(8)
    await page.reload()
    await expect(page.locator(".progress")).to_contain_text("2 of 11 clipped")
    await page.get_by_role("checkbox", name="Clipped, 00:12:44").uncheck()
    await expect(page.locator(".progress")).to_contain_text("1 of 11 clipped")


async def test_C18_a_ticked_box_stays_ticked_until_its_event_comes(visit: Visit, kassia: Person, ended: str) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    held: list[Callable[[], None]] = []

    def hold_events(page_side: WebSocketRoute) -> None:
        def pass_on(message: str | bytes) -> None:
            if "clip_updated" in str(message) or "moment_marked" in str(message):
                held.append(lambda: page_side.send(message))
            else:
                page_side.send(message)

        page_side.connect_to_server().on_message(pass_on)

    await page.route_web_socket(re.compile(r"/socket\.io/"), hold_events)
    await page.reload()
    box = page.get_by_role("checkbox", name="Clipped, 00:12:44")
    await box.check()
    await expect(page.locator(".save-status")).to_have_text("Saved")
    await expect(page.locator(".progress")).to_contain_text("0 of 11 clipped")
    await expect(box).to_be_checked()
    for let_through in held:
        let_through()
    await expect(page.locator(".progress")).to_contain_text("1 of 11 clipped")
    await expect(box).to_be_checked()


async def test_a_note_is_edited_in_place_by_key_and_restored_by_escape(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    row = rows(page).filter(has_text="00:38:20")
    await row.focus()
    await page.keyboard.press("n")
    field = row.get_by_label("Note")
    await field.fill("not what happened")
    await field.press("Escape")
    await expect(row).to_contain_text("Add a note")
    await expect(row).to_be_focused()
    await page.keyboard.press("n")
    await field.fill("parried 😲")
    await expect(row.locator(".note-editor-count")).to_have_text("9/100")
    await field.press("Enter")
    await expect(row).to_contain_text("parried 😲")
    await page.reload()
    await expect(rows(page).filter(has_text="00:38:20")).to_contain_text("parried 😲")


async def test_C19_and_C22_what_is_previewed_is_what_is_copied_and_saved(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await expect(preview(page)).to_contain_text("Segment 1 00:12:44 – Wrong Nekker, right funeral")
    await page.keyboard.press("c")
    await expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    shown = await preview(page).inner_text()
    assert (await page.evaluate("navigator.clipboard.readText()")).rstrip("\n") == shown.rstrip("\n")

    await page.get_by_role("radio", name="CSV").check()
    await expect(preview(page)).to_contain_text(
        "segment_index,offset_hms,note,taps,submitted_by,clipped,created_at,people,heat,in_hms,out_hms"
    )
    await page.get_by_role("radio", name="Every tap").check()
    await expect(preview(page)).to_contain_text("segment_index,offset_hms,note,submitted_by,created_at")
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Download .csv").click()
    saved = await saving.value
    assert saved.suggested_filename == "death-march-blind.csv"
    assert (await saved.path()).read_bytes().startswith(b"\xef\xbb\xbf")  # CL9
    content = (await saved.path()).read_text(encoding="utf-8-sig")
    assert content.splitlines()[0] == "segment_index,offset_hms,note,submitted_by,created_at"
    assert "Ваня забыл выпить масло" in content

    await page.get_by_role("radio", name="JSON").check()
    async with page.expect_download() as saving:  # at once, while the preview is still the CSV
        await page.get_by_role("button", name="Download .json").click()
    assert isinstance(json.loads((await (await saving.value).path()).read_bytes()), dict | list)


async def test_D14_CL3_the_export_has_the_lines_that_the_review_has_rows(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await expect(rows(page)).to_have_count(11)
    await expect(preview(page)).to_contain_text(
        "Segment 2 00:31:40 – Griffin one-shot with a crossbow bolt (12 taps, 00:31:20–00:31:50)"
    )
    assert len((await preview(page).inner_text()).strip().splitlines()) == 11
    row = rows(page).filter(has_text="00:31:40")
    await row.focus()
    await page.keyboard.press("n")
    await row.get_by_label("Note").fill("One bolt, one griffin")
    await row.get_by_label("Note").press("Enter")
    await expect(preview(page)).to_contain_text("One bolt, one griffin (12 taps, 00:31:20–00:31:50)")
    await expect(preview(page)).not_to_contain_text("Griffin one-shot")
    await page.get_by_role("radio", name="Every tap").check()
    await expect(preview(page)).to_contain_text("Griffin one-shot")
    assert len((await preview(page).inner_text()).strip().splitlines()) == 41
    await page.get_by_role("radio", name="Links").check()
    await expect(preview(page)).not_to_contain_text("?t=")


async def test_exports_say_what_had_to_be_added_and_have_their_own_options(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await expect(page.get_by_text("Breaks in the VOD")).to_have_count(0)
    await page.get_by_role("radio", name="YouTube").check()
    await expect(preview(page)).to_contain_text("0:00 Intro")
    await expect(page.get_by_text("0:00 Intro was added: YouTube needs a first chapter at zero.")).to_be_visible()
    await expect(preview(page)).to_contain_text("1:35:30 Griffin")
    await page.get_by_role("radio", name="Counted").check()
    await expect(preview(page)).to_contain_text("1:43:30 Griffin")
    await page.get_by_role("radio", name="EDL").check()
    await page.get_by_label("Frame rate").select_option("60")
    await expect(preview(page)).to_contain_text("TITLE:")
    await page.get_by_role("radio", name="Links").check()
    await page.get_by_label("VOD address").fill("https://www.twitch.tv/videos/1234")
    await expect(preview(page)).to_contain_text("https://www.twitch.tv/videos/1234?t=")
    await page.get_by_role("radio", name="JSON").check()
    await expect(preview(page)).to_contain_text('"offset_seconds"')


async def test_only_clipped_moments_are_exported_when_asked(visit: Visit, kassia: Person, ended: str) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await page.get_by_role("checkbox", name="Clipped, 00:55:30").check()
    await page.get_by_role("switch", name="Only clipped moments").check()
    await expect(preview(page)).not_to_contain_text("Nekker")
    await expect(preview(page)).to_contain_text("first drowner took him in nine seconds")


async def test_C24_an_ended_session_without_moments_says_so(visit: Visit, stage: Stage, kassia: Person) -> None:
    session_id = await stage.session(kassia, "Quiet night")
    await stage.segment(kassia, session_id, 1, 60, 50, [])
    await stage.act(kassia, session_id, "end")
    page = await visit(f"/clips/{session_id}", kassia)
    await expect(page.get_by_text("No moments captured yet.").first).to_be_visible()
    await expect(page.get_by_role("button", name="Copy")).to_have_count(0)


async def test_on_a_phone_moments_and_export_are_two_tabs(visit: Visit, stage: Stage, kassia: Person) -> None:
    session_id = await stage.session(kassia, "Short night")
    await stage.segment(kassia, session_id, 1, 60, 50, [Tap(9, "Bo", "parry")])
    await stage.act(kassia, session_id, "end")
    page = await visit(f"/clips/{session_id}", kassia, size=PHONE)
    await expect(rows(page)).to_be_visible()
    await expect(preview(page)).to_be_hidden()
    await page.get_by_role("radio", name="Export").check()
    await expect(preview(page)).to_contain_text("parry")
    await expect(rows(page)).to_be_hidden()
    await expect(page.get_by_role("button", name="Copy")).to_be_in_viewport()
