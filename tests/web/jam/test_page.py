"""The jam page in a real browser: sharing, history, lineage, banner, not found."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from storage.redis import keys
from storage.redis.client import Redis
from tests.processes import ServerProcess
from tests.web.jam.pages import (
    JAM_URL,
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

DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
async def page(browser: Browser, server: ServerProcess) -> AsyncIterator[Page]:
    async with visited(browser, server.url) as one:
        yield one


async def clipboard(page: Page) -> str:
    return str(await page.evaluate("() => navigator.clipboard.readText()"))


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).first.click()


async def length(page: Page) -> int:
    return int(await page.evaluate("() => history.length"))


async def test_K1_K3_D11_new_session_from_home_makes_one_and_back_leads_home(
    browser: Browser, server: ServerProcess
) -> None:
    where = await context(browser, server.url)
    page = await where.new_page()
    await page.goto(server.url)
    await page.get_by_role("button", name=re.compile("New Session")).first.click()
    await page.wait_for_url(JAM_URL)
    await page.locator(".jam-play").wait_for()
    assert len((await stored(server.url, id_of(page)))["state"]["tracks"]) >= 4
    await page.go_back()
    await expect(page).to_have_url(f"{server.url}/")


async def test_S1_home_remembers_the_jams_of_this_browser(page: Page, server: ServerProcess) -> None:
    await page.locator(".jam-title button").click()
    await page.locator(".jam-title-input").fill("Rainy Tuesday")
    await page.locator(".jam-title-input").press("Enter")
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    address = page.url
    await page.goto(server.url)
    await page.locator(".recent").get_by_role("link", name="Rainy Tuesday").click()
    await expect(page).to_have_url(address)


async def test_K2_K3_loading_replaces_and_never_adds_to_the_history(page: Page) -> None:
    assert await length(page) == 2  # about:blank and the session
    await expect(page.locator(".jam-track-name")).to_have_text(["Kick", "Bass"])


COUNT_SOUND = """
window.sounds = 0;
const Real = AudioContext;
window.AudioContext = class extends Real { constructor(...given) { super(...given); window.sounds += 1; } };
"""


async def test_S15_sound_and_saving_begin_after_loading(browser: Browser, server: ServerProcess) -> None:
    where = await context(browser, server.url)
    await where.add_init_script(COUNT_SOUND)
    missing = await where.new_page()
    await missing.goto(f"{server.url}/s/{uuid4()}")
    await expect(missing.get_by_role("heading", name="Session not found")).to_be_visible()
    assert await missing.evaluate("sounds") == 0
    id_ = await jam(server.url, TWO)
    page = await opened(where, f"{server.url}/s/{id_}")
    assert await page.evaluate("sounds") == 0  # loaded, and nobody has asked for sound
    assert (await stored(server.url, id_))["updatedAt"] == (await stored(server.url, id_))["createdAt"]
    await page.locator(".jam-play").click()
    await page.wait_for_function("sounds > 0")
    await step(page, "b", 3).click()
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    assert (await stored(server.url, id_))["state"]["tracks"][1]["steps"][2] is True
    await where.close()


async def test_K8_the_four_keys_have_their_signs_and_words(page: Page) -> None:
    keys_of_share = page.locator(".jam-share button")
    await expect(keys_of_share).to_have_text(["🔗Invite", "📤Send Copy", "🍴Remix", "✨New"])


async def test_K9_S17_D4_invite_copies_the_address_without_a_request_or_history(
    page: Page, server: ServerProcess
) -> None:
    asked: list[str] = []
    await page.wait_for_load_state("networkidle")  # what comes after the first picture
    page.on("request", lambda request: asked.append(request.url))
    before = await length(page)
    await press(page, "Invite")
    await expect(page.locator(".toast")).to_contain_text("Session link copied! Anyone with this link can edit.")
    await expect(page.locator(".jam-share .jam-done")).to_have_count(1)
    assert await clipboard(page) == f"{server.url}/s/{id_of(page)}"
    assert (asked, await length(page)) == ([], before)
    await expect(page.locator(".jam-share .jam-done")).to_have_count(0)


async def test_K10_send_copy_makes_a_remix_copies_its_address_and_stays(page: Page, server: ServerProcess) -> None:
    here, before = page.url, await length(page)
    await press(page, "Send Copy")
    await expect(page.locator(".toast")).to_contain_text("Copy link sent! Recipients get their own version to remix.")
    link = await clipboard(page)
    await expect(page.locator(".toast small")).to_have_text(link)
    copy = await stored(server.url, link.rsplit("/", 1)[1])
    assert copy["remixedFrom"] == id_of(page)
    assert (page.url, await length(page)) == (here, before)


async def test_K3_K11_K15_remix_opens_the_copy_and_back_leads_to_the_original(
    page: Page, server: ServerProcess
) -> None:
    original, before = id_of(page), await length(page)
    await press(page, "Remix")
    await expect(page.locator(".toast")).to_contain_text("Remixed! You're now editing a copy.")
    await page.wait_for_url(lambda url: original not in url)
    await expect(page.locator(".jam-lineage")).to_have_text('↳ Remixed from "Untitled Session"')
    copy = id_of(page)
    assert await length(page) == before + 1
    await step(page, "b", 3).click()
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    await page.go_back()
    await expect(page.locator(".jam-lineage")).to_have_text("1 remix")
    assert id_of(page) == original
    assert (await stored(server.url, original))["state"]["tracks"][1]["steps"][2] is False
    assert (await stored(server.url, copy))["state"]["tracks"][1]["steps"][2] is True


async def test_K3_K12_new_opens_an_empty_session_without_a_toast(page: Page) -> None:
    before, original = await length(page), id_of(page)
    await press(page, "New")
    await page.wait_for_url(lambda url: original not in url)
    await expect(page.get_by_text("No tracks yet.")).to_be_visible()
    await expect(page.locator(".toast")).to_have_count(0)
    assert await length(page) == before + 1


@pytest.mark.parametrize("suffix", ["/remix", "?remix=true"])
async def test_K2_S4_D1_a_remix_address_opens_a_copy(browser: Browser, server: ServerProcess, suffix: str) -> None:
    original = await jam(server.url, TWO)
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s/{original}{suffix}")
    await expect(page).to_have_url(JAM_URL)
    assert id_of(page) != original
    assert (await stored(server.url, original))["remixCount"] == 1
    assert await length(page) == 2


@pytest.mark.parametrize("id_", ["not-an-id", "f47ac10b-58cc-4372-a567-0e02b2c3d479"])
async def test_K4_S17_D2_an_unknown_session_is_told_and_never_redirected(
    browser: Browser, server: ServerProcess, id_: str
) -> None:
    where = await context(browser, server.url)
    page = await where.new_page()
    await page.goto(f"{server.url}/s/{id_}")
    await expect(page.get_by_role("heading", name="Session not found")).to_be_visible()
    await expect(page.get_by_text("This session doesn't exist")).to_be_visible()
    await expect(page.get_by_role("button", name="Go Home")).to_be_visible()
    assert page.url == f"{server.url}/s/{id_}"
    await page.get_by_role("button", name="Create New Session").click()
    await page.locator(".jam-play").wait_for()
    assert id_of(page) != id_


async def test_K15_K16_D3_lineage_names_the_parent_and_says_when_it_is_gone(
    browser: Browser, server: ServerProcess
) -> None:
    parent = await jam(server.url, {**TWO, "name": "Funky Beat"})
    async with aiohttp.ClientSession(server.url) as http:
        child = (await (await http.post(f"/api/sessions/{parent}/remix")).json())["id"]
        for _ in range(3):
            await http.post(f"/api/sessions/{child}/remix")
        where = await context(browser, server.url)
        page = await opened(where, f"{server.url}/s/{child}")
        await expect(page.locator(".jam-lineage")).to_have_text('↳ Remixed from "Funky Beat" • 3 remixes')
        await page.locator(".jam-lineage a").click()
        await expect(page).to_have_url(f"{server.url}/s/{parent}")
        await page.go_back()
        await expect(page).to_have_url(f"{server.url}/s/{child}")
        await http.delete(f"/api/sessions/{parent}")
        await page.reload()
        await expect(page.locator(".jam-lineage")).to_have_text("↳ Remixed from an unknown session • 3 remixes")


async def test_K22_the_banner_of_an_orphan_has_its_words_and_ends_with_the_first_edit(
    browser: Browser, server: ServerProcess, redis: Redis
) -> None:
    id_ = await jam(server.url, TWO)
    header = keys.header(id_)
    old = int((await redis.call(header, "TIME"))[0]) * 1000 - 91 * DAY_MS
    await redis.call(header, "HSET", header, "accessed_at", str(old))
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s/{id_}")
    banner = page.locator(".jam-banner")
    await expect(banner).to_contain_text("⚠️ This session hasn't been used in over 90 days.")
    await expect(banner).to_contain_text("It's still here! Editing will mark it as active again.")
    await step(page, "b", 3).click()
    await expect(banner).to_have_count(0)
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")  # or the edit would come after what follows
    await redis.call(header, "HSET", header, "accessed_at", str(old - DAY_MS))
    other = await opened(where, f"{server.url}/s/{id_}")
    await other.get_by_role("button", name="Dismiss").click()
    await expect(other.locator(".jam-banner")).to_have_count(0)
    await redis.call(header, "HSET", header, "accessed_at", str(old - DAY_MS))
    await other.reload()
    await other.locator(".jam-play").wait_for()
    await expect(other.locator(".jam-banner")).to_have_count(0)


async def test_S21_markup_in_names_is_shown_as_text(browser: Browser, server: ServerProcess) -> None:
    bad = "<img src=x onerror=document.title=1>"
    id_ = await jam(server.url, {"name": bad, "state": {"tracks": [track("k", bad[:32])]}})
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s/{id_}")
    await expect(page.locator(".jam-title")).to_have_text(bad)
    await expect(page.locator(".jam-track-name")).to_have_text(bad[:32])
    assert await page.locator(".jam img").count() == 0


async def test_SY17_a_deleted_session_can_be_saved_as_a_new_one(browser: Browser, server: ServerProcess) -> None:
    id_ = await jam(server.url, {**TWO, "name": "Rainy Tuesday"})
    ines, theo = await context(browser, server.url), await context(browser, server.url)
    one, other = await opened(ines, f"{server.url}/s/{id_}"), await opened(theo, f"{server.url}/s/{id_}")
    async with aiohttp.ClientSession(server.url) as http:
        assert (await http.delete(f"/api/sessions/{id_}")).status == 204
    await expect(other.get_by_text("This session was deleted.")).to_be_visible()
    await expect(one.get_by_text("This session was deleted.")).to_be_visible()
    await one.get_by_role("button", name="Save as a new session").click()
    await one.wait_for_url(lambda url: id_ not in url)
    await expect(one.locator(".jam-title")).to_have_text("Rainy Tuesday")
    await expect(one.locator(".jam-track-name")).to_have_text(["Kick", "Bass"])


async def test_JM5_a_published_session_is_read_only_and_says_so(browser: Browser, server: ServerProcess) -> None:
    id_ = await jam(server.url, TWO)
    async with aiohttp.ClientSession(server.url) as http:
        published = (await (await http.post(f"/api/sessions/{id_}/publish")).json())["id"]
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s/{published}")
    await expect(page.locator(".jam-header .pill")).to_have_text("Published")
    await expect(page.get_by_text("Remix to edit").first).to_be_visible()
    await step(page, "b", 3).click(force=True)
    await expect(step(page, "b", 3)).to_have_attribute("aria-pressed", "false")


async def test_D11_a_new_session_has_an_owner_and_the_way_to_the_jam_leads_to_it(
    browser: Browser, server: ServerProcess
) -> None:
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s")
    made = id_of(page)
    assert (await stored(server.url, made))["ownerId"] is not None
    await page.goto(f"{server.url}/clips")
    await page.locator("header .nav").get_by_role("link", name="Jam").click()
    await page.locator(f'a.room-link[href="/s/{made}"]').click()
    await page.locator(".jam-play").wait_for()
