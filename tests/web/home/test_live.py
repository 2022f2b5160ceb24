"""The home of somebody who uses it: live on every device, and what waits for their answer."""

import time
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.polling import until
from tests.web.conftest import DESK, PHONE, Visit
from tests.web.stage import SQUARE, Person, Stage, Tap


def row(page: Page, session_id: str) -> Locator:
    return page.locator(f'.room-link[data-session="{session_id}"]')


async def a_jam(stage: Stage, owner: Person, link: str = "view") -> str:
    id_: str = (await stage.call(owner, "POST", "/api/sessions", {}))["id"]
    await stage.call(owner, "PATCH", f"/api/people/{id_}", {"link": link})
    return id_


async def is_told(stage: Stage, person: Person, session_id: str) -> dict[str, Any]:
    """The row of a session on somebody's home, once it is there."""
    found: dict[str, Any] = {}

    async def is_there() -> bool:
        home = await stage.call(person, "GET", "/api/home")
        found.update({one["id"]: one for one in home["rows"]})
        return session_id in found

    await until(is_there)
    return dict(found[session_id])


async def meet(stage: Stage, owner: Person, other: Person) -> None:
    """Somebody takes part in a jam of the owner's, who may invite them by name from then on."""
    jam = await a_jam(stage, owner)
    made = await stage.call(owner, "POST", f"/api/people/{jam}/invitations", {"role": "editor"})
    await stage.call(other, "POST", f"/api/invitations/{made['url'].rsplit('/', 1)[1]}")

    async def is_known() -> bool:
        known = await stage.call(owner, "GET", "/api/home/people")
        return other.id in [one["user_id"] for one in known["people"]]

    await until(is_known)


async def test_PE7_home_is_live_on_two_devices(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    stream = await stage.session(kassia, "Death March, blind")
    jam = await a_jam(stage, kassia)
    await is_told(stage, kassia, jam)
    await is_told(stage, kassia, stream)
    desk, phone = await visit("/", kassia), await visit("/", kassia, PHONE)
    for page in (desk, phone):
        await expect(page.get_by_role("heading", name="Your rooms")).to_be_visible()
        await expect(row(page, stream)).to_contain_text("Created")
    await stage.segment(kassia, stream, 1, 60, None, [Tap(5), Tap(30)])
    for page in (desk, phone):
        await expect(row(page, stream)).to_contain_text("Active")
        await expect(row(page, stream)).to_contain_text("2 taps")
        live = page.get_by_role("list", name="Live now")
        await expect(live.locator(".room-link")).to_have_count(1)
    await stage.call(kassia, "DELETE", f"/api/sessions/{jam}")
    for page in (desk, phone):
        await expect(row(page, jam)).to_have_count(0)
    new = await stage.session(kassia, "Another")
    for page in (desk, phone):
        await expect(row(page, new)).to_be_visible()


async def test_PE7_rows_are_filtered_by_kind_and_the_address_keeps_it(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    stream, jam = await stage.session(kassia, "Stream"), await a_jam(stage, kassia)
    await is_told(stage, kassia, jam)
    await is_told(stage, kassia, stream)
    page = await visit("/", kassia)
    await expect(page.locator(".room-link")).to_have_count(2)
    await page.get_by_role("radio", name="Clips 1").check(force=True)
    await expect(page.locator(".room-link")).to_have_count(1)
    await expect(page).to_have_url(f"{stage.url}/?kind=clip")
    await page.reload()
    await expect(page.locator(".room-link")).to_have_count(1)
    await page.get_by_role("radio", name="Voice 0").check(force=True)
    await expect(page.get_by_text("No voice sessions yet.")).to_be_visible()
    await page.get_by_role("button", name="New Session").focus()
    await expect(page.get_by_role("button", name="New Session")).to_be_focused()


async def test_LI14_the_listening_history_is_a_live_row_that_leads_to_it(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    history: str = (await stage.call(kassia, "PUT", "/api/listening"))["id"]
    book = {"id": "leagues", "name": "leagues.m4b", "title": "Leagues", "duration_ms": 100_000}
    await stage.call(kassia, "POST", "/api/listening/books", book)
    now = int(time.time() * 1000)
    heard = {"client_id": "c1", "book_id": "leagues", "started_at": now - 3_600_000, "ended_at": now - 3_000_000}
    await stage.call(kassia, "POST", "/api/listening/sessions/batch", {"items": [{**heard, "position_ms": 41_000}]})
    await is_told(stage, kassia, history)
    page = await visit("/", kassia, locale="ru-RU")
    await expect(row(page, history)).to_contain_text("Leagues")
    await expect(row(page, history)).to_contain_text("Прослушано 41 %")
    await expect(page.get_by_role("list", name="Раньше").locator(".room-link")).to_have_count(1)
    picture = row(page, history).locator("img")
    await expect(picture).to_have_count(0)
    address = await stage.picture(kassia, "leagues", SQUARE)
    await expect(picture).to_have_attribute("src", address)
    await expect(picture).to_have_js_property("naturalWidth", 1)
    await expect(row(page, history).locator(".done")).to_have_attribute("d", "M0.0 12.0h45.9v4.0h-45.9z")
    await page.get_by_role("radio", name="Слушать 1").check(force=True)
    playing = {"book_id": "leagues", "status": "playing", "player_id": "phone", "device": "Телефон"}
    await stage.call(kassia, "POST", "/api/listening/playback", playing)
    await expect(row(page, history)).to_contain_text("Играет")
    await expect(row(page, history)).to_contain_text("Телефон")
    await row(page, history).click()
    await expect(page).to_have_url(f"{stage.url}/listen/sessions")
    await expect(page.get_by_text("Leagues").first).to_be_visible()
    await stage.call(kassia, "POST", "/api/listening/playback", {**playing, "status": "stopped"})
    await page.goto(stage.url)
    # A row that begins or ends to play changes its list, and its menu closes then.
    await expect(page.get_by_role("list", name="Раньше").locator(".room-link")).to_have_count(1)
    await page.get_by_role("button", name="Ещё: Leagues").click()
    await expect(page.get_by_role("menuitem")).to_have_text(["Плеер", "История", "Статистика"])
    await page.get_by_role("menuitem", name="Статистика").click()
    await expect(page).to_have_url(f"{stage.url}/listen/statistics")


async def chosen(page: Page, title: str, item: str) -> None:
    await page.get_by_role("button", name=f"More for {title}").click()
    await page.get_by_role("menuitem", name=item).click()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_PE16_a_row_is_copied_deleted_and_brought_back_by_its_menu(
    visit: Visit, stage: Stage, size: tuple[int, int]
) -> None:
    kassia = await stage.guest("Kassia")
    stream = await stage.session(kassia, "Death March")
    jam: str = (await stage.call(kassia, "POST", "/api/sessions", {}))["id"]
    voice: str = (await stage.call(kassia, "POST", "/voicebot/create_session", {"session_name": "Planning"}))[
        "session_id"
    ]
    for one in (stream, jam, voice):
        await is_told(stage, kassia, one)
    page = await visit("/", kassia, size)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await chosen(page, "Death March", "Copy viewer link")
    await expect(page.locator(".toast")).to_contain_text("Viewer link copied.")
    assert await page.evaluate("navigator.clipboard.readText()") == f"{stage.url}/c/{stream}"
    for title, id_ in (("Death March", stream), ("Untitled Session", jam), ("Planning", voice)):
        await chosen(page, title, "Delete…")
        await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        await expect(row(page, id_)).to_be_visible()
        await chosen(page, title, "Delete…")
        await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await expect(row(page, id_)).to_have_count(0)
        await page.locator(".toast").get_by_role("button", name="Undo").click()
        await expect(row(page, id_)).to_be_visible()
    await expect(page.locator(".rooms-opened")).to_have_count(0)


async def test_PE16_a_member_leaves_by_the_menu_of_the_row(visit: Visit, stage: Stage) -> None:
    ines, theo = await stage.guest("Ines"), await stage.guest("Theo")
    jam = await a_jam(stage, ines, "nobody")
    made = await stage.call(ines, "POST", f"/api/people/{jam}/invitations", {"role": "editor"})
    await stage.call(theo, "POST", f"/api/invitations/{made['url'].rsplit('/', 1)[1]}")
    await is_told(stage, theo, jam)
    page = await visit("/", theo)
    await chosen(page, "Untitled Session", "Leave…")
    await page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    await expect(page.locator(".room-link")).to_have_count(0)
    people = await stage.call(ines, "GET", f"/api/people/{jam}")
    assert theo.id not in [one["user_id"] for one in people["members"]]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_PE10_an_invitation_comes_to_the_home_page_and_is_accepted_there(
    visit: Visit, stage: Stage, size: tuple[int, int]
) -> None:
    ines, theo = await stage.guest("Ines"), await stage.guest("Theo")
    await meet(stage, ines, theo)
    page = await visit("/", theo, size, locale="ru-RU")
    await expect(page.get_by_role("heading", name="Ваши комнаты")).to_be_visible()
    stream = await stage.session(ines, "Kettle lid orchestra")
    await stage.call(ines, "POST", f"/api/people/{stream}/invited", {"user_id": theo.id, "role": "co-owner"})
    offer = page.locator(".for-you-item").filter(has_text="Kettle lid orchestra")
    await expect(offer).to_contain_text("Ines приглашает вас: Kettle lid orchestra. Ваша роль: Модератор.")
    await expect(row(page, stream)).to_have_count(0)
    await offer.get_by_role("button", name="Отклонить").click()
    await expect(offer).to_have_count(0)
    await page.locator(".toast").get_by_role("button", name="Отменить").click()
    await offer.get_by_role("button", name="Принять").click()
    await expect(row(page, stream)).to_contain_text("поделился Ines")
    await expect(offer).to_have_count(0)


async def test_PE10_a_person_is_named_in_share(visit: Visit, stage: Stage) -> None:
    ines, theo = await stage.guest("Ines"), await stage.guest("Theo")
    await meet(stage, ines, theo)
    stream = await stage.session(ines, "Stream")
    page = await visit(f"/clips/{stream}", ines)
    await page.keyboard.press("u")
    panel = page.get_by_role("dialog", name="Share “Stream”")
    await expect(panel.locator("option[value=Theo]")).to_have_count(1)
    await panel.get_by_label("Name or code of a person").fill("Thea")
    await panel.get_by_role("button", name="Invite", exact=True).click()
    await expect(panel.get_by_role("alert")).to_contain_text("You know nobody of that name here.")
    await panel.get_by_label("Name or code of a person").fill("Theo")
    await panel.get_by_label("Role", exact=True).select_option(label="Moderator")
    await panel.get_by_role("button", name="Invite", exact=True).click()
    invited = panel.locator(f'[data-user="{theo.id}"]')
    await expect(invited).to_contain_text("Moderator")
    offer = await is_told(stage, theo, stream)
    assert offer["invitation"]["role"] == "co-owner"
    await invited.get_by_role("button", name="Revoke").click()
    await expect(invited).to_have_count(0)


async def test_PE9_a_request_to_edit_is_heard_and_answered_on_another_page(visit: Visit, stage: Stage) -> None:
    ines, wren = await stage.guest("Ines"), await stage.guest("Wren")
    jam = await a_jam(stage, ines)
    await is_told(stage, ines, jam)
    page = await visit("/", ines)
    await expect(row(page, jam)).to_be_visible()
    await page.get_by_role("link", name="Clips").first.click()
    await expect(page.get_by_role("heading", name="Clips", level=1)).to_be_visible()
    await stage.call(wren, "POST", f"/api/people/{jam}/request")
    toast = page.locator(".toast").filter(has_text="Wren asks to edit Untitled Session")
    await toast.get_by_role("button", name="Accept").click()

    async def may_edit() -> bool:
        return bool((await stage.call(wren, "GET", f"/api/people/{jam}"))["you"]["may_edit"])

    await until(may_edit)
    assert (await is_told(stage, wren, jam))["role"] == "editor"


async def test_PE9_a_viewer_of_a_stream_has_no_second_subscription(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    stream = await stage.session(kassia, "Stream")
    page = await visit(f"/c/{stream}")
    await expect(page.locator(".disc")).to_be_visible()
    asked = await page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    assert "/api/home" not in asked


async def test_PE7_the_list_of_clips_follows_the_home_without_a_reload(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    stream = await stage.session(kassia, "Death March, blind")
    page = await visit("/clips", kassia)
    listed = page.locator(".session-row").filter(has_text="Death March, blind")
    await expect(listed).to_contain_text("Created")
    await stage.segment(kassia, stream, 1, 60, None, [Tap(5)])
    await expect(listed).to_contain_text("Active")
    await expect(listed).to_contain_text("1 moment")
    await stage.session(kassia, "Another")
    await expect(page.locator(".session-row").filter(has_text="Another")).to_be_visible()
    await stage.call(kassia, "DELETE", f"/api/clip-sessions/{stream}")
    await expect(listed).to_have_count(0)
