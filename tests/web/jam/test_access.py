"""The jam page's accessibility: axe, narrow screens, another language, nothing that moves by itself."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect
from roomtone_client import RoomtoneClient

from tests.effort import in_proof
from tests.processes import ROOT, ServerProcess
from tests.web.conftest import COUNT_SHIFTS
from tests.web.jam.pages import (
    DESKTOP,
    PHONE,
    context,
    jam,
    opened,
    step,
    track,
)

AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text()
RUN_AXE = """() => axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations
  .filter(({impact}) => impact === "serious" || impact === "critical")
  .map(({id, nodes}) => [id, nodes.length, nodes[0].html.slice(0, 200)]))"""
LOCKS = [{"pitch": 5}, None, None, None, {"volume": 1.5}]
STATE = {
    "tracks": [
        track("k", "Kick", on=(0, 4), parameterLocks=LOCKS),
        track("m", "Muted", on=(0, 4), parameterLocks=LOCKS, muted=True),
        track("b", "A track with a very long name", "synth:bass-round", stepCount=32, soloed=True),
    ]
}


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(DESKTOP, "light"), (PHONE, "dark"), in_proof(DESKTOP, "dark"), in_proof(PHONE, "light")],
)
async def test_axe_finds_nothing_serious(
    browser: Browser, server: ServerProcess, scheme: str, size: dict[str, int]
) -> None:
    where = await context(browser, server.url, size, color_scheme=scheme)
    for body in ({}, {"state": STATE, "name": "Rainy Tuesday"}):
        page = await opened(where, f"{server.url}/s/{await jam(server.url, body)}")
        if body and size is DESKTOP:
            await step(page, "k", 2).click()
        await page.evaluate(AXE)
        found: list[Any] = await page.evaluate(RUN_AXE)
        assert found == []
    await page.get_by_role("button", name="Add track").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.evaluate("() => Promise.all(document.getAnimations().map(({finished}) => finished))")
    assert await page.evaluate(RUN_AXE) == []


@pytest.mark.parametrize(
    ("width", "language"),
    [
        (320, "ru-RU"),
        (1280, "en-GB"),
        in_proof(390, "ru-RU"),
        in_proof(640, "en-GB"),
        in_proof(1280, "ru-RU"),
    ],
)
async def test_nothing_is_wider_than_the_screen(
    browser: Browser, server: ServerProcess, width: int, language: str
) -> None:
    where = await context(browser, server.url, {"width": width, "height": 800}, locale=language)
    page = await opened(where, f"{server.url}/s/{await jam(server.url, {'state': STATE, 'name': 'x' * 100})}")
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= width


async def test_JM1_nothing_jumps_while_others_edit(browser: Browser, server: ServerProcess) -> None:
    id_ = await jam(server.url, {"state": STATE})
    where = await context(browser, server.url)
    await where.add_init_script(COUNT_SHIFTS)
    page = await opened(where, f"{server.url}/s/{id_}")
    async with RoomtoneClient(server.url, name="Theo") as theo:
        await theo.subscribe(id_)
        for number in range(12):
            paths = {f"tracks/k/steps/{number}": number % 2 == 0, "tempo": 90 + 10 * (number % 8), "swing": number}
            await theo.command("edit_session", {"session_id": id_, "set": paths})
        await expect(page.locator("#jam-tempo")).to_have_value("120")
        await expect(step(page, "k", 11)).to_have_attribute("aria-pressed", "true")
    shifts: list[Any] = await page.evaluate("window.shifts")
    assert sum(shift["value"] for shift in shifts) < 0.001, shifts
