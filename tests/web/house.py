"""One example of every page, for the tests that look at all of them."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.processes import RedisProcess, ServerProcess
from tests.web.admin.admins import an_admin
from tests.web.conftest import Visit
from tests.web.stage import Person, Stage, death_march


class House:
    """One session in each state, seen by its owner."""

    def __init__(
        self,
        url: str,
        kassia: Person,
        *,
        admin: Person,
        active: str,
        paused: str,
        ended: str,
        created: str,
        jam: str,
        voice: str,
        invitation: str,
        login: str,
    ) -> None:
        self.url = url
        self.kassia = kassia
        self.admin = admin
        self.pages: dict[str, tuple[str, bool | str]] = {
            "home": ("/", True),
            "docs": ("/docs", False),
            "invitation": (f"/i/{invitation}", False),
            "login": (f"/login#{login}", True),
            "login-telegram": ("/tg_auth?token=none", False),
            "telegram": ("/tg_app", False),
            "telegram-session": (f"/tg_app/{voice}", False),
            "list": ("/clips", True),
            "room": (f"/clips/{active}", True),
            "room-created": (f"/clips/{created}", True),
            "room-paused": (f"/clips/{paused}", True),
            "review": (f"/clips/{ended}", True),
            "viewer": (f"/c/{active}", False),
            "viewer-created": (f"/c/{created}", False),
            "viewer-paused": (f"/c/{paused}", False),
            "viewer-ended": (f"/c/{ended}", False),
            "best": (f"/c/{ended}/best", False),
            "best-none": (f"/c/{active}/best", False),
            "new-jam": ("/s", True),
            "jam": (f"/s/{jam}", True),
            "remix": (f"/s/{jam}/remix", True),
            "new-voice": ("/session", True),
            "voice": (f"/session/{voice}", True),
            "player": ("/listen", True),
            "listen-history": ("/listen/sessions", True),
            "listen-statistics": ("/listen/statistics", True),
            "keys": ("/keys", True),
            "admin": ("/admin", "admin"),
            "admin-connections": ("/admin/connections", "admin"),
            "admin-sessions": ("/admin/sessions", "admin"),
            "admin-session": (f"/admin/sessions/{jam}", "admin"),
            "admin-audit": ("/admin/audit", "admin"),
            "admin-alerts": ("/admin/alerts", "admin"),
            "admin-deleted": ("/admin/deleted", "admin"),
            "admin-jobs": ("/admin/jobs", "admin"),
            "admin-reports": ("/admin/reports", "admin"),
            "admin-abuse": (f"/admin/abuse?user={kassia.id}", "admin"),
            "admin-transfer": ("/admin/transfer", "admin"),
            "admin-closed": ("/admin", False),
            "not-found": ("/nowhere", False),
            "no-session": ("/c/none", False),
            "empty-list": ("/clips", False),
        }

    async def open(self, visit: Visit, name: str, size: tuple[int, int], **options: Any) -> Page:
        path, _ = self.pages[name]
        page = await visit(path, self.who(name), size, **options)
        await expect(page.locator(".loading")).to_have_count(0)
        return page

    def who(self, name: str) -> Person | None:
        """Who looks at this page."""
        return {"admin": self.admin, True: self.kassia, False: None}[self.pages[name][1]]

    async def tour(
        self, visit: Visit, size: tuple[int, int], names: Sequence[str], **options: Any
    ) -> AsyncIterator[tuple[str, Page]]:
        """These pages in one window, to whose site each visitor is new. A window for each takes more than the pages do:
        three quarters of the CPU."""
        page = await self.open(visit, names[0], size, **options)
        yield names[0], page
        for name in names[1:]:
            await self._move(page, name)
            yield name, page

    async def _move(self, page: Page, name: str) -> None:
        path, _ = self.pages[name]
        person = self.who(name)
        await page.goto("about:blank")
        storage = await page.context.new_cdp_session(page)
        await storage.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "all"})
        await storage.detach()
        await page.context.clear_cookies()
        if person is not None:
            await page.context.add_cookies([{"name": "roomtone_token", "value": person.token, "url": self.url}])
        await page.goto(self.url + path)
        await page.wait_for_selector("h1")
        await expect(page.locator(".loading")).to_have_count(0)


EXAMPLES = {
    "/": "home",
    "/docs": "docs",
    "/i/{token}": "invitation",
    "/login": "login",
    "/tg_auth": "login-telegram",
    "/tg_app": "telegram",
    "/tg_app/{sessionId}": "telegram-session",
    "/clips": "list",
    "/clips/{sessionId}": "room",
    "/c/{sessionId}": "viewer",
    "/c/{sessionId}/best": "best",
    "/s": "new-jam",
    "/s/{sessionId}": "jam",
    "/s/{sessionId}/remix": "remix",
    "/keys": "keys",
    "/listen": "player",
    "/listen/sessions": "listen-history",
    "/listen/statistics": "listen-statistics",
    "/session": "new-voice",
    "/session/{sessionId}": "voice",
    "/admin": "admin",
    "/admin/connections": "admin-connections",
    "/admin/sessions": "admin-sessions",
    "/admin/sessions/{subject}": "admin-session",
    "/admin/audit": "admin-audit",
    "/admin/alerts": "admin-alerts",
    "/admin/deleted": "admin-deleted",
    "/admin/jobs": "admin-jobs",
    "/admin/reports": "admin-reports",
    "/admin/abuse": "admin-abuse",
    "/admin/transfer": "admin-transfer",
}
"""Each page that the products declare, and its example in the house."""

STATES = [
    "room-created",
    "room-paused",
    "review",
    "viewer-created",
    "viewer-paused",
    "viewer-ended",
    "best-none",
    "not-found",
    "no-session",
    "empty-list",
    "admin-closed",
]
"""The same pages in other states, and what is no page."""

PAGES = [*EXAMPLES.values(), *STATES]


@pytest.fixture(scope="module")
async def house(server: ServerProcess, redis_server: RedisProcess) -> House:
    """Shared by all tests here: they look, and those that change a stream bring their own."""
    async with Stage(server.url, redis_server) as stage:
        kassia = await stage.guest("Kassia")
        active = await death_march(stage, kassia)
        paused = await death_march(stage, kassia, until="paused")
        ended = await death_march(stage, kassia, until="ended")
        await stage.call(kassia, "POST", f"/api/clip-sessions/{ended}/best", {"notes": True})
        jam = (await stage.call(kassia, "POST", "/api/sessions", {}))["id"]
        voice = (await stage.call(kassia, "POST", "/voicebot/create_session", {}))["session_id"]
        created = await stage.session(kassia, "Tomorrow")
        invited = await stage.call(kassia, "POST", f"/api/people/{active}/invitations", {"role": "co-owner"})
        login = await stage.call(kassia, "POST", "/api/auth/ticket")
        await stage.told(active, paused, ended, created, jam, voice)
        return House(
            server.url,
            kassia,
            admin=an_admin(server),
            active=active,
            paused=paused,
            ended=ended,
            created=created,
            jam=jam,
            voice=voice,
            invitation=invited["url"].rpartition("/")[2],
            login=login["url"].rpartition("#")[2],
        )
