"""Actions on a session's page: sharing, deleting, restoring, marking tasks; and who records it (D19)."""

import re
from uuid import uuid4

from playwright.async_api import Browser, Page, expect

from auth.access import READ_ALL, READ_OWN, UPDATE
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson, Servers
from tests.polling import until
from tests.processes import ServerProcess, WorkerProcess
from tests.users import known_as
from tests.web.voice.browsers import (
    created,
    fab,
    page_shows,
    press,
    press_on_page,
    recorded_for,
    session_of,
    shows,
    view,
    visitor,
)


async def signed_in(browser: Browser, person: Person, locale: str = "en-GB") -> Page:
    context = await visitor(browser, person.url, locale=locale)
    await context.add_cookies([{"name": "roomtone_token", "value": person.token, "url": person.url}])
    return await context.new_page()


async def test_D19_a_killed_tab_is_seen_live_and_another_takes_over(
    browser: Browser, servers: Servers, person: MakePerson, worker: WorkerProcess
) -> None:
    server = await servers(ROOMTONE_RECORDER_LEASE="2")
    ann, bob = (
        Person(one.http, server.url, one.token)
        for one in (person(uuid4().hex), person(uuid4().hex, permissions=[READ_ALL, UPDATE]))
    )
    recorder, watcher = await signed_in(browser, ann), await signed_in(browser, bob)
    await recorder.goto(f"{server.url}/session?list")
    await press(recorder, "new")
    await recorder.wait_for_url("**/session/*-*")
    await shows_word(recorder, "Recording")
    await watcher.goto(recorder.url)
    await shows_word(watcher, "Recording")
    rec = watcher.locator(".voice-key[data-key=rec]")
    await expect(rec).to_have_attribute("aria-disabled", "true")  # two people do not contradict each other
    await expect(rec).to_have_attribute("aria-description", re.compile("is recording here now"))
    await recorder.close(run_before_unload=False)  # no word of good-bye
    await shows_word(watcher, "Interrupted")
    await expect(watcher.locator(".voice-status .pictogram rect.pg-hold").first).to_be_attached()
    await expect(watcher.get_by_text("Everything until then is safe.")).to_be_visible()
    await expect(watcher.get_by_role("button", name="Listen", exact=True)).to_have_count(0)
    await watcher.get_by_role("button", name="Take over").click()
    await shows_word(watcher, "Recording")
    await expect(watcher.get_by_text("Everything until then is safe.")).to_have_count(0)
    await watcher.context.close()
    await recorder.context.close()


async def shows_word(page: Page, word: str) -> None:
    await expect(page.locator(".voice-word")).to_have_text(word)


async def test_VO2_D19_a_recorder_that_records_is_never_taken_for_one_that_is_gone(
    browser: Browser, servers: Servers, person: MakePerson, worker: WorkerProcess
) -> None:
    server = await servers(ROOMTONE_RECORDER_LEASE="3")
    one = person(uuid4().hex)
    ann = Person(one.http, server.url, one.token)
    page = await signed_in(browser, ann, "ru-RU")
    await page.goto(f"{server.url}/session?list")
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await recorded_for(page, 7)  # more than two leases
    session = (await ann.view(session_of(page)))["session"]
    assert (session["status"], session["interrupted"]) == ("recording", False)
    await page.context.close()


async def test_V24_VO2_a_recorder_whose_session_is_closed_elsewhere_stops_and_keeps_what_it_has(
    page: Page, voice_server: ServerProcess, person: MakePerson, connect: Connect
) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await recorded_for(page, 1)
    session_id = session_of(page)
    bob = person(uuid4().hex, permissions=[READ_ALL, UPDATE])
    await connect(bob).command("session_done", {"session_id": session_id})
    await expect(fab(page).get_by_role("alert")).to_contain_text("Сессию закрыли в другом месте.")
    await page_shows(page, "closed")

    async def is_whole() -> bool:
        return [one["state"] for one in (await view(page, session_id))["recordings"]] == ["whole"]

    await until(is_whole)
    assert (await view(page, session_id))["session"]["is_active"] is False


async def test_V14_the_button_on_a_readers_page_offers_no_rec_and_activates_nothing(
    browser: Browser, person: MakePerson
) -> None:
    ann, friend = person(uuid4().hex), uuid4().hex
    reader = person(friend, permissions=[READ_OWN])
    session_id = (await ann.create(access_level="restricted", allowed_users=[friend]))["session_id"]
    page = await signed_in(browser, reader)
    await page.goto(f"{reader.url}/session/{session_id}")
    await shows_word(page, "Ready")
    await expect(fab(page)).to_be_hidden()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.locator(".voice-key[data-key=rec]").evaluate("(key) => key.click()")
    await page.keyboard.press("r")
    assert [url for url in asked if "activate" in url or "create" in url] == []
    await page.context.close()


async def test_V11_the_five_keys_stand_once_and_stay_where_they_are_when_the_session_closes(page: Page) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await shows(page, "recording")
    await expect(page.get_by_role("button", name=re.compile("Pause"))).to_have_count(1)
    keys = page.locator(".voice-keys")
    before = await keys.bounding_box()
    await press_on_page(page, "done")
    await page_shows(page, "closed")
    assert await keys.bounding_box() == before


async def test_after_done_the_button_leads_to_the_session(page: Page, voice_server: ServerProcess) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    await recorded_for(page, 1)
    session_id = session_of(page)
    await page.get_by_role("link", name="Все сессии").click()
    await expect(page.locator(".voice-list-row")).to_have_count(1)
    await press(page, "done")
    await fab(page).get_by_role("button", name="Открыть").click()
    await page.wait_for_url(f"**/session/{session_id}")


async def test_what_is_being_recorded_stands_once_in_the_timeline(page: Page) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    session_id = session_of(page)

    async def the_server_has_a_chunk() -> bool:
        return [one["state"] for one in (await view(page, session_id))["recordings"]] == ["recording"]

    await until(the_server_has_a_chunk)
    row = page.locator(".voice-row")
    await expect(row).to_contain_text("Запись 1 · Фрагмент 1 записывается")
    await expect(row).to_have_count(1)
    await expect(page.get_by_text("не закончена")).to_have_count(0)
    await expect(page.get_by_role("heading", name="Лента 1")).to_be_visible()
    await press_on_page(page, "pause")
    await expect(row).to_contain_text("не закончена")
    await expect(row).to_have_count(1)


async def test_a_session_is_called_after_the_time_until_somebody_names_it(page: Page) -> None:
    await press(page, "new")
    await page.wait_for_url("**/session/*-*")
    names = "Понедельник|Вторник|Среда|Четверг|Пятница|Суббота|Воскресенье"
    await expect(page.locator(".voice-rename")).to_have_text(re.compile(rf"^({names}) \d\d:\d\d$"))


async def test_VO3_a_session_is_deleted_and_taken_back_and_found_among_the_deleted(
    browser: Browser, person: MakePerson
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create(session_name="Release"))["session_id"]
    page = await signed_in(browser, ann)
    await page.goto(f"{ann.url}/session/{session_id}")
    for undo in (True, False):
        await page.get_by_role("button", name="More about this session").click()
        await page.get_by_role("menuitem", name="Delete session…").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete session").click()
        await page.wait_for_url("**/session?list")
        await expect(page.locator(".voice-list-row")).to_have_count(0)
        if undo:
            await page.get_by_role("button", name="Undo").click()
            await page.wait_for_url(f"**/session/{session_id}")
    await page.get_by_role("button", name="Deleted").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Release")
    await page.get_by_role("button", name="Restore").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Nothing here.")
    await page.get_by_role("button", name="Close").last.click()
    await expect(page.locator(".voice-list-row")).to_contain_text("Release")
    await page.context.close()


async def test_VO4_V21_tasks_are_found_seen_with_their_text_ticked_edited_and_deleted_with_undo(
    browser: Browser, person: MakePerson, worker: WorkerProcess
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "TODO: call Ben\nTODO: write"})
    page = await signed_in(browser, ann)
    await page.goto(f"{ann.url}/session/{session_id}")
    await page.get_by_role("button", name="Processing").click()
    await page.get_by_role("menuitem", name="Find tasks").click()
    tasks = page.get_by_role("region", name="Tasks")
    await expect(tasks.get_by_role("checkbox")).to_have_count(2)
    await tasks.get_by_role("checkbox", name="call Ben").check()
    await expect(tasks).to_contain_text("1 of 2 done")
    await tasks.get_by_role("button", name="Task: write").click()
    await page.get_by_role("menuitem", name="Edit").click()
    await page.get_by_label("Task", exact=True).fill("write it down")
    await page.keyboard.press("Enter")
    await expect(tasks.get_by_role("checkbox", name="write it down")).to_be_visible()
    await tasks.get_by_role("button", name="Task: write it down").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(tasks.get_by_role("checkbox")).to_have_count(1)
    await page.get_by_role("button", name="Undo").click()
    await expect(tasks.get_by_role("checkbox")).to_have_count(2)
    await page.reload()
    await expect(tasks.get_by_role("checkbox", name="call Ben")).to_be_checked()
    await page.context.close()


async def test_VO3_a_material_is_deleted_and_taken_back(browser: Browser, person: MakePerson) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "a note"})
    page = await signed_in(browser, ann)
    await page.goto(f"{ann.url}/session/{session_id}")
    await page.get_by_role("button", name="a note: more").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(page.locator(".voice-row")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(".voice-row")).to_contain_text("a note")
    await page.context.close()


async def test_VO5_an_owner_invites_whoever_was_told_what_to_ask_for(browser: Browser, person: MakePerson) -> None:
    ann, friend = person(uuid4().hex), uuid4().hex
    session_id = (await ann.create(session_name="Release"))["session_id"]
    address = f"{ann.url}/session/{session_id}"
    guest, page = await signed_in(browser, person(friend)), await signed_in(browser, ann)
    await guest.goto(address)
    await expect(guest.get_by_text("They need your code")).to_be_visible()
    await expect(guest.locator(".voice-your-id")).to_have_text(known_as(friend))
    await page.goto(address)
    await page.get_by_role("button", name="Share", exact=True).click()
    share = page.get_by_role("dialog", name="Share “Release”")
    await share.get_by_label("Name or code of a person").fill(known_as(friend))
    await share.get_by_label("Role", exact=True).select_option(label="Recorder")
    await share.get_by_role("button", name="Invite", exact=True).click()
    await expect(share.locator(f".people-row[data-user='{known_as(friend)}']")).to_be_visible()
    await guest.reload()
    await expect(guest.get_by_role("heading", name="Release")).to_be_visible()
    await guest.context.close()
    await page.context.close()


async def test_V13_the_lists_pictograms_are_live(page: Page, voice_server: ServerProcess) -> None:
    session_id = await created(page)
    await page.goto(f"{voice_server.url}/session?list")
    await expect(page.locator(".voice-list-row").get_by_role("img", name="Готово к записи")).to_be_visible()
    other = await page.context.new_page()
    await other.goto(f"{voice_server.url}/session/{session_id}")
    await press_on_page(other, "rec")
    await shows(other, "recording")
    await expect(page.locator(".voice-list-row").get_by_role("img", name="Идёт запись")).to_be_visible()


async def test_operators_words_are_for_operators(page: Page, voice_server: ServerProcess) -> None:
    session_id = await created(page)
    await page.goto(f"{voice_server.url}/session/{session_id}")
    await page_shows(page, "ready")
    await expect(page.get_by_text("сервис не задан")).to_have_count(0)
    await expect(page.get_by_text("боту")).to_have_count(0)
