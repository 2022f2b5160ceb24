"""The pictures of the README: `make screenshots` runs a server, puts a stream on stage and photographs its pages."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.processes import ROOT, RedisProcess, ServerProcess
from tests.web.conftest import ARGUMENTS, DESK, PHONE, chromium_path
from tests.web.stage import Person, Stage, death_march

OUT = ROOT / "docs" / "images"


class Shot(NamedTuple):
    """One picture: the page, the user (None: a stranger), the size, the theme, and what is done first."""

    name: str
    path: str
    person: Person | None
    size: tuple[int, int] = DESK
    scheme: str = "light"
    act: Callable[[Page], Awaitable[None]] | None = None


async def mark_with_a_tag(page: Page) -> None:
    await page.get_by_role("button", name="😲 CLUTCH").tap()
    await expect(page.get_by_text("Moment saved", exact=True)).to_be_visible()


async def show_chapters(page: Page) -> None:
    await page.get_by_role("radio", name="YouTube").check()
    await expect(page.get_by_role("region", name="Preview")).to_contain_text("0:00 Intro")


async def tick_some(stage: Stage, kassia: Person, session_id: str) -> None:
    """Six moments of the review are marked already."""
    view = await stage.call(kassia, "GET", f"/api/clip-sessions/{session_id}")
    notes = ("Wrong", "first", "“One", "Ваня", "Griffin", "Geralt")
    for clip in view["clips"]:
        if (clip["note"] or "").startswith(notes):
            await stage.call(kassia, "PATCH", f"/api/clip-sessions/{session_id}/clips/{clip['id']}", {"clipped": True})


async def take(browser: Browser, url: str, shot: Shot) -> None:
    phone = shot.size[0] < 600
    context = await browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        device_scale_factor=2,
        has_touch=phone,
        is_mobile=phone,
        locale="en-GB",
    )
    if shot.person:
        await context.add_cookies([{"name": "roomtone_token", "value": shot.person.token, "url": url}])
    page = await context.new_page()
    for _ in range(2):  # the second time the optional font is used from the first frame on
        await page.goto(url + shot.path)
        await page.wait_for_selector("main h1")
        await page.wait_for_load_state("networkidle")
    if shot.act:
        await shot.act(page)
    await page.screenshot(path=OUT / f"{shot.name}.png")
    await context.close()


async def shots(stage: Stage) -> list[Shot]:
    kassia = await stage.guest("Kassia")
    await stage.session(kassia, "Bloodborne, level 4 run", "Bloodborne")
    ended = await death_march(stage, kassia, until="ended")
    await tick_some(stage, kassia, ended)
    paused = await death_march(stage, kassia, until="paused")
    active = await death_march(stage, kassia)
    return [
        Shot("home", "/", kassia),
        Shot("home-phone-dark", "/", kassia, PHONE, "dark"),
        Shot("clip-list", "/clips", kassia),
        Shot("clip-room", f"/clips/{active}", kassia),
        Shot("clip-room-dark", f"/clips/{active}", kassia, scheme="dark"),
        Shot("clip-room-phone", f"/clips/{active}", kassia, PHONE),
        Shot("clip-review", f"/clips/{ended}", kassia, act=show_chapters),
        Shot("clip-viewer", f"/c/{active}", None, PHONE),
        Shot("clip-viewer-dark", f"/c/{active}", None, PHONE, "dark"),
        Shot("clip-viewer-paused-dark", f"/c/{paused}", None, PHONE, "dark"),
        Shot("clip-viewer-saved", f"/c/{active}", None, PHONE, act=mark_with_a_tag),
        Shot("not-found", "/nowhere", None),
    ]


async def main() -> None:
    await asyncio.to_thread(OUT.mkdir, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rt") as folder, tempfile.TemporaryDirectory() as data:
        redis = RedisProcess(Path(folder))
        server = ServerProcess(redis.url, Path(data))
        try:
            await redis.start()
            await server.start()
            async with Stage(server.url, redis) as stage, async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium_path(playwright), args=ARGUMENTS)
                for shot in await shots(stage):
                    await take(browser, server.url, shot)
                await browser.close()
        finally:
            await server.stop()
            await redis.stop()


if __name__ == "__main__":
    asyncio.run(main())
