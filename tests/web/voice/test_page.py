"""Recording in a real browser: keys, pictograms, pages (V9–V14, V31)."""

import asyncio
import re
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Literal
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, Playwright, Route, WebSocketRoute, expect

from tests.effort import in_proof
from tests.handlers.voice.servers import MakePerson
from tests.handlers.voice.sound import decoded, microphone
from tests.polling import until
from tests.processes import ServerProcess, WorkerProcess
from tests.web.voice.browsers import (
    active,
    assembled,
    audio,
    browsers,
    created,
    elapsed,
    fab,
    page_shows,
    press,
    press_on_page,
    recorded_for,
    session_of,
    shows,
    view,
)

AXE = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"
BEEP_EVERY = 0.5  # seconds


@pytest.fixture(scope="module")
async def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """Its microphone reads a file: Chromium's own beeps follow the clock of the machine, and limp on a busy one."""
    sound = microphone(tmp_path_factory.mktemp("microphone") / "beeps.wav", BEEP_EVERY)
    async with browsers(playwright, f"--use-file-for-fake-audio-capture={sound}") as one:
        yield one


async def test_V11_V13_V14_new_cut_pause_rec_done_make_one_recording_with_every_beep_in_place(
    page: Page, worker: WorkerProcess, tmp_path: Path
) -> None:
    labels = await fab(page).locator(".round span").all_inner_texts()
    assert labels == ["New", "Rec", "Cut", "Pause", "Done"]
    await press(page, "new")
    await shows(page, "recording")
    await page.wait_for_url("**/session/*-*")
    session_id = session_of(page)
    assert await active(page) == session_id
    await expect(fab(page).get_by_role("meter")).not_to_have_attribute("aria-valuenow", "-60")  # it hears something
    await recorded_for(page, 2)
    await press(page, "cut")
    await recorded_for(page, 4)
    await press(page, "pause")
    await shows(page, "paused")
    paused_at = await elapsed(page)
    await press(page, "rec")
    await shows(page, "recording")
    await recorded_for(page, paused_at + 2)
    shown_ms = await page.evaluate("() => document.querySelector('roomtone-fab').recorder.elapsedMs")
    await press(page, "done")
    await shows(page, "closed")
    assert await active(page) is None

    recording = await assembled(page, session_id)
    assert recording["fragments"] == 3
    (tmp_path / "whole").write_bytes(await audio(page, recording["audio_url"]))
    length, beeps = decoded(tmp_path / "whole")
    assert abs(length * 1000 - recording["duration_ms"]) < 100
    # The clock is read some time before Done; a fragment too few or twice would be two seconds.
    assert -500 < recording["duration_ms"] - shown_ms < 1_900
    gaps = [later - earlier for earlier, later in pairwise(beeps)]
    regular = [gap for gap in gaps if abs(gap - BEEP_EVERY) < 0.05]
    assert len(gaps) - len(regular) <= 4, gaps  # one at each of the two seams, and one beep that a seam cuts in two
    assert len(regular) >= 7
    plays = await page.evaluate(
        "async (url) => { const audio = new Audio(url); await audio.play();"
        " audio.currentTime = 3; await new Promise((done) => audio.addEventListener('seeked', done));"
        " return [audio.duration, audio.currentTime]; }",
        recording["audio_url"],
    )
    assert plays == [pytest.approx(length, abs=0.1), pytest.approx(3, abs=0.1)]
    await expect(page.locator(".voice-row", has_text="Запись 1")).to_contain_text("готова")
    await page_shows(page, "closed")


async def test_V9_V31_without_an_active_session_the_page_says_so_and_shows_the_list(page: Page) -> None:
    await expect(page.get_by_text("Активная сессия не найдена", exact=True)).to_be_visible()
    await expect(page.get_by_text("Сессий пока нет.")).to_be_visible()


async def test_V31_while_the_active_session_is_sought_and_when_it_cannot_be_the_page_says_so(
    page: Page, voice_server: ServerProcess
) -> None:
    answers = asyncio.Event()

    async def fail(route: Route) -> None:
        await answers.wait()
        await route.fulfill(status=500, json={"code": "internal_error", "error": "Refused by the test"})

    await page.route("**/active_session", fail)
    await page.goto(f"{voice_server.url}/session")
    await expect(page.get_by_text("Загрузка активной сессии...", exact=True)).to_be_visible()
    answers.set()
    await expect(page.get_by_text("Не удалось загрузить сессию", exact=True)).to_be_visible()
    await page.unroute("**/active_session")
    await page.get_by_role("button", name="Повторить").click()
    await expect(page.get_by_text("Активная сессия не найдена", exact=True)).to_be_visible()


async def test_V31_V32_a_session_that_cannot_be_loaded_or_may_not_be_read_says_so(
    page: Page, person: MakePerson
) -> None:
    session_id = await created(page)
    foreign = (await person(uuid4().hex).create())["session_id"]
    url = page.url

    def refuse(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            asked = isinstance(message, str) and re.match(r'42(\d+)\["subscribe_on_session"', message)
            if asked:
                socket.send(f'43{asked[1]}[{{"ok":false,"error":"internal_error","message":"Refused by the test"}}]')
            else:
                server.send(message)

        socket.on_message(from_page)

    await page.goto(f"{url}/{foreign}")
    await expect(page.get_by_role("heading", name="Нет доступа к этой сессии")).to_be_visible()
    await page.route_web_socket("**/socket.io/**", refuse)
    await page.goto(f"{url}/{session_id}")
    await expect(page.get_by_text("Не удалось загрузить сессию", exact=True)).to_be_visible()


async def test_V9_session_opens_the_active_session(page: Page, voice_server: ServerProcess) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    session_id = session_of(page)
    await press(page, "pause")
    await shows(page, "paused")
    await page.goto(f"{voice_server.url}/session")
    await page.wait_for_url(f"**/session/{session_id}")


async def test_the_list_finds_the_sessions_of_a_project_however_far_back_they_are(
    page: Page, voice_server: ServerProcess, person: MakePerson
) -> None:
    ann = person(uuid4().hex, projects=["Релиз"])
    await page.context.add_cookies([{"name": "roomtone_token", "value": ann.token, "url": voice_server.url}])
    await ann.create(session_name="Первая", project="Релиз")
    for _ in range(50):
        await ann.create()
    await page.goto(f"{voice_server.url}/session?list")
    rows = page.locator(".voice-list-row")
    await expect(rows).to_have_count(50)
    await page.get_by_role("button", name="Ещё").click()
    await expect(rows).to_have_count(51)
    await page.get_by_label("Проект").select_option("Релиз")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("Первая")


async def test_V31_an_unknown_session_is_said_to_be_unknown(page: Page, voice_server: ServerProcess) -> None:
    for unknown in ("00000000-0000-4000-8000-000000000000", "507f1f77bcf86cd799439011", "nonsense"):
        await page.goto(f"{voice_server.url}/session/{unknown}")
        await expect(page.get_by_role("heading", name="Session not found")).to_be_visible()


async def test_V10_V12_a_page_activates_nothing_until_rec_and_its_done_closes_that_session(
    page: Page, voice_server: ServerProcess
) -> None:
    first, second = [await created(page) for _ in range(2)]
    await page.goto(f"{voice_server.url}/session/{first}")
    await page_shows(page, "ready")
    assert await active(page) == second
    await press_on_page(page, "done")
    await page_shows(page, "closed")
    assert await active(page) == second
    await press_on_page(page, "done")
    await expect(page.get_by_role("status").filter(has_text="Сессия уже закрыта, отметили ещё раз")).to_be_visible()
    assert (await view(page, first))["session"]["done_count"] == 2
    await press_on_page(page, "rec")
    await page_shows(page, "recording")
    await shows(page, "recording")

    async def records() -> bool:
        return bool((await view(page, first))["session"]["status"] == "recording")

    await until(records)  # the page shows at once what its recorder does; the server hears of it a moment later
    assert await active(page) == first
    await press_on_page(page, "pause")
    await page_shows(page, "paused")
    # Done of the button closes the active session, which is this one now (V14).
    await press(page, "done")
    await page_shows(page, "closed")
    assert (await view(page, second))["session"]["is_active"] is True


async def test_V14_done_of_the_button_closes_the_active_session_and_not_the_pages(
    page: Page, voice_server: ServerProcess
) -> None:
    of_page, other = [await created(page) for _ in range(2)]
    await page.goto(f"{voice_server.url}/session?list")
    await press(page, "done")
    await shows(page, "closed")
    assert await active(page) is None
    assert (await view(page, other))["session"]["done_count"] == 1
    seen = (await view(page, of_page))["session"]
    assert (seen["is_active"], seen["done_count"]) == (True, 0)


async def test_V14_V26_rec_of_the_button_records_into_the_active_session_and_into_no_other(page: Page) -> None:
    first, second = [await created(page) for _ in range(2)]
    await press(page, "rec")
    await shows(page, "recording")

    async def second_has_it() -> bool:
        return bool((await view(page, second))["recordings"])

    await until(second_has_it)
    assert (await view(page, first))["recordings"] == []
    assert await active(page) == second


async def test_D32_rec_of_the_button_without_an_active_session_does_what_new_does_and_says_so(page: Page) -> None:
    assert await active(page) is None
    await press(page, "rec")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await expect(fab(page).get_by_text("Новая сессия, запись идёт")).to_be_visible()
    assert await active(page) == session_of(page)
    await press(page, "pause")
    await shows(page, "paused")
    await expect(fab(page).get_by_text("Новая сессия, запись идёт")).to_have_count(0)


async def test_V13_the_dot_blinks_once_a_second_and_is_steady_for_those_who_want_no_motion(page: Page) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await page_shows(page, "recording")
    await shows(page, "recording")
    blinks = "(dot) => [getComputedStyle(dot).animationName, getComputedStyle(dot).animationDuration]"
    dots = [page.locator(".voice-status .pg-dot"), fab(page).locator(".top .pg-dot")]
    assert [await dot.evaluate(blinks) for dot in dots] == [["blink", "1s"]] * 2
    await page.emulate_media(reduced_motion="reduce")
    assert [(await dot.evaluate(blinks))[0] for dot in dots] == ["none"] * 2


async def test_V13_everybody_who_looks_sees_the_pictogram_change(page: Page, voice_server: ServerProcess) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    other = await page.context.new_page()
    await other.goto(page.url)
    await page_shows(other, "recording")
    await press(page, "pause")
    await page_shows(other, "paused")
    await press(page, "done")
    await page_shows(other, "closed")


async def test_V12_the_keyboard_does_what_the_keys_do(page: Page) -> None:
    await page.keyboard.press("n")
    await page.wait_for_url("**/session/*-*")
    await page_shows(page, "recording")
    await recorded_for(page, 1)
    await page.keyboard.press("x")
    # A cut is over in a moment; what stays is the second fragment.
    await expect(page.locator(".voice-detail")).to_contain_text("Фрагмент 2")
    await page_shows(page, "recording")
    await page.keyboard.press("p")
    await page_shows(page, "paused")
    await page.keyboard.press("r")
    await page_shows(page, "recording")
    await page.keyboard.press("d")
    await page_shows(page, "closed")
    assert await active(page) is None


async def test_the_button_is_moved_by_pointer_and_keys_and_stays_where_it_was_put(page: Page) -> None:
    corner = fab(page)
    grip = fab(page).get_by_role("button", name="Переместить диктофон")
    box = await grip.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 10, box["y"] + 10)
    await page.mouse.down()
    await page.mouse.move(200, 150, steps=4)
    await page.mouse.up()
    await expect(corner).to_have_attribute("corner", "top-left")
    await grip.press("ArrowRight")
    await expect(corner).to_have_attribute("corner", "top-right")
    await page.reload()
    await expect(corner).to_have_attribute("corner", "top-right")
    await grip.press("Escape")
    capsule = fab(page).get_by_role("button", name="Развернуть диктофон")
    await capsule.click()
    await expect(grip).to_be_visible()


async def test_the_recorder_goes_on_across_our_pages(page: Page) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await page.get_by_role("link", name="Клипы").click()
    await page.wait_for_url("**/clips")
    await shows(page, "recording")
    await recorded_for(page, 3)


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        ((390, 844), "dark"),
        ((1280, 800), "light"),
        in_proof((390, 844), "light"),
        in_proof((1280, 800), "dark"),
    ],
)
async def test_the_page_while_recording_has_no_barriers_and_does_not_overflow(
    browser: Browser, voice_server: ServerProcess, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    width, height = size
    context = await browser.new_context(
        locale="ru-RU", viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
    )
    await context.grant_permissions(["microphone"], origin=voice_server.url)
    page = await context.new_page()
    await page.goto(f"{voice_server.url}/session")
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await page_shows(page, "recording")
    await page.evaluate(AXE.read_text())
    findings = await page.evaluate("async () => (await axe.run()).violations.map((one) => [one.id, one.impact])")
    assert [one for one in findings if one[1] in {"serious", "critical"}] == []
    await page.locator(".voice-rename").click()
    await page.get_by_label("Название сессии").fill("x" * 100)  # a word that fits nowhere
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="x" * 100)).to_be_visible()
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= width
    if width < 640:
        await fab(page).get_by_role("button", name="Свернуть").click()
        await fab(page).get_by_role("button", name="Развернуть диктофон").click()
    await context.close()
