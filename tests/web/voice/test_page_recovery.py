"""Recovery after a reload, a killed tab or a killed server (V12, V14)."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.handlers.voice.servers import Servers
from tests.polling import until
from tests.processes import ServerProcess, WorkerProcess
from tests.web.voice.browsers import (
    active,
    assembled,
    elapsed,
    fab,
    kept_chunks,
    page_shows,
    press,
    recorded_for,
    session_of,
    shows,
    view,
    visitor,
)

KEPT_NUMBERS = """() => new Promise((resolve) => {
  const opening = indexedDB.open("roomtone-recordings");
  opening.onsuccess = () => {
    const reading = opening.result.transaction("chunks").objectStore("chunks").getAllKeys();
    reading.onsuccess = () => { opening.result.close(); resolve(reading.result.map(([, number]) => number)); };
  };
})"""


KEPT_END = """() => new Promise((resolve) => {
  const opening = indexedDB.open("roomtone-recordings");
  opening.onsuccess = () => {
    const reading = opening.result.transaction("recordings").objectStore("recordings").getAll();
    reading.onsuccess = () => { opening.result.close(); resolve(reading.result.some(({ closing }) => closing)); };
  };
})"""


async def test_a_chunk_is_on_the_device_before_it_is_sent_and_until_the_server_has_it(page: Page) -> None:
    kept_at: list[tuple[str, int, bool]] = []

    async def look(route: Route) -> None:
        number = int(route.request.url.rpartition("/")[2])
        kept_at.append(("sent", number, number in await page.evaluate(KEPT_NUMBERS)))
        response = await route.fetch()
        kept_at.append(("stored", number, number in await page.evaluate(KEPT_NUMBERS)))
        await route.fulfill(response=response)

    await page.route("**/chunks/*", look)
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await recorded_for(page, 2)
    await press(page, "done")
    await shows(page, "closed")
    await page.unroute_all(behavior="wait")
    assert len(kept_at) >= 4
    assert [step for step in kept_at if not step[2]] == []
    assert await kept_chunks(page) == 0


async def test_a_pause_survives_a_reload(page: Page, worker: WorkerProcess) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await recorded_for(page, 2)
    await press(page, "pause")
    await shows(page, "paused")
    paused_at = await elapsed(page)
    await page.reload()
    await shows(page, "paused")
    assert await elapsed(page) == paused_at
    await press(page, "rec")
    await shows(page, "recording")
    await recorded_for(page, paused_at + 2)
    await press(page, "done")
    await shows(page, "closed")
    recording = await assembled(page, session_of(page))
    assert recording["fragments"] == 2
    assert recording["duration_ms"] > (paused_at + 1.5) * 1000


async def test_a_killed_tab_loses_nothing_that_was_kept(
    page: Page, context: BrowserContext, voice_server: ServerProcess, worker: WorkerProcess
) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    session_id = session_of(page)

    async def one_is_there() -> bool:
        return bool((await view(page, session_id))["recordings"])

    await until(one_is_there)
    await page.route("**/chunks/*", lambda route: route.abort())  # from now on nothing reaches the server
    acknowledged = (await view(page, session_id))["recordings"][0]["chunk_count"]

    async def some_wait() -> bool:
        return await kept_chunks(page) >= 3

    await until(some_wait)
    kept = await kept_chunks(page)
    await page.close(run_before_unload=False)
    again = await context.new_page()
    await again.goto(f"{voice_server.url}/session/{session_id}")
    offer = fab(again).locator(".line", has_text="неотправленн")
    await expect(offer).to_be_visible()
    await offer.get_by_role("button", name="Отправить").click()
    recording = await assembled(again, session_id)
    assert recording["state"] == "whole"
    assert recording["chunk_count"] >= max(acknowledged, 1) + kept - 1  # one may have been on its way
    assert recording["duration_ms"] > 2_000
    await expect(offer).to_have_count(0)
    await page_shows(again, "ready")  # nobody records here any more


async def test_a_recording_of_a_closed_tab_that_lacks_only_its_end_is_ended_by_the_next_visit(
    page: Page, context: BrowserContext, worker: WorkerProcess
) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    url, session_id = page.url, session_of(page)
    await recorded_for(page, 1)
    await press(page, "pause")
    await shows(page, "paused")

    async def all_there() -> bool:
        recordings = (await view(page, session_id))["recordings"]
        waiting = await page.evaluate("() => document.querySelector('roomtone-fab').recorder.upload.waiting")
        return bool(recordings) and waiting == 0

    await until(all_there)
    await page.close()
    again = await context.new_page()
    await again.goto(url)
    recording = await assembled(again, session_id)
    assert recording["state"] == "whole"
    await expect(fab(again).locator(".line")).to_have_count(0)


async def test_a_server_that_is_killed_during_the_upload_gets_the_rest_when_it_is_back(
    browser: Browser, servers: Servers, worker: WorkerProcess
) -> None:
    server = await servers()
    context = await visitor(browser, server.url)
    page = await context.new_page()
    await page.goto(f"{server.url}/session")
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    session_id = session_of(page)
    await recorded_for(page, 2)
    await server.kill()
    await expect(fab(page).get_by_text("Нет сети. Запись идёт")).to_be_visible()
    await recorded_for(page, 6)
    await server.start()
    await press(page, "done")
    await shows(page, "closed")
    recording = await assembled(page, session_id)
    assert recording["state"] == "whole"
    assert recording["duration_ms"] > 5_000
    await context.close()
    await server.stop()


@pytest.mark.parametrize("how", ["reload", "new tab"])
async def test_V14_a_done_whose_upload_was_interrupted_still_closes_its_session(
    page: Page, context: BrowserContext, how: str
) -> None:
    await page.route("**/chunks/*", lambda route: route.abort())
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    url, session_id = page.url, session_of(page)
    await shows(page, "recording")

    async def some_wait() -> bool:
        return await kept_chunks(page) > 0

    async def end_is_kept() -> bool:
        return bool(await page.evaluate(KEPT_END))

    await until(some_wait)
    await press(page, "done")
    await shows(page, "final_uploading")
    await until(end_is_kept)
    assert await active(page) == session_id
    if how == "reload":
        await page.unroute("**/chunks/*")
        await page.reload()
    else:
        await page.close(run_before_unload=False)
        page = await context.new_page()
        await page.goto(url)  # it was ended: the rest is sent without a question

    async def is_closed() -> bool:
        return bool((await view(page, session_id))["session"]["status"] == "closed")

    await until(is_closed)
    seen = await view(page, session_id)
    assert (seen["session"]["done_count"], seen["recordings"][0]["state"]) == (1, "whole")
    assert await active(page) is None
    assert await kept_chunks(page) == 0
