"""For five seconds tags and note belong to the last tap (CL17)."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.polling import until
from tests.web.clip.test_viewer_page import button, clips
from tests.web.clock import hold_clock
from tests.web.conftest import PHONE, Visit
from tests.web.stage import Person, Stage


@pytest.fixture
async def live(stage: Stage, kassia: Person) -> str:
    session_id = await stage.session(kassia, "Death March, blind", "The Witcher 3")
    await stage.segment(kassia, session_id, 1, 2520, None, [])
    return session_id


async def places(page: Page) -> Any:
    """Where the button, the tags and the note's key begin, in px from the top."""
    top = "one => Math.round(one.getBoundingClientRect().top)"
    return await page.locator(".viewer-tags, .add-note, .stage").evaluate_all(f"all => all.map({top})")


@pytest.mark.parametrize("size", [(320, 568), PHONE], ids=str)
async def test_CL17_tag_note_and_undo_belong_to_the_tap_and_nothing_moves(
    visit: Visit, stage: Stage, kassia: Person, live: str, size: tuple[int, int]
) -> None:
    page = await visit(f"/c/{live}", size=size)
    await hold_clock(page)
    await expect(page.locator(".tag-key")).to_have_count(5)
    before = await places(page)
    await page.keyboard.press("Space")
    await expect(page.locator(".slot-for")).to_contain_text("Tag or note for 00:42:")
    await expect(button(page)).to_contain_text("Moment saved")
    assert await places(page) == before
    high = await page.evaluate("document.documentElement.scrollHeight")
    assert high == size[1]
    await page.keyboard.press("4")
    await page.keyboard.press("5")
    await expect(page.locator(".tag-chosen")).to_have_text("🏆 WIN")
    await page.keyboard.press("n")
    note = page.get_by_label("Note", exact=True)
    await note.fill("parry")
    await page.clock.run_for(20_000)  # the five seconds stand still while a note is typed
    await note.press("Enter")
    await expect(page.locator(".tag-chosen")).to_have_text("🏆 WIN")
    await page.keyboard.press("5")  # the same one takes it off
    await expect(page.locator(".tag-chosen")).to_have_count(0)
    await page.keyboard.press("3")
    await expect(page.locator(".tag-chosen")).to_have_text("💀 RIP")
    await page.clock.run_for(5000)
    await expect(page.locator(".slot-for")).to_contain_text("Your tap at 00:42:")

    async def is_changed() -> bool:
        [clip] = await clips(stage, kassia, live)
        return (clip["tag"], clip["note"]) == ("rip", "parry")

    await until(is_changed)
    await page.keyboard.press("z")
    await expect(page.locator(".slot")).to_have_text("Taken back.")
    assert await clips(stage, kassia, live) == []
    assert await places(page) == before


async def test_CL17_a_tap_that_waits_carries_the_tag_and_one_that_is_taken_back_is_never_sent(
    visit: Visit, stage: Stage, kassia: Person, live: str
) -> None:
    page = await visit(f"/c/{live}", size=PHONE)
    await page.context.set_offline(True)
    await expect(page.locator(".banner-hold")).to_be_visible()
    await hold_clock(page)
    await page.keyboard.press("Space")
    await expect(button(page)).to_contain_text("Kept on this phone")
    await page.keyboard.press("2")
    await expect(page.locator(".tag-chosen")).to_have_text("😂 FUNNY")
    await page.clock.run_for(5000)
    await page.keyboard.press("Space")
    await expect(page.get_by_text("Offline. 2 moments wait here")).to_be_visible()
    await page.keyboard.press("z")
    await expect(page.locator(".slot")).to_have_text("Taken back.")
    await page.clock.resume()
    await page.context.set_offline(False)
    await expect(page.get_by_text("1 moment saved by you")).to_be_visible()
    [clip] = await clips(stage, kassia, live)
    assert clip["tag"] == "funny"
