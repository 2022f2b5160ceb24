"""The home page and its links to everything else."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.processes import ServerProcess
from tests.web.conftest import DESK, PHONE, Visit
from tests.web.stage import Stage


async def test_the_home_page_says_what_can_be_done_and_does_it_in_one_click(visit: Visit) -> None:
    page = await visit("/")
    await expect(page.get_by_role("heading", name="Open a room, send the link.")).to_be_visible()
    await expect(
        page.get_by_text("Play, clip, record and listen live with other people. No account, nothing to install.")
    ).to_be_visible()
    await expect(page.locator(".connection")).to_have_text("Connected")
    await expect(page.get_by_text("Recent")).to_have_count(0)
    await page.get_by_role("button", name="New clip session").click()
    await expect(page.get_by_label("Title")).to_be_focused()


async def test_new_session_is_the_first_key_after_the_header(visit: Visit) -> None:
    page = await visit("/")
    await expect(page.get_by_role("button", name="Account: Guest")).to_be_visible()
    await page.get_by_role("button", name="Account: Guest").focus()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="New Session")).to_be_focused()


async def test_every_door_of_the_home_page_leads_somewhere(visit: Visit, server: ServerProcess) -> None:
    page = await visit("/")
    for link in await page.locator("header .nav a").all():
        href = await link.get_attribute("href")
        answer = await page.request.get(server.url + str(href))
        assert answer.status == 200, href
    assert await page.locator(".face").count() == await page.locator("header .nav a").count()


async def test_a_pasted_link_is_opened_and_a_bad_one_refused(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    session_id = await stage.session(kassia, "Quiet night")
    page = await visit("/", kassia)
    await page.keyboard.press("l")
    field = page.get_by_label("Paste a session link")
    await expect(field).to_be_focused()
    await field.fill("https://example.com/c/1")
    await page.get_by_role("button", name="Join").click()
    await expect(page.get_by_role("alert").filter(has_text="That is not a Roomtone link.")).to_be_visible()
    await expect(field).to_be_focused()
    await field.fill(f"{stage.url}/c/{session_id}")
    await field.press("Enter")
    await expect(page.locator(".disc")).to_be_visible()


async def test_V33_join_takes_an_id_and_links_of_old_hosts_as_the_bot_does(visit: Visit, stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    body = {"session_name": "Planning"}
    session_id = (await stage.call(kassia, "POST", "/voicebot/create_session", body))["session_id"]
    old = "https://voice.stratospace.fun/session"
    for pasted, shown in (
        (session_id, "Planning"),
        (f"{old}/{session_id}", "Planning"),
        (f"{old}/64f1c0ffee64f1c0ffee64f1", "Session not found"),
    ):
        page = await visit("/", kassia)
        field = page.get_by_label("Paste a session link")
        await field.fill(pasted)
        await field.press("Enter")
        await expect(page.get_by_role("heading", name=shown)).to_be_visible()


async def test_without_a_network_home_says_that_a_new_session_needs_one_and_a_file_can_be_opened(
    visit: Visit, stage: Stage
) -> None:
    page = await visit("/", await stage.guest("Kassia"))
    await expect(page.locator(".connection")).to_have_text("Connected")
    await page.context.set_offline(True)
    await expect(page.get_by_text("Offline. A new session needs a network.")).to_be_visible()
    await expect(page.get_by_role("button", name="New Session")).to_be_disabled()
    await expect(page.get_by_role("button", name="Open an audio file")).to_be_enabled()
    await page.context.set_offline(False)
    await expect(page.get_by_role("button", name="New Session")).to_be_enabled()


async def typefaces(page: Page) -> set[str]:
    """What the text of the page is drawn in, emoji left out."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("DOM.enable")
    await devtools.send("CSS.enable")
    root = (await devtools.send("DOM.getDocument", {"depth": -1}))["root"]["nodeId"]
    found: set[str] = set()
    for node in (await devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "main *"}))["nodeIds"]:
        fonts = (await devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node}))["fonts"]
        found |= {font["familyName"] for font in fonts if "Emoji" not in font["familyName"]}
    return found


@pytest.mark.parametrize("is_slow", [False, True], ids=["fonts in time", "fonts late"])
async def test_a_russian_first_visit_has_one_typeface_a_russian_guest_and_no_error(
    browser: Browser, server: ServerProcess, is_slow: bool
) -> None:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="ru-RU")
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    if is_slow:
        await page.route("**/inter-cyrillic*.woff2", lambda _: None)  # it never comes
    await page.goto(server.url, wait_until="domcontentloaded")
    await expect(page.get_by_role("button", name="Профиль: Гость")).to_be_visible()
    await expect(page.locator(".connection")).to_have_text("На связи")
    faces = await typefaces(page)
    assert len(faces) == 1, faces
    assert is_slow or faces == {"Inter Variable"}
    field = page.get_by_label("Ссылка на сессию")
    cut = "one => { one.value = one.placeholder; return one.scrollWidth > one.clientWidth; }"
    assert not await field.evaluate(cut), "the placeholder is cut"
    if not is_slow:
        assert said == []


async def test_PG9_a_cyrillic_title_has_its_font_on_the_first_visit_of_an_english_page(
    visit: Visit, stage: Stage
) -> None:
    stream = await stage.session(await stage.guest("Kassia"), "Ночной стрим")
    page = await visit(f"/c/{stream}")
    await expect(page.get_by_text("Ночной стрим").first).to_be_visible()
    assert await typefaces(page) == {"Inter Variable"}


async def test_the_voice_card_is_filled_on_a_desk_and_shows_no_clock_on_a_phone(visit: Visit) -> None:
    page = await visit("/")
    card = page.locator(".face", has=page.get_by_role("heading", name="Voice"))
    wave = card.locator(".voice-miniature svg").last
    outer, inner = await card.bounding_box(), await wave.bounding_box()
    assert outer is not None
    assert inner is not None
    assert outer["x"] + outer["width"] - inner["x"] - inner["width"] < 40
    assert inner["width"] > outer["width"] / 3
    await expect(card.get_by_text("12:47")).to_be_visible()
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await expect(card.get_by_text("12:47")).to_be_hidden()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_name_theme_and_language_are_changed_in_the_account_menu(visit: Visit, size: tuple[int, int]) -> None:
    page = await visit("/", size=size, color_scheme="light")
    account = page.get_by_role("button", name="Account: Guest")
    await account.click()
    await page.get_by_label("Your name").fill("Kassia")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Account: Kassia")).to_be_visible()
    await page.get_by_role("radio", name="Dark").check()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 18, 16)"
    await page.get_by_text("Русский").click()
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    await expect(page.get_by_role("heading", name="Откройте комнату, пришлите ссылку.")).to_be_visible()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.get_by_role("heading", name="Откройте комнату, пришлите ссылку.")).to_be_visible()


async def test_an_unknown_path_is_said_and_not_redirected(visit: Visit) -> None:
    page = await visit("/nowhere/at/all")
    await expect(page.locator("h1")).to_have_text("Page not found")
    await expect(page.locator("h1")).to_be_focused()
    await expect(page.get_by_text("/nowhere/at/all")).to_be_visible()
    assert page.url.endswith("/nowhere/at/all")
    await page.get_by_role("button", name="Go Home").click()
    await expect(page.get_by_role("heading", name="Open a room, send the link.")).to_be_visible()
