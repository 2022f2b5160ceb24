"""The player without a server: its page opens, plays, and brings what was heard when the server is back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.books import audiobook
from tests.processes import RedisProcess, ServerProcess
from tests.web.jam.pages import context
from tests.web.listening.test_player_page import (
    button,
    history,
    is_long,
    plays_past,
)
from tests.web.stage import Stage

# A file handle that the browser keeps, as the one of its dialog: its own files need no permission.
PICKER = """
window.showOpenFilePicker = async () => {
  const folder = await navigator.storage.getDirectory();
  return [await folder.getFileHandle("leagues.m4b")];
};
"""
STORE = """async (address) => {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle("leagues.m4b", { create: true });
  const file = await handle.createWritable();
  await file.write(await (await fetch(address)).arrayBuffer());
  await file.close();
}"""
INSTALLED = "navigator.serviceWorker.ready.then((one) => one.active?.state === 'activated' || null)"


@pytest.fixture
async def own_server(redis_server: RedisProcess, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    server = await ServerProcess(redis_server.url, tmp_path).start()
    yield server
    await server.stop()


async def test_PG7_LI1_LI8_the_player_opens_and_plays_without_a_server_and_reports_it_when_it_is_back(
    browser: Browser, redis_server: RedisProcess, own_server: ServerProcess, tmp_path: Path
) -> None:
    book = audiobook(tmp_path / "leagues.m4b", "Twenty Thousand Leagues", seconds=60)
    async with Stage(own_server.url, redis_server) as stage:
        ann = await stage.guest("Ann")
        where = await context(browser, own_server.url, locale="en-US", service_workers="allow")
        await where.add_cookies([{"name": "roomtone_token", "value": ann.token, "url": own_server.url}])
        await where.add_init_script(PICKER)
        page = await where.new_page()
        await page.route("**/leagues.m4b", lambda route: route.fulfill(path=book))
        await page.goto(f"{own_server.url}/listen")
        await page.evaluate(STORE, "/leagues.m4b")
        await button(page, "Open files").click()
        await expect(page.locator(".now-title")).to_have_text("Twenty Thousand Leagues")
        await page.wait_for_function(INSTALLED)
        await own_server.stop()

        await page.goto(f"{own_server.url}/listen")
        await expect(page.locator(".now-title")).to_have_text("Twenty Thousand Leagues")
        await button(page, "Play").click()
        await plays_past(page, 3)
        await button(page, "Pause").click()
        await expect(button(page, "Play")).to_be_visible()
        await own_server.start()
        (entry,) = await history(stage, ann, is_long)
        assert entry["book_title"] == "Twenty Thousand Leagues"
        await where.close()
