"""Sends what waits for webhooks, in order for each webhook and session, until it is taken or a day has passed."""

import asyncio
from typing import Any, Final

import structlog

from auth.caller import Server, packed
from sessions.base.instant import DAY_MS
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.looks import Looks
from storage.webhooks.relay import LOG_LENGTH
from storage.webhooks.sender import SECONDS, WebhookSender

log = structlog.get_logger("webhooks")

LEASE_MS: Final = (SECONDS + 5) * 1000
PAUSES_MS: Final = (
    5_000,
    15_000,
    60_000,
    300_000,
    900_000,
    3_600_000,
    10_800_000,
)  # the last one until the day is over
LASTS_MS: Final = DAY_MS
OFF_MS: Final = 7 * DAY_MS
AT_ONCE: Final = 16  # POSTs of one worker: slow receivers hold up a few others at most


class Deliveries:
    """`pauses_ms` and `lease_ms` are for tests."""

    def __init__(
        self,
        redis: Redis,
        sender: WebhookSender,
        *,
        pauses_ms: tuple[int, ...] = PAUSES_MS,
        lease_ms: int = LEASE_MS,
        off_ms: int = OFF_MS,
    ) -> None:
        self._redis = redis
        self._sender = sender
        self._pauses = " ".join(map(str, pauses_ms))
        self._lease_ms = lease_ms
        self._off_ms = off_ms
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self.looks = Looks(redis, "webhooks", "due", self.deliver)

    async def deliver(self, entry: str) -> bool:
        """Sends the first of a line (`<home> <webhook> <session>`). Answers whether something was sent."""
        home_id, _, name = entry.partition(" ")
        async with self._at_once:
            taken = await self._run("webhooks/take", home_id, name, self._lease_ms)
            if not taken:
                return False
            id_, body, url, secret = taken
            outcome = await self._sender.post(url.decode(), secret.decode(), id_.decode(), body)
        is_off = await self._run(
            "webhooks/report",
            home_id,
            name,
            id_,
            outcome.status or "",
            outcome.took_ms,
            outcome.error,
            self._pauses,
            LASTS_MS,
            self._off_ms,
            int(outcome.is_gone),
        )
        if is_off:
            log.warning("webhook_off", webhook=name.partition(" ")[0], error=outcome.error)
        return True

    async def _run(self, name: str, home_id: str, *arguments: Any) -> Any:
        first = (home_id, LOG_LENGTH, packed(Server.ITSELF))
        return await self._redis.run(load(name), keys.of_session(home_id), *first, *arguments)
