"""A server of its own for the admin page: what admins count is of all sessions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page

from storage.redis import keys
from storage.redis.client import Redis
from tests.polling import PATIENCE
from tests.processes import RedisProcess, ServerProcess, WorkerProcess
from tests.web.admin.admins import an_admin
from tests.web.stage import Person, Stage

DAY = 86_400_000


class Installation:
    """A server of its own: what admins count is of all sessions."""

    def __init__(self, server: ServerProcess, stage: Stage, redis: Redis, owner: Person) -> None:
        self.server = server
        self.stage = stage
        self.redis = redis
        self.owner = owner

    async def jam(self, name: str) -> str:
        return str((await self.stage.call(self.owner, "POST", "/api/sessions", {"name": name}))["id"])

    async def voice(self, name: str) -> str:
        made = await self.stage.call(self.owner, "POST", "/voicebot/create_session", {"session_name": name})
        return str(made["session_id"])

    async def unused_for(self, days: int, *jams: str) -> None:
        seconds, _ = await self.redis.call("k", "TIME")
        at = int(seconds) * 1000 - days * DAY
        for jam in jams:
            header, index = keys.header(jam), keys.index(jam, "jam", "accessed")
            await self.redis.call(header, "HSET", header, "accessed_at", at)
            await self.redis.call(index, "ZADD", index, at, jam)


@asynccontextmanager
async def opened(own_redis: RedisProcess, tmp_path: Path, *, works: bool = True) -> AsyncIterator[Installation]:
    server = await ServerProcess(own_redis.url, tmp_path).start()
    worker = WorkerProcess(own_redis.url, tmp_path) if works else None
    if worker is not None:
        await worker.start()
    redis = await Redis.connect(own_redis.url)
    async with Stage(server.url, own_redis) as stage:
        yield Installation(server, stage, redis, await stage.guest("Kassia"))
    await redis.close()
    if worker is not None:
        await worker.stop()
    await server.stop()


async def entered(
    browser: Browser,
    installation: Installation,
    path: str,
    locale: str = "en-GB",
    who: Person | None = None,
    *,
    width: int = 1280,
) -> Page:
    """The page of an admin, or of `who`."""
    context = await browser.new_context(viewport={"width": width, "height": 800}, locale=locale)
    context.set_default_timeout(PATIENCE * 1000)
    person = who or an_admin(installation.server)
    url = installation.server.url
    await context.add_cookies([{"name": "roomtone_token", "value": person.token, "url": url}])
    page = await context.new_page()
    await page.goto(url + path)
    return page
