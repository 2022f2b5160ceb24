"""Who is in a jam, as a page shows it."""

from collections.abc import Sequence

from playwright.async_api import Browser, expect
from roomtone_client import RoomtoneClient, SessionSignal

from tests.processes import ServerProcess
from tests.server.client import joined
from tests.web.jam.pages import (
    context,
    jam,
    opened,
    track,
)

ONE = {"state": {"tracks": [track("b", "Bass")]}}


async def test_AC20_SY10_the_others_are_shown_with_their_place_and_are_gone_with_their_connection(
    browser: Browser, server: ServerProcess
) -> None:
    id_ = await jam(server.url, ONE)
    where = await context(browser, server.url)
    presence = {"tab": "t", "here": "here", "name": "Somebody else", "track": "b", "step": 2, "playing": False}
    async with joined(server, "theo", name="Theo") as theo:
        assert (await theo.ask("subscribe_on_session", {"session_id": id_}))["ok"]
        page = await opened(where, f"{server.url}/s/{id_}")
        assert (await theo.event("session_signal"))["data"]["here"] == "arrived"
        assert (await theo.ask("update_presence", {"session_id": id_, "presence": presence}))["ok"]
        await expect(page.locator(".jam-person")).to_have_attribute("title", "Theo · Bass, step 3")
        await expect(page.locator(".jam-row").get_by_text("Theo")).to_be_visible()
    await expect(page.locator(".jam-person")).to_have_count(0)


def arrivals(signals: Sequence[SessionSignal]) -> list[SessionSignal]:
    return [one for one in signals if one["type"] == "presence" and one["data"]["here"] == "arrived"]


async def test_SY10_who_comes_back_after_a_break_is_shown_again_at_once(
    browser: Browser, server: ServerProcess
) -> None:
    id_ = await jam(server.url, ONE)
    where = await context(browser, server.url)
    async with RoomtoneClient(server.url, name="Theo") as theo:
        subscription = await theo.subscribe(id_)
        await opened(where, f"{server.url}/s/{id_}")
        await theo.wait_for(lambda: arrivals(subscription.signals))
        await where.set_offline(True)
        await theo.wait_for(lambda: any(one["type"] == "presence_left" for one in subscription.signals))
        before = len(subscription.signals)
        await where.set_offline(False)
        await theo.wait_for(lambda: arrivals(subscription.signals[before:]))
