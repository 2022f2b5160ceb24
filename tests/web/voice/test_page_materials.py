"""Materials on the page of a session: typed, chosen, dropped; shown, played and saved (V7, V26)."""

import base64
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Page, Route, expect

from tests.handlers.voice.servers import Servers
from tests.handlers.voice.sound import speak
from tests.processes import ServerProcess, WorkerProcess
from tests.web.voice.browsers import (
    new_recording,
    press,
    session_of,
    shows,
    view,
    visitor,
)

PIXEL = base64.b64decode("R0lGODdhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=")
DROP = """async ([selector, name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, { type: "text/plain" }));
  const target = document.querySelector(selector);
  const bring = (type) => target.dispatchEvent(
    new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
  bring("dragover");
  const shown = target.closest("section").classList.contains("voice-drop");
  bring("drop");
  return shown;
}"""


@pytest.fixture
async def page(browser: Browser, voice_server: ServerProcess) -> AsyncIterator[Page]:
    """The page of a session of one's own, which rests."""
    context = await visitor(browser, voice_server.url)
    page = await new_recording(context, voice_server.url)
    await press(page, "pause")
    await shows(page, "paused")
    await expect(page.locator("rt-voice-attach")).to_be_visible()  # the button says its word before the page is there
    yield page
    await context.close()


def row(page: Page, text: str) -> Locator:
    return page.locator(".voice-row", has_text=text)


async def choose(page: Page, name: str, media_type: str, body: bytes) -> None:
    files = page.locator("rt-voice-attach input[type=file]")
    await files.set_input_files(FilePayload(name=name, mimeType=media_type, buffer=body))


async def test_V7_texts_photos_documents_and_voices_stand_in_the_timeline(
    page: Page, tmp_path: Path, worker: WorkerProcess
) -> None:
    other = await page.context.new_page()
    await other.goto(page.url)
    await page.get_by_label("Заметка").fill("Задача: починить <b>вход</b>")
    await page.locator("rt-voice-attach").get_by_role("button", name="Добавить").click()
    await choose(page, "plan.gif", "image/gif", PIXEL)
    await choose(page, "договор.pdf", "application/pdf", b"%PDF-1.7")
    await choose(page, "memo.ogg", "audio/ogg", speak(tmp_path / "memo", 2, [0.5], "ogg"))
    for each in (page, other):  # whoever looks at the session sees them come
        await expect(row(each, "Задача: починить <b>вход</b>")).to_be_visible()
        await expect(row(each, "договор.pdf")).to_be_visible()
        await expect(row(each, "memo.ogg")).to_contain_text("0:02")
        picture = each.get_by_role("img", name="plan.gif")
        await expect(picture).to_be_visible()
        await expect(picture).to_have_js_property("naturalWidth", 1)
    await expect(page.locator(".voice-pending")).to_have_count(0)
    async with page.expect_download() as saving:
        await row(page, "договор.pdf").get_by_role("link").click()
    assert (await saving.value).suggested_filename == "договор.pdf"
    await row(page, "memo.ogg").get_by_role("button", name="Слушать: memo.ogg").click()
    await expect(row(page, "memo.ogg").get_by_role("slider")).not_to_have_attribute("aria-valuenow", "0")


async def test_V26_a_dropped_file_goes_to_the_session_of_the_page(page: Page) -> None:
    assert await page.evaluate(DROP, [".voice-timeline-head", "notes.txt", "words"]) is True
    await expect(row(page, "notes.txt")).to_be_visible()
    await expect(page.locator(".voice-drop")).to_have_count(0)
    (material,) = (await view(page, session_of(page)))["materials"]
    assert (material["kind"], material["size"]) == ("document", 5)


async def test_a_file_that_is_too_large_or_did_not_get_through_says_so_and_can_be_tried_again(
    page: Page, tmp_path: Path
) -> None:
    film = tmp_path / "film.bin"
    film.touch()
    os.truncate(film, 70_000_000)
    await page.locator("rt-voice-attach input[type=file]").set_input_files(film)
    pending = page.locator(".voice-pending", has_text="film.bin")
    await expect(pending.get_by_role("alert")).to_have_text("Слишком большой: 70 МБ, предел 67,1 МБ.")
    await pending.get_by_role("button", name="Убрать").click()
    await expect(pending).to_have_count(0)

    async def cut_off(route: Route) -> None:
        await route.abort()

    await page.route("**/materials/*/file*", cut_off)
    await choose(page, "late.txt", "text/plain", b"words")
    pending = page.locator(".voice-pending", has_text="late.txt")
    await expect(pending.get_by_role("alert")).to_be_visible()
    await page.unroute("**/materials/*/file*", cut_off)
    await pending.get_by_role("button", name="Повторить").click()
    await expect(row(page, "late.txt")).to_be_visible()
    await expect(pending).to_have_count(0)


async def test_VU1_a_large_file_goes_on_where_it_broke_off(page: Page, tmp_path: Path) -> None:
    talk = tmp_path / "talk of two hours.bin"
    talk.write_bytes(b"x" * 200_000)  # four chunks of this server
    files = page.locator("rt-voice-attach input[type=file]")
    pending = page.locator(".voice-pending", has_text=talk.name)
    sent: list[str] = []

    async def note(route: Route) -> None:
        number = route.request.url.rpartition("/")[2]
        sent.append(number)
        await (route.abort() if number == "2" else route.continue_())

    await page.route("**/materials/*/chunks/*", note)
    await files.set_input_files(talk)
    await expect(pending).to_contain_text("Отправлено 65 % · ждём связи")
    await page.reload()  # the tab is closed in the middle
    await page.unroute("**/materials/*/chunks/*", note)
    before, sent = sent, []

    async def follow(route: Route) -> None:
        sent.append(route.request.url.rpartition("/")[2])
        await route.continue_()

    await page.route("**/materials/*/chunks/*", follow)
    await files.set_input_files(talk)
    await expect(row(page, talk.name)).to_be_visible()
    await expect(pending).to_have_count(0)
    assert (before[:3], sent) == (["0", "1", "2"], ["2", "3"])
    (material,) = (await view(page, session_of(page)))["materials"]
    assert material["size"] == 200_000


async def test_VU2_a_large_file_that_is_removed_is_forgotten(page: Page, tmp_path: Path) -> None:
    film = tmp_path / "film.bin"
    film.write_bytes(b"x" * 200_000)

    async def stop_at_the_end(route: Route) -> None:
        await (route.abort() if route.request.url.endswith("/3") else route.continue_())

    await page.route("**/materials/*/chunks/*", stop_at_the_end)
    await page.locator("rt-voice-attach input[type=file]").set_input_files(film)
    pending = page.locator(".voice-pending", has_text="film.bin")
    await expect(pending).to_contain_text("ждём связи")
    async with page.expect_response(lambda answer: answer.request.method == "DELETE") as forgotten:
        await pending.get_by_role("button", name="Убрать").click()
    assert (await forgotten.value).status == 204
    await expect(pending).to_have_count(0)


async def test_OP29_the_owner_sees_how_much_their_files_take_and_reads_why_there_is_no_room(
    browser: Browser, servers: Servers
) -> None:
    server = await servers(ROOMTONE_MEDIA_GUEST_LIMIT="900000")
    context = await visitor(browser, server.url)
    page = await new_recording(context, server.url)
    await press(page, "pause")
    await shows(page, "paused")
    used = page.locator(".voice-used")
    await expect(used).to_have_text(re.compile(r"^Файлы: занято [\d,]+ кБ из 900 кБ$"))
    await choose(page, "notes.txt", "text/plain", b"n" * 400_000)
    await expect(used).to_have_text(re.compile(r"^Файлы: занято [45]\d\d[\d,]* кБ из 900 кБ$"))
    await choose(page, "more.txt", "text/plain", b"n" * 600_000)
    refused = page.locator(".voice-pending", has_text="more.txt").get_by_role("alert")
    await expect(refused).to_have_text(
        re.compile(r"^Нет места: занято [45]\d\d[\d,]* кБ из 900 кБ. Удалите лишнее и очистите корзину.$")
    )
    await context.close()
