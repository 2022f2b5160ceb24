"""Downloads have a name: the session's name and the recording's number, in every alphabet (RFC 6266)."""

import re
from urllib.parse import unquote
from uuid import uuid4

import pytest
from playwright.async_api import Browser, expect

from sessions.voice.recording import recording_filename
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import MakePerson
from tests.handlers.voice.sound import chunks_of
from tests.polling import until
from tests.processes import WorkerProcess
from tests.web.voice.test_page_people import signed_in


async def assembled(ann: Person, session_id: str, speech: bytes) -> str:
    """The address of a recording's sound."""
    await ann.record(session_id, chunks_of(speech, 3))

    async def is_there() -> bool:
        return (await ann.view(session_id))["recordings"][0]["audio_url"] is not None

    await until(is_there)
    return str((await ann.view(session_id))["recordings"][0]["audio_url"])


@pytest.mark.parametrize(
    ("session_name", "media_type", "expected"),
    [
        ("Sunday 07:44", "audio/webm", "Sunday 07.44 – 1.webm"),
        ("Планёрка", "audio/mp4", "Планёрка – 1.m4a"),
        ('../a\\b"<c>|?*', "audio/ogg", "a b  c – 1.ogg"),
        ("a\u202egpj\r\n", "audio/webm", "a gpj – 1.webm"),
    ],
)
def test_a_file_is_called_as_every_system_allows(session_name: str, media_type: str, expected: str) -> None:
    assert recording_filename(session_name, 1, media_type) == expected


async def test_VO17_a_recording_and_all_of_the_sound_are_saved_under_the_sessions_name(
    browser: Browser, person: MakePerson, worker: WorkerProcess, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create(session_name='Планёрка: "всё" 09:30'))["session_id"]
    url, name = await assembled(ann, session_id, speech), "Планёрка.  всё  09.30 – 1.webm"
    for headers, status in (({}, 200), ({"Range": "bytes=0-9"}, 206)):
        answer = await ann.call("GET", url, **headers)
        disposition = answer.headers["Content-Disposition"]
        assert answer.status == status
        assert disposition.isascii()
        # A browser plays it where it is; whoever saves it gets the name.
        found = re.fullmatch(r"inline; filename=\"[A-Za-z0-9._ -]+\.webm\"; filename\*=UTF-8''(\S+)", disposition)
        assert found is not None
        assert unquote(found[1]) == name
    page = await signed_in(browser, ann)
    await page.goto(f"{ann.url}/session/{session_id}")
    await page.get_by_role("button", name="Recording 1: more").click()
    async with page.expect_download() as saving:
        await page.get_by_role("menuitem", name="Download").click()
    assert (await saving.value).suggested_filename == name
    await expect(page.get_by_role("heading", name="Планёрка")).to_be_visible()  # one stays on the page
    await page.locator(".voice-tools").get_by_role("button", name="Download", exact=True).click()
    await page.get_by_role("radio", name="Sound").check()
    await expect(page.locator(".take-name")).to_contain_text("0:03 · 1 recording")
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Download the sound").click()
    assert (await saving.value).suggested_filename == "Планёрка.  всё  09.30.webm"
    await page.context.close()
