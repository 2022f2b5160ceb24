"""The moderators' panel in real browsers: two clicks against an abuser, slow mode, undo, and what viewers see of it."""

from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.processes import ServerProcess
from tests.web.jam.pages import DESKTOP, PHONE
from tests.web.jam.test_access import AXE, RUN_AXE
from tests.web.people.test_people import id_of_user, people


async def on_air(where: BrowserContext, server: ServerProcess, title: str = "Death March") -> tuple[Page, str]:
    """The streamer's page of a session that is live, and its id."""
    page = await where.new_page()
    await page.goto(f"{server.url}/clips")
    await expect(page.get_by_text("No sessions yet.")).to_be_visible()  # now the server knows them
    made = await where.request.post(f"{server.url}/api/clip-sessions", data={"title": title})
    assert made.ok, await made.text()
    id_ = str((await made.json())["id"])
    started = await where.request.post(f"{server.url}/api/clip-sessions/{id_}/start")
    assert started.ok, await started.text()
    await page.goto(f"{server.url}/clips/{id_}")
    await page.locator("rt-clip-room").wait_for()
    return page, id_


async def viewing(where: BrowserContext, server: ServerProcess, id_: str) -> Page:
    page = await where.new_page()
    await page.goto(f"{server.url}/c/{id_}")
    await page.locator(".disc").wait_for()
    return page


def panel_of(page: Page) -> Any:
    return page.get_by_role("complementary", name="People")


async def test_PE11_PE13_an_abuser_is_removed_with_two_clicks_and_brought_back_with_one(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server) as (kassia, plover):
        owner, id_ = await on_air(kassia, server)
        abuser = await viewing(plover, server, id_)
        await abuser.locator(".disc-live").click()
        # What stays on the page: the button says "Moment saved" for two seconds alone.
        await expect(abuser.get_by_text("1 moment saved by you")).to_be_visible()
        await expect(owner.locator(".moment-row")).to_have_count(1)
        await owner.get_by_role("button", name="People").click()
        panel = panel_of(owner)
        sender = panel.locator(f".people-sender[data-user='{await id_of_user(plover, server)}']")
        await expect(sender).to_contain_text("1 moment")

        await sender.get_by_role("button", name="Remove…").click()
        dialog = owner.get_by_role("dialog")
        await expect(dialog.get_by_label("With 1 moment")).to_be_checked()
        await dialog.get_by_role("button", name="Remove").click()
        await expect(owner.locator(".moment-row")).to_have_count(0)
        await expect(abuser.get_by_text("You were removed from this session.")).to_be_visible()

        step = panel.locator(".people-step").first
        await expect(step).to_contain_text("1 moment, by you")
        await step.get_by_role("button", name="Undo").click()
        await expect(owner.locator(".moment-row")).to_have_count(1)
        await expect(step).to_contain_text("undone")
        await abuser.reload()
        await expect(abuser.locator(".disc-live")).to_be_visible()


async def test_PE12_D16_slow_mode_reaches_the_viewers_button_and_a_view_link_says_what_it_allows(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server) as (kassia, wren):
        owner, id_ = await on_air(kassia, server)
        viewer = await viewing(wren, server, id_)
        await owner.get_by_role("button", name="People").click()
        panel = panel_of(owner)
        await panel.get_by_role("group", name="Slow mode").get_by_text("2 min", exact=True).click()
        await expect(panel.get_by_role("radio", name="2 min")).to_be_checked()
        await expect(panel.locator(".people-step").first).to_contain_text("Slow mode set to 120 s, by you")
        await viewer.locator(".disc-live").click()
        await expect(viewer.get_by_text("1 moment saved by you")).to_be_visible()
        left = "() => getComputedStyle(document.querySelector('.disc-ring-left')).animationDuration"
        assert await viewer.evaluate(left) == "120s"
        refused = await wren.request.post(f"{server.url}/api/clip-sessions/{id_}/clips", data={})
        assert refused.status == 429
        await panel.locator(".people-step").first.get_by_role("button", name="Undo").click()
        await expect(panel.get_by_role("radio", name="2 s")).to_be_checked()

        await panel.get_by_role("group", name="Anyone with the link").get_by_text("View", exact=True).click()
        await expect(viewer.get_by_text("You can watch this session, but not mark moments.")).to_be_visible()
        await expect(viewer.locator(".disc-closed")).to_be_visible()
        await panel.get_by_role("group", name="Anyone with the link").get_by_text("Mark", exact=True).click()
        await expect(viewer.locator(".disc-live")).to_be_visible()


async def test_PE2_a_moderator_is_not_offered_what_only_owners_may(browser: Browser, server: ServerProcess) -> None:
    async with people(browser, server, server) as (kassia, bo):
        _, id_ = await on_air(kassia, server)
        await viewing(bo, server, id_)
        body = {"user_id": await id_of_user(bo, server), "role": "co-owner"}
        answer = await kassia.request.post(f"{server.url}/api/people/{id_}/role", data=body)
        assert answer.ok, await answer.text()
        room = await bo.new_page()
        await room.goto(f"{server.url}/clips/{id_}")
        await room.get_by_role("button", name="People").click()
        await expect(panel_of(room).locator(".people-steps")).to_contain_text("Moderator")
        await room.locator("rt-clip-title rt-menu").get_by_role("button").click()
        for item in ("Delete session…", "Move to another device"):
            await expect(room.get_by_role("menuitem", name=item)).to_have_count(0)


async def test_the_moderators_panel_fits_every_screen_and_axe_finds_nothing_serious(
    browser: Browser, server: ServerProcess
) -> None:
    for size, scheme, locale in ((DESKTOP, "light", "en-GB"), (PHONE, "dark", "ru-RU")):
        async with people(browser, server, size=size, color_scheme=scheme, locale=locale) as (kassia,):
            page = await kassia.new_page()
            await page.goto(f"{server.url}/clips")
            await expect(page.get_by_text("No sessions yet.").or_(page.get_by_text("Сессий пока нет."))).to_be_visible()
            made = await kassia.request.post(f"{server.url}/api/clip-sessions", data={"title": "Death March"})
            id_ = (await made.json())["id"]
            for user, name in (("plover", "Guest Plover"), ("ana", "Анастасия Константинопольская-Рождест"[:32])):
                body = {"user_id": user, "name": name}
                answer = await kassia.request.post(f"{server.url}/api/people/{id_}/removals", data=body)
                assert answer.ok, await answer.text()
            await page.goto(f"{server.url}/clips/{id_}")
            await page.locator("rt-clip-room").wait_for()
            await page.keyboard.press("u")
            await expect(page.locator(".people-step")).to_have_count(2)
            assert await page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
            await page.evaluate("() => Promise.all(document.getAnimations().map(({finished}) => finished))")
            await page.evaluate(AXE)
            assert await page.evaluate(RUN_AXE) == []
