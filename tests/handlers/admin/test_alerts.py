"""What alarms admins, and how a webhook is told (K29)."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web

from server.products.admin import KINDS, desk_of, thresholds_of
from server.settings.model import Settings
from sessions.base.job import JobRef
from storage.admin.alerts import Alerts, Rate, alarming, limits_of
from storage.admin.desk import DESK_ID
from storage.admin.listing import Listing
from storage.admin.metrics import SessionFigures
from storage.fleet.store import FleetStore
from storage.jobs.jobs import JobQueue
from storage.redis import keys
from storage.redis.client import Redis
from storage.webhooks.sender import WebhookSender, signature
from tests.handlers.admin.people import People
from tests.serving import serving

SECRET = "a sentence that both sides know"


class Webhook:
    """A real receiver on loopback; it refuses while `status` is none of success."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status)


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    found = Webhook()
    app = web.Application()
    app.router.add_post("/alerts", found.take)
    async with serving(app) as url:
        found.url = f"{url}/alerts"
        yield found


class World:
    """A worker's look; `shares` are how full Redis and the media are."""

    def __init__(self, store: Redis, sender: WebhookSender, url: str, **thresholds: int) -> None:
        settings = Settings(alert_creations=3, alert_large_sessions=1).model_copy(update=thresholds)
        self.shares = (0.1, 0.2)
        self.jobs = JobQueue(store, "admin", backoff_ms=10)
        self.alerts = Alerts(
            store,
            desk_of(store, settings),
            SessionFigures(store, KINDS),
            FleetStore(store, log_length=10),
            Listing(store, KINDS),
            self.jobs,
            sender,
            thresholds_of(settings),
            {"tasks": 100},
            self._shares,
            webhook=url,
            secret=SECRET,
        )

    async def _shares(self) -> tuple[float, float]:
        return self.shares


@pytest.fixture
async def world(store: Redis, webhook: Webhook) -> AsyncIterator[World]:
    sender = WebhookSender(may_reach_private=True)
    found = World(store, sender, webhook.url)
    yield found
    await sender.close()
    await found.jobs.close()


async def told(people: People) -> dict[str, float]:
    found = await people.admin("GET", "/admin/alerts")
    assert found["thresholds"]["redis_near_limit"] == 0.8
    return {one["name"]: one["value"] for one in found["alerts"]}


async def test_K29_storage_creations_large_sessions_and_spending_alarm(
    people: People, store: Redis, world: World
) -> None:
    start = time.monotonic()
    await world.alerts.look(start)
    assert await told(people) == {}
    world.shares = (0.8, 0.79)
    large = await people.jam()
    index = keys.index(large, "jam", "size")
    await store.call(index, "ZADD", index, 100 * 1024 + 1, large)
    for _ in range(3):
        await people.jam()
    budget = keys.budget("tasks")
    seconds, _ = await store.call(budget, "TIME")
    await store.call(budget, "HSET", budget, "day", int(seconds) // 86_400, "spent", 80)
    await store.call(index, "ZADD", keys.index(large, "voice", "jobs"), 1, "a late run")
    await people.admin("GET", "/admin/metrics")
    found: dict[str, float] = {}
    for step in range(1, 50):
        await world.alerts.look(start + step * 0.1)
        found = await told(people)
        if "creations" in found:
            break
    assert found == {"redis_near_limit": 0.8, "large_sessions": 1, "creations": 4, "spending": 0.8}

    world.shares = (0.1, 0.9)
    await store.call(index, "ZADD", index, 100 * 1024, large)  # 100 KB are not above 100 KB
    await store.call(budget, "DEL", budget)
    await world.alerts.look(start + 200)
    assert await told(people) == {"media_near_limit": 0.9}


async def test_K29_a_webhook_gets_each_alert_once_signed_and_again_when_it_refuses(
    people: People, store: Redis, world: World, webhook: Webhook
) -> None:
    world.shares = (0.9, 0.1)
    await world.alerts.look(time.monotonic())
    await world.alerts.look(time.monotonic())  # it goes on: nothing new
    posts = f"{keys.header(DESK_ID)}:posts"
    (post_id,) = await store.call(posts, "HKEYS", posts)
    job = JobRef(DESK_ID, f"post_alert.{post_id.decode()}", 1)
    webhook.status = 503
    with pytest.raises(ConnectionError):
        await world.alerts.post(job)
    webhook.status = 204
    await world.alerts.post(job)
    await world.alerts.post(job)  # a run that comes twice sends nothing more
    assert len(webhook.got) == 2
    headers, body = webhook.got[-1]
    at = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signature(SECRET, headers["webhook-id"], at, body)
    assert headers["webhook-id"] == post_id.decode() == webhook.got[0][0]["webhook-id"]
    told = orjson.loads(body)
    assert told["type"] == "alerts.changed"
    assert [one["name"] for one in told["data"]["alerts"]] == ["redis_near_limit"]
    pending = keys.index(DESK_ID, "admin", "jobs")
    assert await store.call(pending, "ZCARD", pending) == 0


def test_K29_one_large_session_alerts_where_nothing_is_set() -> None:
    assert [one["name"] for one in alarming({"large_sessions": 1}, limits_of(thresholds_of(Settings())))] == [
        "large_sessions"
    ]


def test_K29_a_rate_is_that_of_the_last_minute() -> None:
    rate = Rate()
    grown: list[Any] = [rate.see(value, at) for at, value in ((0, 100), (30, 110), (60, 150), (95, 160), (96, 5))]
    assert grown == [0, 10, 50, 10, 0]


def test_K29_a_webhook_needs_a_secret(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ROOMTONE_ALERT_SECRET"):
        Settings(data_dir=tmp_path, alert_webhook="http://127.0.0.1:1/x")
