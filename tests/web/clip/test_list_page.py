"""The streamer's list of sessions (C5, C26)."""

import re

from playwright.async_api import expect

from tests.web.conftest import PHONE, Visit
from tests.web.stage import Stage, Tap, death_march


async def test_C5_a_first_session_is_made_from_the_keyboard_alone(visit: Visit) -> None:
    page = await visit("/clips")
    await expect(page.get_by_text("No sessions yet.")).to_be_visible()
    await expect(page.get_by_text("Create one before you go live. You get a link for your viewers.")).to_be_visible()
    await expect(page.get_by_label("Title")).to_be_focused()
    await page.keyboard.type("Death March, blind")
    await page.keyboard.press("Tab")
    await page.keyboard.type("The Witcher 3")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/clips/*")
    await expect(page.locator("h1")).to_have_text("Death March, blind")
    await expect(page.locator(".pill")).to_have_text("Created")
    await page.go_back()
    await expect(page.locator(".session-row")).to_have_count(1)


async def test_CL1_a_new_session_starts_with_the_reaction_lead_of_the_last_one(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    await stage.session(kassia, "First", lead=30)
    await stage.session(kassia, "Last", lead=8)
    page = await visit("/clips", kassia)
    await expect(page.get_by_text("As last time: reaction lead 8 s")).to_be_visible()
    await page.get_by_label("Title").fill("Next")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/clips/*-*")
    made = await stage.call(kassia, "GET", f"/api/clip-sessions/{page.url.rsplit('/', 1)[1]}")
    assert (made["session"]["title"], made["session"]["lead_seconds"]) == ("Next", 8)


async def test_C26_sessions_are_listed_active_first_with_state_and_heat(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    created = await stage.session(kassia, "Tomorrow")
    ended = await stage.session(kassia, "Yesterday", "Bloodborne")
    await stage.segment(kassia, ended, 1, 60, 50, [Tap(9)])
    await stage.act(kassia, ended, "end")
    active = await death_march(stage, kassia)
    page = await visit("/clips", kassia)
    await expect(page.locator(".session-row")).to_have_count(3)
    for place, session_id in enumerate((active, created, ended)):
        await expect(page.locator(".session-open").nth(place)).to_have_attribute("href", f"/clips/{session_id}")
    await expect(page.locator(".session-row").first).to_contain_text("Active")
    await expect(page.locator(".session-row").last).to_contain_text("1 moment")
    assert await page.locator(".session-row").first.locator(".session-heat i").count() == 24
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Tomorrow")


async def test_C26_a_session_is_deleted_with_its_moments_after_a_question(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    session_id = await stage.session(kassia, "Quiet night")
    await stage.segment(kassia, session_id, 1, 60, None, [Tap(9)])
    page = await visit("/clips", kassia)
    await page.get_by_role("button", name="More for Quiet night").click()
    await page.get_by_role("menuitem", name="Delete…").click()
    dialog = page.get_by_role("dialog", name='Delete "Quiet night"?')
    await expect(dialog).to_contain_text("Its 1 moment goes with it.")
    await expect(dialog).to_contain_text("You can bring it back for 30 days: Deleted, in the account menu.")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(page.locator(".session-row")).to_have_count(1)
    await page.get_by_role("button", name="More for Quiet night").click()
    await page.get_by_role("menuitem", name="Delete…").click()
    await dialog.get_by_role("button", name="Delete session").click()
    await expect(page.get_by_text("No sessions yet.")).to_be_visible()


async def test_D13_a_deleted_session_comes_back_from_the_toast_and_from_deleted(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    ids = [await stage.session(kassia, title) for title in ("Quiet night", "Loud night")]
    page = await visit("/clips", kassia)
    dialog = page.get_by_role("dialog", name="Deleted")

    async def delete(title: str) -> None:
        await page.get_by_role("button", name=f"More for {title}").click()
        await page.get_by_role("menuitem", name="Delete…").click()
        await page.get_by_role("button", name="Delete session").click()
        await expect(page.get_by_role("link", name=f"Open {title}")).to_have_count(0)

    await delete("Quiet night")
    await page.locator(".toast", has_text="Session deleted.").get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("link", name="Open Quiet night")).to_be_visible()
    for title in ("Quiet night", "Loud night"):
        await delete(title)
    await page.get_by_role("button", name="Deleted").click()
    await expect(dialog.get_by_role("listitem")).to_contain_text(["Loud night", "Quiet night"])
    await dialog.get_by_role("button", name="Restore: Quiet night").click()
    await expect(dialog.get_by_role("listitem")).to_have_count(1)
    await dialog.get_by_role("button", name="Delete for good: Loud night").click()
    question = page.get_by_role("dialog", name='Delete "Loud night" for good?')
    await question.get_by_role("button", name="Cancel").click()
    await expect(dialog.get_by_role("listitem")).to_have_count(1)
    await dialog.get_by_role("button", name="Delete for good: Loud night").click()
    await question.get_by_role("button", name="Delete for good").click()
    await expect(dialog.get_by_text("Nothing here.")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await page.get_by_role("link", name="Open Quiet night").click()
    await page.wait_for_url(f"**/clips/{ids[0]}")
    await expect(page.locator("h1")).to_have_text("Quiet night")


async def test_the_viewer_link_is_copied_from_the_menu(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    session_id = await stage.session(kassia, "Quiet night")
    page = await visit("/clips", kassia)
    await page.get_by_role("button", name="More for Quiet night").click()
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="Viewer link copied.")).to_be_visible()
    assert (await page.evaluate("navigator.clipboard.readText()")).endswith(f"/c/{session_id}")


async def test_on_a_phone_a_session_is_made_in_a_sheet(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    await stage.session(kassia, "Quiet night")
    page = await visit("/clips", kassia, size=PHONE)
    await page.get_by_role("button", name="New clip session").tap()
    sheet = page.get_by_role("dialog", name="New clip session")
    await expect(sheet.get_by_label("Title")).to_be_focused()
    await sheet.get_by_label("Title").fill("Loud night")
    await sheet.get_by_role("button", name="Create session").tap()
    await expect(page.locator("h1")).to_have_text("Loud night")
    await expect(sheet).to_have_count(0)


async def test_a_title_too_long_is_cut_as_it_is_typed(visit: Visit) -> None:
    page = await visit("/clips")
    await page.get_by_label("Title").fill("😲" * 130)
    await expect(page.get_by_text("100/100")).to_be_visible()


async def test_a_title_written_from_right_to_left_turns_nothing_around_it(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    session_id = await stage.session(kassia, "ליל שקט", "לילה")
    for path in ("/clips", f"/clips/{session_id}"):
        page = await visit(path, kassia)
        for text in ("ליל שקט", "לילה"):
            shown = page.locator("bdi", has_text=re.compile(f"^{text}$"))
            await expect(shown.first).to_be_visible()
            assert await shown.first.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"


async def test_offline_the_list_is_the_last_one_and_says_of_when(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    await stage.session(kassia, "Quiet night")
    page = await visit("/clips", kassia)
    await expect(page.locator(".session-row")).to_have_count(1)
    await page.get_by_role("link", name="Roomtone").click()
    await expect(page.get_by_role("heading", name="Your rooms")).to_be_visible()
    await page.context.set_offline(True)
    await page.get_by_role("navigation").get_by_role("link", name="Clips").click()
    await expect(page.locator(".session-row")).to_have_count(1)
    await expect(page.locator(".as-of")).to_contain_text("As of ")
