"""The streamer's control room (C3, C6–C11, C14, C24–C26)."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from tests.polling import until
from tests.web.conftest import DESK, PHONE, Visit
from tests.web.stage import Person, Stage, Tap


@pytest.fixture
async def live(stage: Stage, kassia: Person) -> str:
    """On air for 42 minutes, with a hot moment and a single one."""
    session_id = await stage.session(kassia, "Death March, blind", "The Witcher 3")
    taps = [Tap(100 + n, "Bo", "parry" if n == 1 else None, "epic") for n in range(3)]
    await stage.segment(kassia, session_id, 1, 2520, None, [*taps, Tap(600, "Маша", "Ваня забыл масло")])
    return session_id


def rows(page: Page) -> Locator:
    return page.locator(".moment-row")


def state_keys(page: Page) -> Locator:
    return page.locator(".state-keys .key:visible")


async def words(locator: Locator) -> list[str]:
    return [text.split("\n")[0].strip() for text in await locator.all_inner_texts()]


async def test_C25_a_key_works_as_soon_as_the_room_shows_it_though_the_last_answer_is_on_its_way(
    visit: Visit, stage: Stage, kassia: Person
) -> None:
    session_id = await stage.session(kassia, "Night run")
    page = await visit(f"/clips/{session_id}", kassia)
    held, holds = list[str | bytes](), asyncio.Event()

    def hold_answers(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def passed(message: str | bytes) -> None:
            is_answer = str(message).startswith("43")
            (held.append if is_answer and holds.is_set() else socket.send)(message)

        server.on_message(passed)

    await page.route_web_socket("**/socket.io/**", hold_answers)
    await page.reload()
    await expect(page.get_by_role("button", name="Start")).to_be_enabled()
    holds.set()
    for key, state in (("s", "Active"), ("p", "Paused"), ("s", "Active")):
        await expect(page.locator(f"[aria-keyshortcuts={key.upper()}]")).to_be_enabled()
        await page.keyboard.press(key)
        await expect(page.locator(".title-row .pill")).to_have_text(state)
    assert len(held) >= 3


async def test_a_room_that_is_opened_from_the_home_page_looks_like_one_that_is_loaded(
    visit: Visit, stage: Stage, kassia: Person
) -> None:
    """Style sheets of the home page stay; and a title is shown whole where there is room."""
    page = await visit("/", kassia)
    await page.keyboard.press("2")
    await expect(page.get_by_label("Title")).to_be_focused()
    await page.keyboard.type("By keys alone")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("By keys alone")
    await expect(page.locator(".room .key-primary")).to_be_visible()
    measure = """() => [".room", "rt-moment-list", ".room-side", ".title-button"].map((name) => {
      const { x, y, width } = document.querySelector(name).getBoundingClientRect();
      return [x, y, width].map(Math.round).join(" ");
    })"""
    opened = await page.evaluate(measure)
    cut = "() => { const one = document.querySelector('.title-button'); return one.scrollWidth - one.clientWidth; }"
    assert await page.evaluate(cut) <= 0
    await page.reload()
    await expect(page.locator(".room .key-primary")).to_be_visible()
    assert await page.evaluate(measure) == opened


async def test_C25_only_what_is_valid_is_shown_in_each_state(visit: Visit, stage: Stage, kassia: Person) -> None:
    session_id = await stage.session(kassia, "Night run", "Bloodborne")
    page = await visit(f"/clips/{session_id}", kassia)
    await expect(page.get_by_text("Ready. Viewers see this page but cannot mark yet.")).to_be_visible()
    await expect(page.get_by_text("No moments captured yet.")).to_be_visible()
    await expect(page.get_by_text("Share the viewer link and they will land here.")).to_be_visible()
    assert await words(state_keys(page)) == ["Start"]

    await page.get_by_role("button", name="Start").click()
    await expect(page.locator(".title-row .pill")).to_have_text("Active")
    assert await words(state_keys(page)) == ["Pause", "End"]

    await page.keyboard.press("p")
    await expect(page.locator(".title-row .pill")).to_have_text("Paused")
    await expect(page.get_by_text(re.compile(r"^Paused for \d+ s$"))).to_be_visible()
    await expect(page.locator(".stretch-break .stretch-body")).to_have_text(re.compile(r"^\d+ s$"))
    await expect(page.locator("[data-announce=polite]")).to_have_text("Paused")
    assert await words(state_keys(page)) == ["Resume", "End"]

    await page.keyboard.press("s")
    await expect(page.locator(".clock-head")).to_contain_text("Segment 2")

    await page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="End this session?")
    await expect(dialog).to_contain_text("Viewers can no longer mark moments. This cannot be undone.")
    await expect(dialog.get_by_role("button", name="Keep going")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(".title-row .pill")).to_have_text("Active")
    await page.keyboard.press("e")
    await dialog.get_by_role("button", name="End session").click()
    await expect(page.locator(".title-row .pill")).to_have_text("Ended")
    await expect(page.get_by_role("heading", name="Export")).to_be_visible()
    assert await state_keys(page).count() == 0


async def test_C11_a_second_owners_change_is_followed_and_a_late_one_is_explained(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await expect(rows(page)).to_have_count(2)
    await stage.act(kassia, live, "pause")
    await expect(page.get_by_role("button", name="Resume")).to_be_visible()
    # What a press does that was on its way when the other owner's change arrived.
    await page.evaluate("document.querySelector('rt-clip-room').act('pause')")
    late = page.get_by_role("alert").filter(has_text="Already changed elsewhere. This page is up to date now.")
    await expect(late).to_be_visible()
    await late.get_by_role("button", name="Close").click()
    await expect(late).to_have_count(0)


async def test_C25_C18_a_moment_is_marked_as_clipped_while_the_stream_lives(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia)
    box = page.get_by_role("checkbox", name="Clipped, 00:01:40")
    await box.check()

    async def marked() -> bool:
        view = await stage.call(kassia, "GET", f"/api/clip-sessions/{live}")
        return [clip["clipped"] for clip in view["clips"]] == [True, True, True, False]

    await until(marked)
    await expect(box).to_be_checked()
    await stage.act(kassia, live, "end")
    await expect(page.locator(".progress")).to_contain_text("1 of 2 clipped")


async def test_CL3_a_crowds_moment_is_removed_by_one_command(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia)
    row = rows(page).filter(has_text="00:01:40")
    await row.get_by_role("button", name="More for 00:01:40").click()
    await page.get_by_role("menuitem", name="Delete moment").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete moment").click()
    await expect(rows(page)).to_have_count(1)
    view = await stage.call(kassia, "GET", f"/api/clip-sessions/{live}")
    assert len(view["clips"]) == 1


async def test_C14_moments_are_shown_hot_ones_as_one_row_that_unfolds(visit: Visit, kassia: Person, live: str) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await expect(rows(page)).to_have_count(2)
    await expect(rows(page).nth(0)).to_contain_text("00:10:00")  # newest first
    hot = rows(page).nth(1)
    await expect(hot).to_contain_text("S1")
    await expect(hot).to_contain_text("00:01:40")
    await expect(hot).to_contain_text("parry")
    await expect(hot).to_contain_text("🔥 EPIC")
    await expect(hot).to_contain_text("Bo")
    toggle = hot.get_by_role("button", name="3 taps")
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await hot.focus()
    await page.keyboard.press("Enter")
    await expect(hot.locator(".tap-rows li")).to_have_count(3)
    await page.get_by_role("radio", name="By time").check()
    await expect(rows(page).nth(0)).to_contain_text("00:01:40")
    await page.get_by_role("radio", name="Hottest").check()
    await expect(rows(page).nth(0)).to_contain_text("00:01:40")


# A row glows for four seconds, which a busy machine may spend elsewhere: the page itself notes what glowed.
NOTE_GLOW = """
window.glowed = [];
new MutationObserver(() => {
  for (const row of document.querySelectorAll(".row-fresh-0, .row-fresh-1")) glowed.push(row.textContent);
}).observe(document.querySelector("rt-moment-list"), { subtree: true, childList: true, attributes: true });
"""


async def test_C26_a_new_moment_glows_and_a_held_list_does_not_move(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await expect(rows(page)).to_have_count(2)
    viewer = await stage.guest("toast")
    await page.evaluate(NOTE_GLOW)
    await stage.call(viewer, "POST", f"/api/clip-sessions/{live}/clips", {"note": "Gwent", "submitted_by": "toast"})

    async def has_glowed() -> bool:
        return any("Gwent" in row for row in await page.evaluate("glowed"))

    await until(has_glowed)
    await rows(page).nth(1).hover()
    before = await rows(page).nth(1).bounding_box()
    await stage.call(
        viewer, "POST", f"/api/clip-sessions/{live}/clips", {"note": "Later", "tapped_at": await now_minus(page, 60)}
    )
    held = page.get_by_role("button", name="1 new")
    await expect(held).to_be_visible()
    assert await rows(page).nth(1).bounding_box() == before
    await held.click()
    await expect(rows(page)).to_have_count(4)
    # Four seconds after the tap arrived.
    await expect(page.locator(".row-fresh-0, .row-fresh-1")).to_have_count(0)


async def now_minus(page: Page, seconds: int) -> int:
    return int(await page.evaluate("Date.now()")) - seconds * 1000


async def test_the_streamer_marks_by_key_and_by_tag(visit: Visit, kassia: Person, live: str) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await expect(rows(page)).to_have_count(2)
    await page.keyboard.press("4")
    await expect(page.get_by_role("status").filter(has_text="Moment saved").first).to_be_visible()
    await expect(rows(page)).to_have_count(3)
    await expect(rows(page).nth(0)).to_contain_text("😲 CLUTCH")
    await expect(rows(page).nth(0)).to_contain_text("Kassia")


async def test_C26_a_moment_is_edited_and_deleted_after_a_question(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia)
    row = rows(page).nth(0)
    await row.get_by_role("button", name="More for 00:10:00").click()
    await page.get_by_role("menuitem", name="Edit note").click()
    field = row.get_by_label("Note")
    await expect(field).to_be_focused()
    await field.fill("Ваня забыл выпить масло")
    await field.press("Enter")
    await expect(row).to_contain_text("Ваня забыл выпить масло")

    await expect(row).to_be_focused()
    await page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog", name="Delete this moment?")
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await dialog.get_by_role("button", name="Delete moment").click()
    await expect(rows(page)).to_have_count(1)
    view = await stage.call(kassia, "GET", f"/api/clip-sessions/{live}")
    assert len(view["clips"]) == 3


async def test_PE13_C26_a_deleted_moment_and_a_deleted_tap_come_back_by_undo(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia)
    # A message with a button goes after eight seconds, so the test looks at nothing before it presses it.
    undo = page.get_by_role("status").filter(has_text="Moment deleted.").get_by_role("button", name="Undo")
    sure = page.get_by_role("dialog").get_by_role("button", name="Delete moment")
    hot = rows(page).filter(has_text="Bo")

    async def undone(*moments: int) -> bool:
        steps = (await stage.call(kassia, "GET", f"/api/people/{live}"))["steps"]
        return [step["moments"] for step in steps if step["undone_at"]] == [*moments]

    await hot.get_by_role("button", name="More for 00:01:40").click()
    await page.get_by_role("menuitem", name="Delete moment").click()
    await sure.click()
    await undo.click()
    await until(lambda: undone(3))
    await hot.get_by_role("button", name="3 taps").click()
    await hot.locator(".tap-rows li").last.get_by_role("button", name="Delete moment").click()
    await sure.click()
    await undo.click()
    await until(lambda: undone(1, 3))
    await expect(hot.get_by_role("button", name="3 taps")).to_be_visible()
    view = await stage.call(kassia, "GET", f"/api/clip-sessions/{live}")
    assert len(view["clips"]) == 4


async def test_C5_the_viewer_link_is_copied_and_drawn_as_a_code(visit: Visit, kassia: Person, live: str) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await expect(page.get_by_role("img", name="QR code of the viewer link").first).to_be_visible()
    await expect(page.locator(".room-side .qr-ink")).to_have_attribute("d", re.compile(r"^M\d"))
    await page.keyboard.press("l")
    await expect(page.get_by_role("status").filter(has_text="Viewer link copied.")).to_be_visible()
    assert (await page.evaluate("navigator.clipboard.readText()")).endswith(f"/c/{live}")


async def test_a_control_link_moves_the_stream_to_another_device_once(visit: Visit, kassia: Person, live: str) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await page.locator("rt-clip-title rt-menu").get_by_role("button").click()
    await page.get_by_role("menuitem", name="Move to another device").click()
    dialog = page.get_by_role("dialog", name="Control this stream from another device")
    await expect(dialog).to_contain_text("Open this link there within 10 minutes. It works once.")
    link = await dialog.get_by_role("textbox", name="Control link").input_value()
    path = "/" + link.split("/", 3)[3]

    phone = await visit(path, size=PHONE)
    await expect(phone.locator(".state-keys .key:visible").first).to_contain_text("Pause")
    assert "ticket" not in phone.url
    late = await visit(path)
    await expect(late.get_by_text("This link was used or is too old.")).to_be_visible()


async def test_the_reaction_lead_is_saved_and_comes_back(visit: Visit, kassia: Person, live: str) -> None:
    page = await visit(f"/clips/{live}", kassia)
    lead = page.locator(".room-side rt-reaction-lead")
    await expect(lead.locator("output")).to_have_text("0 s")
    for _ in range(3):
        await lead.get_by_role("button", name="One second more").click()
    await expect(lead.locator("output")).to_have_text("3 s")
    await expect(lead.locator(".lead-status")).to_have_text("Saved")
    await page.reload()
    await expect(lead.locator("output")).to_have_text("3 s")


async def test_the_title_is_edited_in_place(visit: Visit, stage: Stage, kassia: Person, live: str) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await page.get_by_role("button", name="Death March, blind").click()
    field = page.get_by_label("Title")
    await field.fill("Something else")
    await field.press("Escape")
    await expect(page.get_by_role("button", name="Death March, blind")).to_be_focused()
    await page.keyboard.press("Enter")
    await field.fill("Death March, second try")
    await field.press("Enter")
    await expect(page.locator("h1")).to_have_text("Death March, second try")
    view = await stage.call(kassia, "GET", f"/api/clip-sessions/{live}")
    assert view["session"]["title"] == "Death March, second try"


async def test_viewers_are_counted(visit: Visit, kassia: Person, live: str) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await expect(page.locator(".viewers-count")).to_have_text("0")
    await visit(f"/c/{live}", size=PHONE)
    await expect(page.locator(".viewers-count")).to_have_text("1")


async def test_offline_the_clock_goes_on_and_the_state_keys_say_why_they_rest(
    visit: Visit, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia)
    await expect(rows(page)).to_have_count(2)
    await page.context.set_offline(True)
    await expect(page.locator(".clock-reason")).to_have_text("Offline: state cannot change")
    await expect(page.get_by_role("button", name="Pause")).to_be_disabled()
    await expect(page.locator(".connection")).to_have_text("Offline")
    shown = await page.locator(".clock-panel .clock").inner_text()
    await expect(page.locator(".clock-panel .clock")).not_to_have_text(shown)
    await page.context.set_offline(False)
    await expect(page.get_by_role("button", name="Pause")).to_be_enabled()
    await expect(page.locator(".connection")).to_have_text("Back online.")
    await expect(page.locator(".connection")).to_have_text("")


async def test_C3_a_stranger_cannot_control(visit: Visit, live: str) -> None:
    page = await visit(f"/clips/{live}")
    await expect(page.get_by_text("You cannot do this here.")).to_be_visible()
    assert await state_keys(page).count() == 0
    await page.get_by_role("button", name="Open the viewer page").click()
    await expect(page.locator(".disc")).to_be_visible()


async def test_shortcuts_are_listed_and_can_be_switched_off(visit: Visit, kassia: Person, live: str) -> None:
    page = await visit(f"/clips/{live}", kassia, size=DESK)
    await expect(rows(page)).to_have_count(2)
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Shortcuts")
    await expect(sheet.get_by_text("Copy link")).to_be_visible()
    await sheet.get_by_role("switch", name="Single-key shortcuts").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("p")
    await page.keyboard.press("?")
    await expect(sheet).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".title-row .pill")).to_have_text("Active")


async def test_on_a_phone_the_link_waits_in_a_sheet_and_the_ember_key_marks(
    visit: Visit, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia, size=PHONE)
    await page.get_by_role("button", name="Viewer link").tap()
    sheet = page.get_by_role("dialog", name="Viewer link")
    await expect(sheet.get_by_role("button", name="Copy link")).to_be_visible()
    await expect(sheet.get_by_text("Reaction lead")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Mark a moment").tap()
    await expect(rows(page)).to_have_count(3)


async def test_a_deleted_session_is_gone_for_everyone_who_looks(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/clips/{live}", kassia)
    viewer = await visit(f"/c/{live}", size=PHONE)
    await expect(rows(page)).to_have_count(2)
    await expect(viewer.locator(".disc")).to_be_visible()
    await stage.call(kassia, "DELETE", f"/api/clip-sessions/{live}")
    await expect(page.locator("h1")).to_have_text("Session not found")
    await expect(viewer.locator("h1")).to_have_text("Session not found")
