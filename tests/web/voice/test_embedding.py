"""The button on somebody else's page: another origin, a token, one script (V14)."""

from collections.abc import AsyncIterator
from uuid import uuid4

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from tests.handlers.voice.people import Person, token
from tests.handlers.voice.servers import Servers, Workers
from tests.handlers.voice.speech_service import speech_service
from tests.handlers.voice.test_jobs import hearing
from tests.other_site import OtherSite, other_site
from tests.polling import until
from tests.processes import ROOT, ServerProcess
from tests.web.voice.browsers import (
    fab,
    press,
    recorded_for,
    shows,
    visitor,
)

DEMO = ROOT / "docs/examples/recorder.html"
PAGE = """<!doctype html><html lang="ru"><title>Another site</title>
<style>button {{ all: unset; color: lime }}</style><h1>Another site</h1>
<script src="{server}/roomtone-fab.js" defer></script>
<roomtone-fab token="{token}"></roomtone-fab></html>"""


@pytest.fixture
async def site() -> AsyncIterator[OtherSite]:
    async with other_site() as site:
        yield site


async def opened(browser: Browser, site: OtherSite, server: ServerProcess, sub: str) -> Page:
    site.html = PAGE.format(server=server.url, token=token(sub))
    page = await (await visitor(browser, site.origin)).new_page()
    await page.goto(site.origin)
    return page


async def test_V14_the_button_records_on_another_origin_with_a_token(
    browser: Browser, servers: Servers, http: aiohttp.ClientSession, site: OtherSite
) -> None:
    server = await servers(ROOMTONE_ALLOWED_ORIGINS=site.origin)
    sub = uuid4().hex
    ann = Person(http, server.url, token(sub))
    page = await opened(browser, site, server, sub)
    await shows(page, "ready")
    await press(page, "new")
    await shows(page, "recording")
    await recorded_for(page, 2)
    active = await ann.active()
    assert active is not None

    async def has_chunks() -> bool:
        recordings = (await ann.view(active["session_id"]))["recordings"]
        return bool(recordings) and recordings[0]["chunk_count"] > 0

    await until(has_chunks)
    # The page's own rules stop at the shadow, and the button's never leave it.
    assert (
        await fab(page).locator("[data-key=new]").evaluate("(key) => getComputedStyle(key).color") != "rgb(0, 255, 0)"
    )
    assert await page.locator("h1").evaluate("(title) => getComputedStyle(title).fontSize") == "32px"
    assert await page.evaluate("() => document.cookie") == ""
    await fab(page).locator("[data-key=pause]").focus()
    await page.keyboard.press("p")
    await shows(page, "paused")
    await press(page, "done")
    await shows(page, "closed")
    assert await ann.active() is None
    assert (await ann.view(active["session_id"]))["recordings"][0]["state"] == "whole"
    await page.context.close()


async def test_AC7_a_site_that_is_not_on_the_list_is_told_so(
    browser: Browser, voice_server: ServerProcess, site: OtherSite
) -> None:
    page = await opened(browser, site, voice_server, uuid4().hex)
    words = f"Этот сайт не в списке разрешённых: {site.origin}"
    await expect(fab(page).get_by_text(words)).to_be_visible()
    await page.context.close()


async def test_AC7_an_origin_is_answered_only_when_it_is_on_the_list(
    servers: Servers, http: aiohttp.ClientSession
) -> None:
    server = await servers(ROOMTONE_ALLOWED_ORIGINS="https://a.example")
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization,content-digest"}
    for origin, allowed in (("https://a.example", "https://a.example"), ("https://b.example", None)):
        async with http.options(f"{server.url}/voicebot/sessions", headers={"Origin": origin, **asked}) as answer:
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            if allowed:
                assert "Content-Digest" in answer.headers["Access-Control-Allow-Headers"]
                assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
        async with http.get(f"{server.url}/voicebot/sessions", headers={"Origin": origin}) as answer:
            assert answer.status == 401
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_V14_the_demo_page_records_from_another_origin(
    browser: Browser, servers: Servers, site: OtherSite
) -> None:
    server = await servers(ROOMTONE_ALLOWED_ORIGINS=site.origin)
    site.html = DEMO.read_text()
    page = await (await visitor(browser, site.origin)).new_page()
    await page.goto(f"{site.origin}/?server={server.url}")
    await shows(page, "ready")
    await press(page, "new")
    await shows(page, "recording")
    await expect(page.get_by_role("status").filter(has_text="The recorder says: recording.")).to_be_visible()
    await press(page, "done")
    await shows(page, "closed")
    await page.context.close()


async def test_VO14_a_page_starts_and_stops_it_and_is_told_the_recording_and_what_was_said(
    browser: Browser, servers: Servers, workers: Workers, http: aiohttp.ClientSession, site: OtherSite
) -> None:
    async with speech_service() as service:
        server = await servers(ROOMTONE_ALLOWED_ORIGINS=site.origin, **hearing(service))
        await workers(**hearing(service))
        sub = uuid4().hex
        own = token(sub, projects=["radio"])
        ann = Person(http, server.url, own)
        site.html = PAGE.format(server=server.url, token=own).replace(
            " token=", ' session-name="Interview 7" project="radio" access="public" language="ru" token='
        )
        page = await (await visitor(browser, site.origin)).new_page()
        await page.goto(site.origin)
        await shows(page, "ready")
        await page.evaluate(
            "window.told = []; for (const name of ['roomtone-recorded', 'roomtone-transcript'])"
            " addEventListener(name, ({ detail }) => window.told.push([name, detail]))"
        )
        started = await page.evaluate("document.querySelector('roomtone-fab').start()")
        session = (await ann.view(started["session_id"]))["session"]
        expected = ("Interview 7", "radio", "public", "ru")
        assert tuple(session[name] for name in ("session_name", "project", "access_level", "language")) == expected
        await shows(page, "recording")
        await recorded_for(page, 2)
        stopped = await page.evaluate("document.querySelector('roomtone-fab').stop()")
        assert stopped["session_id"] == started["session_id"]
        await page.wait_for_function("window.told.length === 2")
        (first, recorded), (second, transcript) = await page.evaluate("window.told")
        view = await ann.view(started["session_id"])
        assert (first, recorded["recording"]["audio_url"]) == ("roomtone-recorded", view["recordings"][0]["audio_url"])
        said = " ".join(one["text"] for one in view["segments"])
        assert (second, transcript["text"]) == ("roomtone-transcript", said)
        assert transcript["recording_id"] == view["recordings"][0]["recording_id"]
        await page.context.close()


async def test_VO14_what_was_recorded_is_kept_when_the_element_is_removed_and_goes_on_when_it_is_moved(
    browser: Browser, servers: Servers, http: aiohttp.ClientSession, site: OtherSite
) -> None:
    server = await servers(ROOMTONE_ALLOWED_ORIGINS=site.origin)
    sub = uuid4().hex
    ann = Person(http, server.url, token(sub))
    page = await opened(browser, site, server, sub)
    await shows(page, "ready")
    started = await page.evaluate("document.querySelector('roomtone-fab').start()")
    await shows(page, "recording")
    await page.evaluate("document.body.prepend(document.querySelector('roomtone-fab'))")
    await shows(page, "recording")
    await recorded_for(page, 2)
    await page.evaluate("document.querySelector('roomtone-fab').remove()")

    async def is_whole() -> bool:
        view = await ann.view(started["session_id"])
        return [one["state"] for one in view["recordings"]] == ["whole"] and not view["session"]["is_active"]

    await until(is_whole)
    await page.context.close()


async def test_the_button_asks_for_a_sign_in_and_takes_one_that_comes_later(
    browser: Browser, servers: Servers, site: OtherSite
) -> None:
    server = await servers(ROOMTONE_ALLOWED_ORIGINS=site.origin)
    site.html = PAGE.format(server=server.url, token="")
    page = await (await visitor(browser, site.origin)).new_page()
    await page.goto(site.origin)
    needed = fab(page).get_by_text("Нужен вход")
    await expect(needed).to_be_visible()
    frame = fab(page).locator(".fab")
    assert await frame.evaluate("(box) => getComputedStyle(box).backgroundColor") != "rgba(0, 0, 0, 0)"
    await page.evaluate("() => { document.querySelector('roomtone-fab').token = 'nonsense'; }")
    await expect(needed).to_be_visible()
    await page.evaluate("(given) => { document.querySelector('roomtone-fab').token = given; }", token(uuid4().hex))
    await shows(page, "ready")
    await press(page, "new")
    await shows(page, "recording")
    await page.context.close()
