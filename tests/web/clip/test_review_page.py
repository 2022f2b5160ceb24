"""Review and export of an ended session (C17–C20, C22, C25)."""

import asyncio
import json
import re
from collections.abc import Callable

import pytest
from playwright.async_api import Locator, Page, Route, WebSocketRoute, expect

from tests.sessions.clip.evening import PLANTED, evening
from tests.web.conftest import PHONE, Visit
from tests.web.recorded import recorded
from tests.web.stage import Person, Stage, Tap, death_march


@pytest.fixture
async def ended(stage: Stage, kassia: Person) -> str:
    return await death_march(stage, kassia, until="ended")


def rows(page: Page) -> Locator:
    return page.locator(".review-row")


async def show(page: Page, what: str, order: str = "heat") -> None:
    await page.locator(f".review-tools input[value={what}]").check()
    await page.get_by_label("Order").select_option(order)


async def choose(page: Page, format_: str) -> None:
    await page.get_by_role("combobox", name="Format").select_option(label=format_)


def preview(page: Page) -> Locator:
    return page.get_by_role("region", name="Preview")


async def test_C17_moments_are_shown_by_segment_in_the_order_of_time(visit: Visit, kassia: Person, ended: str) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await show(page, "all", "time")
    await expect(rows(page)).to_have_count(11)
    segments = await page.locator(".review-segment [aria-hidden]").all_inner_texts()
    assert segments == ["S1"] * 4 + ["S2"] * 7
    await expect(rows(page).nth(3)).to_contain_text("01:02:51")
    await expect(rows(page).nth(6)).to_contain_text("Ваня забыл выпить масло, и всё равно выжил")


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
    await show(page, "clipped")
    await expect(rows(page)).to_have_count(2)
    await page.reload()
    await expect(page.locator(".progress")).to_contain_text("2 of 11 clipped")
    await page.get_by_role("checkbox", name="Clipped, 00:12:44").click()  # its row leaves this list at once
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
    await expect(row).to_contain_text("No note, tagged CLUTCH by most")
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
    await choose(page, "Text")
    await expect(preview(page)).to_contain_text("Segment 1 00:12:44 – Wrong Nekker, right funeral")
    await page.keyboard.press("c")
    await expect(page.get_by_role("status").filter(has_text="10 copied.")).to_be_visible()
    shown = await preview(page).inner_text()
    assert (await page.evaluate("navigator.clipboard.readText()")).rstrip("\n") == shown.rstrip("\n")

    await choose(page, "CSV")
    await expect(preview(page)).to_contain_text(
        "segment_index,offset_hms,note,taps,submitted_by,clipped,created_at,people,heat,in_hms,out_hms"
    )
    await choose(page, "CSV, every tap")
    await expect(preview(page)).to_contain_text("segment_index,offset_hms,note,submitted_by,created_at")
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Download .csv").click()
    saved = await saving.value
    assert saved.suggested_filename == "death-march-blind.csv"
    assert (await saved.path()).read_bytes().startswith(b"\xef\xbb\xbf")  # CL9
    content = (await saved.path()).read_text(encoding="utf-8-sig")
    assert content.splitlines()[0] == "segment_index,offset_hms,note,submitted_by,created_at"
    assert "Ваня забыл выпить масло" in content

    await choose(page, "JSON")
    async with page.expect_download() as saving:  # at once, while the preview is still the CSV
        await page.get_by_role("button", name="Download").click()
    assert isinstance(json.loads((await (await saving.value).path()).read_bytes()), dict | list)


async def test_D14_CL3_the_export_has_the_lines_that_the_review_has_rows(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await show(page, "all")
    await choose(page, "Text")
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
    await choose(page, "Text, every tap")
    await expect(preview(page)).to_contain_text("Griffin one-shot")
    assert len((await preview(page).inner_text()).strip().splitlines()) == 41
    await choose(page, "Links")
    await expect(preview(page)).not_to_contain_text("?t=")


async def test_exports_say_what_had_to_be_added_and_have_their_own_options(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await expect(preview(page)).to_contain_text("0:00 Intro")
    await expect(page.get_by_text("0:00 Intro was added: YouTube needs a first chapter at zero.")).to_be_visible()
    await expect(preview(page)).to_contain_text("1:35:30 Griffin")
    await page.get_by_role("radio", name="Counted").check()
    await expect(preview(page)).to_contain_text("1:43:30 Griffin")
    await choose(page, "EDL (Resolve)")
    await page.get_by_label("Frame rate").select_option("60")
    await page.get_by_label("Starts at").select_option("00:00:00:00")
    await expect(preview(page)).to_contain_text("01:43:30:00")
    await choose(page, "CSV")
    await page.get_by_label("Separator").select_option(";")
    await expect(preview(page)).to_contain_text("segment_index;offset_hms")
    await choose(page, "Text")
    await expect(page.get_by_text("Breaks in the video")).to_have_count(0)


async def test_CL14_what_is_shown_is_what_is_exported(visit: Visit, kassia: Person, ended: str) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await choose(page, "Text")
    await expect(page.locator(".export-count")).to_have_text("10 shown, 10 exported")
    await page.keyboard.press("/")
    await page.keyboard.type("GRIFFIN bolt")
    await expect(rows(page)).to_have_count(1)
    await expect(page.locator(".export-count")).to_have_text("1 shown, 1 exported")
    await expect(preview(page)).to_have_text(re.compile("^Segment 2 00:31:40 – Griffin[^\n]*\n?$"))
    await page.get_by_role("searchbox", name="Find").fill("")
    await page.get_by_role("checkbox", name="Clipped, 00:55:30").check()
    await show(page, "clipped")
    await expect(preview(page)).not_to_contain_text("Nekker")
    await expect(preview(page)).to_contain_text("first drowner took him in nine seconds")
    await expect(page.locator(".export-keys").get_by_role("button", name="Copy 1")).to_be_visible()


async def test_CL14_the_address_has_the_filter_so_a_link_shows_the_same_and_back_leads_back(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}?show=all&order=time&find=griffin", kassia)
    await expect(rows(page)).to_have_count(1)
    await expect(rows(page)).to_contain_text("Griffin one-shot")
    find, order = page.get_by_role("searchbox", name="Find"), page.get_by_label("Order")
    await find.fill("clutch")
    await expect(rows(page)).to_have_count(2)
    await find.fill("")
    await expect(page).to_have_url(re.compile(r"\?show=all&order=time$"))
    await order.select_option("tag")
    await page.locator(".review-tools input[value=clipped]").check()
    await expect(page).to_have_url(re.compile(r"\?show=clipped&order=tag$"))
    await expect(rows(page)).to_have_count(0)
    await page.go_back()
    await expect(rows(page)).to_have_count(11)
    await page.go_back()
    await expect(order).to_have_value("time")
    page = await visit(f"/clips/{ended}?show=all&people=2", kassia)
    await page.get_by_role("button", name="Show 11").click()
    await expect(page).to_have_url(re.compile(r"\?show=all$"))


async def test_C18_all_that_is_shown_is_marked_at_once_and_that_is_undone(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await page.locator(".title-menu > button").click()
    await page.get_by_role("menuitem", name="Mark all shown", exact=True).click()
    await expect(page.locator(".progress")).to_contain_text("10 of 11 clipped")
    await page.keyboard.press("Control+z")
    await expect(page.locator(".progress")).to_contain_text("0 of 11 clipped")


async def test_CL12_a_moment_is_split_and_put_together_live_for_both_and_undone(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page, other = await visit(f"/clips/{ended}", kassia), await visit(f"/clips/{ended}", kassia)
    for one in (page, other):
        await show(one, "all", "time")
    await rows(page).filter(has_text="00:31:40").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("s")
    for one in (page, other):
        await expect(rows(one)).to_have_count(12)
    await page.keyboard.press("m")
    for one in (page, other):
        await expect(rows(one)).to_have_count(11)
    await page.keyboard.press("Control+z")
    for one in (page, other):
        await expect(rows(one)).to_have_count(12)
    await page.keyboard.press("Control+z")
    await expect(rows(page)).to_have_count(11)


async def test_CL12_undo_takes_back_the_last_change_whose_answer_is_still_on_its_way(
    visit: Visit, kassia: Person, ended: str
) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await show(page, "all", "time")
    await rows(page).filter(has_text="00:31:40").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("s")
    await expect(page.get_by_text("Split at")).to_be_visible()
    arrives = asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        await arrives.wait()
        await route.fulfill(response=answer)

    await page.route("**/review", hold)
    await page.keyboard.press("m")
    await expect(rows(page)).to_have_count(11)  # the event was quicker
    await page.keyboard.press("Control+z")
    arrives.set()
    await expect(rows(page)).to_have_count(12)


async def test_CL13_in_and_out_are_moved_by_keys_and_dragged(visit: Visit, kassia: Person, ended: str) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await choose(page, "Text")
    row = rows(page).filter(has_text="00:31:40")
    await row.get_by_role("button", name="Griffin").click()
    await page.keyboard.press("[")
    await page.keyboard.press("Shift+ArrowLeft")
    await expect(preview(page)).to_contain_text("00:31:15–00:31:50")
    handle = row.get_by_role("slider", name="Out")
    box = await handle.bounding_box()
    assert box
    await page.mouse.move(box["x"] + 6, box["y"] + 18)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 80, box["y"] + 18, steps=4)
    await page.mouse.up()
    await expect(preview(page)).not_to_contain_text("00:31:15–00:31:50")
    await expect(preview(page)).to_contain_text("00:31:15–")
    await page.keyboard.press("Control+z")
    await expect(preview(page)).to_contain_text("00:31:15–00:31:50")


async def test_D36_the_video_begins_as_typed_or_where_a_moment_is(visit: Visit, kassia: Person, ended: str) -> None:
    page = await visit(f"/clips/{ended}", kassia)
    await page.get_by_role("button", name="Set").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Video address").fill("twitch.tv")
    await expect(dialog.get_by_text("This is not a video address.")).to_be_visible()
    await dialog.get_by_label("Video address").fill("https://www.twitch.tv/videos/1234")
    await dialog.get_by_label("By how much").fill("00:02:12")
    await dialog.get_by_role("button", name="Set").click()
    await expect(page.locator(".export-value").first).to_have_text("00:02:12 before Start")
    await expect(preview(page)).to_contain_text("1:37:42 Griffin")
    await choose(page, "Links")
    await expect(preview(page)).to_contain_text("https://www.twitch.tv/videos/1234?t=1h37m42s Griffin")
    await page.get_by_role("button", name="Set").click()
    await dialog.get_by_label("The video begins").select_option("This moment is at")
    await dialog.get_by_label("This moment is at").last.select_option(
        label="S2 00:31:40 Griffin one-shot with a crossbow bolt"
    )
    await dialog.get_by_label("Time in the video").fill("2:00:00")
    await dialog.get_by_role("button", name="Set").click()
    await expect(preview(page)).to_contain_text("?t=1h59m40s Griffin")
    await page.keyboard.press("Control+z")
    await expect(preview(page)).to_contain_text("?t=1h37m42s Griffin")


async def test_CL10_from_the_end_of_a_crowded_evening_to_its_ten_best_in_four_clicks(
    visit: Visit, stage: Stage, kassia: Person
) -> None:
    session_id = await recorded(stage, kassia, "Crowded", evening(0))
    page = await visit(f"/clips/{session_id}", kassia)
    await page.get_by_role("button", name="End").click()
    await page.get_by_role("button", name="End session").click()
    await expect(rows(page)).to_have_count(10)
    await expect(rows(page).first).to_contain_text(re.compile(r"00:4\d|01:1\d"))
    await expect(preview(page)).to_contain_text("0:00 Intro")
    await page.locator(".export-keys").get_by_role("button", name="Copy 10").click()
    await expect(page.get_by_role("status").filter(has_text="10 copied.")).to_be_visible()
    copied = (await page.evaluate("navigator.clipboard.readText()")).splitlines()
    assert len([line for line in copied if " peak " in line]) == len(PLANTED)
    await page.get_by_role("slider", name="At least").fill("60")
    await expect(page).to_have_url(re.compile(r"\?people=60$"))


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
    await expect(page.locator(".export-keys").get_by_role("button", name="Copy 1")).to_be_in_viewport()
