"""The search on the page of all sessions."""

from urllib.parse import urlencode

from playwright.async_api import Page, expect

from tests.processes import ServerProcess, WorkerProcess

NOTE = """async ([name, text]) => {
  const post = async (path, body) => (await fetch(path, { method: 'POST', body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' } })).json();
  const { session_id } = await post('/voicebot/create_session', { session_name: name });
  await post(`/voicebot/sessions/${session_id}/materials`, { text });
  return session_id;
}"""


async def test_VF1_what_is_typed_is_found_marked_and_opened(
    page: Page, voice_server: ServerProcess, worker: WorkerProcess
) -> None:
    plan = await page.evaluate(NOTE, ["Release plan", "Сначала откат, потом релиз"])
    await page.evaluate(NOTE, ["Планёрка", "Ни слова об этом"])
    await page.goto(f"{voice_server.url}/session?list")
    await expect(page.locator(".voice-list > li")).to_have_count(2)
    await page.keyboard.press("/")
    await page.keyboard.type("откатить релизы")
    await expect(page.locator(".found mark")).to_have_text(["откат", "релиз"])
    await expect(page.locator(".found-summary")).to_contain_text("1 место в 1 сессии")
    assert page.url.endswith(f"/session?{urlencode({'q': 'откатить релизы'})}")
    await page.reload()
    await page.get_by_role("radio", name="Задачи").check()
    await expect(page.get_by_text("Ничего не найдено по «откатить релизы»")).to_be_visible()
    await page.get_by_role("button", name="Искать везде").click()
    await page.locator(".place-text").click()
    await page.wait_for_url(f"**/session/{plan}")
    await page.go_back()
    await page.locator("#voice-search").fill("")
    await expect(page.locator(".voice-list > li")).to_have_count(2)
