"""`<roomtone-clip-board>`: moments over a stream's picture, by an address with a key that may read (D41)."""

import re
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, Request, expect

from tests.polling import PATIENCE
from tests.processes import ServerProcess
from tests.web.conftest import Visit
from tests.web.stage import Person, Stage


async def board(browser: Browser, address: str, requests: list[Request] | None = None) -> Page:
    """The overlay in a browser that nobody has signed in, as that of OBS."""
    context = await browser.new_context(viewport={"width": 960, "height": 540}, locale="en-GB")
    context.set_default_timeout(PATIENCE * 1000)
    page = await context.new_page()
    page.on("request", lambda request: requests.append(request) if requests is not None else None)
    await page.goto(address)
    return page


async def a_key(stage: Stage, owner: Person, session_id: str, *scopes: str) -> tuple[str, str]:
    """A key for this session and its id."""
    body = {"name": "Overlay", "scopes": list(scopes), "session_id": session_id, "in_address": True}
    made = await stage.call(owner, "POST", "/api/keys", body)
    return str(made["key"]), str(made["id"])


def status(page: Page, status: str) -> str:
    return f"roomtone-clip-board[status={status}]"


async def test_CL18_D41_the_menu_gives_the_overlays_address_and_its_moments_come_live(
    visit: Visit, browser: Browser, stage: Stage, server: ServerProcess, kassia: Person, stream: str
) -> None:
    room = await visit(f"/clips/{stream}", kassia)
    await room.locator(".title-menu > button").click()
    await room.get_by_role("menuitem", name="OBS overlay").click()
    await room.get_by_label("Notes and names").check()
    await room.get_by_role("button", name="Make the address").click()
    field = room.get_by_role("textbox", name="Address of the overlay")
    await expect(field).to_have_value(re.compile(r"hide-after=20.*&notes=#rtk_\w{34}$"))
    await room.get_by_label("Hide after").select_option("never")
    address = await field.input_value()
    key = address.rpartition("#")[2]
    (listed,) = (await stage.call(kassia, "GET", "/api/keys"))["keys"]
    assert (listed["session_id"], listed["scopes"], listed["in_address"]) == (stream, ["read"], True)

    requests: list[Request] = []
    page = await board(browser, address, requests)
    cards = page.locator("roomtone-clip-board .card:not(.over)")
    await expect(cards).to_have_count(3)
    await expect(cards.last).to_contain_text("Geralt insulted the Baron")
    await expect(cards.last).to_contain_text(re.compile("00:42:15.*kassandra.*×7"))
    viewer = await stage.guest("Bo")
    await stage.call(viewer, "POST", f"/api/clip-sessions/{stream}/clips", {"note": "it is live", "submitted_by": "Bo"})
    await expect(cards.last).to_contain_text("×8")
    transparent = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(transparent) == "rgba(0, 0, 0, 0)"
    await stage.act(kassia, stream, "pause")
    await expect(page.get_by_text("Timestamps paused — stream is on break.")).to_be_visible()
    sent = [one.url + one.headers.get("referer", "") for one in requests]
    assert len(sent) == 2
    assert not any(key in one for one in sent)
    assert key not in server.log.read_text()


async def test_CL18_KY4_a_key_that_is_ended_leaves_nothing_of_the_stream_on_the_overlay(
    browser: Browser, stage: Stage, kassia: Person, stream: str
) -> None:
    key, key_id = await a_key(stage, kassia, stream, "read")
    page = await board(browser, f"{stage.url}/clip-board.html?session={stream}&count=2#{key}")
    await expect(page.locator(".card:not(.over)")).to_have_count(2)
    await expect(page.locator("roomtone-clip-board")).not_to_contain_text("kassandra")
    await expect(page.locator("roomtone-clip-board")).not_to_contain_text("Geralt")
    await stage.call(kassia, "DELETE", f"/api/keys/{key_id}")
    await expect(page.locator(status(page, "ended"))).to_be_attached()
    await expect(page.locator(".card")).to_have_count(0)
    await page.reload()
    await expect(page.locator(status(page, "ended"))).to_be_attached()
    await expect(page.locator("roomtone-clip-board")).to_have_text("")


async def test_CL18_D41_an_overlay_shows_no_other_session_and_no_error(
    browser: Browser, stage: Stage, kassia: Person, stream: str
) -> None:
    key, _ = await a_key(stage, kassia, stream, "read")
    marks, _ = await a_key(stage, kassia, stream, "mark")
    other = await stage.session(kassia, "Another stream")
    for query in (f"session={other}#{key}", f"session={stream}#{marks}", f"session={stream}#rtk_00{'0' * 32}"):
        page = await board(browser, f"{stage.url}/clip-board.html?{query}")
        await expect(page.locator(status(page, "ended"))).to_be_attached()
        await expect(page.locator("roomtone-clip-board")).to_have_text("")
    page = await board(browser, f"{stage.url}/clip-board.html?session={stream}&show-link&corner=top-left#{key}")
    await expect(page.get_by_role("img", name="QR code of the viewer link")).to_be_visible()
    await stage.act(kassia, stream, "end")
    await expect(page.locator(".card")).to_have_count(0)
    assert urlsplit(page.url).fragment == key  # a reload of OBS finds it
