"""What the page says is so: what is still on its way, which tab records, what a note says now."""

from playwright.async_api import Browser, Page, expect

from tests.polling import until
from tests.processes import ServerProcess
from tests.web.voice.browsers import (
    created,
    fab,
    new_recording,
    press,
    recorded_for,
    session_of,
    shows,
    view,
    visitor,
)

TAIL = """async ([session, chunks]) => {
  const body = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, ...new Array(60).fill(0)]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const path = `/voicebot/sessions/${session}/recordings/${crypto.randomUUID()}`;
  await fetch(`${path}/chunks/0`, { method: "PUT", body, headers: {
    "Content-Type": "audio/webm", "Content-Digest": `sha-256=:${btoa(String.fromCharCode(...digest))}:` } });
  const finished = await fetch(`${path}/finish`, { method: "POST", body: JSON.stringify({ chunks }),
    headers: { "Content-Type": "application/json" } });
  return finished.status;
}"""
WAKE = """() => {
  window.wakes = [];
  Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => {
    const lock = { kind, released: false, release: async () => { lock.released = true; } };
    window.wakes.push(lock);
    return lock;
  } } });
}"""
AWAKE = "() => window.wakes.map((lock) => lock.released)"


async def awake_is(page: Page, released: list[bool]) -> bool:
    return bool(await page.evaluate(AWAKE) == released)


async def test_VO12_seconds_that_have_not_arrived_are_told(browser: Browser, voice_server: ServerProcess) -> None:
    context = await visitor(browser, voice_server.url)
    page = await context.new_page()
    await page.goto(f"{voice_server.url}/session")
    await expect(fab(page)).to_be_visible()
    session_id = await created(page)
    assert await page.evaluate(TAIL, [session_id, 13]) == 200
    await page.goto(f"{voice_server.url}/session/{session_id}")
    row = page.locator(".voice-row", has_text="Запись 1")
    await expect(row).to_contain_text("12 с ещё на записавшем устройстве")
    await context.close()


async def test_VO12_a_recording_tab_keeps_the_screen_on_and_the_others_say_so(
    browser: Browser, voice_server: ServerProcess
) -> None:
    context = await visitor(browser, voice_server.url)
    await context.add_init_script(f"({WAKE})()")
    page = await context.new_page()
    await page.goto(f"{voice_server.url}/session")
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await until(lambda: awake_is(page, [False]))
    await page.evaluate(
        "() => { window.wakes[0].released = true; document.dispatchEvent(new Event('visibilitychange')); }"
    )
    assert await page.evaluate(AWAKE) == [True, False]
    await recorded_for(page, 1)
    other = await context.new_page()
    await other.goto(f"{voice_server.url}/session?list")
    await expect(fab(other).get_by_text("Запись идёт в другой вкладке")).to_be_visible()
    await fab(other).evaluate("(button) => { button.collapsed = true; }")
    await expect(fab(other).get_by_role("button", name="Запись идёт в другой вкладке")).to_be_visible()
    await page.bring_to_front()
    await press(page, "pause")
    await shows(page, "paused")
    await until(lambda: awake_is(page, [True, True]))
    await other.bring_to_front()
    await expect(fab(other).get_by_text("Запись идёт в другой вкладке")).to_have_count(0)
    await context.close()


async def test_VO18_the_pages_of_listening_open_beside_a_recording(
    browser: Browser, voice_server: ServerProcess
) -> None:
    context = await visitor(browser, voice_server.url)
    page = await new_recording(context, voice_server.url)
    listening = page.locator(".nav").get_by_role("link", name="Слушать")
    async with context.expect_page() as opening:
        await listening.click()
    beside = await opening.value
    await beside.wait_for_url("**/listen")
    await expect(page.get_by_text("Здесь запись идёт дальше")).to_be_visible()
    assert await beside.evaluate("() => sessionStorage.getItem('roomtone:recording')") is None
    await recorded_for(page, 2)
    await shows(page, "recording")
    await press(page, "pause")
    await shows(page, "paused")
    await listening.click()  # nothing would stop: it is the same tab
    await page.wait_for_url("**/listen")
    await page.go_back()
    await shows(page, "paused")
    await context.close()


async def test_VO9_a_note_of_the_page_is_edited_there_and_undone(browser: Browser, voice_server: ServerProcess) -> None:
    context = await visitor(browser, voice_server.url)
    page = await context.new_page()
    await page.goto(f"{voice_server.url}/session")
    await expect(fab(page)).to_be_visible()
    session_id = await created(page)
    await page.goto(f"{voice_server.url}/session/{session_id}")
    field = page.get_by_role("textbox", name="Заметка")
    await field.fill("Купить хлеп")
    await page.locator("rt-voice-attach").get_by_role("button", name="Добавить").click()
    row = page.locator(".voice-row", has_text="Купить хлеп")
    await row.get_by_role("button", name="ещё").click()
    await page.get_by_role("menuitem", name="Изменить").click()
    await page.get_by_role("dialog").get_by_role("textbox").fill("Купить хлеб\nи сыр")
    await page.get_by_role("dialog").get_by_role("button", name="Сохранить").click()
    await expect(page.locator(".voice-text", has_text="Купить хлеб")).to_be_visible()
    assert (await view(page, session_of(page)))["materials"][0]["text"] == "Купить хлеб\nи сыр"
    await page.get_by_role("button", name="Вернуть").click()
    await expect(page.locator(".voice-text", has_text="Купить хлеп")).to_be_visible()
    await context.close()
