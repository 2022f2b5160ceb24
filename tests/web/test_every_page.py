"""Every page on every screen with long names and many items: its width, its controls, axe, and that nothing shifts.

Each page is loaded once, and its window is resized: on a phone in one language and on a desk in the other. `make proof`
adds the other languages, widths and the dark theme's layout. Pictures of what was seen
go to `$ROOMTONE_PICTURES` when that is set.
"""

import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from server.documents.contract import CONTRACT
from tests.effort import PROOF
from tests.polling import PATIENCE
from tests.processes import RedisProcess, ServerProcess
from tests.web.admin.admins import an_admin
from tests.web.conftest import COUNT_SHIFTS, drawn
from tests.web.jam.pages import track
from tests.web.layout import CUT, SEEN_OF_TITLE, SMALL, WIDER, axe, faults_of_layout, shifts
from tests.web.stage import Person, Stage, Tap

DESKS = (1280, 1440, 1600, 1024, 900, 640, 768) if PROOF else (1280, 768)
"""Wide screens; each page is loaded at the last one. 640 is 1280 at 200 % zoom."""
PHONES = (390, 320) if PROOF else (320,)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark") if PROOF else ("light",)

TITLE = "\u202eBesprechungsprotokollzusammenfassung_ohne_eine_Lücke, и ещё немного слов до предела названия"[:100]
NAME = "Guest_Bartholomäus_Käsebier_XXXII"[:32]
NOTE = "\u2067Немецкое_слово_длиной_в_строку_Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlung!"[:100]

# Texts in which a character turns the direction (S21). What stands in a field to type in is as it was typed.
TURNED = """() => {
  const turns = /[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/;
  const texts = (one) => [
    ...["title", "aria-label", "alt"].map((name) => one.getAttribute(name) ?? ""),
    ...[...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data),
  ].map((text) => `${one.localName}.${one.className}: ${text}`);
  const shown = [...document.querySelectorAll("body :not(textarea, script, style)")].flatMap(texts);
  return [document.title, ...shown].filter((text) => turns.test(text)).map((text) => text.slice(0, 50));
}"""


@pytest.fixture(scope="module")
async def pages(server: ServerProcess, redis_server: RedisProcess) -> dict[str, tuple[str, Person | None]]:
    """The address of each page and state, and who looks at it."""
    async with Stage(server.url, redis_server) as stage:
        kassia = await stage.guest(NAME)
        admin = an_admin(server, NAME)
        taps = [Tap(20 * n + 5, by=NAME, note=NOTE, tag="clutch") for n in range(12)]

        async def stream(until: str, segments: int = 5) -> str:
            session_id = await stage.session(kassia, TITLE, TITLE)
            for index in range(1, segments + 1):
                ago = 600.0 * (segments + 1 - index)
                length = 400.0 if until != "active" or index < segments else None
                await stage.segment(kassia, session_id, index, ago, length, taps if index == 1 else taps[:2])
            if until == "ended":
                await stage.act(kassia, session_id, "end")
            return session_id

        active, paused, ended = await stream("active"), await stream("paused", 2), await stream("ended")
        await stage.call(kassia, "POST", f"/api/clip-sessions/{ended}/best", {"show": "all", "notes": True})
        for number in range(8):
            await stage.session(kassia, f"{number} {TITLE}"[:100], TITLE)
        created = await stage.session(kassia, TITLE)
        tracks = [track(f"t{n}", f"{n} {TITLE}"[:32], on=(0, 4, 8 + n % 4)) for n in range(12)]
        jam_body = {"name": TITLE, "state": {"version": 1, "tempo": 120, "tracks": tracks}}
        jam = (await stage.call(kassia, "POST", "/api/sessions", jam_body))["id"]
        voice = (await stage.call(kassia, "POST", "/voicebot/create_session", {"session_name": TITLE}))["session_id"]
        invitation = {"role": "editor", "uses": 0, "note": NAME}
        invited = await stage.call(kassia, "POST", f"/api/people/{jam}/invitations", invitation)
        stranger = await stage.guest(NAME)
        links = [(await stage.call(kassia, "POST", "/api/auth/ticket"))["url"] for _ in range(2)]
        report = {"reason": "copyright", "text": NOTE}
        await stage.call(stranger, "POST", f"/api/reports/{jam}", report)
        for _ in range(8):
            await stage.call(kassia, "POST", f"/voicebot/sessions/{voice}/materials", {"text": f"{NOTE} " * 3})
            await stage.call(kassia, "POST", "/voicebot/create_session", {"session_name": TITLE})
        await stage.told(active)  # a key's row has the title of its session
        for number, scopes in enumerate((["mark"], ["read", "mark", "edit"], ["read"])):
            named = {"session_id": active} if number == 0 else {"days": number} if number == 1 else {}
            new = {"name": f"{number} {TITLE}"[:100], "scopes": scopes, "in_address": number == 0, **named}
            made = await stage.call(kassia, "POST", "/api/keys", new)
        await stage.call(kassia, "DELETE", f"/api/keys/{made['id']}")
        hook = {"url": f"https://{'long-name.' * 12}example/hook", "events": ["stream.ended", "moment.hot"]}
        await stage.call(kassia, "POST", "/api/webhooks", hook)
        return {
            "/": ("/", kassia),
            "/ first visit": ("/", None),
            "/docs": ("/docs", None),
            "/clips": ("/clips", kassia),
            "/clips/{sessionId}": (f"/clips/{active}", kassia),
            "/clips nobody's": ("/clips", None),
            "/clips/{sessionId} paused": (f"/clips/{paused}", kassia),
            "/clips/{sessionId} ended": (f"/clips/{ended}", kassia),
            "/clips/{sessionId} created": (f"/clips/{created}", kassia),
            "/c/{sessionId}": (f"/c/{active}", None),
            "/c/{sessionId} paused": (f"/c/{paused}", None),
            "/c/{sessionId} none": ("/c/none", None),
            "/c/{sessionId} ended": (f"/c/{ended}", None),
            "/c/{sessionId} created": (f"/c/{created}", None),
            "/c/{sessionId}/best": (f"/c/{ended}/best", None),
            "/s": ("/s", kassia),
            "/s/{sessionId}": (f"/s/{jam}", kassia),
            "/s/{sessionId}/remix": (f"/s/{jam}/remix", kassia),
            "/session": ("/session", kassia),
            "/session none": ("/session", stranger),
            "/session list": ("/session?list", kassia),
            "/session/{sessionId}": (f"/session/{voice}", kassia),
            "/i/{token}": (urlsplit(invited["url"]).path, stranger),
            "/i/{token} none": ("/i/nothing", stranger),
            "/login": (links[0].removeprefix(server.url), stranger),
            "/keys": ("/keys", kassia),
            "/keys none": ("/keys", stranger),
            "/tg_auth": (f"/tg_auth?token={urlsplit(links[1]).fragment}", None),
            "/tg_app": ("/tg_app", None),
            "/tg_app/{sessionId}": (f"/tg_app/{voice}", None),
            "/listen": ("/listen", kassia),
            "/listen/sessions": ("/listen/sessions", kassia),
            "/listen/statistics": ("/listen/statistics", kassia),
            "/admin": ("/admin", admin),
            "/admin nobody's": ("/admin", None),
            "/admin/connections": ("/admin/connections", admin),
            "/admin/sessions": ("/admin/sessions", admin),
            "/admin/sessions none": ("/admin/sessions?q=no+such+name+at+all", admin),
            "/admin/sessions/{subject}": (f"/admin/sessions/{jam}", admin),
            "/admin/audit": ("/admin/audit", admin),
            "/admin/alerts": ("/admin/alerts", admin),
            "/admin/deleted": ("/admin/deleted", admin),
            "/admin/jobs": ("/admin/jobs", admin),
            "/admin/reports": ("/admin/reports", admin),
            "/admin/abuse": (f"/admin/abuse?user={kassia.id}", admin),
            "/admin/abuse none": ("/admin/abuse", admin),
            "/admin/transfer": ("/admin/transfer", admin),
            "not found": ("/nowhere/at/all", None),
        }


def test_S21_no_page_isolates_a_text_that_it_does_not_make_visible() -> None:
    """Dialogs and menus that the test below does not open are held to it too."""
    sources = [path.read_text() for path in (Path(__file__).parents[2] / "web" / "src").rglob("*.ts")]
    isolated = [found for text in sources for found in re.findall(r"<bdi(?:\$\{[^}]*\}|[^>$])*>(.{10})", text)]
    assert len(isolated) > 50
    assert [one for one in isolated if one != "${visible("] == []


def test_every_declared_page_is_looked_at(pages: dict[str, Any]) -> None:
    assert {name.partition(" ")[0] for name in pages} == {page.path for page in CONTRACT.pages} | {"not"}


LEAD_ON = ("/s", "/s/{sessionId}/remix", "/session")
"""Pages that show another one: a new session, a copy, the active session."""


async def shown(page: Page, url: str, name: str, path: str) -> None:
    await page.goto(url + path)
    if name in LEAD_ON:
        await page.wait_for_url(re.compile(r"/(s|session)/[-0-9a-f]{36}$"))
    await page.locator("h1").first.wait_for(state="attached")
    await expect(page.locator(".loading, .voice-seeking")).to_have_count(0)


async def picture(page: Page, *about: object) -> None:
    folder = os.environ.get("ROOMTONE_PICTURES")
    if folder:
        name = re.sub(r"\W+", "-", " ".join(str(one) for one in about)).strip("-")
        await page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", ["desk", "phone"])
async def test_PG6_S21_every_page_fits_its_screen_and_a_finger_and_axe_finds_nothing_serious(
    browser: Browser, server: ServerProcess, pages: dict[str, tuple[str, Person | None]], kind: str, turn: int
) -> None:
    """Every other page is in Russian, on a phone the others; the second turn swaps them."""
    is_phone = kind == "phone"
    widths, height = (PHONES, 844) if is_phone else (DESKS, 800)
    said: list[str] = []
    tabs = [await tab(browser, widths[-1], height, is_phone, locale, said) for locale in ("en-GB", "ru-RU")]
    wrong: dict[str, object] = {}
    for number, (name, (path, person)) in enumerate(pages.items()):
        page = tabs[(number + is_phone + turn) % 2]
        await page.goto("about:blank")  # what the page before still asks for would be refused without its cookie
        await page.context.clear_cookies()
        if person is not None:
            await page.context.add_cookies([{"name": "roomtone_token", "value": person.token, "url": server.url}])
        await shown(page, server.url, name, path)
        found = await shifts(page, name)
        if PROOF or number % 2 == is_phone:  # in `make test` the pages that are in English here: each page once
            found |= await axe(page)
        if is_phone and (small := await page.evaluate(SMALL)):
            found["by finger"] = small
        for width in reversed(widths):
            await page.set_viewport_size({"width": width, "height": height})
            await drawn(page)
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme)
                found |= {f"{what} at {width}": one for what, one in (await faults_of_layout(page, width)).items()}
                await picture(page, name, width, scheme, turn)
        if turned := await page.evaluate(TURNED):
            found["turned"] = turned
        await page.set_viewport_size({"width": widths[-1], "height": height})
        wrong |= {f"{name}, {what}": fault for what, fault in found.items()}
    meant = ("/nowhere/", "/invitations/nothing", "/admin/metrics")  # who is no admin is refused
    refusals = [one for one in said if not any(path in one for path in meant)]
    assert "\n".join(f"{where}: {what}" for where, what in wrong.items()) == ""
    assert refusals == []


async def tab(browser: Browser, width: int, height: int, is_phone: bool, locale: str, said: list[str]) -> Page:
    """A window whose pages add their errors to `said`."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=is_phone,
        is_mobile=is_phone,
        locale=locale,
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE * 1000)
    await context.add_init_script(COUNT_SHIFTS)
    page = await context.new_page()
    page.on("console", lambda one: said.append(f"{one.text} {one.location}") if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page


async def test_a_title_is_read_and_nothing_is_cut_beside_the_open_panel(
    browser: Browser, server: ServerProcess, pages: dict[str, tuple[str, Person | None]]
) -> None:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="ru-RU")
    context.set_default_timeout(PATIENCE * 1000)
    page = await context.new_page()
    wrong: dict[str, object] = {}
    for name in ("/s/{sessionId}", "/clips/{sessionId}", "/clips/{sessionId} ended", "/session/{sessionId}"):
        path, person = pages[name]
        assert person is not None
        await context.add_cookies([{"name": "roomtone_token", "value": person.token, "url": server.url}])
        await shown(page, server.url, name, path)
        await page.locator(".people-key").click()
        await expect(page.locator("rt-people h2").first).to_be_visible()
        for width in DESKS:
            await page.set_viewport_size({"width": width, "height": 800})
            await drawn(page)
            if (over := await page.evaluate(WIDER, width)) > 0:
                wrong[f"{name} at {width}"] = over
            if width == 1280:
                if cut := await page.evaluate(CUT, width):
                    wrong[f"{name} at {width}, cut off"] = cut
                if (room := await page.evaluate(SEEN_OF_TITLE)) < 200:
                    wrong[f"{name} at {width}, the title"] = room
            await picture(page, name, "people", width)
    assert wrong == {}
