"""Alerts, the bin of admins, exports and imports in the browser: they follow what happens, and nothing is polled."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.async_api import Browser, expect

from auth.caller import Server
from server.products import voice
from server.products.admin import KINDS, desk_of
from server.settings.model import Settings
from storage.admin.jobs import JobLists
from storage.admin.listing import Listing
from storage.voice.jobs import VoiceJobs
from tests.handlers.admin.test_tasks import job_of
from tests.handlers.admin.workers import work_of
from tests.processes import RedisProcess
from tests.web.admin.admins import an_admin
from tests.web.admin.house import Installation, entered, opened


@pytest.fixture
async def installation(own_redis: RedisProcess, tmp_path: Path) -> AsyncIterator[Installation]:
    async with opened(own_redis, tmp_path, works=False) as found:
        yield found


async def test_K29_alerts_come_and_go_by_themselves_and_thresholds_are_shown(
    browser: Browser, installation: Installation
) -> None:
    page = await entered(browser, installation, "/admin/alerts", "ru-RU")
    await expect(page.get_by_text("Всё спокойно.")).to_be_visible()
    share = page.get_by_role("row", name=re.compile("^Память Redis"))
    await expect(share).to_contain_text(re.compile(r"80\s?%\s+спокойно"))
    await expect(page.get_by_role("row", name=re.compile("^Создаётся много"))).to_contain_text("600 в минуту")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    # What a worker writes when Redis is nearly full. None runs here: it would find that it is not.
    desk = desk_of(installation.redis, Settings(data_dir=installation.server.data_dir))
    full = [{"name": "redis_near_limit", "value": 0.93, "threshold": 0.8}]
    await desk.run("admin/alerts", Server.ITSELF, orjson.dumps(full), "")
    await expect(page.locator(".alert-row")).to_contain_text(re.compile(r"Память Redis почти заполнена\s+93\s?%"))
    await expect(share).to_contain_text("сработало")
    await expect(page.get_by_role("link", name="Оповещения")).to_contain_text("1")
    await desk.run("admin/alerts", Server.ITSELF, b"[]", "")
    await expect(page.get_by_text("Всё спокойно.")).to_be_visible()
    assert [url for url in asked if "/admin/" in url] == []


async def test_D13_the_bin_of_admins_shows_what_goes_there_and_gives_it_back(
    browser: Browser, installation: Installation
) -> None:
    jam = await installation.jam("Rainy Tuesday")
    page = await entered(browser, installation, "/admin/deleted")
    await expect(page.get_by_text("Nothing is deleted.")).to_be_visible()
    other = await entered(browser, installation, "/admin/sessions")
    await other.get_by_role("button", name="Delete: Rainy Tuesday").click()
    await other.get_by_role("dialog").get_by_role("button", name="Delete").click()
    row = page.locator("tbody tr")
    await expect(row).to_contain_text("Rainy Tuesday")
    await expect(row).to_contain_text(jam[:8])
    await page.get_by_role("button", name="Restore: Rainy Tuesday").click()
    await expect(page.get_by_text("Restored.")).to_be_visible()
    await expect(page.get_by_text("Nothing is deleted.")).to_be_visible()
    assert (await installation.stage.call(installation.owner, "GET", f"/api/sessions/{jam}"))["name"] == "Rainy Tuesday"


async def test_K28_an_export_is_downloaded_and_imported_again(browser: Browser, installation: Installation) -> None:
    jam = await installation.jam("Rainy Tuesday")
    page = await entered(browser, installation, "/admin/transfer")
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.locator(".transfer-problem")).to_have_text("Choose a file first.")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download").click()
    file = await (await downloading.value).path()
    lines = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    assert lines[-1] == {"end": True, "sessions": 1}
    await page.get_by_label("File of lines (NDJSON)").set_input_files(file)
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.locator(".transfer-problem")).to_contain_text(f"Session {jam} exists already.")
    await page.get_by_label("A session that exists already").select_option("skip")
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.locator("#import-said [role=status]")).to_have_text("0 imported, 1 left as they were, 0 files.")
    await expect(page.locator(".transfer-problem")).to_have_text("")

    await page.get_by_label("Sessions:").select_option("orphaned")
    await page.get_by_label("Format:").select_option("json")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download").click()
    download = await downloading.value
    assert download.suggested_filename == "roomtone-orphaned.json"
    assert len(orjson.loads((await download.path()).read_bytes())) == 2  # its first and its last line: no orphans


class FailedJobs:
    """Jobs that fail as their worker reports it, and what the page of admins is told of them."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        settings = Settings(data_dir=installation.server.data_dir)
        self._lists = JobLists(
            installation.redis, Listing(installation.redis, KINDS), desk_of(installation.redis, settings)
        )
        self._sessions = voice.store_of(installation.redis, settings, installation.server.url)

    async def fail(self, count: int) -> None:
        jobs = VoiceJobs(self._sessions)
        for place in range(count):
            session_id = await self._installation.voice(f"Notes {place}")
            (job,) = await self._sessions.ask(session_id, Server.ITSELF, "create_tasks")
            await jobs.start(job)
            await jobs.failed(job, "The service answered 401")
        await self._lists.watch()  # as a worker does every two seconds


async def test_V21_a_job_that_fails_appears_by_itself_and_is_tried_again(
    browser: Browser, installation: Installation
) -> None:
    page = await entered(browser, installation, "/admin/jobs", "ru-RU")
    await expect(page.get_by_text("Всё получилось.")).to_be_visible()
    await FailedJobs(installation).fail(1)
    failed = page.get_by_role("region", name="Не получилось", exact=True).locator("tbody tr")
    await expect(failed).to_contain_text("The service answered 401")
    await expect(page.get_by_role("link", name="Задания")).to_contain_text("1")
    await page.get_by_role("button", name="Повторить: create_tasks").click()
    await expect(page.get_by_text("Всё получилось.")).to_be_visible()
    waiting = page.get_by_role("region", name="Ждут и выполняются", exact=True).locator("tbody tr")
    await expect(waiting).to_contain_text("ждёт")


async def test_V21_more_than_fifty_failed_jobs_are_shown_on_request_and_stay_when_one_is_tried_again(
    browser: Browser, installation: Installation
) -> None:
    failing = FailedJobs(installation)
    await failing.fail(53)
    page = await entered(browser, installation, "/admin/jobs", width=320)
    await expect(page.get_by_role("link", name="Jobs")).to_be_in_viewport(ratio=1)
    rows = page.get_by_role("region", name="Failed", exact=True).locator("tbody tr")
    await expect(rows).to_have_count(50)
    more = page.get_by_role("button", name="Show more: Failed")
    await more.click()
    await expect(rows).to_have_count(53)
    await expect(more).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await rows.nth(52).get_by_role("button", name="Retry: create_tasks").click()
    await expect(rows).to_have_count(52)
    await failing.fail(2)
    await expect(rows).to_have_count(54)


async def test_K28_a_bulk_deletion_is_stopped_on_the_page_of_jobs(browser: Browser, installation: Installation) -> None:
    jams = [await installation.jam(f"Old {place}") for place in range(2)]
    await installation.unused_for(120, *jams)
    page = await entered(browser, installation, "/admin/jobs", "ru-RU")
    tasks = page.get_by_role("region", name="Долгие задания админов", exact=True).locator("tbody tr")
    await expect(page.get_by_text("Всё получилось.")).to_be_visible()

    async def admin(path: str, body: dict[str, Any]) -> Any:
        return await installation.stage.call(an_admin(installation.server), "POST", path, body)

    found = await admin("/admin/orphans/count", {})
    wanted = {"unused_since": found["unused_since"], "confirm": found["count"]}
    task = await admin("/admin/orphans/delete", wanted)
    await expect(tasks).to_contain_text("delete_orphans")
    await page.get_by_role("button", name="Остановить: delete_orphans").click()
    await expect(tasks).to_contain_text("Останавливаем…")
    await work_of(installation.redis).perform(job_of(task))
    await expect(tasks).to_contain_text("остановлено")
    await expect(page.get_by_role("button", name="Остановить: delete_orphans")).to_have_count(0)
    for jam in jams:
        assert (await installation.stage.call(installation.owner, "GET", f"/api/sessions/{jam}"))["id"] == jam


async def test_the_new_sections_are_reached_by_keys(browser: Browser, installation: Installation) -> None:
    page = await entered(browser, installation, "/admin")
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text("Overview")
    sections = {
        "a": "Alerts",
        "j": "Jobs",
        "r": "Reports",
        "u": "Abuse",
        "b": "Deleted by admins",
        "e": "Export and import",
    }
    for letter, title in sections.items():
        await page.keyboard.press("g")
        await page.keyboard.press(letter)
        await expect(heading).to_have_text(title)
