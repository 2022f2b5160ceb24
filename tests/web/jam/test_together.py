"""Two browsers play one jam: the same step at the same time, and each hears the other's edits."""

import wave
from array import array

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.polling import until
from tests.processes import ServerProcess
from tests.web.jam.pages import (
    context,
    jam,
    opened,
    step,
    track,
)
from tests.web.jam.test_audio import sounding

TWO = {"state": {"version": 1, "tempo": 120, "tracks": [track("k", "Kick", on=(0,)), track("b", "Bass")]}}


@pytest.fixture
async def pair(browser: Browser, server: ServerProcess) -> tuple[Page, Page]:
    """Two people on one session."""
    id_ = await jam(server.url, TWO)
    contexts: list[BrowserContext] = [await context(browser, server.url) for _ in range(2)]
    one, other = [await opened(where, f"{server.url}/s/{id_}") for where in contexts]
    return one, other


async def is_playing(page: Page) -> bool:
    return bool(await page.evaluate("() => document.querySelector('rt-jam-page').player.isPlaying"))


async def step_of(page: Page) -> int:
    return int(await page.evaluate("() => document.querySelector('rt-jam-page').player.step ?? -1"))


async def test_JM9_stopping_stops_everybody_and_alone_stops_nobody(pair: tuple[Page, Page]) -> None:
    one, other = pair
    for page in pair:
        await page.get_by_role("button", name="Play", exact=True).click()
        await expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    await one.get_by_text("Alone", exact=True).click()
    await one.get_by_role("button", name="Stop", exact=True).click()
    assert await is_playing(other)
    await one.get_by_text("Together", exact=True).click()
    await expect(one.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    await one.get_by_role("button", name="Stop", exact=True).click()
    await expect(other.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert not await is_playing(other)


async def test_JM9_the_playhead_moves_and_space_plays(pair: tuple[Page, Page]) -> None:
    one, _ = pair
    await one.locator("body").press("Space")
    for column in (".jam-row [data-now]", ".jam-numbers [data-now]"):
        await expect(one.locator(column).first).to_be_attached()
    first = await step_of(one)

    async def moves() -> bool:
        return await step_of(one) > first + 4

    await until(moves)
    await one.locator("body").press("Space")
    await expect(one.locator("[data-now]")).to_have_count(0)


async def test_K9_what_one_sets_the_other_hears(pair: tuple[Page, Page]) -> None:
    one, other = pair
    await step(one, "b", 9).click()
    await expect(step(other, "b", 9)).to_have_attribute("aria-pressed", "true")
    await other.get_by_role("button", name="Export").click()
    async with other.expect_download() as download:
        await other.get_by_role("menuitem", name="WAV, two loops").click()
    file = await (await download.value).path()
    with wave.open(str(file)) as sound:
        frames = array("h", sound.readframes(sound.getnframes()))
    left = array("f", (value / 32768 for value in frames[::2]))
    assert sounding(left, count=32) == {1, 9, 17, 25}
    assert (await download.value).suggested_filename == "Untitled Session.wav"


async def test_D10_muting_for_oneself_silences_nobody_else(pair: tuple[Page, Page]) -> None:
    one, other = pair
    await one.locator('[data-track="k"] .menu-face').click()
    await one.get_by_role("menuitem", name="Mute for me only").click()
    await expect(one.locator('.jam-row[data-track="k"]')).to_have_class("jam-row silent")
    await expect(other.locator('.jam-row[data-track="k"]')).not_to_have_class("silent")
    await expect(one.get_by_role("button", name="Mute Kick")).to_have_attribute("aria-pressed", "false")
