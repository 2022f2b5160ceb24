"""The published best moments (CL22)."""

from playwright.async_api import expect

from tests.web.conftest import Visit
from tests.web.layout import faults_of_layout
from tests.web.stage import Stage, death_march

PHONE = (390, 844)


async def test_CL22_a_streamer_publishes_a_stranger_reads_and_it_is_taken_back(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    ended = await death_march(stage, kassia, until="ended")
    review = await visit(f"/clips/{ended}", kassia)
    await review.get_by_role("button", name="Publish these 10").click()
    await expect(review.get_by_text("Published.", exact=True)).to_be_visible()
    address = await review.locator(".publish-address").get_attribute("href")
    assert address is not None
    assert address.endswith(f"/c/{ended}/best")

    stranger = await visit(f"/c/{ended}/best", None, PHONE)
    await expect(stranger.get_by_role("heading", level=1)).to_have_text("Death March, blind")
    await expect(stranger.locator(".best-row")).to_have_count(10)
    assert await stranger.context.cookies() == []  # nobody is made a guest by reading
    layout = await faults_of_layout(stranger, PHONE[0])
    await stranger.get_by_role("button", name="Copy the list").click()
    copied = await stranger.evaluate("navigator.clipboard.readText()")
    assert len(copied.splitlines()) == 10

    await review.get_by_role("button", name="Take back").click()
    await expect(review.get_by_role("button", name="Publish these 10")).to_be_visible()
    await stranger.reload()
    await expect(stranger.get_by_role("heading", level=1)).to_have_text("Nothing is published here.")
    assert layout == {}
