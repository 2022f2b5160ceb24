"""Errors during a recording, their messages, and how to continue: the microphone, the device's storage, the network."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.polling import until
from tests.processes import ServerProcess, WorkerProcess
from tests.web.voice.browsers import (
    elapsed,
    fab,
    kept_chunks,
    press,
    recorded_for,
    session_of,
    shows,
    view,
)

# The test's control of the page's microphone.
KEEP_STREAM = """() => {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  window.asked = [];
  mediaDevices.getUserMedia = async (wanted) => {
    window.asked.push(wanted.audio);
    window.microphone = await open(wanted);
    return window.microphone;
  };
}"""
# Like unplugging a device: the track ends, and fires its event.
PULL_OUT = """() => {
  for (const track of window.microphone.getTracks()) { track.stop(); track.dispatchEvent(new Event("ended")); }
}"""


async def begin(page: Page) -> str:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await recorded_for(page, 1)
    return session_of(page)


async def ended(page: Page, session_id: str) -> dict[str, object]:
    """Done, and the recording when it is one file."""
    await press(page, "done")
    await shows(page, "closed")

    async def is_there() -> bool:
        return (await view(page, session_id))["recordings"][0]["audio_url"] is not None

    await until(is_there)
    recordings = (await view(page, session_id))["recordings"]
    assert len(recordings) == 1
    return dict(recordings[0])


async def test_a_lost_microphone_keeps_what_was_recorded_and_another_one_goes_on(
    page: Page, worker: WorkerProcess
) -> None:
    await page.evaluate(KEEP_STREAM)
    session_id = await begin(page)
    await page.evaluate(PULL_OUT)
    await shows(page, "error")
    notice = fab(page).get_by_role("alert")
    await expect(notice).to_contain_text("Микрофон отключился. Записанное сохранено.")
    before = await elapsed(page)
    await notice.get_by_role("button", name="Выбрать другой").click()
    await fab(page).get_by_role("button", name="Fake Audio Input 1").click()
    await shows(page, "recording")
    await expect(notice).to_have_count(0)
    await recorded_for(page, before + 1)
    recording = await ended(page, session_id)
    assert (recording["state"], recording["fragments"]) == ("whole", 2)
    first, second = await page.evaluate("() => window.asked")
    assert first is True
    assert set(second) == {"deviceId"}


async def test_a_denied_microphone_is_said_and_goes_when_it_is_allowed(
    page: Page, context: BrowserContext, browser: Browser, voice_server: ServerProcess
) -> None:
    devtools = await context.new_cdp_session(page)
    target = (await devtools.send("Target.getTargetInfo"))["targetInfo"]
    settings = await browser.new_browser_cdp_session()
    microphone = {
        "permission": {"name": "microphone"},
        "origin": voice_server.url,
        "browserContextId": target["browserContextId"],
    }
    await settings.send("Browser.setPermission", {**microphone, "setting": "denied"})
    await press(page, "new")
    # A true message: no recording was interrupted, and no empty session is left behind.
    await expect(fab(page).get_by_role("img", name="Нет доступа к микрофону", exact=True)).to_be_visible()
    notice = fab(page).get_by_role("alert")
    await expect(notice).to_contain_text("Нет доступа к микрофону. Разрешите его в настройках сайта.")
    assert await page.evaluate("async () => (await (await fetch('/voicebot/sessions')).json()).items") == []
    await settings.send("Browser.setPermission", {**microphone, "setting": "granted"})
    await notice.get_by_role("button", name="Повторить").click()
    await shows(page, "recording")
    await expect(notice).to_have_count(0)


async def test_a_full_device_pauses_until_the_backlog_is_sent(
    page: Page, context: BrowserContext, voice_server: ServerProcess, worker: WorkerProcess
) -> None:
    devtools = await context.new_cdp_session(page)
    quota = {"origin": voice_server.url}
    await devtools.send("Storage.overrideQuotaForOrigin", {**quota, "quotaSize": 1})
    await context.route("**/chunks/*", lambda route: route.abort())  # what does not fit stays where it is for now
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    notice = fab(page).get_by_text("На устройстве нет места. Запись на паузе, отправляем накопленное.")
    await expect(notice).to_be_visible()
    await shows(page, "paused")
    assert await kept_chunks(page) == 0
    await context.unroute("**/chunks/*")
    await expect(notice).to_have_count(0)
    await devtools.send("Storage.overrideQuotaForOrigin", quota)
    before = await elapsed(page)
    await press(page, "rec")
    await shows(page, "recording")
    await recorded_for(page, before + 1)
    recording = await ended(page, session_of(page))
    assert (recording["state"], recording["fragments"]) == ("whole", 2)


async def test_an_hour_offline_is_recorded_and_arrives_afterwards(
    page: Page, context: BrowserContext, worker: WorkerProcess
) -> None:
    await page.clock.install()
    session_id = await begin(page)
    await context.set_offline(True)
    waiting = fab(page).get_by_text("Нет сети. Запись идёт")
    await expect(waiting).to_be_visible()
    chunks = (await kept_chunks(page)) + 3

    async def so_many_wait() -> bool:
        return await kept_chunks(page) >= chunks

    await until(so_many_wait)
    await expect(waiting).to_contain_text("1 фрагмент ждёт здесь")
    await page.clock.fast_forward("01:00:00")
    chunks = (await kept_chunks(page)) + 2
    await until(so_many_wait)
    await shows(page, "recording")
    await context.set_offline(False)
    await expect(waiting).to_have_count(0)
    recording = await ended(page, session_id)
    assert recording["state"] == "whole"
    assert int(str(recording["chunk_count"])) >= chunks
    assert await kept_chunks(page) == 0


async def test_what_an_earlier_visit_left_is_deleted_only_after_a_question(
    page: Page, context: BrowserContext, voice_server: ServerProcess
) -> None:
    await page.route("**/chunks/*", lambda route: route.abort())
    session_id = await begin(page)

    async def some_wait() -> bool:
        return await kept_chunks(page) > 0

    await until(some_wait)
    await page.close(run_before_unload=False)
    again = await context.new_page()
    await again.goto(f"{voice_server.url}/session/{session_id}")
    offer = fab(again).locator(".line", has_text="неотправленн")
    await offer.get_by_role("button", name="Удалить…").click()
    question = fab(again).get_by_role("dialog", name="Удалить записанное?")
    await expect(question).to_contain_text("только на этом устройстве")
    await expect(question.get_by_role("button", name="Отмена")).to_be_focused()
    await again.keyboard.press("Escape")
    await expect(question).to_have_count(0)
    await expect(offer).to_be_visible()
    assert await kept_chunks(again) > 0
    await offer.get_by_role("button", name="Удалить…").click()
    await question.get_by_role("button", name="Удалить", exact=True).click()
    await expect(offer).to_have_count(0)
    assert await kept_chunks(again) == 0


async def test_a_tab_that_records_asks_before_it_closes_and_one_that_rests_does_not(page: Page) -> None:
    await begin(page)
    async with page.expect_event("dialog") as asking:
        await page.close(run_before_unload=True)
    question = await asking.value
    assert question.type == "beforeunload"
    await question.dismiss()
    await shows(page, "recording")
    await press(page, "pause")
    await shows(page, "paused")
    async with page.expect_event("close"):
        await page.close(run_before_unload=True)


async def test_V13_what_was_pressed_while_offline_is_shown_to_everybody_afterwards(
    page: Page, context: BrowserContext
) -> None:
    await page.clock.install()
    session_id = await begin(page)

    def has(status: str) -> Callable[[], Awaitable[bool]]:
        async def look() -> bool:
            return bool((await view(page, session_id))["session"]["status"] == status)

        return look

    await until(has("recording"))
    await context.set_offline(True)
    await expect(fab(page).get_by_text("Нет сети. Запись идёт")).to_be_visible()
    await press(page, "pause")
    await shows(page, "paused")
    await page.clock.fast_forward("05:00")  # so long waits no word for a connection
    await context.set_offline(False)
    await until(has("paused"))


async def test_V14_new_after_a_lost_microphone_ends_the_old_recording(page: Page) -> None:
    await page.evaluate(KEEP_STREAM)
    first = await begin(page)

    async def has_chunks() -> bool:
        return bool((await view(page, first))["recordings"])

    await until(has_chunks)
    await page.evaluate(PULL_OUT)
    await shows(page, "error")
    await press(page, "new")
    await page.wait_for_url(lambda url: first not in url)
    await shows(page, "recording")

    async def is_whole() -> bool:
        seen = await view(page, first)
        return bool(seen["recordings"][0]["state"] == "whole" and seen["session"]["status"] == "ready")

    await until(is_whole)
    assert (await view(page, first))["session"]["is_active"] is True  # New closes nothing
