"""The one-press address of the control room, in a real browser."""

import aiohttp
from playwright.async_api import expect

from tests.web.conftest import Visit
from tests.web.stage import Stage


async def test_KY6_KY5_the_control_room_gives_a_one_press_address_for_its_stream_alone(
    visit: Visit, stage: Stage
) -> None:
    mira = await stage.guest("Mira")
    stream = await stage.session(mira, "Death March, blind")
    await stage.act(mira, stream, "start")
    page = await visit(f"/clips/{stream}", mira, size=(320, 700))
    await page.locator("rt-clip-title rt-menu > button").click()
    await page.get_by_role("menuitem", name="One-press address").click()
    address = await page.get_by_role("textbox", name="One press marks a moment").input_value()
    await expect(page.get_by_role("img", name="One press marks a moment")).to_be_visible()
    sizes = "[document.querySelector('dialog')].map((one) => one.scrollWidth - one.clientWidth)"
    assert await page.evaluate(sizes) == [0]
    async with aiohttp.ClientSession() as deck, deck.post(address, json={"note": "from the desk"}) as answer:
        assert (answer.status, (await answer.json())["session_id"]) == (201, stream)
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_text("from the desk")).to_be_visible()
    (key,) = (await stage.call(mira, "GET", "/api/keys"))["keys"]
    assert (key["session_id"], key["scopes"], key["in_address"]) == (stream, ["mark"], True)
