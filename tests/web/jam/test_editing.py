"""Editing on the jam page in real browsers: alone, together, offline, by keys and on a phone; undo and versions."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect
from roomtone_client import RoomtoneClient

from tests.polling import until
from tests.processes import ServerProcess
from tests.web.jam.pages import (
    DESKTOP,
    PHONE,
    TWO,
    context,
    id_of,
    jam,
    opened,
    step,
    stored,
    visited,
)


@pytest.fixture
async def page(browser: Browser, server: ServerProcess) -> AsyncIterator[Page]:
    async with visited(browser, server.url) as one:
        yield one


async def test_JM1_K9_two_browsers_edit_one_session_and_a_reload_shows_the_same(
    browser: Browser, server: ServerProcess
) -> None:
    id_ = await jam(server.url, TWO)
    ines, theo = await context(browser, server.url), await context(browser, server.url)
    one, other = await opened(ines, f"{server.url}/s/{id_}"), await opened(theo, f"{server.url}/s/{id_}")
    await step(one, "b", 7).click()
    await expect(step(other, "b", 7)).to_have_attribute("aria-pressed", "true")
    await expect(step(other, "b", 7).locator(".place-tag")).to_be_visible()
    await step(one, "b", 7).press("Shift+ArrowUp")
    await expect(step(other, "b", 7)).to_contain_text("+1")
    await other.locator("#jam-tempo").fill("150")
    await other.locator("#jam-tempo").press("Enter")
    await expect(one.locator("#jam-tempo")).to_have_value("150")
    await other.locator(".jam-title button").click()
    await other.locator(".jam-title-input").fill("Rainy Tuesday")
    await other.locator(".jam-title-input").press("Enter")
    await expect(one.locator(".jam-title")).to_have_text("Rainy Tuesday")
    await one.reload()
    await expect(step(one, "b", 7)).to_have_attribute("aria-pressed", "true")
    await expect(one.locator(".jam-title")).to_have_text("Rainy Tuesday")


async def test_JM7_undo_and_redo_are_ones_own(browser: Browser, server: ServerProcess) -> None:
    id_ = await jam(server.url, TWO)
    ines, theo = await context(browser, server.url), await context(browser, server.url)
    one, other = await opened(ines, f"{server.url}/s/{id_}"), await opened(theo, f"{server.url}/s/{id_}")
    await step(one, "b", 1).click()
    await step(one, "b", 2).click()
    await expect(step(other, "b", 2)).to_have_attribute("aria-pressed", "true")
    await step(other, "b", 1).click()  # Theo takes the first step away again
    await expect(step(one, "b", 1)).to_have_attribute("aria-pressed", "false")
    await one.keyboard.press("Control+z")
    await expect(step(other, "b", 2)).to_have_attribute("aria-pressed", "false")
    await expect(one.get_by_role("button", name="Undo")).to_be_disabled()
    await one.keyboard.press("Control+Shift+z")
    await expect(step(other, "b", 2)).to_have_attribute("aria-pressed", "true")
    await expect(step(other, "b", 1)).to_have_attribute("aria-pressed", "false")


async def test_JM3_an_edit_lost_to_a_deletion_is_told(browser: Browser, server: ServerProcess) -> None:
    id_ = await jam(server.url, TWO)
    ines, theo = await context(browser, server.url), await context(browser, server.url)
    one, other = await opened(ines, f"{server.url}/s/{id_}"), await opened(theo, f"{server.url}/s/{id_}")
    await ines.set_offline(True)
    await expect(one.locator(".jam-status")).to_contain_text("Offline")
    await step(one, "b", 5).click()
    await expect(one.locator(".jam-status")).to_have_text("Offline: 1 change waiting")
    await other.locator('[data-track="b"] .menu-face').click()
    await other.get_by_role("menuitem", name="Delete track").click()
    await expect(other.locator(".jam-row")).to_have_count(1)
    await ines.set_offline(False)
    await expect(one.locator(".toast")).to_contain_text("deleted Bass. Your last change to it was dropped.")
    await expect(one.locator(".jam-row")).to_have_count(1)
    await expect(one.locator(".jam-status")).to_have_text("Saved")


async def test_S16_edits_made_offline_wait_outlive_the_page_and_arrive_once(
    browser: Browser, server: ServerProcess
) -> None:
    id_ = await jam(server.url, TWO)
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s/{id_}")
    await where.set_offline(True)
    await expect(page.locator(".jam-status")).to_contain_text("Offline")
    for number in (2, 3, 6):
        await step(page, "b", number).click()
    await expect(page.locator(".jam-status")).to_have_text("Offline: 3 changes waiting")
    assert (await stored(server.url, id_))["state"]["tracks"][1]["steps"] == [False] * 16
    await page.close()
    await where.set_offline(False)
    again = await opened(where, f"{server.url}/s/{id_}")
    await expect(again.locator(".jam-status")).to_have_text("Saved")
    for number in (2, 3, 6):
        await expect(step(again, "b", number)).to_have_attribute("aria-pressed", "true")
    steps = (await stored(server.url, id_))["state"]["tracks"][1]["steps"]
    assert [n + 1 for n, on in enumerate(steps) if on] == [2, 3, 6]


async def test_S16_a_page_that_is_back_online_says_how_many_changes_it_sent(
    browser: Browser, server: ServerProcess
) -> None:
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s/{await jam(server.url, TWO)}")
    await where.set_offline(True)
    await expect(page.locator(".jam-status")).to_contain_text("Offline")
    for number in (2, 3, 6):
        await step(page, "b", number).click()
    await expect(page.locator(".jam-status")).to_have_text("Offline: 3 changes waiting")
    await where.set_offline(False)
    await expect(page.locator(".jam-status")).to_have_text("Back online. 3 sent.")
    await expect(page.locator(".jam-status")).to_have_text("Saved")
    steps = (await stored(server.url, id_of(page)))["state"]["tracks"][1]["steps"]
    assert [n + 1 for n, on in enumerate(steps) if on] == [2, 3, 6]


async def test_S16_what_was_refused_after_an_outage_is_said_and_can_be_kept(
    browser: Browser, server: ServerProcess
) -> None:
    where = await context(browser, server.url)
    async with RoomtoneClient(server.url, name="Owner") as owner:
        made = await owner.request("POST", "/api/sessions", body={"state": TWO["state"]})
        page = await opened(where, f"{server.url}/s/{made['id']}")
        await where.set_offline(True)
        await expect(page.locator(".jam-status")).to_contain_text("Offline")
        for number in (2, 3, 6):
            await step(page, "b", number).click()
        await expect(page.locator(".jam-status")).to_have_text("Offline: 3 changes waiting")
        await owner.request("PATCH", f"/api/people/{made['id']}", body={"link": "view"})
        await where.set_offline(False)
        await expect(page.locator(".jam-status")).to_have_text("Back online. 3 not accepted.")
        assert (await stored(server.url, made["id"]))["state"]["tracks"][1]["steps"] == [False] * 16
        await page.get_by_role("button", name="Keep my version as a new jam").click()
        await page.wait_for_url(lambda url: made["id"] not in url)
        await expect(step(page, "b", 6)).to_have_attribute("aria-pressed", "true")
        kept = await stored(server.url, id_of(page))
        assert [n + 1 for n, on in enumerate(kept["state"]["tracks"][1]["steps"]) if on] == [2, 3, 6]
        assert kept["remixedFrom"] == made["id"]
        assert (await stored(server.url, made["id"]))["remixCount"] == 1


async def test_JM8_a_version_of_the_history_comes_back(page: Page) -> None:
    await step(page, "b", 3).click()
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    id_ = id_of(page)
    origin = page.url.rsplit("/s/", 1)[0]
    async with aiohttp.ClientSession(origin) as http:
        await http.put(f"/api/sessions/{id_}", json={"state": {"tempo": 66}})
    await expect(page.get_by_text("No tracks yet.")).to_be_visible()
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name="History").click()
    await page.get_by_role("button", name="Restore this version").first.click()
    await expect(page.locator(".toast")).to_contain_text("Restored.")
    await expect(step(page, "b", 3)).to_have_attribute("aria-pressed", "true")
    await page.locator(".toast").get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("No tracks yet.")).to_be_visible()


async def test_JM18_a_version_is_named_in_its_place_and_others_see_it_at_once(
    browser: Browser, server: ServerProcess
) -> None:
    id_ = await jam(server.url, TWO)
    ines, theo = await context(browser, server.url), await context(browser, server.url)
    one, other = await opened(ines, f"{server.url}/s/{id_}"), await opened(theo, f"{server.url}/s/{id_}")
    for page in (one, other):
        await page.get_by_role("button", name="More", exact=True).click()
        await page.get_by_role("menuitem", name="History").click()
    await one.get_by_label("Name of the current state").fill("Before the drop")
    await one.get_by_role("button", name="Keep").click()
    titles = other.locator(".jam-version p > :first-child")
    await expect(titles.first).to_have_text("Before the drop")
    await titles.first.click()
    name = other.get_by_label("Name of the version")
    await expect(name).to_be_focused()
    await name.press("Escape")
    await expect(titles.first).to_have_text("Before the drop")
    await titles.first.click()
    await name.fill("The drop")
    await name.press("Enter")
    own = one.locator(".jam-version p > :first-child")
    await expect(own.first).to_have_text("The drop")
    await own.first.click()
    await one.get_by_label("Name of the version").fill("")
    await one.get_by_label("Name of the version").press("Enter")
    await expect(titles.first).not_to_have_text("The drop")
    await expect(titles).to_have_count(1)


async def test_JM7_JM8_undoing_a_restoration_brings_everything_back_but_what_others_did_since(page: Page) -> None:
    id_ = id_of(page)
    async with RoomtoneClient(page.url.rsplit("/s/", 1)[0], name="Theo") as theo:
        await theo.request("PUT", f"/api/sessions/{id_}", body={"state": TWO["state"] | {"tempo": 66}})
        await page.locator(".jam-title button").click()
        await page.locator(".jam-title-input").fill("Rainy Tuesday")
        await page.locator(".jam-title-input").press("Enter")
        await page.locator('[data-track="b"] .menu-face').click()
        await page.get_by_role("menuitem", name="Delete track").click()
        await expect(page.locator(".jam-track-name")).to_have_text(["Kick"])
        await expect(page.locator(".jam-saved")).to_contain_text("Saved")
        await page.get_by_role("button", name="More", exact=True).click()
        await page.get_by_role("menuitem", name="History").click()
        await page.get_by_role("button", name="Restore this version").last.click()
        await expect(page.locator(".jam-title")).to_have_text("Untitled Session")
        await expect(page.locator(".jam-track-name")).to_have_text(["Kick", "Bass"])
        await expect(page.locator("#jam-tempo")).to_have_value("104")
        await theo.subscribe(id_)
        await theo.command("edit_session", {"session_id": id_, "set": {"tempo": 90}})
        await expect(page.locator("#jam-tempo")).to_have_value("90")
        await page.locator(".toast").get_by_role("button", name="Undo").click()
        await expect(page.locator(".jam-title")).to_have_text("Rainy Tuesday")
        await expect(page.locator(".jam-track-name")).to_have_text(["Kick"])
        await expect(page.locator("#jam-tempo")).to_have_value("90")
        await page.keyboard.press("Control+Shift+z")
        await expect(page.locator(".jam-title")).to_have_text("Untitled Session")
        await expect(page.locator("#jam-tempo")).to_have_value("90")


async def test_JM4_tracks_are_added_copied_moved_cleared_and_deleted(page: Page, server: ServerProcess) -> None:
    names = page.locator(".jam-track-name")
    await page.get_by_role("button", name="Add track").click()
    await page.get_by_role("dialog").get_by_role("button", name="Clap").click()
    await page.get_by_role("dialog").get_by_role("button", name="Done").click()
    await expect(names).to_have_text(["Kick", "Bass", "Clap"])
    await page.locator('[data-track="k"] .menu-face').click()
    await page.get_by_role("menuitem", name="Copy track").click()
    await expect(names).to_have_text(["Kick", "Kick 2", "Bass", "Clap"])
    await page.locator('[data-track="b"] [data-grip]').press("ArrowUp")
    await expect(names).to_have_text(["Kick", "Bass", "Kick 2", "Clap"])
    await page.locator('[data-track="k"] .menu-face').click()
    await page.get_by_role("menuitem", name="Clear steps").click()
    await expect(step(page, "k", 1)).to_have_attribute("aria-pressed", "false")
    await page.locator('[data-track="b"] .menu-face').click()
    await page.get_by_role("menuitem", name="Delete track").click()
    await expect(names).to_have_text(["Kick", "Kick 2", "Clap"])
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    state = (await stored(server.url, id_of(page)))["state"]
    assert [one["name"] for one in state["tracks"]] == ["Kick", "Kick 2", "Clap"]
    assert state["tracks"][1]["steps"][:5] == [True, False, False, False, True]


async def test_D8_the_keyboard_plays_the_grid(page: Page) -> None:
    await step(page, "k", 1).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
        await page.keyboard.press(key)
    await expect(step(page, "b", 3)).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Shift+ArrowDown")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(step(page, "b", 3)).to_have_attribute("aria-label", "Bass, step 3, on, pitch −1, volume ×1.1")
    await page.keyboard.press("Delete")
    await expect(step(page, "b", 3)).to_have_attribute("aria-label", "Bass, step 3, on")
    await page.keyboard.press("m")
    await expect(page.get_by_role("button", name="Mute Bass")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    await expect(step(page, "b", 3)).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("?")
    for line in ("Space", "← ↑ ↓ →", "Enter", "Shift ↑ ↓", "Alt ↑ ↓", "Del", "Ctrl Z"):
        await expect(page.get_by_role("dialog").get_by_text(line, exact=True)).to_be_visible()


async def test_S8_long_tracks_turn_pages_and_keep_hidden_steps(page: Page) -> None:
    await step(page, "b", 16).click()
    await page.locator(".jam-inspector").get_by_text("32", exact=True).click()
    await page.get_by_role("button", name="Later steps").click()
    await step(page, "b", 20).click()
    await page.locator(".jam-inspector").get_by_text("16", exact=True).click()
    await expect(step(page, "b", 16)).to_be_visible()
    await page.locator(".jam-inspector").get_by_text("32", exact=True).click()
    await expect(step(page, "b", 20)).to_have_attribute("aria-pressed", "true")


async def test_JM1_a_phone_edits_with_pads(browser: Browser, server: ServerProcess) -> None:
    id_ = await jam(server.url, TWO)
    phone, desk = await context(browser, server.url, PHONE), await context(browser, server.url, DESKTOP)
    one, other = await opened(phone, f"{server.url}/s/{id_}"), await opened(desk, f"{server.url}/s/{id_}")
    await one.locator('.jam-strip[data-track="b"]').tap()
    await one.locator('.jam-pads [data-step="4"]').tap()
    await expect(step(other, "b", 5)).to_have_attribute("aria-pressed", "true")
    width: Any = await one.evaluate("() => document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


async def test_S23_a_sound_is_recorded_trimmed_and_played_after_a_reload_and_in_a_remix(
    page: Page, server: ServerProcess
) -> None:
    await page.get_by_role("button", name="Record a sound").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Record", exact=True).click()
    await expect(dialog.get_by_role("button", name="Stop")).to_be_visible()
    started = float(await page.evaluate("() => performance.now()"))

    async def has_heard_a_beep() -> bool:  # the fake microphone beeps every second
        return float(await page.evaluate("() => performance.now()")) > started + 1500

    await until(has_heard_a_beep)
    await dialog.get_by_role("button", name="Stop").click()
    await dialog.get_by_label("Name").fill("Kettle lid")
    await dialog.get_by_role("button", name="Use as a track").click()
    await expect(page.locator(".jam-track-name")).to_have_text(["Kick", "Bass", "Kettle lid"])
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    state = (await stored(server.url, id_of(page)))["state"]
    sample = state["tracks"][2]["sampleId"]
    assert sample.startswith("recording-")
    await page.get_by_role("button", name="Remix", exact=True).first.click()
    await expect(page.locator(".jam-lineage")).to_contain_text("Remixed from")
    await page.reload()
    await page.locator(".jam-play").click()
    await page.locator("[data-now]").first.wait_for(state="attached")
    loaded = "sample => document.querySelector('rt-jam-page').player.recordings.buffers.get(sample)?.duration ?? 0"

    async def is_loaded() -> bool:
        return float(await page.evaluate(loaded, sample)) > 0.05

    await until(is_loaded)
