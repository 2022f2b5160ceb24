"""Keys pressed at the same time, and keys pressed at a bad moment for the server (V5, V12, V14, V24)."""

import asyncio
import json
import re
from uuid import uuid4

import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from auth.access import READ_ALL, UPDATE
from tests.handlers.voice.servers import Connect, MakePerson
from tests.polling import until
from tests.processes import ServerProcess
from tests.web.voice.browsers import (
    active,
    created,
    fab,
    page_shows,
    press,
    press_on_page,
    recorded_for,
    session_of,
    shows,
    view,
)


class Held:
    """Requests of a page that are delayed until the test releases them."""

    def __init__(self) -> None:
        self.count = 0
        self._free = asyncio.Event()

    @classmethod
    async def on(cls, page: Page, path: str) -> "Held":
        held = cls()
        await page.route(path, held._hold)
        return held

    async def _hold(self, route: Route) -> None:
        self.count += 1
        await self._free.wait()
        await route.continue_()

    def let_through(self) -> None:
        self._free.set()


async def sessions(page: Page) -> int:
    return int(await page.evaluate("async () => (await (await fetch('/voicebot/sessions')).json()).items.length"))


async def recordings(page: Page, session_id: str) -> list[dict[str, object]]:
    return list((await view(page, session_id))["recordings"])


async def has_chunks(page: Page, session_id: str) -> None:
    async def some() -> bool:
        return bool(await recordings(page, session_id))

    await until(some)


async def test_V14_new_pressed_twice_is_one_new(page: Page) -> None:
    held = await Held.on(page, "**/create_session")
    async with page.expect_request("**/create_session"):
        await press(page, "new")
    await press(page, "new")
    held.let_through()
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await press(page, "pause")  # keys take effect in their order: a second New would have had its turn by now
    await shows(page, "paused")
    assert (held.count, await sessions(page)) == (1, 1)


async def test_V12_rec_pressed_twice_is_one_recording_of_one_fragment(page: Page, voice_server: ServerProcess) -> None:
    session_id = await created(page)
    await page.goto(f"{voice_server.url}/session/{session_id}")
    await page_shows(page, "ready")
    held = await Held.on(page, "**/activate_session")
    async with page.expect_request("**/activate_session"):
        await page.locator(".voice-key[data-key=rec]").evaluate("(key) => { key.click(); key.click(); }")
    held.let_through()
    await shows(page, "recording")
    await has_chunks(page, session_id)
    await press(page, "pause")
    await shows(page, "paused")
    assert (held.count, len(await recordings(page, session_id))) == (1, 1)
    assert await page.evaluate("() => document.querySelector('roomtone-fab').recorder.fragments") == 1


async def test_V12_a_key_behind_rec_does_not_change_where_it_records(page: Page, voice_server: ServerProcess) -> None:
    of_page, other = [await created(page) for _ in range(2)]
    await page.goto(f"{voice_server.url}/session/{of_page}")
    await page_shows(page, "ready")
    assert await active(page) == other
    held = await Held.on(page, "**/activate_session")
    async with page.expect_request("**/activate_session"):
        await press_on_page(page, "rec")
    await press(page, "pause")
    held.let_through()
    await shows(page, "paused")
    await page_shows(page, "paused")
    assert await active(page) == of_page
    assert (await view(page, other))["session"]["status"] == "ready"


async def test_V12_rec_on_another_page_lets_the_paused_recording_go_and_takes_nobody_along(
    page: Page, voice_server: ServerProcess, person: MakePerson, connect: Connect
) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    first = session_of(page)
    await shows(page, "recording")
    await has_chunks(page, first)
    await press(page, "pause")
    await shows(page, "paused")
    second = await created(page)
    await page.get_by_role("link", name="Все сессии").click()
    await page.locator(f"main a[href='/session/{second}']").click()
    await page_shows(page, "ready")
    await press_on_page(page, "rec")
    await page_shows(page, "recording")
    await has_chunks(page, second)

    async def first_is_whole() -> bool:
        seen = await view(page, first)
        return bool(seen["recordings"][0]["state"] == "whole" and seen["session"]["status"] == "ready")

    await until(first_is_whole)
    # A listener of the first session does not get the sound of the second one; only its own listeners do.
    listener = connect(person(uuid4().hex, permissions=[READ_ALL, UPDATE]))
    signals = {each: (await listener.subscribe(each)).signals for each in (first, second)}

    def offers(session_id: str) -> int:
        return sum("offer" in signal["data"] for signal in signals[session_id])

    async def second_is_offered() -> bool:
        for each in (first, second):
            await listener.command("signal_peer", {"session_id": each, "data": {"want": "listen"}})
        try:  # a wish that comes before the recorder listens for wishes is lost, and said again
            await listener.wait_for(lambda: offers(second) > 0, timeout=5)
        except TimeoutError:
            return False
        return True

    await until(second_is_offered)
    assert offers(first) == 0
    # The recording of this tab is the second one now.
    await press(page, "pause")
    await shows(page, "paused")
    await page.reload()
    await shows(page, "paused")
    await expect(fab(page).locator(".line")).to_have_count(0)


@pytest.mark.parametrize("held", ["finish", "active_session"])
async def test_V12_new_while_done_is_in_flight_waits_and_double_presses_count_once(page: Page, held: str) -> None:
    """Done asks which session is active, uploads what is left, and closes: New may come at any point of it."""
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await recorded_for(page, 1)
    first = session_of(page)
    let_through = asyncio.Event()

    async def hold(route: Route) -> None:
        await let_through.wait()
        await route.continue_()

    await page.route(f"**/{held}", hold)
    async with page.expect_request(f"**/{held}"):
        await press(page, "done")
    await press(page, "new")
    await press(page, "new")
    if held == "finish":
        await expect(fab(page).get_by_text("Начнём после отправки")).to_be_visible()
    let_through.set()
    await page.wait_for_url(lambda url: first not in url and url.count("-") >= 4)
    await shows(page, "recording")
    assert (await view(page, first))["session"]["done_count"] == 1
    assert (await active(page)) == session_of(page)
    listed = await page.evaluate("async () => (await (await fetch('/voicebot/sessions')).json()).items.length")
    assert listed == 2


class ClosingFails:
    """The page's socket, on which the server seems to refuse every `session_done` while `refuses` is set."""

    refuses = True

    async def stand_between(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            asked = isinstance(message, str) and re.match(r'42(\d+)\["session_done"', message)
            if asked and self.refuses:
                answer = {"ok": False, "error": "internal_error", "message": "Refused by the test"}
                socket.send(f"43{asked[1]}{json.dumps([answer])}")
            else:
                server.send(message)

        socket.on_message(from_page)


async def test_V5_a_failed_close_keeps_the_active_session_and_can_be_tried_again(page: Page) -> None:
    closing = ClosingFails()
    await page.route_web_socket("**/socket.io/**", closing.stand_between)
    await page.reload()
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    session_id = session_of(page)
    await shows(page, "recording")
    await recorded_for(page, 1)
    await press(page, "done")
    notice = fab(page).get_by_role("alert")
    await expect(notice).to_contain_text("Не удалось закрыть. Сессия осталась активной.")
    assert await active(page) == session_id
    await page_shows(page, "ready")  # for everybody: the upload is over, and the session is open

    async def is_ready() -> bool:
        return bool((await view(page, session_id))["session"]["status"] == "ready")

    await until(is_ready)
    closing.refuses = False
    await notice.get_by_role("button", name="Повторить").click()
    await shows(page, "closed")
    await expect(notice).to_have_count(0)
    assert await active(page) is None
    assert (await view(page, session_id))["session"]["done_count"] == 1


async def test_V24_a_close_that_failed_is_tried_again_on_the_same_session(
    page: Page, voice_server: ServerProcess
) -> None:
    of_page, other = [await created(page) for _ in range(2)]
    closing = ClosingFails()
    await page.route_web_socket("**/socket.io/**", closing.stand_between)
    await page.goto(f"{voice_server.url}/session/{of_page}")
    await page_shows(page, "ready")
    await press_on_page(page, "done")
    notice = fab(page).get_by_role("alert")
    await expect(notice).to_contain_text("Не удалось закрыть.")
    closing.refuses = False
    await notice.get_by_role("button", name="Повторить").click()
    await page_shows(page, "closed")
    assert await active(page) == other
    assert (await view(page, other))["session"]["is_active"] is True
