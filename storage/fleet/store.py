"""What all processes do now and did lately, for admins: each process reports by one script.

The reports are of one session of a kind of its own, so that admins subscribe to them as to any other session. It is
made by the first report. It has no owner and is in no index.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import orjson

from auth.caller import Caller, Server, packed
from sessions.base.ids import derived_session_id
from storage.bus.feed import Position
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, pairs
from storage.redis.scripts import load

FEED: Final = "fleet"
FLEET_ID: Final = derived_session_id("fleet")
REST_SECONDS: Final = 10.0  # between two reports of a process while nobody looks
LOOKED_AT_SECONDS: Final = 1.0  # and while an admin looks
GONE_MS: Final = 25_000  # a process that misses two reports is gone
RECENT_MS: Final = 150_000  # since a minute began: it is the present or the last one, and processes have reported
WATCHED_MS: Final = 30_000  # a session after an admin's page asked for it: it asks again before
MOST_WATCHED: Final = 32
MINUTES: Final = 60  # in a snapshot
KEPT: Final = 1_500  # minutes (25 hours) and half hours (31 days); at ~200 bytes 600 KB

Span = Literal["minutes", "halves"]


@dataclass(frozen=True, slots=True)
class FleetRead:
    """The fleet as a subscription begins with it. `now` is Redis's clock, Unix ms."""

    position: Position
    now: int
    processes: Sequence[bytes]
    minutes: Sequence[bytes]

    @property
    def role(self) -> str:
        return "admin"

    @property
    def json(self) -> bytes:
        return b'{"processes":[%b],"minutes":[%b],"now":%d}' % (
            b",".join(self.processes),
            b",".join(self.minutes),
            self.now,
        )


class Heard(NamedTuple):
    """By how many processes with admins who look a report was heard, and the sessions that admins look at."""

    by: int
    watched: frozenset[str]


class FleetStore:
    def __init__(self, redis: Redis, *, log_length: int) -> None:
        self._redis = redis
        self._log_length = log_length

    async def report(
        self, process_id: str, figures: bytes, *, connections: int, subscribers: int, done: Mapping[str, int]
    ) -> Heard:
        """Reports `figures` (JSON) and what the process has done since its last report."""
        amounts = [word for name, amount in done.items() if amount for word in (name, amount)]
        fields = (secrets.token_hex(4), process_id, connections, subscribers, figures, GONE_MS, KEPT)
        by, *watched = await self._run("fleet/report", Server.ITSELF, *fields, *amounts)
        return Heard(int(by), frozenset(one.decode() for one in watched))

    async def watch(self, caller: Caller, session_id: str) -> None:
        """An admin looks at a session. Raises SessionNotFound before the first report, Forbidden."""
        await self._run("fleet/watch", caller, session_id, WATCHED_MS, MOST_WATCHED)

    async def read(self, caller: Caller) -> FleetRead:
        """Raises SessionNotFound before the first report, Forbidden."""
        epoch, seq, now, processes, minutes = await self._run("fleet/read", caller, GONE_MS, MINUTES)
        return FleetRead(Position(epoch.decode(), seq), int(now), processes, minutes)

    async def spans(self, which: Span) -> list[bytes]:
        """The finished minutes or half hours, the latest last, each as JSON."""
        key = f"{keys.header(FLEET_ID)}:{which}"
        spans: list[bytes] = await self._redis.call(key, "LRANGE", key, -KEPT, -1)
        return spans

    async def last_minute(self, now: int, name: str) -> int:
        """How often something was done in the present or the last finished minute, whichever is more."""
        home = keys.header(FLEET_ID)
        present, finished = await asyncio.gather(
            self._redis.call(home, "HMGET", f"{home}:now:minutes", "at", name),
            self._redis.call(home, "LRANGE", f"{home}:minutes", -1, -1),
        )
        counts = [(int(present[0] or 0), int(present[1] or 0))]
        counts += [(one["at"], one["done"].get(name, 0)) for one in map(orjson.loads, finished)]
        return max((amount for at, amount in counts if now - at < RECENT_MS), default=0)

    async def usage(self, since: int) -> tuple[int, Counter[str]]:
        """When the first half hour after `since` began (0 for none), and what was done from then until now."""
        home = keys.header(FLEET_ID)
        present = pairs(await self._redis.call(home, "HGETALL", f"{home}:now:halves"))
        halves = [(one["at"], one["done"]) for one in map(orjson.loads, await self.spans("halves"))]
        if present:
            halves.append((int(present["at"]), {name: int(value) for name, value in present.items()}))
        done: Counter[str] = Counter()
        began = [at for at, _ in halves if at >= since]
        for at, amounts in halves:
            if at >= since:
                done.update(amounts)
        return min(began, default=0), done

    async def _run(self, name: str, caller: Caller, *arguments: Argument) -> Any:
        first = (FLEET_ID, self._log_length, packed(caller))
        return await self._redis.run(load(name), keys.of_session(FLEET_ID), *first, *arguments)
