"""Background jobs on the page: what is turned off, what failed, and how to try again (V21, V22)."""

from uuid import uuid4

from playwright.async_api import Browser, Page, expect
from roomtone_client import Subscription

from auth.access import READ_ALL
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.polling import PATIENCE
from tests.processes import ServerProcess, WorkerProcess
from tests.web.voice.browsers import visitor

NO_SOUND = b"\x1a\x45\xdf\xa3" + bytes(500)  # begins like WebM, and that is all


async def opened(browser: Browser, server: ServerProcess, who: Person, session_id: str) -> Page:
    context = await visitor(browser, server.url)
    await context.add_cookies([{"name": "roomtone_token", "value": who.token, "url": server.url}])
    page = await context.new_page()
    await page.goto(f"{server.url}/session/{session_id}")
    return page


def failures(subscription: Subscription, job_id: str) -> int:
    changes = [event["data"]["job"] for event in subscription.events if event["type"] == "job_changed"]
    return sum(job["job_id"] == job_id and job["state"] == "failed" for job in changes)


async def test_V21_a_job_that_failed_is_shown_and_tried_again_by_whoever_may(
    browser: Browser, voice_server: ServerProcess, person: MakePerson, connect: Connect, worker: WorkerProcess
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    page = await opened(browser, voice_server, ann, session_id)
    operator = person(uuid4().hex, permissions=[READ_ALL], roles=["admin"])
    reader = await opened(browser, voice_server, operator, session_id)
    for each in (page, reader):
        await expect(each.get_by_text("Пока нечего обрабатывать")).to_be_visible()
    off = "Расшифровка выключена: сервис не задан"  # operators' words are for operators
    await expect(reader.get_by_text(off)).to_be_visible()
    await expect(page.get_by_text(off)).to_have_count(0)
    job_id = f"post_process.{await ann.record(session_id, [NO_SOUND])}"
    for each in (page, reader):
        line = each.locator(".voice-line", has_text="Сборка записи 1")
        await expect(line.get_by_text("Ошибка")).to_be_visible()
        await expect(each.locator(".voice-row", has_text="Запись 1")).to_contain_text("не удалось подготовить")
    retry = "Повторить"
    await expect(reader.get_by_role("button", name=retry)).to_have_count(0)
    await watching.wait_for(lambda one: failures(one, job_id) == 1, timeout=PATIENCE)
    await page.get_by_role("button", name=retry).click()
    await watching.wait_for(lambda one: failures(one, job_id) == 2, timeout=PATIENCE)
    for each in (page, reader):
        await each.context.close()
