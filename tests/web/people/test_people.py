"""The people panel in real browsers: asking, giving and taking a role while others look on."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.effort import in_proof
from tests.processes import ServerProcess
from tests.users import known_as
from tests.web.jam.pages import (
    DESKTOP,
    JAM_URL,
    PHONE,
    TWO,
    context,
    id_of,
    opened,
    step,
    stored,
)
from tests.web.jam.test_access import AXE, RUN_AXE

SMALL = {"width": 320, "height": 640}


@asynccontextmanager
async def people(
    browser: Browser, *servers: ServerProcess, size: dict[str, int] = DESKTOP, **options: Any
) -> AsyncIterator[list[BrowserContext]]:
    """A browser for each of the servers; no page may throw."""
    faults: list[str] = []
    contexts = [await context(browser, server.url, size, **options) for server in servers]
    for where in contexts:
        where.on("weberror", lambda error: faults.append(str(error.error)))
    yield contexts
    for where in contexts:
        await where.close()
    assert faults == []


async def own_jam(where: BrowserContext, server: ServerProcess) -> Page:
    """The owner's page of a new jam with two tracks."""
    page = await where.new_page()
    await page.goto(f"{server.url}/s")
    await page.wait_for_url(JAM_URL)
    await page.locator(".jam-header").wait_for()
    answer = await where.request.put(f"{server.url}/api/sessions/{id_of(page)}", data=TWO)
    assert answer.ok, await answer.text()
    await page.locator(".jam-play").wait_for()
    return page


def row(page: Page, user_id: str) -> Any:
    """A row of the panel. Two guests may have the same name."""
    return page.locator(f".people-row[data-user='{user_id}']")


async def name_of(where: BrowserContext, server: ServerProcess) -> str:
    answer = await where.request.get(f"{server.url}/api/auth/me")
    return str((await answer.json())["user"]["name"])


async def id_of_user(where: BrowserContext, server: ServerProcess) -> str:
    answer = await where.request.get(f"{server.url}/api/auth/me")
    return str((await answer.json())["user"]["id"])


async def test_PE4_PE5_D15_a_viewer_asks_edits_without_reloading_and_loses_it_while_editing(
    browser: Browser, two_servers: tuple[ServerProcess, ServerProcess]
) -> None:
    here, there = two_servers
    async with people(browser, here, there) as (ines, wren):
        owner = await own_jam(ines, here)
        id_ = id_of(owner)
        await owner.get_by_role("button", name="People").click()
        panel = owner.get_by_role("complementary", name="People")
        await panel.get_by_text("View", exact=True).click()
        await expect(panel.get_by_role("radio", name="View")).to_be_checked()

        viewer = await opened(wren, f"{there.url}/s/{id_}")
        await expect(viewer.locator(".jam")).to_have_class(r"jam read-only ")
        name = await name_of(wren, there)
        await viewer.get_by_role("button", name="Ask to edit").click()
        await expect(viewer.get_by_text("Asked. Waiting for the owner.")).to_be_visible()
        request = panel.locator(".people-request")
        await expect(request).to_contain_text(f"{name} asks to edit")
        await request.get_by_role("button", name="Accept").click()

        await expect(viewer.get_by_text("You can edit now.")).to_be_visible()
        await expect(request).to_have_count(0)
        await step(viewer, "b", 3).click()
        await expect(step(owner, "b", 3)).to_have_attribute("aria-pressed", "true")

        # The owner takes it back while they edit: what they do now is refused, and their page shows the truth.
        theirs = row(owner, await id_of_user(wren, there))
        select = theirs.get_by_role("combobox")
        await expect(select).to_have_value("editor")
        await select.select_option("viewer")
        await expect(viewer.get_by_text("You can only watch now. Your last change was not kept.")).to_be_visible()
        await step(viewer, "b", 5).click(force=True)
        await expect(step(viewer, "b", 5)).to_have_attribute("aria-pressed", "false")
        tracks = (await stored(here.url, id_))["state"]["tracks"]
        assert [n for n, is_on in enumerate(tracks[1]["steps"]) if is_on] == [2]

        await select.select_option("remove")
        await owner.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(viewer.get_by_role("heading", name="You can no longer open this session.")).to_be_visible()
        await expect(theirs.get_by_role("button", name="Let in again")).to_be_visible()


async def test_PE4_an_edit_that_was_on_its_way_when_the_role_went_is_refused_and_undone(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server) as (ines, theo):
        owner = await own_jam(ines, server)
        editor = await opened(theo, f"{server.url}/s/{id_of(owner)}")
        user = await id_of_user(theo, server)
        # Offline, the page knows nothing of it and takes the edit.
        await theo.set_offline(True)
        await expect(editor.locator(".jam-status .pill-hold")).to_be_visible()
        await step(editor, "b", 7).click()
        await expect(step(editor, "b", 7)).to_have_attribute("aria-pressed", "true")
        answer = await ines.request.post(
            f"{server.url}/api/people/{id_of(owner)}/role", data={"user_id": user, "role": "viewer"}
        )
        assert answer.ok, await answer.text()
        await theo.set_offline(False)
        await expect(editor.get_by_text("You can only watch now. Your last change was not kept.")).to_be_visible()
        await expect(step(editor, "b", 7)).to_have_attribute("aria-pressed", "false")
        await expect(step(owner, "b", 7)).to_have_attribute("aria-pressed", "false")


async def test_PE3_a_locked_jam_is_locked_for_everybody_else_until_it_is_opened_again(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server) as (ines, theo):
        owner = await own_jam(ines, server)
        editor = await opened(theo, f"{server.url}/s/{id_of(owner)}")
        await owner.get_by_role("button", name="People").click()
        lock = owner.get_by_role("button", name="Lock editing")
        await lock.click()
        await expect(editor.get_by_text("Editing is locked for now.")).to_be_visible()
        await step(editor, "b", 2).click(force=True)
        await expect(step(editor, "b", 2)).to_have_attribute("aria-pressed", "false")
        await step(owner, "b", 4).click()
        await expect(step(editor, "b", 4)).to_have_attribute("aria-pressed", "true")
        await expect(lock).to_have_attribute("aria-pressed", "true")
        await lock.click()
        await expect(editor.get_by_text("Editing is locked for now.")).to_have_count(0)
        await step(editor, "b", 2).click()
        await expect(step(owner, "b", 2)).to_have_attribute("aria-pressed", "true")


async def test_PE2_a_moderator_of_a_stream_gets_the_room_live_and_loses_it_live(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server) as (kassia, bo):
        owner = await kassia.new_page()
        await owner.goto(f"{server.url}/clips")
        await expect(owner.get_by_text("No sessions yet.")).to_be_visible()  # now the server knows them
        made = await kassia.request.post(f"{server.url}/api/clip-sessions", data={"title": "Death March"})
        id_ = (await made.json())["id"]
        await owner.goto(f"{server.url}/clips/{id_}")
        room = await bo.new_page()
        await room.goto(f"{server.url}/clips/{id_}")
        await expect(room.get_by_role("button", name="Open the viewer page")).to_be_visible()
        user = await id_of_user(bo, server)
        role = f"{server.url}/api/people/{id_}/role"
        answer = await kassia.request.post(role, data={"user_id": user, "role": "co-owner", "name": "Bo"})
        assert answer.ok, await answer.text()
        await expect(room.get_by_role("button", name="Start", exact=False).first).to_be_visible()
        await owner.get_by_role("button", name="People").click()
        select = row(owner, user).get_by_role("combobox")
        await expect(select).to_have_value("co-owner")
        await select.select_option("")
        await expect(room.get_by_role("button", name="Open the viewer page")).to_be_visible()
        await expect(row(owner, user)).to_have_count(0)


async def test_PE6_an_invitation_is_made_opened_accepted_and_revoked_while_others_look_on(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server, server) as (ines, theo):
        owner = await own_jam(ines, server)
        answer = await ines.request.patch(f"{server.url}/api/people/{id_of(owner)}", data={"link": "nobody"})
        assert answer.ok, await answer.text()
        await owner.get_by_role("button", name="People").click()
        urls = []
        for role in ("editor", "viewer"):
            await owner.get_by_role("button", name="Invitation with a role").click()
            form = owner.get_by_role("dialog")
            await form.get_by_label("Role").select_option(role)
            await form.get_by_label("Note").fill("Tuesday group")
            await form.get_by_role("button", name="Make invitation").click()
            shown = owner.get_by_role("dialog").filter(has_text="Shown once")
            await expect(shown.locator("rt-qr path")).to_have_attribute("d", re.compile("M"))
            urls.append(await shown.locator("input").input_value())
            await shown.get_by_role("button", name="Close").click()
        listed = owner.locator(".people-invitation")
        await expect(listed).to_have_count(2)
        await listed.filter(has_text="Viewer").get_by_role("button", name="Revoke").click()
        await owner.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        await expect(listed).to_have_count(1)
        await expect(listed).to_contain_text("Tuesday group")

        guest = await theo.new_page()
        await guest.goto(urls[1])
        await expect(guest.get_by_role("heading", name="This invitation is no longer valid.")).to_be_visible()
        await guest.get_by_role("button", name="Copy my code").click()
        await expect(guest.get_by_text("Copied. Send it to who invited you.")).to_be_visible()
        await expect(guest.get_by_role("button", name="Go Home")).to_be_visible()
        await guest.goto(urls[0])
        await expect(guest.get_by_text("Your role: Editor.")).to_be_visible()
        await expect(listed).to_have_count(1)  # looking uses nothing up
        await guest.get_by_role("button", name="Join").click()
        await guest.locator(".jam-play").wait_for()
        await step(guest, "b", 3).click()
        await expect(step(owner, "b", 3)).to_have_attribute("aria-pressed", "true")
        await expect(listed).to_have_count(0)
        await expect(row(owner, await id_of_user(theo, server)).get_by_role("combobox")).to_have_value("editor")


async def test_PE17_share_is_the_link_with_what_it_allows_and_what_a_chat_shows_of_it(
    browser: Browser, server: ServerProcess
) -> None:
    async with people(browser, server) as (ines,):
        owner = await own_jam(ines, server)
        await owner.keyboard.press("u")
        share = owner.get_by_role("dialog", name="Share “Untitled Session”")
        await expect(share.get_by_role("button", name="Copy link")).to_be_focused()
        await owner.keyboard.press("c")
        await expect(owner.get_by_role("status").filter(has_text="Link copied.")).to_be_visible()
        assert await owner.evaluate("navigator.clipboard.readText()") == owner.url

        link = share.get_by_role("group", name="Anyone with the link")
        await link.get_by_text("Nobody", exact=True).click()
        await expect(share).to_contain_text("A chat shows nothing of it.")
        await expect(share.locator("figure img")).to_have_attribute("src", "/preview-room.png")
        await link.get_by_text("View", exact=True).click()
        await expect(share.locator("figure img")).to_have_attribute("src", re.compile("^/preview/jam/"))
        await expect(share.locator("figcaption")).to_contain_text("A jam. Open and listen.")

        # What is refused is said in its row; without a connection the link is there all the same.
        await share.get_by_label("Name or code of a person").fill("theo-almqvist-1830")
        await share.get_by_role("button", name="Invite", exact=True).click()
        theirs = row(owner, known_as("theo-almqvist-1830"))
        await owner.route("**/api/people/*/role", lambda route: route.abort())
        await theirs.get_by_role("combobox").select_option("editor")
        await expect(share.locator(".people-row + .people-refused")).to_be_visible()
        await expect(theirs.get_by_role("combobox")).to_have_value("viewer")
        await ines.set_offline(True)
        await expect(share.get_by_text("Offline", exact=True)).to_be_visible()
        await share.get_by_role("button", name="Copy link").click()
        await expect(share.locator(".share-rest")).to_have_attribute("inert", "")
        await ines.set_offline(False)
        await expect(share.locator(".share-rest")).not_to_have_attribute("inert", "")

        # Kept at the side it opens there, for this kind of session.
        await share.get_by_role("button", name="Keep open at the side").click()
        await expect(owner.get_by_role("complementary", name="People")).to_be_visible()
        await owner.reload()
        await owner.locator(".jam-play").wait_for()
        await owner.keyboard.press("u")
        await expect(owner.get_by_role("complementary", name="People")).to_be_visible()
        await expect(owner.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        (SMALL, "dark"),
        (DESKTOP, "light"),
        *(in_proof(*one) for one in ((SMALL, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark"))),
    ],
)
async def test_the_panel_fits_every_screen_and_axe_finds_nothing_serious(
    browser: Browser, server: ServerProcess, size: dict[str, int], scheme: str
) -> None:
    locale = "ru-RU" if scheme == "dark" else "en-GB"
    async with people(browser, server, size=size, color_scheme=scheme, locale=locale) as (ines,):
        owner = await own_jam(ines, server)
        for user, role, name in (
            ("theo", "editor", "Theo Almqvist"),
            ("ana", "viewer", "Анастасия Константинопольская-Рождест"[:32]),
            ("plover", "banned", "Guest Plover"),
        ):
            answer = await ines.request.post(
                f"{server.url}/api/people/{id_of(owner)}/role", data={"user_id": user, "role": role, "name": name}
            )
            assert answer.ok, await answer.text()
        if size is DESKTOP:
            await owner.locator(".people-key").click()
        else:
            await owner.locator(".share-key").click()
        await expect(owner.locator(".people-row")).to_have_count(4)
        assert await owner.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
        await owner.evaluate("() => Promise.all(document.getAnimations().map(({finished}) => finished))")
        await owner.evaluate(AXE)
        assert await owner.evaluate(RUN_AXE) == []
        await owner.keyboard.press("Escape")
        await expect(owner.locator("rt-people")).to_have_count(0)
