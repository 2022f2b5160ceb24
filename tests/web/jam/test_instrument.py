"""The jam page for its owner, for a guest, for an empty jam and for a published one."""

import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect
from roomtone_client import RoomtoneClient

from tests.polling import until
from tests.processes import ServerProcess
from tests.web.jam.pages import (
    TWO,
    context,
    id_of,
    jam,
    opened,
    step,
    stored,
    track,
    visited,
)

# Colours as the page shows them, and how far two of them are apart (WCAG 2).
CONTRAST = """([one, other]) => {
  const rgb = (colour) => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => rgb(colour).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const background = (selector) => getComputedStyle(document.querySelector(selector)).backgroundColor;
  const [dark, bright] = [light(background(one)), light(background(other))].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}"""


# Attributes and texts that let the direction marks of a name out.
UNISOLATED = r"""() => {
  const marks = /[\u202a-\u202e\u2066-\u2069]/;
  return [...document.querySelectorAll("rt-jam-page *")].flatMap((one) => [
    ...[...one.attributes].filter(({value}) => marks.test(value)).map(({name}) => name),
    ...[...one.childNodes].filter((node) => node.nodeType === 3 && !one.closest("bdi") && marks.test(node.data))
      .map((node) => one.outerHTML.slice(0, 80)),
  ]);
}"""


@pytest.fixture
async def page(browser: Browser, server: ServerProcess) -> AsyncIterator[Page]:
    async with visited(browser, server.url) as one:
        yield one


async def menu(page: Page) -> list[str]:
    await page.get_by_role("button", name="More", exact=True).click()
    await expect(page.get_by_role("menuitem", name="History")).to_be_visible()
    found = await page.get_by_role("menuitem").all_text_contents()
    await page.keyboard.press("Escape")
    return [one.strip() for one in found]


async def test_S14_the_page_offers_deletion_to_the_owner_alone(browser: Browser, server: ServerProcess) -> None:
    owners = await context(browser, server.url)
    owner = await opened(owners, f"{server.url}/s")
    await owner.wait_for_url("**/s/*-*")
    guest = await opened(await context(browser, server.url), owner.url)
    nobodys = await opened(owners, f"{server.url}/s/{await jam(server.url, TWO)}")
    assert "Delete session…" not in await menu(guest)
    assert "Delete session…" not in await menu(nobodys)
    assert "Delete session…" in await menu(owner)
    await owner.get_by_role("button", name="More", exact=True).click()
    await owner.get_by_role("menuitem", name="Delete session…").click()
    await owner.get_by_role("button", name="Delete", exact=True).click()
    await expect(owner).to_have_url(f"{server.url}/")
    await expect(guest.get_by_text("This session was deleted.")).to_be_visible()
    await expect(guest.get_by_role("button", name="Restore")).to_have_count(0)


async def test_D30_D13_an_owner_who_has_a_deleted_jam_open_brings_it_back_from_the_message(
    browser: Browser, server: ServerProcess
) -> None:
    owners = await context(browser, server.url)
    one = await opened(owners, f"{server.url}/s")
    await one.wait_for_url("**/s/*-*")
    other = await opened(owners, one.url)
    await one.get_by_role("button", name="More", exact=True).click()
    await one.get_by_role("menuitem", name="Delete session…").click()
    await one.get_by_role("button", name="Delete", exact=True).click()
    await expect(other.get_by_text("This session was deleted.")).to_be_visible()
    await other.get_by_role("button", name="Restore").click()
    await expect(other.get_by_role("heading", name="Untitled Session")).to_be_visible()


async def test_D13_a_deleted_jam_comes_back_from_the_toast_and_from_the_menu_of_every_page(
    browser: Browser, server: ServerProcess
) -> None:
    page = await opened(await context(browser, server.url), f"{server.url}/s")
    await page.wait_for_url("**/s/*-*")
    address = page.url

    async def delete() -> None:
        await page.get_by_role("button", name="More", exact=True).click()
        await page.get_by_role("menuitem", name="Delete session…").click()
        dialog = page.get_by_role("dialog", name="Delete Untitled Session?")
        await expect(dialog).to_contain_text("You can bring it back for 30 days: Deleted, in the account menu.")
        await dialog.get_by_role("button", name="Delete", exact=True).click()
        await expect(page).to_have_url(f"{server.url}/")
        await expect(page.locator("rt-home-page h1").first).to_be_visible()  # the address changes before the page does

    await delete()
    await page.locator(".toast", has_text="Session deleted").get_by_role("button", name="Undo").click()
    await expect(page).to_have_url(address)
    await expect(page.get_by_role("heading", name="Untitled Session")).to_be_visible()
    await delete()
    await page.locator("rt-home-page .account").click()
    await page.get_by_role("button", name="Deleted").click()
    deleted = page.get_by_role("dialog", name="Deleted")
    await expect(deleted.get_by_role("listitem")).to_contain_text("Jam · ")
    await deleted.get_by_role("button", name="Restore: Untitled Session").click()
    await expect(deleted.get_by_text("Nothing here.")).to_be_visible()
    await deleted.get_by_role("button", name="Close").click()
    await expect(page.locator(".room-link")).to_have_attribute("href", address.removeprefix(server.url))
    await page.locator(".room-link").click()
    await expect(page).to_have_url(address)


async def test_JM7_clearing_and_deleting_a_track_are_undone_from_the_toast(page: Page) -> None:
    await page.locator('[data-track="k"] .menu-face').click()
    await page.get_by_role("menuitem", name="Clear steps").click()
    await expect(step(page, "k", 5)).to_have_attribute("aria-pressed", "false")
    await step(page, "b", 9).click()  # what was done since stays
    await page.locator(".toast", has_text="Steps of Kick cleared.").get_by_role("button", name="Undo").click()
    for number in (1, 5):
        await expect(step(page, "k", number)).to_have_attribute("aria-pressed", "true")
    await expect(step(page, "b", 9)).to_have_attribute("aria-pressed", "true")
    await page.locator('[data-track="k"] .menu-face').click()
    await page.get_by_role("menuitem", name="Delete track").click()
    await expect(page.locator(".jam-track-name")).to_have_text(["Bass"])
    await page.locator(".toast", has_text="Kick deleted.").get_by_role("button", name="Undo").click()
    await expect(page.locator(".jam-track-name")).to_have_text(["Kick", "Bass"])
    await expect(step(page, "k", 5)).to_have_attribute("aria-pressed", "true")


async def test_JM9_play_on_an_empty_jam_says_why_nothing_is_heard(browser: Browser, server: ServerProcess) -> None:
    id_ = await jam(server.url)
    page = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    for press in ("key", "space"):
        if press == "key":
            await page.get_by_role("button", name="Play", exact=True).click()
        else:
            await page.keyboard.press("Space")
        await expect(page.locator(".toast")).to_have_text("Nothing to play yet. Add a track.")
        await page.evaluate("() => document.querySelector('rt-toasts').close()")
    await expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    assert (await stored(server.url, id_))["transport"]["playing"] is False


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Playing, but no step is on yet. Press one."),
        ({"on": (0, 3), "muted": True}, "Playing, but every track with steps is muted."),
    ],
    ids=["no step", "muted"],
)
async def test_JM9_silent_tracks_play_and_say_why(
    browser: Browser, server: ServerProcess, fields: dict[str, Any], said: str
) -> None:
    id_ = await jam(server.url, {"state": {"tracks": [track("k", "Kick", **fields)]}})
    page = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    await page.get_by_role("button", name="Play", exact=True).click()
    await expect(page.locator(".toast")).to_have_text(said)
    await expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()


async def test_JM4_the_picker_stays_open_for_several_sounds_and_says_how_many_fit(page: Page) -> None:
    await page.get_by_role("button", name="Add track").click()
    dialog = page.get_by_role("dialog")
    for sound in ("Kick", "Snare", "Clap", "Hats", "Pluck", "Pad"):  # eight presses for six tracks
        await dialog.get_by_role("button", name=sound, exact=True).click()
    await expect(dialog.get_by_role("status")).to_have_text("8 of 16 tracks")
    for _ in range(8):
        await dialog.get_by_role("button", name="Rim", exact=True).click()
    await expect(dialog.get_by_role("status")).to_have_text("16 tracks is the limit.")
    await expect(dialog.get_by_role("button", name="Rim", exact=True)).to_be_disabled()
    await dialog.get_by_role("button", name="Done").click()
    await expect(dialog).to_have_count(0)
    names = ["Kick", "Bass", "Kick", "Snare", "Clap", "Hats", "Pluck", "Pad", *["Rim"] * 8]
    await expect(page.locator(".jam-track-name")).to_have_text(names)


async def test_JM5_a_published_session_is_remixed_by_a_key_and_never_says_that_it_saves(
    browser: Browser, server: ServerProcess
) -> None:
    id_ = await jam(server.url, TWO)
    async with aiohttp.ClientSession(server.url) as http:
        published = (await (await http.post(f"/api/sessions/{id_}/publish")).json())["id"]
    for size in ({"width": 1280, "height": 800}, {"width": 390, "height": 844}):
        page = await opened(await context(browser, server.url, size), f"{server.url}/s/{published}")
        await expect(page.get_by_text(re.compile("Saved|Saving"))).to_have_count(0)
        await page.get_by_role("button", name="Remix to edit").click()
        await expect(page.locator(".toast")).to_contain_text("Remixed! You're now editing a copy.")
        assert (await stored(server.url, id_of(page)))["remixedFrom"] == published
        await expect(page.locator(".jam-saved")).to_contain_text("Saved")


async def test_AC1_ones_own_name_is_seen_and_changed_in_the_jam(browser: Browser, server: ServerProcess) -> None:
    id_ = await jam(server.url, TWO)
    one = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    other = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    await one.get_by_role("button", name="Account:").click()
    await one.get_by_label("Your name").fill("Ines")
    await one.get_by_role("button", name="Save", exact=True).click()
    await expect(one.locator(".account-word")).to_have_text("Ines")
    await expect(other.locator(".jam-person")).to_have_attribute("title", re.compile(r"^Ines"))


async def test_S21_names_do_not_turn_what_stands_around_them(browser: Browser, server: ServerProcess) -> None:
    turned = "\u202egnos\u2066"
    id_ = await jam(server.url, {"name": turned, "state": {"tracks": [track("k", turned, on=(0,))]}})
    async with aiohttp.ClientSession(server.url) as http:
        child = (await (await http.post(f"/api/sessions/{id_}/remix")).json())["id"]
    async with RoomtoneClient(server.url, name="Theo") as theo:
        await theo.subscribe(child)
        page = await opened(await context(browser, server.url), f"{server.url}/s/{child}")
        presence = {"tab": "t", "here": "here", "name": turned, "playing": False, "track": "k", "step": 4}
        await theo.connection.send("update_presence", {"session_id": child, "presence": presence})
        await expect(page.locator(".place-tag")).to_be_visible()
        await expect(page.locator(".place-tag bdi")).to_have_text("Theo")  # the server's name of them
        for place in (".jam-title", ".jam-lineage a", ".jam-track-name"):
            await expect(page.locator(f"{place} bdi")).to_have_text("[U+202E]gnos[U+2066]")
        bare = await page.evaluate(UNISOLATED)
        assert bare == []
        assert await page.title() == "[U+202E]gnos[U+2066] · Roomtone"
        await page.get_by_role("button", name="Export").click()
        async with page.expect_download() as download:
            await page.get_by_role("menuitem", name="MIDI file").click()
        made = await download.value
        assert made.suggested_filename == "gnos.mid"
        content = (await made.path()).read_bytes()
        assert b"gnos" in content
        assert "\u202e".encode() not in content


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_D8_empty_steps_are_told_from_the_ground_and_from_the_next_four(
    browser: Browser, server: ServerProcess, scheme: str
) -> None:
    where = await context(browser, server.url, color_scheme=scheme)
    page = await opened(where, f"{server.url}/s/{await jam(server.url, TWO)}")
    first, second = ('[data-track="b"] [data-step="0"]', '[data-track="b"] [data-step="4"]')
    for cell in (first, second, '[data-track="b"] [data-step="12"]'):
        assert await page.evaluate(CONTRAST, [cell, "body"]) >= 1.2
    assert await page.evaluate(CONTRAST, [first, second]) >= 1.14


async def test_JM16_a_published_jam_is_heard_for_twenty_seconds_without_joining(
    browser: Browser, server: ServerProcess
) -> None:
    id_ = await jam(server.url, TWO)
    async with aiohttp.ClientSession(server.url) as http:
        published = (await (await http.post(f"/api/sessions/{id_}/publish")).json())["id"]
    page, other = [await opened(await context(browser, server.url), f"{server.url}/s/{published}") for _ in range(2)]
    await page.clock.install()
    await page.get_by_role("button", name="Hear 20 s").click()
    await expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    async with aiohttp.ClientSession(server.url) as http:
        assert (await (await http.get(f"/api/sessions/{published}")).json())["transport"] == {"playing": False}
    await expect(other.locator(".jam-person-plays")).to_have_count(0)
    await page.clock.fast_forward(20_000)
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


async def test_D38_another_sound_is_tried_in_the_loop_by_one_and_used_for_all(
    browser: Browser, server: ServerProcess
) -> None:
    id_ = await jam(server.url, TWO)
    page = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    await page.locator('[data-track="k"] .menu-face').click()
    await page.get_by_role("menuitem", name="Change sound").click()
    dialog = page.get_by_role("dialog")
    for name in ("Snare", "Cowbell"):  # it stays open
        await dialog.get_by_role("button", name=name, exact=True).click()
    assert (await stored(server.url, id_))["state"]["tracks"][0]["sampleId"] == "synth:drum-kick"
    await dialog.get_by_role("button", name="Use it").click()
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")

    async def is_used() -> bool:
        return bool((await stored(server.url, id_))["state"]["tracks"][0]["sampleId"] == "synth:drum-cowbell")

    await until(is_used)


async def test_JM17_after_a_track_is_added_by_keyboard_its_first_step_has_the_focus(
    browser: Browser, server: ServerProcess
) -> None:
    page = await opened(await context(browser, server.url), f"{server.url}/s/{await jam(server.url)}")
    await page.get_by_role("button", name="Kick", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Kick, step 1, off")).to_be_focused()
    await page.keyboard.press("a")
    await page.get_by_role("dialog").get_by_role("button", name="Rim", exact=True).focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").get_by_role("button", name="Done").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Rim, step 1, off")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Rim, step 1, on")).to_be_focused()


@pytest.mark.parametrize("choice", ["Quantise", "at once"])
async def test_JM17_computer_keys_play_the_selected_track_and_set_its_steps(
    browser: Browser, server: ServerProcess, choice: str
) -> None:
    id_ = await jam(server.url, TWO)
    page = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    await step(page, "b", 16).click()
    await step(page, "b", 16).click()
    await page.keyboard.press("p")
    await expect(page.get_by_text("A to K play Bass")).to_be_visible()
    if choice == "at once":
        await page.get_by_role("button", name="Quantise").click()
    await page.keyboard.press("d")  # nothing plays: it only sounds
    await page.get_by_role("button", name="Play", exact=True).click()
    await expect(page.locator(".jam-row [data-now]").first).to_be_attached()
    await page.keyboard.press("a")
    await page.keyboard.press("d")
    await expect(page.locator('.jam-row[data-track="b"] .lock-pitch')).to_have_text("+4")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    bass = (await stored(server.url, id_))["state"]["tracks"][1]
    assert {"pitch": 4} in bass["parameterLocks"]
    await page.keyboard.press("Escape")
    await page.keyboard.press("a")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def test_JM17_beside_the_drawer_steps_are_wide_enough_and_the_panel_holds(
    browser: Browser, server: ServerProcess
) -> None:
    size = {"width": 1200, "height": 800}
    page = await opened(await context(browser, server.url, size), f"{server.url}/s/{await jam(server.url, TWO)}")
    await step(page, "k", 3).click()
    await page.locator(".people-key").click()
    await page.locator(".people-panel").wait_for()
    sizes = await page.evaluate(
        "[...document.querySelectorAll('.jam-step')].map((one) => one.getBoundingClientRect().width)"
    )
    assert min(sizes) >= 24
    panel = await page.locator(".jam-inspector").bounding_box()
    drawer = await page.locator(".people-panel").bounding_box()
    assert panel
    assert drawer
    for control in await page.locator(".jam-inspector input, .jam-inspector button, .jam-inspector label").all():
        box = await control.bounding_box()
        assert box is None or box["x"] + box["width"] <= panel["x"] + panel["width"] <= drawer["x"]
