"""What newcomers do on their first visit, by visible words and roles alone: jams, streams, and who may what."""

import re

from playwright.async_api import Page, expect

from tests.web.jam.hearing import LISTEN
from tests.web.jam.pages import PHONE
from tests.web.stories.conftest import Arrive, pasted

JAM = re.compile(r"/s/[0-9a-f-]{36}$")
SOUNDS = "() => window.heard.starts.length > 3"


async def new_jam(page: Page, name: str) -> None:
    await page.get_by_role("button", name="New Session").click()
    await page.wait_for_url(JAM)
    await page.get_by_role("button", name="Untitled Session").click()
    await page.keyboard.type(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


async def home(page: Page) -> None:
    await page.get_by_role("link", name="Roomtone", exact=True).click()
    await expect(page.get_by_role("heading", name="Your rooms")).to_be_visible()


async def of_account(page: Page, key: str) -> None:
    await page.get_by_role("button", name="Account").click()
    await page.get_by_role("button", name=key, exact=True).click()


async def test_PG12_a_newcomer_makes_a_jam_hears_it_and_plays_with_a_friend(arrive: Arrive) -> None:
    ines = await arrive(script=LISTEN)
    await ines.get_by_role("button", name="New Session").click()
    await ines.wait_for_function(SOUNDS)
    await expect(ines.get_by_text("is playing. It is yours: press any step.")).to_be_visible()
    await ines.get_by_role("button", name="Invite").click()
    await expect(ines.get_by_text("Session link copied! Anyone with this link can edit.")).to_be_visible()

    theo = await arrive(await pasted(ines), PHONE, script=LISTEN)
    await expect(theo.get_by_text("Press play to hear it")).to_be_visible()
    await theo.get_by_role("button", name="Play", exact=True).click()
    await theo.wait_for_function(SOUNDS)
    step = theo.get_by_role("button", name=re.compile(", step 3, (on|off)")).first
    name = await theo.get_by_role("heading", level=2).first.inner_text()
    was_on = await step.get_attribute("aria-pressed") == "true"
    await step.click()
    there = ines.get_by_role("button", name=re.compile(f"^{name}, step 3, "))
    await expect(there).to_have_attribute("aria-pressed", "false" if was_on else "true")


async def test_PG12_a_jam_is_found_by_its_name_deleted_and_brought_back(arrive: Arrive) -> None:
    page = await arrive()
    for name in ("Rainy Tuesday", "Kettle lid orchestra"):
        await new_jam(page, name)
        await home(page)
    await page.get_by_role("searchbox", name="Find in your rooms").fill("rainy")
    rows = page.get_by_role("list", name=re.compile("Live now|Earlier")).get_by_role("listitem")
    await expect(rows).to_have_count(1)
    await page.get_by_role("button", name="More for Rainy Tuesday").click()
    await page.get_by_role("menuitem", name="Delete…").click()
    question = page.get_by_role("dialog", name="Delete Rainy Tuesday?")
    await expect(question).to_contain_text("Deleted, in the account menu")
    await question.get_by_role("button", name="Delete", exact=True).click()
    await expect(page.get_by_text("Nothing is called “rainy”.")).to_be_visible()

    await page.reload()  # without the toast and its Undo
    await of_account(page, "Deleted")
    bin_ = page.get_by_role("dialog", name="Deleted")
    await bin_.get_by_role("listitem").filter(has_text="Rainy Tuesday").get_by_role("button", name="Restore").click()
    await bin_.get_by_role("button", name="Close").click()
    await page.get_by_role("link", name="Rainy Tuesday").click()
    await expect(page.get_by_role("heading", name="Rainy Tuesday")).to_be_visible()


async def test_PG12_a_streamer_hands_out_a_link_and_takes_a_viewers_second_with_its_note_home(arrive: Arrive) -> None:
    streamer = await arrive()
    await streamer.get_by_role("button", name="New clip session").click()
    await streamer.get_by_label("Title").fill("Friday night")
    await streamer.get_by_role("button", name="Create session").click()
    await streamer.get_by_role("button", name="Copy link").first.click()
    await expect(streamer.get_by_text("Viewer link copied.")).to_be_visible()
    viewer = await arrive(await pasted(streamer), PHONE)
    await expect(viewer.get_by_text("Not live yet. This page wakes up by itself.").first).to_be_visible()
    await streamer.get_by_role("button", name="Start", exact=True).click()
    await viewer.get_by_role("button", name="Clip Moment").click()
    await expect(viewer.get_by_text("Moment saved", exact=True).first).to_be_visible()

    await viewer.get_by_role("button", name="Add a note to").click()
    await viewer.get_by_placeholder("What just happened?").fill("that jump")
    await viewer.keyboard.press("Enter")
    moments = streamer.get_by_role("region", name="Moments")
    await expect(moments.get_by_role("listitem").filter(has_text="that jump")).to_be_visible()
    await streamer.get_by_role("button", name="End", exact=True).click()
    await streamer.get_by_role("button", name="End session").click()
    own = viewer.get_by_role("list").filter(has_text="that jump")
    await expect(viewer.get_by_role("heading", name="Your moments")).to_be_visible()
    await expect(own.get_by_role("listitem")).to_have_count(1)

    await streamer.get_by_label("Format").select_option("CSV")
    async with streamer.expect_download() as downloading:
        await streamer.get_by_role("button", name="Download .csv").click()
    assert "that jump" in (await (await downloading.value).path()).read_text("utf-8")


async def test_PG12_name_theme_and_language_are_in_the_account_and_stay(arrive: Arrive) -> None:
    page = await arrive(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)
    await page.get_by_role("button", name="Account").click()
    await page.get_by_label("Your name").fill("Nadia")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Account: Nadia")).to_be_visible()
    await page.get_by_text("Dark", exact=True).click()
    await page.wait_for_function(f"(light) => {ground} !== light", arg=light)
    await page.get_by_text("Русский", exact=True).click()
    await expect(page.get_by_role("heading", name="Откройте комнату, пришлите ссылку.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Откройте комнату, пришлите ссылку.")).to_be_visible()
    await expect(page.get_by_role("button", name="Профиль: Nadia")).to_be_visible()
    assert await page.evaluate(ground) != light


async def test_PG12_a_viewer_is_invited_asks_for_more_and_becomes_an_editor(arrive: Arrive) -> None:
    ines = await arrive()
    await new_jam(ines, "Rainy Tuesday")
    await ines.get_by_role("button", name="Share", exact=True).click()
    share = ines.get_by_role("dialog", name="Share “Rainy Tuesday”")
    await share.get_by_text("View", exact=True).click()
    await expect(share.get_by_text("Whoever has it hears the jam.")).to_be_visible()
    await share.get_by_role("button", name="Copy link").click()
    await expect(ines.get_by_text("Link copied.").first).to_be_visible()
    wren = await arrive(await pasted(ines), PHONE)
    await expect(wren.get_by_text("You can only watch here.")).to_be_visible()
    await wren.get_by_role("button", name="Ask to edit").click()
    await expect(wren.get_by_text("Asked. Waiting for the owner.")).to_be_visible()
    await expect(share.get_by_text("asks to edit")).to_be_visible()
    await share.get_by_role("button", name="Accept").click()
    await expect(wren.get_by_text("You can edit now.")).to_be_visible()
    step = wren.get_by_role("button", name=re.compile(", step 3, (on|off)")).first
    was_on = await step.get_attribute("aria-pressed") == "true"
    await step.click()
    await expect(step).to_have_attribute("aria-pressed", "false" if was_on else "true")
