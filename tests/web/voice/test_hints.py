"""The dialog for words and language: those of the session, and of its project."""

from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import MakePerson
from tests.web.voice.test_page_people import signed_in


async def opened(page: Page, ann: Person, session_id: str) -> None:
    await page.goto(f"{ann.url}/session/{session_id}")
    await page.get_by_role("button", name="Ещё об этой сессии").click()
    await page.get_by_role("menuitem", name="Слова и язык…").click()
    await expect(page.get_by_label("Слова и имена, которые здесь звучат")).to_be_focused()


@pytest.mark.parametrize("width", [320, 1280])
async def test_VO19_the_dialog_of_a_session_shows_and_changes_the_words_of_its_project(
    browser: Browser, person: MakePerson, width: int
) -> None:
    project = f"Релиз {uuid4().hex[:6]}"
    ann = person(uuid4().hex, projects=[project])
    words = f"/voicebot/projects/{project}"
    await ann.call("PATCH", words, {"vocabulary": "Strato", "language": "ru"})
    session_id = (await ann.create(project=project))["session_id"]
    page = await signed_in(browser, ann, "ru-RU")
    await page.set_viewport_size({"width": width, "height": 800})
    await opened(page, ann, session_id)
    await expect(page.get_by_role("heading", name=f"Для всего в проекте «{project}»")).to_be_visible()
    common = page.get_by_label("Слова и имена проекта")
    await expect(common).to_have_value("Strato")
    await expect(page.get_by_label("Язык проекта")).to_have_value("ru")
    await common.fill(" Strato,   Lyosha ")
    await page.get_by_label("Слова и имена, которые здесь звучат").fill("Мира")
    async with page.expect_response("**/voicebot/projects/*"):  # the last of both requests
        await page.get_by_role("button", name="Сохранить").click()
    await opened(page, ann, session_id)
    await expect(common).to_have_value("Strato, Lyosha")
    await expect(page.get_by_label("Слова и имена, которые здесь звучат")).to_have_value("Мира")
    assert (await ann.call("GET", words)).body == {"vocabulary": "Strato, Lyosha", "language": "ru"}
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_VO19_the_dialog_without_a_project_of_the_user_is_about_the_session_alone(
    browser: Browser, person: MakePerson
) -> None:
    project, name = uuid4().hex, uuid4().hex
    session_id = (await person(name, projects=[project]).create(project=project))["session_id"]
    removed = person(name)
    page = await signed_in(browser, removed, "ru-RU")
    await opened(page, removed, session_id)
    await expect(page.get_by_label("Слова и имена проекта")).to_have_count(0)
    await page.get_by_label("Слова и имена, которые здесь звучат").fill("Мира")
    async with page.expect_response(lambda answer: answer.request.method == "PATCH") as answered:
        await page.get_by_role("button", name="Сохранить").click()
    answer = await answered.value
    assert (answer.status, session_id in answer.url) == (200, True)
    assert (await removed.view(session_id))["session"]["vocabulary"] == "Мира"
