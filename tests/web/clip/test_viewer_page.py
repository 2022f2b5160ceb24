"""The viewer's page (C12, C15, C16, C23, C24, C26)."""

import json
import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.effort import in_proof
from tests.web.clock import hold_clock
from tests.web.conftest import PHONE, Visit
from tests.web.stage import Person, Stage, Tap, death_march


@pytest.fixture
async def live(stage: Stage, kassia: Person) -> str:
    """A stream that has been on air for 42 minutes."""
    session_id = await stage.session(kassia, "Death March, blind", "The Witcher 3")
    await stage.segment(kassia, session_id, 1, 2520, None, [])
    return session_id


COOLDOWN_MS = 2000


def button(page: Page) -> Locator:
    return page.locator(".disc")


async def clips(stage: Stage, owner: Person, session_id: str) -> list[dict[str, object]]:
    view = await stage.call(owner, "GET", f"/api/clip-sessions/{session_id}")
    return list(view["clips"])


async def test_C23_the_page_shows_title_game_status_and_one_large_button(visit: Visit, live: str) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await expect(page.locator("h1")).to_have_text("Death March, blind")
    await expect(page.get_by_text("The Witcher 3")).to_be_visible()
    await expect(page.locator(".pill")).to_have_text("Active")
    await expect(button(page)).to_have_accessible_name("🔥 Clip Moment")
    box = await button(page).bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (284, 284)
    assert await page.locator("header, nav, a[href]:not(.skip-link)").count() == 0


@pytest.mark.parametrize("size", [(320, 568), in_proof((360, 640)), in_proof((375, 667)), PHONE], ids=str)
async def test_C23_nothing_scrolls_on_a_phone(visit: Visit, live: str, size: tuple[int, int]) -> None:
    page = await visit(f"/c/{live}", size=size)
    await expect(button(page)).to_be_visible()
    wide, high = await page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert (wide, high) == size
    box = await button(page).bounding_box()
    assert box is not None
    assert box["width"] >= 168


async def test_C12_C21_and_C26_one_tap_saves_a_moment_and_the_button_comes_back(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await hold_clock(page)
    await button(page).tap()
    await expect(button(page)).to_contain_text("Moment saved")
    await expect(button(page)).to_have_attribute("aria-disabled", "true")
    await expect(page.get_by_text("1 moment saved by you")).to_be_visible()
    await expect(page.locator("[data-announce=assertive]")).to_have_text(re.compile("^Moment saved, 42 minutes"))
    shown = await page.locator(".disc-time").inner_text()
    await page.clock.run_for(COOLDOWN_MS)
    await expect(button(page)).to_have_accessible_name("🔥 Clip Moment")
    [clip] = await clips(stage, kassia, live)
    assert clip["offset_hms"] == shown
    assert clip["submitted_by"] is None  # C21


async def test_C26_a_second_tap_within_the_cooldown_does_nothing(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await hold_clock(page)
    await page.keyboard.press("Space")
    await expect(button(page)).to_contain_text("Moment saved")
    await page.clock.run_for(COOLDOWN_MS - 1)
    await page.keyboard.press("Space")
    win = page.get_by_role("button", name="🏆 WIN")
    clicked = await win.evaluate_handle("(one) => ({ it: new Promise((done) => (one.onclick = () => done())) })")
    await win.tap(force=True)
    await clicked.evaluate("(one) => one.it")  # a busy browser makes a click of a touch later
    await page.clock.run_for(1)
    await expect(button(page)).not_to_have_attribute("aria-disabled", "true")
    await win.evaluate("(one) => one.blur()")  # the end of the touch would take the key from the button that has it
    await page.keyboard.press("Space")
    await expect(page.get_by_text("2 moments saved by you")).to_be_visible()
    assert len(await clips(stage, kassia, live)) == 2  # what was sent before the last tap came before it


@pytest.mark.parametrize(
    ("word", "key", "tag"),
    [
        ("🔥 EPIC", "1", "epic"),
        ("😂 FUNNY", "2", "funny"),
        ("💀 RIP", "3", "rip"),
        ("😲 CLUTCH", "4", "clutch"),
        ("🏆 WIN", "5", "win"),
    ],
)
async def test_C26_a_quick_tag_is_a_tap_with_that_tag(
    visit: Visit, stage: Stage, kassia: Person, live: str, word: str, key: str, tag: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await expect(page.get_by_role("button", name=word)).to_be_visible()
    await hold_clock(page)
    await page.keyboard.press(key)
    await expect(page.locator(".tag-chosen")).to_have_text(word)
    await expect(button(page)).to_contain_text("Moment saved")
    [clip] = await clips(stage, kassia, live)
    assert clip["tag"] == tag


async def test_C15_a_note_is_cut_at_a_hundred_characters_and_sent_with_the_time_it_was_begun(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await expect(page.get_by_label("Note", exact=True)).to_have_count(0)  # C23: collapsed by default
    await page.get_by_role("button", name="Add a note").tap()
    field = page.get_by_label("Note", exact=True)
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("placeholder", "What just happened?")
    begun = (await page.locator(".note-at").inner_text()).removeprefix("at ")
    await expect(page.locator(".viewer-clock .clock")).not_to_have_text(begun)
    await field.fill("😂" * 101)
    await expect(page.locator(".note-count")).to_have_text("100/100")
    await field.fill("Геральт оскорбил барона 🔥")
    await hold_clock(page)
    await field.press("Enter")
    await expect(button(page)).to_contain_text("Moment saved")
    await expect(field).to_have_count(0)
    [clip] = await clips(stage, kassia, live)
    assert clip["note"] == "Геральт оскорбил барона 🔥"
    assert clip["offset_hms"] == begun


async def test_C26_the_clock_runs_over_the_segments_and_stands_at_the_end(
    visit: Visit, stage: Stage, kassia: Person
) -> None:
    page = await visit(f"/c/{await death_march(stage, kassia, until='ended')}", size=PHONE)
    await expect(page.locator(".viewer-clock .clock")).to_have_text("01:46:32")  # 3,850 s and 2,542 s


async def test_C26_the_name_is_remembered(visit: Visit, stage: Stage, kassia: Person, live: str) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.get_by_role("button", name="Anonymous").tap()
    await page.get_by_label("Your name").fill("kassandra")
    await page.get_by_label("Your name").press("Enter")
    await page.reload()
    await expect(page.get_by_role("button", name="kassandra")).to_be_visible()
    await hold_clock(page)
    await button(page).tap()
    await expect(button(page)).to_contain_text("Moment saved")
    [clip] = await clips(stage, kassia, live)
    assert clip["submitted_by"] == "kassandra"


async def test_C24_the_page_follows_the_stream_through_its_states(visit: Visit, stage: Stage, kassia: Person) -> None:
    session_id = await stage.session(kassia, "Night run")
    page = await visit(f"/c/{session_id}", size=PHONE)
    await expect(page.locator(".pill")).to_have_text("Created")
    await expect(page.get_by_text("Not live yet. This page wakes up by itself.")).to_be_visible()
    before = await button(page).bounding_box()

    await stage.act(kassia, session_id, "start")
    await expect(page.locator(".pill")).to_have_text("Active")
    await expect(page.locator("rt-clip-clock")).not_to_have_text("00:00:00")

    await stage.act(kassia, session_id, "pause")
    await expect(page.get_by_text("Timestamps paused — stream is on break.", exact=True).first).to_be_visible()
    await expect(page.locator(".pill")).to_have_text("Paused")
    await expect(page.locator(".viewer-clock .label")).to_have_text("Stopped at")
    await button(page).tap(force=True)  # C16: nothing to press while the stream is on a break
    assert await button(page).bounding_box() == before

    await stage.act(kassia, session_id, "end")
    await expect(page.locator("#viewer-message")).to_have_text("This session has ended.")
    await expect(page.get_by_text("You marked no moments.")).to_be_visible()
    assert await clips(stage, kassia, session_id) == []


async def test_C24_an_ended_session_lists_the_viewers_own_moments(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.keyboard.press("3")
    await expect(button(page)).to_contain_text("Moment saved")
    await stage.call(await stage.guest("somebody else"), "POST", f"/api/clip-sessions/{live}/clips", {"note": "theirs"})
    await stage.act(kassia, live, "end")
    await expect(page.locator(".own li")).to_have_count(1)
    await expect(page.locator(".own li")).to_contain_text("💀 RIP")


async def test_taps_made_offline_wait_with_their_own_time_and_are_sent_once(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.context.set_offline(True)
    await expect(page.get_by_text("Offline. Moments wait here and will be sent with their own time.")).to_be_visible()
    await button(page).tap()
    await expect(button(page)).to_contain_text("Kept on this phone")
    await expect(page.get_by_text("Offline. 1 moment waits here and will be sent with its own time.")).to_be_visible()
    await expect(page.get_by_text("0 moments saved by you")).to_be_visible()  # true at every moment
    kept = await page.locator(".disc-time").inner_text()
    await expect(button(page)).to_have_accessible_name("🔥 Clip Moment")
    await button(page).tap()
    await expect(page.get_by_text("Offline. 2 moments wait here and will be sent with their own time.")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("2 moments saved by you")).to_be_visible()
    await expect(page.get_by_text("Back online. 2 sent.")).to_be_visible()
    await expect(page.locator(".banner-hold")).to_have_count(0)
    saved = await clips(stage, kassia, live)
    assert len(saved) == 2
    assert saved[0]["offset_hms"] == kept


async def test_CL2_a_tap_made_before_the_break_that_arrives_in_it_is_kept_and_sent_after_the_resume(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.context.set_offline(True)
    await expect(page.locator(".banner-hold")).to_be_visible()
    await button(page).tap()
    await expect(button(page)).to_contain_text("Kept on this phone")
    await stage.act(kassia, live, "pause")
    await page.context.set_offline(False)
    await expect(page.get_by_text("Waits for the stream to go on.")).to_be_visible()
    assert await clips(stage, kassia, live) == []
    await page.reload()  # it is kept on this phone, not on this page
    await expect(page.get_by_text("Waits for the stream to go on.")).to_be_visible()
    await stage.act(kassia, live, "resume")
    await expect(page.get_by_text("1 moment saved by you")).to_be_visible()
    await expect(page.get_by_text("Waits for the stream to go on.")).to_have_count(0)
    [clip] = await clips(stage, kassia, live)
    assert clip["segment_index"] == 1


async def test_CL2_a_tap_that_waits_when_the_stream_ends_is_not_counted_and_this_is_said(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.context.set_offline(True)
    await expect(page.locator(".banner-hold")).to_be_visible()
    await button(page).tap()
    await expect(button(page)).to_contain_text("Kept on this phone")
    await stage.act(kassia, live, "pause")
    await page.context.set_offline(False)
    await expect(page.get_by_text("Waits for the stream to go on.")).to_be_visible()
    await stage.act(kassia, live, "end")
    toast = page.get_by_role("alert").filter(has_text="moment")
    await expect(toast).to_contain_text("1 moment was not counted: the stream ended first.")
    assert await clips(stage, kassia, live) == []


async def test_a_tap_made_in_the_break_is_not_counted_and_this_is_said(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.context.set_offline(True)
    await expect(page.locator(".banner-hold")).to_be_visible()
    await stage.act(kassia, live, "pause")
    await button(page).tap()  # the page cannot know of the pause
    await expect(button(page)).to_contain_text("Kept on this phone")
    await page.context.set_offline(False)
    toast = page.get_by_role("alert").filter(has_text="moment")
    await expect(toast).to_contain_text("1 moment fell into the break and was not counted.")
    assert await clips(stage, kassia, live) == []


MADE_EARLIER = """ms => {
  for (const [key, text] of Object.entries(localStorage)) {
    const kept = text.includes("submit_clip") ? JSON.parse(text) : null;
    if (kept) kept.payload.tapped_at -= ms;
    if (kept) localStorage.setItem(key, JSON.stringify(kept));
  }
}"""


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (1, "Not live yet. Nothing was marked."),  # the stream has been on air for 42 minutes
        (7, "1 moment waited here for too long and was not counted."),
    ],
)
async def test_CL2_a_kept_tap_that_is_early_or_too_old_is_not_counted_and_this_is_said(
    visit: Visit, stage: Stage, kassia: Person, live: str, hours: int, said: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.context.set_offline(True)
    await expect(page.locator(".banner-hold")).to_be_visible()
    await button(page).tap()
    await expect(button(page)).to_contain_text("Kept on this phone")
    await page.evaluate(MADE_EARLIER, hours * 3_600_000)
    address = page.url
    await page.close()
    await page.context.set_offline(False)
    again = await page.context.new_page()
    await again.goto(address)
    await expect(again.get_by_role("alert").filter(has_text="counted" if hours > 1 else "marked")).to_contain_text(said)
    assert await clips(stage, kassia, live) == []


async def test_C15_a_note_that_is_typed_survives_a_new_title_a_pause_and_the_way_back(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.get_by_role("button", name="Add a note").tap()
    field = page.get_by_label("Note", exact=True)
    await field.fill("Griffin one-sh")
    await stage.call(kassia, "PATCH", f"/api/clip-sessions/{live}", {"title": "Second try"})
    await expect(page.locator("h1")).to_have_text("Second try")
    await expect(field).to_have_value("Griffin one-sh")
    await stage.act(kassia, live, "pause")
    await expect(page.locator("#viewer-message")).to_have_text("Timestamps paused — stream is on break.")
    await expect(field).to_have_value("Griffin one-sh")
    await field.fill("Griffin one-shot")
    await field.press("Enter")
    await expect(page.get_by_text("Waits for the stream to go on.")).to_be_visible()
    await stage.act(kassia, live, "resume")
    await expect(page.get_by_text("1 moment saved by you")).to_be_visible()
    [clip] = await clips(stage, kassia, live)
    assert (clip["note"], clip["segment_index"]) == ("Griffin one-shot", 1)


async def test_C15_a_note_that_is_typed_when_the_stream_ends_is_not_counted_and_this_is_said(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.get_by_role("button", name="Add a note").tap()
    await page.get_by_label("Note", exact=True).fill("Griffin one-sh")
    await stage.act(kassia, live, "end")
    toast = page.get_by_role("alert").filter(has_text="moment")
    await expect(toast).to_contain_text("1 moment was not counted: the stream ended first.")
    assert await clips(stage, kassia, live) == []


async def test_C24_a_stranger_at_an_ended_stream_is_not_told_that_nothing_was_captured(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    await stage.call(await stage.guest("Bo"), "POST", f"/api/clip-sessions/{live}/clips", {"note": "parry"})
    await stage.act(kassia, live, "end")
    page = await visit(f"/c/{live}", size=PHONE)
    await expect(page.get_by_text("You marked no moments.")).to_be_visible()
    await expect(page.get_by_text("No moments captured yet.")).to_have_count(0)


async def test_C26_tags_that_cool_down_look_so(visit: Visit, stage: Stage, kassia: Person, live: str) -> None:
    """In slow mode the pause is longer than the five seconds in which tags belong to the tap (CL17)."""
    await stage.call(kassia, "PATCH", f"/api/people/{live}", {"slow_seconds": 10})
    page = await visit(f"/c/{live}", size=PHONE)
    await hold_clock(page)
    tag = page.get_by_role("button", name="💀 RIP")
    looks = "one => { const {color, backgroundColor, boxShadow} = getComputedStyle(one);"
    looks += " return [color, backgroundColor, boxShadow] }"
    before = await tag.evaluate(looks)
    await page.keyboard.press("1")
    await expect(button(page)).to_contain_text("Moment saved")
    assert await tag.evaluate(looks) == before
    await page.clock.run_for(5000)
    await expect(tag).to_have_attribute("aria-disabled", "true")
    cooling = await tag.evaluate(looks)
    assert all(one != other for one, other in zip(before, cooling, strict=True))
    await page.clock.run_for(5000)
    await expect(tag).not_to_have_attribute("aria-disabled", "true")
    assert await tag.evaluate(looks) == before


async def test_an_unknown_session_is_said_without_a_header(visit: Visit) -> None:
    page = await visit("/c/f47ac10b-58cc-4372-a567-0e02b2c3d470", size=PHONE)
    await expect(page.locator("h1")).to_have_text("Session not found")
    await expect(page.get_by_text("This session doesn't exist")).to_be_visible()
    assert await page.locator("header").count() == 0
    await expect(page.get_by_role("button", name="Create New Session")).to_be_visible()
    await expect(page.get_by_role("button", name="Go Home")).to_be_visible()


async def test_a_script_in_a_title_or_a_note_is_text(visit: Visit, stage: Stage, kassia: Person) -> None:
    evil = "<img src=x onerror=alert(1)>"
    session_id = await stage.session(kassia, evil, "<b>game</b>")
    await stage.segment(kassia, session_id, 1, 60, None, [Tap(5, evil[:32], evil)])
    for path, person in ((f"/c/{session_id}", None), (f"/clips/{session_id}", kassia), ("/clips", kassia)):
        page = await visit(path, person)
        await expect(page.get_by_text(evil).first).to_be_visible()
        assert await page.locator("main img").count() == 0


async def test_the_page_is_light(visit: Visit, live: str) -> None:
    """Everything a phone loads for this page, as it travels: under 100 kB with the font."""
    page = await visit(f"/c/{live}", size=PHONE)
    await expect(button(page)).to_be_visible()
    sizes = json.loads(
        await page.evaluate(
            "JSON.stringify(performance.getEntriesByType('resource')"
            ".filter((one) => one.name.includes('/assets/')).map((one) => one.encodedBodySize))"
        )
    )
    assert 0 < sum(sizes) < 100_000
