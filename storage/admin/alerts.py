"""The alerts for admins (K29): workers look for them, show them at the desk, and post them to a webhook.

A message to the webhook is a job: it is tried again with growing pauses, and by another worker when one dies.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import orjson

from auth.caller import Server
from sessions.base.errors import SessionNotFound
from sessions.base.instant import iso_from_ms
from sessions.base.job import JobRef
from storage.admin.desk import DESK_ID, Desk
from storage.admin.listing import Listing, Way
from storage.admin.metrics import KindFigures, SessionFigures
from storage.fleet.store import FleetStore
from storage.jobs.jobs import JobQueue
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.kinds import WITH_JOBS
from storage.webhooks.sender import WebhookSender

LOOK_SECONDS: Final = 10.0
LARGE_BYTES: Final = 100 * 1024
LATE_MS: Final = 600_000
FAILED_MS: Final = 3_600_000
MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which value on something alarms; 0 for never. Shares are of a limit, rates are a minute."""

    storage_share: float
    bus_lag_ms: int
    loop_lag_ms: int
    creations: int
    large_sessions: int
    late_jobs: int
    failed_jobs: int
    rejected: int
    spending_share: float


class Rate:
    """How much a number that only grows has grown within the last minute."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()

    def see(self, value: float, now: float) -> float:
        if self._seen and value < self._seen[-1][1]:  # a new day, or a process that ended
            self._seen.clear()
        self._seen.append((now, value))
        while self._seen[0][0] < now - MINUTE:
            self._seen.popleft()
        return value - self._seen[0][1]


def alarming(figures: Mapping[str, float], thresholds: Mapping[str, float]) -> list[dict[str, Any]]:
    """The alerts for these values, each with its threshold."""
    return [
        {"name": name, "value": round(value, 3), "threshold": thresholds[name]}
        for name, value in sorted(figures.items())
        if thresholds[name] and value >= thresholds[name]
    ]


class Alerts:
    def __init__(
        self,
        redis: Redis,
        desk: Desk,
        figures: SessionFigures,
        fleet: FleetStore,
        listing: Listing,
        jobs: JobQueue,
        sender: WebhookSender,
        thresholds: Thresholds,
        budgets: Mapping[str, int],
        shares: Callable[[], Awaitable[tuple[float, float]]],
        *,
        webhook: str,
        secret: str,
    ) -> None:
        self._redis = redis
        self._desk = desk
        self._figures = figures
        self._fleet = fleet
        self._listing = listing
        self._jobs = jobs
        self._sender = sender
        self._limits = limits_of(thresholds)
        self._budgets = budgets
        self._shares = shares
        self._webhook = webhook
        self._secret = secret
        self._made = Rate()
        self._next = time.monotonic() + LOOK_SECONDS

    async def watch(self) -> None:
        """Called every two seconds. Raises Unavailable."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + LOOK_SECONDS
        await self.look(now)

    async def look(self, now: float) -> None:
        """Tells what is alarming, when that has changed."""
        alerts = alarming(await self._values(now), self._limits)
        home = keys.header(DESK_ID)
        if not alerts and not await self._redis.call(home, "EXISTS", home):
            return
        await self._desk.open()
        post_id = str(uuid4()) if self._webhook else ""
        if await self._desk.run("admin/alerts", Server.ITSELF, orjson.dumps(alerts), post_id):
            await self._jobs.add(JobRef(DESK_ID, f"post_alert.{post_id}", 1))

    async def _values(self, now: float) -> dict[str, float]:
        figures = sum((await self._figures.read()).values(), KindFigures())
        redis, media = await self._shares()
        processes = await self._processes()
        home = keys.header(DESK_ID)
        at = int((await self._redis.call(home, "TIME"))[0]) * 1000
        spent = [await self._spent(what, budget) for what, budget in self._budgets.items() if budget]
        return {
            "redis_near_limit": redis,
            "media_near_limit": media,
            "bus_lag": max((float(one["bus_lag_ms"]) for one in processes), default=0.0),
            "loop_lag": max((float(one["loop_lag_ms"]) for one in processes), default=0.0),
            "creations": self._made.see(figures.made_today, now),
            "large_sessions": await self._listing.count(Way("size", low=str(LARGE_BYTES + 1))),
            "late_jobs": await self._late_jobs(at),
            "failed_jobs": await self._listing.count(Way("failed", low=str(at - FAILED_MS)), WITH_JOBS),
            "rejected_input": await self._fleet.last_minute(at, "rejected"),
            "spending": max(spent, default=0.0),
        }

    async def _processes(self) -> list[dict[str, Any]]:
        """The last reports of the processes."""
        try:
            fleet = await self._fleet.read(Server.ITSELF)
        except SessionNotFound:
            return []
        return [orjson.loads(one) for one in fleet.processes]

    async def _late_jobs(self, at: int) -> int:
        """Runs that no worker has finished within ten minutes."""
        late = at - LATE_MS
        indexes = [keys.index_of(bucket, kind, "jobs") for kind in WITH_JOBS for bucket in keys.ALL_BUCKETS]
        return sum(await asyncio.gather(*(self._redis.call(one, "ZCOUNT", one, "-inf", late) for one in indexes)))

    async def _spent(self, what: str, budget: int) -> float:
        key = keys.budget(what)
        day, spent = await self._redis.call(key, "HMGET", key, "day", "spent")
        seconds, _ = await self._redis.call(key, "TIME")
        return int(spent) / budget if day is not None and int(day) == int(seconds) // 86_400 else 0.0

    async def post(self, job: JobRef) -> None:
        """Sends a message. Raises ConnectionError when it was not taken: it is tried again."""
        key = f"{keys.header(DESK_ID)}:posts"
        alerts = await self._redis.call(key, "HGET", key, job.subject)
        if alerts is not None and self._webhook:
            at = iso_from_ms(round(time.time() * 1000)).encode()
            body = b'{"type":"alerts.changed","timestamp":"%b","data":{"alerts":%b}}' % (at, alerts)
            outcome = await self._sender.post(self._webhook, self._secret, job.subject, body)
            if outcome.error:
                raise ConnectionError(f"the webhook was not told: {outcome.error}")
        await self._desk.run("admin/webhook_done", Server.ITSELF, job.subject)


def limits_of(thresholds: Thresholds) -> dict[str, float]:
    """The threshold of each alert."""
    return {
        "redis_near_limit": thresholds.storage_share,
        "media_near_limit": thresholds.storage_share,
        "bus_lag": thresholds.bus_lag_ms,
        "loop_lag": thresholds.loop_lag_ms,
        "creations": thresholds.creations,
        "large_sessions": thresholds.large_sessions,
        "late_jobs": thresholds.late_jobs,
        "failed_jobs": thresholds.failed_jobs,
        "rejected_input": thresholds.rejected,
        "spending": thresholds.spending_share,
    }
