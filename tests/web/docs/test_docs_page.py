"""The API's page begins with an example that runs, in three languages, and is Russian in Russian."""

import asyncio
import json
import re
import shutil
import sys

import aiohttp
import pytest
from playwright.async_api import expect

from tests.polling import PATIENCE
from tests.processes import ServerProcess
from tests.web.clock import hold_clock
from tests.web.conftest import PHONE, Visit

RUN = {
    "curl": ["bash", "-e"],
    "JavaScript": ["node", "--input-type=module"],
    "Python": [sys.executable, "-"],
}


@pytest.mark.parametrize("language", RUN)
async def test_the_first_example_runs_as_it_is_copied(visit: Visit, server: ServerProcess, language: str) -> None:
    page = await visit("/docs")
    await page.get_by_role("radio", name=language).check()
    await page.get_by_role("button", name="Copy", exact=True).click()
    await expect(page.get_by_role("button", name="Copied.")).to_be_visible()
    program = await page.evaluate("navigator.clipboard.readText()")
    assert server.url in program
    command, *options = RUN[language]
    found = shutil.which(command)
    assert found, f"{command} is needed: see README"
    process = await asyncio.create_subprocess_exec(
        found, *options, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(PATIENCE):
        out, errors = await process.communicate(program.encode())
    assert process.returncode == 0, errors.decode()
    answers, position = [], 0
    while position < len(text := out.decode().strip()):  # curl prints what each call answers, without line breaks
        answer, position = json.JSONDecoder().raw_decode(text, position)
        answers.append(answer)
    moment = answers[-1]
    assert (moment["note"], moment["tag"]) == ("What a save", "epic")
    assert moment["offset_hms"].startswith("00:00:0")
    await page.reload()
    await expect(page.get_by_role("radio", name=language)).to_be_checked()


async def test_the_first_example_runs_on_the_page_and_takes_back_what_it_made(visit: Visit) -> None:
    page = await visit("/docs")
    await expect(page.get_by_role("heading", name="What comes back · an example")).to_be_visible()
    await page.get_by_role("button", name="Run here").click()
    await expect(page.get_by_text("You made Friday night, live now, 1 moment.")).to_be_visible()
    await expect(page.get_by_role("heading", name="What comes back · from this server")).to_be_visible()
    await expect(page.get_by_text("left out: you are Guest")).to_be_visible()
    await expect(page.get_by_text('"note": "What a save"').last).to_be_visible()
    assert "eyJ" not in await page.locator(".example-answers").inner_text()
    await page.get_by_role("button", name="Delete it again").click()
    await expect(page.get_by_text("You made Friday night")).to_have_count(0)
    await page.goto(page.url.replace("/docs", "/clips"))
    await expect(page.get_by_text("No sessions yet.")).to_be_visible()


async def test_a_refused_example_says_so_in_the_place_of_its_step(visit: Visit) -> None:
    page = await visit("/docs")
    refusal = {"error": "Too many", "code": "rate_limited", "retry_after": 7}
    await page.route("**/start", lambda route: route.fulfill(status=429, json=refusal))
    await page.get_by_role("button", name="Run here").click()
    await expect(page.get_by_role("alert").filter(has_text="Too fast. Try again in 7 s.")).to_be_visible()
    await expect(page.get_by_role("button", name="Open its room")).to_be_visible()


async def test_the_page_is_russian_in_russian_and_its_reference_english(visit: Visit) -> None:
    page = await visit("/docs", size=PHONE, locale="ru-RU")
    await expect(page.get_by_role("heading", name="Первый пример")).to_be_visible()
    await expect(page.get_by_text("Зритель отмечает момент.")).to_be_visible()
    await expect(page.get_by_role("button", name="Выполнить здесь")).to_be_visible()
    await expect(page.get_by_role("heading", name="Справочник")).to_be_visible()
    await page.locator("summary").first.click()
    await expect(page.get_by_text("Makes a guest", exact=False).first).to_be_visible()
    await page.get_by_role("button", name="Скопировать").click()
    await expect(page.get_by_role("button", name="Скопировано.")).to_be_visible()
    assert "# 1. Гость." in await page.evaluate("navigator.clipboard.readText()")


async def test_a_refusal_that_asks_to_wait_counts_down_on_the_key(visit: Visit) -> None:
    page = await visit("/docs")
    refusal = {"error": "Too many", "code": "rate_limited", "retry_after": 15}  # longer than the client waits itself
    await hold_clock(page)
    await page.route("**/start", lambda route: route.fulfill(status=429, json=refusal))
    await page.get_by_role("button", name="Run here").click()
    await expect(page.get_by_role("button", name="Run in 15 s")).to_be_disabled()
    await page.clock.run_for(9_000)
    seconds = re.compile("Run in [67] s")  # the key is drawn anew once a second
    await expect(page.get_by_role("button", name=seconds)).to_be_disabled()
    await page.clock.run_for(7_000)
    await expect(page.get_by_role("button", name="Run here")).to_be_enabled()


async def test_keys_copy_and_filter_and_three_ways_lead_on(visit: Visit, server: ServerProcess) -> None:
    page = await visit("/docs")
    await page.locator("summary").first.wait_for()
    await page.keyboard.press("c")
    await expect(page.get_by_role("button", name="Copied.")).to_be_visible()
    assert server.url in await page.evaluate("navigator.clipboard.readText()")
    ways = page.get_by_role("navigation", name="Ways on").get_by_role("link")
    await expect(ways).to_have_count(3)
    for way, seen in zip(
        await ways.all(),
        ["subscribe_on_session", "Send the same again with a new token.", "clip_gap_seconds"],
        strict=True,
    ):
        await way.click()
        target = page.locator(f"[id='{(await way.get_attribute('href') or '')[1:]}']")
        await expect(target).to_be_in_viewport()
        await expect(target).to_contain_text(seen)
    await page.keyboard.press("/")
    await page.keyboard.type("submit_clip")
    await expect(page.get_by_label("Filter")).to_have_value("submit_clip")
    await expect(page.get_by_role("article").first).to_contain_text("submit_clip")


async def test_an_anchor_opens_its_group_and_clears_a_filter_that_hides_it(visit: Visit) -> None:
    page = await visit("/docs#event-subscribe_on_session")
    call = page.locator("#event-subscribe_on_session")
    await expect(call).to_be_in_viewport()
    await expect(page.locator("details[open]")).to_have_count(1)
    assert not await page.get_by_text(re.compile(r"\([A-Z]{1,2}\d+")).count()
    await page.get_by_label("Filter").fill("undo")
    await expect(call).to_have_count(0)
    await page.evaluate("location.hash = ''; location.hash = 'event-subscribe_on_session'")
    await expect(call).to_be_in_viewport()
    await expect(page.get_by_label("Filter")).to_have_value("")


async def test_the_documents_come_packed_and_once(server: ServerProcess) -> None:
    async with aiohttp.ClientSession(server.url) as http:
        for path in ("/openapi.json", "/asyncapi.json"):
            async with http.get(path) as first:
                tag, size = first.headers["ETag"], int(first.headers["Content-Length"])
                assert first.headers["Content-Encoding"] == "gzip"
                assert size < len(await first.read()) / 5
            async with http.get(path, headers={"If-None-Match": tag}) as again:
                assert (again.status, await again.read()) == (304, b"")
