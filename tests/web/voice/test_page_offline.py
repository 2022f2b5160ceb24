"""A session's page without a network: it opens, and records."""

from playwright.async_api import Browser, expect

from tests.processes import ServerProcess, WorkerProcess
from tests.web.test_offline import goes_offline
from tests.web.voice.browsers import (
    assembled,
    created,
    kept_chunks,
    page_shows,
    press,
    press_on_page,
    recorded_for,
    session_of,
    shows,
    visitor,
)


async def test_PG11_a_session_opens_and_records_offline(
    browser: Browser, voice_server: ServerProcess, worker: WorkerProcess
) -> None:
    where = await visitor(browser, voice_server.url, service_workers="allow")
    page = await where.new_page()
    await page.goto(f"{voice_server.url}/session")
    await expect(page.get_by_text("Активная сессия не найдена", exact=True)).to_be_visible()
    await page.goto(f"{voice_server.url}/session/{await created(page)}")
    await page_shows(page, "ready")
    await goes_offline(page, session_of(page))

    await page.reload()
    await expect(page.locator(".voice-facts")).to_contain_text("По состоянию на ")
    await press_on_page(page, "rec")
    await page_shows(page, "recording")
    await recorded_for(page, 2)
    await press(page, "pause")
    await page_shows(page, "paused")
    assert await kept_chunks(page) >= 2
    await where.set_offline(False)
    await press(page, "done")
    await shows(page, "closed")
    assert await kept_chunks(page) == 0
    recording = await assembled(page, session_of(page))
    assert recording["duration_ms"] > 1500
    await where.close()
