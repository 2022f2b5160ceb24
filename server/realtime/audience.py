"""The number of viewers of a stream: each process reports its own, at most once a second for each session, and Redis
adds them up."""

import asyncio

import structlog

from server.realtime.hub import Hub
from sessions.base.errors import Refusal
from storage.clip.snapshot_cache import VIEWERS_FEED
from storage.clip.store import AUDIENCE_TTL_MS, ClipStore
from storage.redis.connection import RedisError

log = structlog.get_logger("audience")

INTERVAL = 1.0  # seconds between reports of a session whose number has changed
RENEWAL = AUDIENCE_TTL_MS / 1000 / 3  # seconds until an unchanged number is reported again


class Audience:
    def __init__(self, hub: Hub, store: ClipStore, process_id: str) -> None:
        self._hub = hub
        self._store = store
        self._process_id = process_id
        self._reported: dict[str, tuple[int, float]] = {}
        self._unsent: set[str] = set()  # reported too soon after the last signal: report again

    async def run(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self.report()
            except Exception:
                log.exception("audience_failed")  # an error must not stop the count for good

    async def report(self) -> None:
        """Reports every number to Redis that has changed since the last report, or is about to expire there."""
        now = asyncio.get_running_loop().time()
        counts = {channel.session_id: len(channel.members) for channel in self._hub.channels(VIEWERS_FEED)}
        for session_id in (self._reported.keys() | self._unsent) - counts.keys():
            counts[session_id] = 0
        due = [(session_id, count) for session_id, count in counts.items() if self._is_due(session_id, count, now)]
        await asyncio.gather(*(self._report(session_id, count, now) for session_id, count in due))

    def _is_due(self, session_id: str, count: int, now: float) -> bool:
        known, at = self._reported.get(session_id, (0, now))
        return count != known or session_id in self._unsent or (count > 0 and now - at > RENEWAL)

    async def _report(self, session_id: str, count: int, now: float) -> None:
        self._unsent.discard(session_id)
        try:
            if not await self._store.audience(session_id, self._process_id, count):
                self._unsent.add(session_id)
        except RedisError as error:
            log.error("audience_not_reported", session_id=session_id, error=str(error))
        except Refusal as refusal:
            log.debug("audience_not_reported", session_id=session_id, code=refusal.code)
            if refusal.code == "unavailable":
                self._unsent.add(session_id)  # reported again when Redis is back
                return
        if count:
            self._reported[session_id] = (count, now)
        else:
            self._reported.pop(session_id, None)
