"""What viewers see of the heat (CL20)."""

from playwright.async_api import expect

from tests.web.conftest import Visit
from tests.web.stage import Stage


async def test_CL20_viewers_see_the_heat_once_the_streamer_shows_it(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    live = await stage.session(kassia, "Death March, blind", "The Witcher 3")
    await stage.segment(kassia, live, 1, 2520, None, [])
    room = await visit(f"/clips/{live}", kassia)
    page = await visit(f"/c/{live}", size=(320, 568))
    await expect(page.locator(".viewer-clock")).to_be_visible()
    await expect(page.locator(".crowd")).to_have_count(0)
    await room.get_by_role("switch", name="Viewers see the heat").check()
    await expect(page.locator(".crowd")).to_have_text("Calm")
    for name in ("Ann", "Bob", "Cid"):
        await stage.call(await stage.guest(name), "POST", f"/api/clip-sessions/{live}/clips", {})
    await expect(page.locator(".crowd")).to_have_text("Hot")
    await expect(page.get_by_text("Hot right now: many people are marking.")).to_have_count(1)
    high = await page.evaluate("document.documentElement.scrollHeight")
    assert high == 568
    await room.get_by_role("switch", name="Viewers see the heat").uncheck()
    await expect(page.locator(".crowd")).to_have_count(0)
