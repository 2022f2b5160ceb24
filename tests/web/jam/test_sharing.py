"""Copies, remix links and addresses of a jam in a real browser: a shared jam has what its page shows."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, WebSocketRoute, expect
from roomtone_client import RoomtoneClient

from storage.redis import keys
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.web.jam.pages import (
    JAM_URL,
    TWO,
    context,
    id_of,
    jam,
    opened,
    step,
    stored,
)


class HeldEdits:
    """A connection whose edits are delayed until the test releases them."""

    def __init__(self) -> None:
        self.waiting: list[tuple[WebSocketRoute, Any]] = []
        self.is_open = False

    async def on(self, where: BrowserContext) -> None:
        await where.route_web_socket(re.compile(r"/socket\.io/"), self._route)

    def _route(self, page_side: WebSocketRoute) -> None:
        server_side = page_side.connect_to_server()

        def pass_on(message: Any) -> None:
            if "edit_session" in str(message) and not self.is_open:
                self.waiting.append((server_side, message))
            else:
                server_side.send(message)

        page_side.on_message(pass_on)

    def let_through(self) -> None:
        self.is_open = True
        for server_side, message in self.waiting:
            server_side.send(message)
        self.waiting.clear()


@pytest.fixture
async def held(browser: Browser, server: ServerProcess) -> tuple[Page, HeldEdits]:
    """A page whose first new step is not confirmed."""
    where, edits = await context(browser, server.url), HeldEdits()
    await edits.on(where)
    page = await opened(where, f"{server.url}/s/{await jam(server.url, TWO)}")
    await step(page, "b", 7).click()

    async def is_held() -> bool:
        return len(edits.waiting) > 0

    await until(is_held)
    return page, edits


async def has_step(server: ServerProcess, id_: str) -> bool:
    return bool((await stored(server.url, id_))["state"]["tracks"][1]["steps"][6])


async def more(page: Page, item: str) -> None:
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name=item).click()


async def test_K10_a_copy_has_the_edits_that_were_on_their_way(
    held: tuple[Page, HeldEdits], server: ServerProcess
) -> None:
    page, edits = held
    await page.get_by_role("button", name="Send Copy").click()
    await expect(page.locator(".toast")).to_contain_text("Waiting until your last changes are saved…")
    edits.let_through()
    await expect(page.locator(".toast")).to_contain_text("Copy link sent!")
    link = str(await page.locator(".toast small").text_content())
    assert await has_step(server, link.rsplit("/", 1)[1])


async def test_K11_a_remix_has_the_edits_that_were_on_their_way(
    held: tuple[Page, HeldEdits], server: ServerProcess
) -> None:
    page, edits = held
    original = id_of(page)
    await page.get_by_role("button", name="Remix", exact=True).click()
    await expect(page.locator(".toast")).to_contain_text("Waiting until your last changes are saved…")
    edits.let_through()
    await page.wait_for_url(lambda url: original not in url)
    assert await has_step(server, id_of(page))


async def test_JM5_what_is_published_has_the_edits_that_were_on_their_way(
    held: tuple[Page, HeldEdits], server: ServerProcess
) -> None:
    page, edits = held
    await more(page, "Publish")
    await expect(page.locator(".toast")).to_contain_text("Waiting until your last changes are saved…")
    edits.let_through()
    await expect(page.locator(".toast")).to_contain_text("Published.")
    link = str(await page.locator(".toast small").text_content())
    assert await has_step(server, link.rsplit("/", 1)[1])


async def test_K10_K11_nothing_is_copied_when_the_last_edits_never_arrive(
    held: tuple[Page, HeldEdits], server: ServerProcess
) -> None:
    page, edits = held
    original = id_of(page)
    await page.get_by_role("button", name="Remix", exact=True).click()
    await expect(page.locator(".toast")).to_contain_text(
        "Nothing was made: your last changes are not saved yet.", timeout=20_000
    )
    assert (id_of(page), (await stored(server.url, original))["remixCount"]) == (original, 0)
    edits.let_through()
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    await page.get_by_role("button", name="Remix", exact=True).click()
    await page.wait_for_url(lambda url: original not in url)
    assert await has_step(server, id_of(page))


async def test_S4_S20_a_refused_remix_link_says_why_and_can_be_tried_again(
    browser: Browser, redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = ServerProcess(redis_server.url, tmp_path_factory.mktemp("data"), ROOMTONE_CREATE_LIMIT="1")
    await server.start()
    try:
        original = await jam(server.url, TWO)  # this is the one of this minute
        where = await context(browser, server.url)
        page = await where.new_page()
        await page.goto(f"{server.url}/s/{original}/remix")
        await expect(page.locator(".state-frame")).to_contain_text(re.compile(r"Too fast\. Try again in \d+ s\."))
        await expect(page.get_by_text("This session doesn't exist")).to_have_count(0)
        again = page.get_by_role("button", name="Try again")
        async with page.expect_response(lambda answer: answer.url.endswith("/remix")) as asked:
            await again.click()
        assert (await asked.value).status == 429
        await redis_server.command("DEL", keys.limit("create", "127.0.0.1"))  # a minute later
        await again.click()
        await page.wait_for_url(JAM_URL)
        assert (await stored(server.url, original))["remixCount"] == 1
    finally:
        await server.stop()


async def test_S4_JM10_a_remix_link_of_a_private_session_says_that_it_is_private(
    browser: Browser, server: ServerProcess
) -> None:
    async with RoomtoneClient(server.url) as owner:
        id_ = (await owner.request("POST", "/api/sessions", body=TWO))["id"]
        await owner.request("PATCH", f"/api/sessions/{id_}", body={"isPublic": False})
    where = await context(browser, server.url)
    page = await where.new_page()
    await page.goto(f"{server.url}/s/{id_}/remix")
    await expect(page.get_by_role("heading", name="This session is private.")).to_be_visible()
    await expect(page.get_by_text("This session doesn't exist")).to_have_count(0)


async def test_S4_a_remix_link_works_after_a_fault_of_the_network(browser: Browser, server: ServerProcess) -> None:
    original = await jam(server.url, TWO)
    where = await context(browser, server.url)
    page = await where.new_page()
    await page.route("**/api/sessions/*/remix", lambda route: route.abort())
    await page.goto(f"{server.url}/s/{original}/remix")
    await expect(page.locator(".state-frame")).to_contain_text("No connection to the server.")
    await page.unroute_all()
    await page.get_by_role("button", name="Try again").click()
    await page.wait_for_url(JAM_URL)
    assert (await stored(server.url, original))["remixCount"] == 1


@pytest.mark.parametrize("form", ["upper case", "slash"])
async def test_S4_SY3_every_form_of_an_address_opens_the_same_live_session(
    browser: Browser, server: ServerProcess, form: str
) -> None:
    id_ = await jam(server.url, TWO)
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s/{id_.upper() if form == 'upper case' else id_ + '/'}")
    await expect(page).to_have_url(f"{server.url}/s/{id_}")
    await step(page, "b", 3).click()
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    async with RoomtoneClient(server.url) as theo:
        subscription = await theo.subscribe(id_.upper())
        await theo.command("edit_session", {"session_id": id_, "set": {"tracks/b/steps/4": True}})
        await theo.wait_for(lambda: len(subscription.events) == 1)
    await expect(step(page, "b", 5)).to_have_attribute("aria-pressed", "true")
    # The same within the page, where no server is asked.
    await page.evaluate(
        "url => { const a = document.body.appendChild(document.createElement('a')); a.href = url; a.click(); }",
        f"/s/{id_.upper()}/",
    )
    await expect(page).to_have_url(f"{server.url}/s/{id_}")


async def test_K3_K11_a_toast_of_the_copy_is_gone_after_back(browser: Browser, server: ServerProcess) -> None:
    where = await context(browser, server.url)
    page = await opened(where, f"{server.url}/s/{await jam(server.url, TWO)}")
    original = id_of(page)
    await page.get_by_role("button", name="Remix", exact=True).click()
    await page.wait_for_url(lambda url: original not in url)
    await expect(page.locator(".toast")).to_contain_text("Remixed! You're now editing a copy.")
    await page.locator(".toast").hover()  # it would stay for as long as it is read
    await page.go_back()
    await expect(page).to_have_url(f"{server.url}/s/{original}")
    await expect(page.locator(".toast")).to_have_count(0)
